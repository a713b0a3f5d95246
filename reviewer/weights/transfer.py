"""How far a file has come: bytes, speed, time left."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

_WINDOW = 5.0  # seconds over which the speed is taken: long enough to be steady, short enough to follow a change
_OFTEN = 0.1  # seconds between two reports: a place to stop, and what an eye can follow


@dataclass(frozen=True, slots=True)
class Transfer:
    """Progress with one file.

    Attributes:
        name: Of the weights file.
        done: Bytes.
        total: Bytes; only about right before the other side has answered.
        rate: Bytes a second; 0 while not known.
        left: Seconds; None while not known.
    """

    name: str
    done: int
    total: int
    rate: float = 0.0
    left: float | None = None


class Meter:
    """Makes ``Transfer``s of a growing number of bytes, not more often than they are of use."""

    def __init__(self, name: str, done: int, total: int) -> None:
        self._name, self._total = name, total
        self._marks = deque([(time.monotonic(), done)])
        self._reported = -1.0

    def due(self) -> bool:
        """Whether it is time for another report."""
        return time.monotonic() - self._reported >= _OFTEN

    def report(self, done: int) -> Transfer:
        """Where things stand after so many bytes."""
        now = self._reported = time.monotonic()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW:  # noqa: PLR2004 -- a speed takes two
            self._marks.popleft()
        since, before = self._marks[0]
        rate = (done - before) / (now - since) if now > since else 0.0
        left = max(0, self._total - done) / rate if rate > 0 else None
        return Transfer(self._name, done, max(self._total, done), rate, left)
