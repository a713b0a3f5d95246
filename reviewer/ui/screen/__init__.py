"""Pixels for the screen: decoded in threads and in a process that may be killed, in the colours of the monitor.

What is kept stays within a bound; whoever asks is answered at once with what there is, and told when there is more.
"""
