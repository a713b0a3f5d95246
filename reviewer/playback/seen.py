"""What a slideshow has shown, and for how long: the record that evidence will rest on."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.photo import Frame, Photo

SLACK = 0.05
"""Part of a frame's time that the one before may overrun into, so that small delays do not add up."""

_GLIMPSE = 0.05  # seconds; a photo on screen for less was not seen
_ROUNDING = 1e-9  # seconds


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one photo that has ended: the raw material of a ``Viewing``.

    Attributes:
        photo: What was looked at.
        seconds: How long it was on screen, sharp; pauses not counted, holding it counted. At least 0.05.
        full_time: That was all the time the photo was due at normal speed, or more: neither a skip nor a fast pace cut
            it short. Up to a twentieth may be missing, which the photo before overran.
    """

    photo: Photo
    seconds: float
    full_time: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of it.

    Attributes:
        stops: How many there are.
        stops_seen: Stops of which at least one photo was seen.
        photos: How many there are.
        photos_seen: Photos that were on screen for 0.05 s or more.
        seconds: Time spent looking.
    """

    stops: int
    stops_seen: int
    photos: int
    photos_seen: int
    seconds: float

    @property
    def not_reached(self) -> int:
        """Stops of which nothing was seen."""
        return self.stops - self.stops_seen


class Seen:
    """Looks under way and ended. A photo that was never on screen for 0.05 s in one go was not seen."""

    def __init__(self) -> None:
        self._present = 0.0
        self._seconds: dict[Photo, float] = {}
        self._ended: list[Look] = []

    def add(self, seconds: float) -> None:
        """The photo on screen stayed for so long."""
        self._present += seconds

    def end(self, frame: Frame) -> None:
        """This frame leaves the screen."""
        seconds, self._present = self._present, 0.0
        if seconds >= _GLIMPSE:
            due = frame.seconds * (1.0 - SLACK)
            self._ended.append(Look(frame.photo, seconds, seconds >= due - _ROUNDING))
            self._seconds[frame.photo] = self._seconds.get(frame.photo, 0.0) + seconds

    def drop(self) -> None:
        """What was on screen is not there any more: its look counts for nothing."""
        self._present = 0.0

    def seconds(self, photo: Photo, present: Photo | None) -> float:
        """How long a photo was seen so far, given which one is on screen now; 0 if it was not."""
        current = self._present if photo == present and self._present >= _GLIMPSE else 0.0
        return self._seconds.get(photo, 0.0) + current

    def take(self) -> list[Look]:
        """The looks that have ended since this was asked last."""
        looks, self._ended = self._ended, []
        return looks

    def snapshot(self, present: Photo | None) -> dict[str, object]:
        """What was seen, for JSON: names relative to one folder, with seconds."""
        seen = {os.fspath(photo.path): round(seconds, 2) for photo, seconds in self._seconds.items()}
        if present and (seconds := self.seconds(present, present)):
            seen[os.fspath(present.path)] = round(seconds, 2)
        folder = os.path.commonpath({os.path.dirname(name) for name in seen}) if seen else ""  # noqa: PTH120 - 100,000
        within = len(os.path.join(folder, ""))  # noqa: PTH118 - as above
        return {"folder": folder, "photos": {name[within:]: value for name, value in seen.items()}}

    def restore(self, snapshot: object, photos: Iterable[Photo]) -> None:
        """Take over what a snapshot says of photos that are still here; what makes no sense is passed over."""
        if not isinstance(snapshot, dict) or not isinstance(snapshot.get("photos"), dict):
            return
        folder = str(snapshot.get("folder", ""))
        seen = {os.path.join(folder, str(name)): value for name, value in snapshot["photos"].items()}  # noqa: PTH118
        for photo in photos:
            value = seen.get(os.fspath(photo.path))
            if isinstance(value, int | float) and math.isfinite(value) and value > 0:
                self._seconds[photo] = float(value)
