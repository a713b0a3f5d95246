"""A slideshow under way: which stop, which frame of it, how much of its time is left, and what has been seen.

No clock and no screen of its own. Whoever shows it says what happens and does what the answer says::

    play = Playback(stops)
    screen.show(play.photo)         # and decode play.upcoming(4)
    play.painted()                  # that photo is on screen, sharp; only now its time runs
    event = play.tick(0.016)        # so many seconds went by
    if event is not Event.NOTHING:  # another photo (or, FINISHED, the summary) belongs on screen
        screen.show(play.photo)
    for look in play.take_looks():  # what was seen since, to be kept
        ...

Two scales of time. A stop's seconds and ``moment`` are at normal speed: lengths on the timeline, which do not change
with + and -. ``elapsed``, ``time_left`` and a look's seconds are the viewer's: what a clock on the wall
would show while nothing is paused.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from reviewer.playback.bookmark import Bookmark
from reviewer.playback.course import Course, reordered
from reviewer.playback.event import Event
from reviewer.playback.gear import TOP_SPEED, Gear
from reviewer.playback.seen import SLACK, Look, Seen, Summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewer.photo import Frame, Photo, Stop
    from reviewer.playback.course import Place

__all__ = ["Event", "Look", "Playback", "Summary"]

_BACK = 2.0  # a stop gone back to stays so many times as long
_RICHEST = 2.0  # what is still to come stays at most so many times as long: then time given back just ends it sooner
_ROUNDING = 1e-9  # seconds


class Playback:
    """One slideshow, from its first stop to its summary. Without stops it is finished from the start."""

    def __init__(self, stops: Sequence[Stop], *, after: Playback | None = None) -> None:
        """Stand at the beginning, playing, with nothing painted yet.

        Args:
            stops: In showing order, as ``pacing.plan`` makes them and ``pacing.best_first`` may have sorted them.
            after: The pass before this one, finished: what was seen in it stays seen, and the speed is kept.
        """
        self._course = Course(stops)
        self._seen: Seen = after._seen if after else Seen()
        self._gear: Gear = after._gear if after else Gear()
        self._paused = self._held = self._sharp = False
        self._readable = True
        self._elapsed = 0.0
        self._place: Place = (0, 0)
        self._stretch = self._richness = 1.0
        self._chosen = False
        self._finished = not stops
        self._left = self._span

    # Where it stands

    @property
    def stops(self) -> Sequence[Stop]:
        """In showing order."""
        return self._course.stops

    @property
    def index(self) -> int:
        """The present stop, from 0. Once finished, the last one shown."""
        return self._place[0]

    @property
    def stop(self) -> Stop | None:
        """The present stop; None only if there are none."""
        return self.stops[self.index] if self.stops else None

    @property
    def frame(self) -> int:
        """Which of the present stop's frames is shown, from 0."""
        return self._place[1]

    @property
    def photo(self) -> Photo | None:
        """What belongs on screen; None only if there are no stops. Once finished, the last photo shown."""
        return self._present.photo if self.stops else None

    @property
    def _present(self) -> Frame:
        return self._course.frame(self._place)

    @property
    def _span(self) -> float:
        """The time that the present frame has in all, at normal speed."""
        if not self.stops:
            return 0.0
        longest = max(frame.seconds for frame in self.stops[self.index].frames)
        return self._richness * self._stretch * (longest if self._chosen else self._present.seconds)

    @property
    def paused(self) -> bool:
        """Paused until told to go on. Holding is not pausing."""
        return self._paused

    @property
    def held(self) -> bool:
        """Frozen while a key or the scrubber is pressed."""
        return self._held

    @property
    def waiting(self) -> bool:
        """The present photo has not been painted sharp yet, so its time does not run."""
        return not self._sharp and not self._finished

    @property
    def readable(self) -> bool:
        """What was painted last is the photo, and not words about why there is none: only photos are seen."""
        return self._readable

    @property
    def finished(self) -> bool:
        """It came to its end. Going back, or seeking, goes on."""
        return self._finished

    @property
    def speed(self) -> float:
        """How many times as fast as planned."""
        return self._gear.speed

    @property
    def dwell_left(self) -> float:
        """Seconds until the present frame gives way, at the present speed: when to tick next, at the latest."""
        return 0.0 if self._finished else max(0.0, self._left) / self.speed

    @property
    def moment(self) -> float:
        """Where the play head stands on the timeline: seconds from its beginning at normal speed."""
        if self._finished:
            return self._course.length
        return self._course.start(self._place) + self._present.seconds * (1.0 - self._part_left)

    @property
    def _part_left(self) -> float:
        return min(1.0, max(0.0, self._left / self._span)) if self._span else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds spent looking so far, pauses and waiting not counted."""
        return self._elapsed

    @property
    def time_left(self) -> float:
        """Seconds that what is still to be shown from here takes at the present speed."""
        if self._finished:
            return 0.0
        return (max(0.0, self._left) + self._richness * self._rest) / self.speed

    @property
    def _rest(self) -> float:
        """Seconds planned for what comes after the present frame."""
        return self._stretch * self._course.rest_of_stop(self._place) + self._course.after(self.index)

    def upcoming(self, count: int) -> list[Photo]:
        """Up to so many photos to have ready, most urgent first: what comes next, and third the one Left goes to."""
        if not self.stops:
            return []
        wanted = list(islice(self._course.following(self._place), count))
        if self.index:
            wanted.insert(2, self.stops[self.index - 1].frames[0].photo)
        return wanted[:count]

    # What was seen

    def seen(self, index: int) -> bool:
        """Whether a photo of this stop was on screen long enough to be seen (0.05 s)."""
        return any(self.seconds_seen(frame.photo) > 0.0 for frame in self.stops[index].frames)

    def seen_flags(self) -> list[bool]:
        """``seen`` of every stop, in showing order."""
        return [self.seen(index) for index in range(len(self.stops))]

    def seconds_seen(self, photo: Photo) -> float:
        """How long a photo has been on screen in this slideshow so far."""
        return self._seen.seconds(photo, self.photo)

    def take_looks(self) -> list[Look]:
        """The looks that have ended since this was asked last, oldest first. ``finish`` ends the last one too."""
        return self._seen.take()

    def summary(self) -> Summary:
        """What was seen and what was not reached, as of now."""
        photos = [frame.photo for stop in self.stops for frame in stop.frames]
        photos_seen = sum(self.seconds_seen(photo) > 0.0 for photo in photos)
        return Summary(len(self.stops), sum(self.seen_flags()), len(photos), photos_seen, self._elapsed)

    # Time

    def painted(self, *, readable: bool = True) -> None:
        """The present photo is on screen, as sharp as it will be: its time runs.

        Args:
            readable: False where words stand in its place: then the time that passes is no look at it.
        """
        self._sharp = not self._finished
        self._readable = readable

    def tick(self, seconds: float) -> Event:
        """So much time went by. It counts only while the present photo is painted and nothing is paused."""
        if not self._sharp or self._paused:
            return Event.NOTHING
        if self._readable:
            self._seen.add(seconds)
        self._elapsed += seconds
        if self._held:
            return Event.NOTHING
        self._left -= seconds * self.speed
        if self._left > _ROUNDING:
            return Event.NOTHING
        return self._go_on(-self._left)

    def _go_on(self, overrun: float) -> Event:
        place = self._course.next_frame(self._place)
        if place is None:
            return self.finish()
        event = self._show(place, self._stretch if place[0] == self.index else 1.0)
        self._left -= min(max(0.0, overrun), SLACK * self._span)
        return event

    def finish(self) -> Event:
        """End here, because it is over or the user leaves. What was on screen becomes a look."""
        if not self._finished:
            self._seen.end(self._present)
        self._finished = True
        self._sharp = False
        return Event.FINISHED

    def pause(self) -> None:
        """Stop the time until ``resume``. Time on screen is not looking meanwhile."""
        self._paused = True

    def resume(self) -> None:
        """Go on with the time that was left."""
        self._paused = False

    def hold(self) -> None:
        """Freeze on the present photo while something is pressed; again is the same as once."""
        self._held = True

    def release(self) -> None:
        """Go on with the time that was left."""
        self._held = False

    def faster(self) -> float:
        """A step faster, at once; three double the speed, to at most eight times. Returns the speed."""
        self._gear = self._gear.shifted(1)
        return self.speed

    def slower(self) -> float:
        """A step slower, at once; three halve the speed, to at least an eighth. Returns the speed."""
        self._gear = self._gear.shifted(-1)
        return self.speed

    # Moves

    def decided(self) -> Event:
        """The present photo was decided on: on to the next frame, and its seconds left go to all that is to come.

        Paused or held it stays: there its time does not run.
        """
        if self._finished or self._paused or self._held:
            return Event.NOTHING
        if rest := self._rest:
            self._richness = min(_RICHEST, self._richness + max(0.0, self._left) / rest)
        return self._go_on(0.0)

    def step(self, direction: int) -> Event:
        """To the next stop (1; behind the last it is over) or the previous one (-1), and play on.

        What is gone back to stays twice as long as planned, however fast it plays at that moment.
        """
        if not self.stops or (self._finished and direction > 0):
            return Event.NOTHING
        self._paused = False
        if direction < 0:
            back = self.index if self._finished else max(0, self.index - 1)
            return self._show((back, 0), _BACK * max(1.0, self.speed))
        return self._show((self.index + 1, 0)) if self.index + 1 < len(self.stops) else self.finish()

    def step_frame(self, direction: int) -> Event:
        """To the next (1) or previous (-1) frame of this stop, and play on; its ends are walls.

        A frame chosen by hand stays as long as the stop's longest.
        """
        if self._finished or not self.stop or not 0 <= self.frame + direction < len(self.stop.frames):
            return Event.NOTHING
        self._paused = False
        return self._show((self.index, self.frame + direction), self._stretch, chosen=True)

    def seek(self, moment: float) -> Event:
        """To the frame that is on screen at a moment of the timeline (seconds at normal speed), from its beginning."""
        return self._show(self._course.place_at(moment)) if self.stops else Event.NOTHING

    def seek_photo(self, photo: Photo) -> Event:
        """To a photo, wherever it is shown; nowhere if it is not part of this slideshow."""
        place = self._course.place_of(photo)
        return self._show(place) if place else Event.NOTHING

    def _show(self, place: Place, stretch: float = 1.0, *, chosen: bool = False) -> Event:
        """Be at a place with its whole time left. What is on screen already needs no painting."""
        event = Event.FRAME if place[0] == self.index and not self._finished else Event.STOP
        if place == self._place and not self._finished:
            event = Event.NOTHING
        else:
            if not self._finished:
                self._seen.end(self._present)
            self._sharp = self._finished = False
        self._place, self._stretch, self._chosen = place, stretch, chosen
        self._left = self._span
        return event

    # Another plan

    def replan(self, stops: Sequence[Stop]) -> Event:
        """Other seconds or groups for the same order, because scores came in or the budget changed.

        The present photo stays on screen with the same part of its time left. Nothing changes but what comes, unless
        the photo is not part of the new plan: then the stop in its place is shown.
        """
        photo, part, index = self.photo, self._part_left, self.index
        self._course = Course(stops)
        place = self._course.place_of(photo)
        if not place:
            return self._start_over(min(index, len(stops) - 1))
        self._place = place
        self._left = self._span * part
        return Event.NOTHING

    def _start_over(self, index: int) -> Event:
        """The photo on screen is gone, and with it its look: show another stop, or nothing if there is none."""
        over = self._finished
        self._seen.drop()
        self._place = (max(0, index), 0)
        self._finished = True
        self._sharp = False
        if over:
            return Event.NOTHING
        return self._show(self._place) if index >= 0 else Event.FINISHED

    def reorder(self, stops: Sequence[Stop]) -> Event:
        """Another order: what was seen on the way here stays behind, what was not follows in the new order.

        So nothing is skipped and nothing shown twice when best first is turned on or off half-way, or when new scores
        change what is best. The present photo stays as in ``replan``.
        """
        passed = [old.frames[0].photo for at, old in enumerate(self.stops[: self.index]) if self.seen(at)]
        return self.replan(reordered(stops, passed, self.photo))

    # Kept between starts

    def snapshot(self) -> dict[str, object]:
        """Where it stands, for JSON: photo, time left, speed, what was seen. The plan itself is not in it."""
        return Bookmark(
            photo=os.fspath(self.photo.path) if self.photo else "",
            part_left=self._part_left,
            stretch=self._stretch,
            richness=self._richness,
            chosen=self._chosen,
            gear=self._gear.presses,
            elapsed=self._elapsed,
            finished=self._finished,
            seen=self._seen.snapshot(self.photo),
        ).kept()

    def restore(self, snapshot: Mapping[str, object]) -> bool:
        """Stand where a snapshot was taken, as far as its photos are still here.

        Returns:
            Whether its photo was found. If not (or the snapshot makes no sense) the present place is kept; what was
            seen and the speed are taken over in either case.
        """
        mark = Bookmark.read(snapshot)
        known = {os.fspath(frame.photo.path): frame.photo for stop in self.stops for frame in stop.frames}
        self._seen.restore(mark.seen, known.values())
        self._gear = Gear(mark.gear)
        self._elapsed = mark.elapsed
        self._richness = max(1.0, min(_RICHEST, mark.richness))
        place = self._course.place_of(known.get(mark.photo))
        if not place:
            return False
        self._show(place, max(1.0, min(_BACK * TOP_SPEED, mark.stretch)), chosen=mark.chosen)
        self._left = self._span * mark.part_left
        if mark.finished:
            self.finish()
        return True
