"""What is done with a photo's file beside looking at it: shown elsewhere, opened, copied, dragged, forgotten.

Originals are only ever read.
"""
