"""What is done with a photo's file beside looking at it: shown elsewhere, opened, copied, dragged, forgotten.

So is what is known of all of them: saved as a report. Originals are only ever read.
"""
