"""One photo, large: where it lies, how it is painted, and what may lie over it."""
