"""Work behind the window's back: jobs on a thread pool, the writer of the catalogue, what comes from other processes.

Everything that is heard of it arrives on the GUI thread.
"""
