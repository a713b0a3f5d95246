"""How far an undertaking is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.errors import ReviewerError

_EACH = 1 << 16  # bytes that handling one parcel is worth, so that renames count too


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done.

    Attributes:
        journal: By which it can be gone on with, and undone.
        done, total: Photos, with all that travels with them; those left as they were are done with.
        bytes_done, bytes_total: Of their files.
        photo: The one at work on, or just done.
        troubles: New since the last progress: files that were left as they were, and why.
        seconds_left: To the end, or None while unknown.
    """

    journal: Path
    done: int
    total: int
    bytes_done: int
    bytes_total: int
    photo: Path | None = None
    troubles: tuple[ReviewerError, ...] = ()
    seconds_left: float | None = None


class Meter:
    """Adds up, and tells the time left by the mean speed so far."""

    def __init__(self, journal: Path, total: int, bytes_total: int, done: int, bytes_done: int) -> None:
        """``done`` and ``bytes_done`` are from before; they say nothing about the speed."""
        self._journal = journal
        self._total, self._bytes_total = total, bytes_total
        self._done, self._bytes_done = done, bytes_done
        self._before = self._work
        self._began = time.monotonic()

    @property
    def _work(self) -> int:
        return self._bytes_done + self._done * _EACH

    def told(self, photo: Path, more: int) -> Progress:
        """So many bytes of this photo more."""
        self._bytes_done += more
        return self._progress(photo, ())

    def finished(self, photo: Path, rest: int, troubles: tuple[ReviewerError, ...]) -> Progress:
        """One photo is done with, ``rest`` bytes of which were not told of."""
        self._done += 1
        self._bytes_done += rest
        return self._progress(photo, troubles)

    def _progress(self, photo: Path, troubles: tuple[ReviewerError, ...]) -> Progress:
        worked, left = self._work - self._before, self._bytes_total + self._total * _EACH - self._work
        seconds = (time.monotonic() - self._began) * left / worked if worked > 0 else None
        return Progress(
            self._journal, self._done, self._total, self._bytes_done, self._bytes_total, photo, troubles, seconds
        )
