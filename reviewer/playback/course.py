"""The stops of a slideshow laid end to end: which frame is where, and how far it is to the end."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewer.photo import Frame, Photo, Stop

Place = tuple[int, int]
"""A stop and one of its frames, from 0."""


class Course:
    """Stops in showing order; all lengths in seconds at normal speed. Never changed."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        self.stops = tuple(stops)
        self._edges = list(accumulate((stop.seconds for stop in self.stops), initial=0.0))

    def __len__(self) -> int:
        return len(self.stops)

    @property
    def length(self) -> float:
        """All stops together."""
        return self._edges[-1]

    def frame(self, place: Place) -> Frame:
        """What is shown at a place."""
        return self.stops[place[0]].frames[place[1]]

    def start(self, place: Place) -> float:
        """When a frame begins, from the beginning of the first."""
        index, frame = place
        return self._edges[index] + sum(before.seconds for before in self.stops[index].frames[:frame])

    def rest_of_stop(self, place: Place) -> float:
        """How long the frames after this one take, to the end of its stop."""
        return sum(frame.seconds for frame in self.stops[place[0]].frames[place[1] + 1 :])

    def after(self, index: int) -> float:
        """How long the stops after this one take."""
        return self._edges[-1] - self._edges[index + 1]

    def next_frame(self, place: Place) -> Place | None:
        """The frame that follows, in this stop or the next; None at the end."""
        index, frame = place
        if frame + 1 < len(self.stops[index].frames):
            return index, frame + 1
        return (index + 1, 0) if index + 1 < len(self.stops) else None

    def following(self, place: Place) -> Iterator[Photo]:
        """The photos that come after this place, in order."""
        following = self.next_frame(place)
        while following:
            yield self.frame(following).photo
            following = self.next_frame(following)

    def place_at(self, moment: float) -> Place:
        """What is shown at a moment; the first before the beginning, the last after the end."""
        index = min(max(0, bisect_right(self._edges, moment) - 1), len(self.stops) - 1)
        frames = self.stops[index].frames
        begins = list(accumulate((frame.seconds for frame in frames[:-1]), initial=self._edges[index]))
        return index, max(0, bisect_right(begins, moment) - 1)

    def place_of(self, photo: Photo | None) -> Place | None:
        """Where a photo is shown, if it is."""
        places = ((index, number) for index, stop in enumerate(self.stops) for number in range(len(stop.frames)))
        return next((place for place in places if self.frame(place).photo == photo), None)


def reordered(stops: Sequence[Stop], passed: Sequence[Photo], present: Photo | None) -> list[Stop]:
    """Stops with those of the photos passed first, then that of the present one, then the others in their order."""
    home = {frame.photo: stop for stop in stops for frame in stop.frames}
    behind = {id(stop): stop for stop in map(home.get, passed) if stop}
    here = home.get(present) if present else None
    if here:
        behind.pop(id(here), None)
        behind[id(here)] = here
    return [*behind.values(), *(stop for stop in stops if id(stop) not in behind)]
