"""What a slideshow's screen has to do."""

from __future__ import annotations

from enum import Enum


class Event(Enum):
    """What has to change on screen.

    Attributes:
        NOTHING: The photo stays.
        FRAME: Another photo of the same stop, as a hard cut at the same place.
        STOP: The first photo of another stop, or one sought there.
        FINISHED: It is over: the summary.
    """

    NOTHING = "nothing"
    FRAME = "frame"
    STOP = "stop"
    FINISHED = "finished"
