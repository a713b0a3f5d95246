"""A review under way: which photos, in which order, where the user is, and what is known so far.

No Qt, no thread, no clock: whoever owns a session tells it what has been found and learnt, asks it what to show, and
gets back what has changed. Flipping and learning take the same time in a folder of any size. What does not, grouping
and ordering anew, waits for ``settle``, so that the owner says when; until then new facts move no photo.

``strip`` is the row and the place in it, ``knowledge`` what has been learnt; this module keeps the two in step.
``deciding`` is what was decided and what of it is not written yet, ``flow`` what a decision means for the place.
"""

from __future__ import annotations

from bisect import insort
from enum import Flag, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewer import grouping
from reviewer.comparing import Neighbours
from reviewer.ordering import Order, Standings, arrange
from reviewer.photo import Failure, Group, Photo, Record, Score, Turn
from reviewer.scan import natural_key
from reviewer.session.knowledge import Knowledge
from reviewer.session.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from reviewer.scan import Changes

_MUCH = 20  # a batch of more than one part in so many of the folder is sorted in, a smaller one photo by photo


class Change(Flag):
    """What a call to a session changed; false if nothing.

    Attributes:
        PHOTOS: Photos came, went or changed places: the strip is another.
        CURRENT: Another photo is the current one, or the same file with other bytes.
        DETAILS: More is known of the current photo.
        STANDINGS: A metric has other values: places and histogram moved.
        GROUPS: Other photos belong together.
        TURNS: Photos are to be shown another way up.
    """

    NOTHING = 0
    PHOTOS = auto()
    CURRENT = auto()
    DETAILS = auto()
    STANDINGS = auto()
    GROUPS = auto()
    TURNS = auto()


class Session:
    """One folder under review. A fact about a photo that is not here is passed over: it came too late."""

    def __init__(self, order: Order | None = None, *, start: Path | None = None) -> None:
        """An empty review.

        Args:
            order: How photos are shown; by capture time unless given.
            start: The photo to begin at, whenever it arrives, unless the user has moved by then.
        """
        self._order = order or Order()
        self._start = start
        self._strip = Strip()
        self._knowledge = Knowledge()
        self._by_name: list[Photo] = []
        self._by_path: dict[Path, Photo] = {}
        self._turns: dict[Path, Turn] = {}  # by path: other bytes, and a photo that is back, are turned as before
        self._groups: list[Group] = []
        self._group_of: dict[Photo, Group] = {}
        self._neighbours: Neighbours | None = None
        self._ungrouped = False
        self._unordered = False

    @property
    def photos(self) -> Sequence[Photo]:
        """In the order they are shown in. Another list whenever it changes; never changed in place."""
        return self._strip.photos

    @property
    def current(self) -> Photo | None:
        """The photo the user is at; None only while there are none."""
        return self._strip.current

    @property
    def order(self) -> Order:
        """How photos are shown."""
        return self._order

    def index(self, photo: Photo) -> int | None:
        """Where a photo stands among those shown, from 0; None if it is not among them."""
        return self._strip.index(photo)

    def find(self, path: Path) -> Photo | None:
        """The photo shown for a path."""
        return self._by_path.get(path)

    # What is there

    def add(self, photos: Iterable[Photo]) -> Change:
        """More photos were found. One already here counts once; other bytes at a known path replace it."""
        new: dict[Path, Photo] = {}
        pairs: list[tuple[Photo, Photo]] = []
        for photo in photos:
            known = self._by_path.get(photo.path)
            if known is None:
                new[photo.path] = photo
            elif known != photo:
                pairs.append((known, photo))
        return self._replace(pairs) | self._insert(list(new.values()))

    def apply(self, changes: Changes) -> Change:
        """The folder changed. The current photo stays; if it went, the next one shown is current."""
        gone = [self._by_path[photo.path] for photo in changes.removed if photo.path in self._by_path]
        return self._remove(gone) | self.add([*(new for _, new in changes.changed), *changes.added])

    def _insert(self, new: list[Photo]) -> Change:
        if not new:
            return Change.NOTHING
        before = self.current
        self._by_path.update((photo.path, photo) for photo in new)
        # A scan's next batch, of which nothing is known, comes after all others by name, time and score alike.
        if not self._merge(new):
            self._strip.rearrange(self._arranged())
        elif self._order.descending and self._order.key in ("name", "time"):
            self._strip.prepend(new[::-1])
        else:
            self._strip.append(new)
        self._ungrouped = self._unordered = True
        started = self._by_path.get(self._start) if self._start else None
        if started:
            self.go_to(started)
        return Change.PHOTOS | (Change.NOTHING if self.current == before else Change.CURRENT)

    def _merge(self, new: list[Photo]) -> bool:
        """Sort photos into the list by name, and say whether they only made it longer."""
        last = [natural_key(photo.path) for photo in self._by_name[-1:]]
        if all(one < other for one, other in pairwise([*last, *map(_name, new)])):
            self._by_name.extend(new)
            return True
        if len(new) * _MUCH > len(self._by_name):
            self._by_name = sorted([*self._by_name, *new], key=_name)
        else:
            for photo in new:
                insort(self._by_name, photo, key=_name)
        return False

    def _replace(self, pairs: list[tuple[Photo, Photo]]) -> Change:
        if not pairs:
            return Change.NOTHING
        before, successor = self.current, dict(pairs)
        self._forget(successor)
        self._by_path.update((new.path, new) for new in successor.values())
        self._by_name = [successor.get(photo, photo) for photo in self._by_name]
        self._strip.replace([successor.get(photo, photo) for photo in self.photos], self._strip.at)
        return Change.PHOTOS | Change.STANDINGS | (Change.CURRENT if before in successor else Change.NOTHING)

    def _remove(self, gone: list[Photo]) -> Change:
        if not gone:
            return Change.NOTHING
        before, lost = self.current, set(gone)
        self._forget(lost)
        for photo in lost:
            del self._by_path[photo.path]
        self._by_name = [photo for photo in self._by_name if photo not in lost]
        left_before = sum(photo not in lost for photo in self.photos[: self._strip.at])
        self._strip.replace([photo for photo in self.photos if photo not in lost], left_before)
        return Change.PHOTOS | Change.STANDINGS | (Change.CURRENT if before in lost else Change.NOTHING)

    def _forget(self, photos: Iterable[Photo]) -> None:
        for photo in photos:
            self._knowledge.forget(photo)
            for member in self.group_of(photo).photos:
                self._group_of.pop(member, None)
        self._ungrouped = self._unordered = True

    # What is known

    def learn(self, photo: Photo, fact: Record | Score | Failure | Turn) -> Change:
        """One fact about one photo.

        Args:
            photo: The photo.
            fact: What its bytes say, a metric's score, why there is none of either, or how it was turned before: that
                yields to ``turn``.
        """
        if self._by_path.get(photo.path) != photo:
            return Change.NOTHING
        if isinstance(fact, Turn):
            return self._turn(photo, self._turns.get(photo.path, fact))
        change = Change.DETAILS if photo == self.current else Change.NOTHING
        if isinstance(fact, Record):
            self._knowledge.learn_record(photo, fact)
            self._ungrouped = self._unordered = True
        elif isinstance(fact, Failure) and not fact.metric:
            self._knowledge.learn_failure(photo, fact)
        elif self._knowledge.learn_score(photo, fact):
            change |= Change.STANDINGS
            self._unordered = self._unordered or fact.metric == self._order.key
        return change

    def forgive(self, codes: Collection[str]) -> Change:
        """Forget failures of these codes: what they were due to has passed."""
        return Change.DETAILS if self._knowledge.forgive(codes) else Change.NOTHING

    @property
    def records(self) -> Mapping[Photo, Record]:
        """What looking at the bytes taught."""
        return self._knowledge.records

    @property
    def failures(self) -> Mapping[Photo, Failure]:
        """Photos that cannot be shown."""
        return self._knowledge.failures

    @property
    def scores(self) -> Mapping[Photo, Mapping[str, Score | Failure]]:
        """What metrics said, by photo and metric."""
        return self._knowledge.scores

    def values(self, metric: str) -> dict[Photo, float]:
        """What the score of each photo that a metric has judged counts for, 0..1: the pace's material."""
        return self._knowledge.values(metric)

    def standings(self, metric: str) -> Standings:
        """What the scores of a metric count for over the folder: the histogram's material."""
        return self._knowledge.standings(metric)

    def value(self, photo: Photo, metric: str) -> float | None:
        """What a photo's score counts for among the others, 0..1 (``ordering.kinds``); None while it has none."""
        return self._knowledge.value(photo, metric)

    def is_among_its_kind(self, photo: Photo, metric: str) -> bool:
        """Whether a photo has its place among those of its kind."""
        return self._knowledge.is_among_its_kind(photo, metric)

    def place(self, photo: Photo, metric: str) -> tuple[int, int] | None:
        """A photo's rank by a metric, 1 for the best, and how many are scored; None while it is not."""
        return self._knowledge.place(photo, metric)

    def best(self, metric: str, percent: int) -> list[Photo]:
        """The photos that reach the best so many percent, as they are shown."""
        least, values = self.standings(metric).best(percent), self.values(metric)
        return [photo for photo in self.photos if least is not None and values.get(photo, -1.0) >= least]

    def among_lowest(self, photo: Photo, metric: str, percent: int) -> bool:
        """Whether a photo is under the cut of the lowest so many percent; never while it has no score."""
        return self._knowledge.among_lowest(photo, metric, percent)

    # Which way up

    def turn_of(self, photo: Photo) -> int:
        """Quarter turns clockwise, 0..3, by which the user wants a photo shown."""
        turn = self._turns.get(photo.path)
        return turn.quarters if turn else 0

    def turn(self, photo: Photo, quarters: int) -> Change:
        """Show a photo turned by so many more quarters, clockwise if positive."""
        return self._turn(photo, Turn((self.turn_of(photo) + quarters) % 4))

    def _turn(self, photo: Photo, turn: Turn) -> Change:
        before = self.turn_of(photo)
        self._turns[photo.path] = turn
        return Change.NOTHING if turn.quarters == before else Change.TURNS

    # What belongs together, and in which order

    @property
    def groups(self) -> Sequence[Group]:
        """All groups in capture order, as of the last ``settle``."""
        return self._groups

    def group_of(self, photo: Photo) -> Group:
        """The group a photo belongs to: one of its own until known better."""
        return self._group_of.get(photo) or Group((photo,))

    def explain(self, photo: Photo, score: Score) -> Score:
        """A photo's score with its reasons beside neighbours, in time and in its group, as of the last ``settle``."""
        if self._neighbours is None:
            self._neighbours = Neighbours(self._groups, self.records)
        return self._neighbours.explain(photo, score)

    def sort(self, order: Order) -> Change:
        """Show the photos in another order. The current one stays current."""
        self._order = order
        self._unordered = True
        return self.settle()

    def settle(self) -> Change:
        """Group and order by all that has been learnt by now. Its time grows with the folder: call it now and then."""
        change = self._regroup() if self._ungrouped else Change.NOTHING
        if self._unordered or change:
            arranged = self._arranged()
            self._unordered = False
            if arranged != self.photos:
                self._strip.rearrange(arranged)
                change |= Change.PHOTOS
        return change

    def _regroup(self) -> Change:
        by_time = arrange(self._by_name, Order("time"), self.records, {})
        groups = grouping.group(by_time, self.records)
        changed = groups != self._groups
        self._groups = groups
        self._neighbours = None
        self._group_of = {photo: group for group in groups if len(group.photos) > 1 for photo in group.photos}
        self._ungrouped = False
        return Change.GROUPS if changed else Change.NOTHING

    def _arranged(self) -> list[Photo]:
        key = self._order.key
        values = {} if key in ("name", "time") else self._knowledge.values(key)
        return arrange(self._by_name, self._order, self.records, values, self._groups)

    # Where the user is

    def go(self, step: int) -> Change:
        """So many photos on, or back if negative; the ends are walls."""
        return self._move(self._strip.at + step, step)

    def go_to(self, photo: Photo) -> Change:
        """To a photo; nowhere if it is not among those shown."""
        at = self.index(photo)
        return Change.NOTHING if at is None else self._move(at, at - self._strip.at)

    def first(self) -> Change:
        """To the beginning."""
        return self._move(0, 1)

    def last(self) -> Change:
        """To the end."""
        return self._move(len(self.photos) - 1, -1)

    def go_group(self, step: int) -> Change:
        """To the first photo of the next group shown (``step`` 1) or of the one before (-1)."""
        at = self._strip.at
        while self._same_group(at, at + step):
            at += step
        at += step
        while step < 0 and self._same_group(at, at - 1):
            at -= 1
        return self._move(at, step) if 0 <= at < len(self.photos) else Change.NOTHING

    def _same_group(self, one: int, other: int) -> bool:
        inside = min(one, other) >= 0 and max(one, other) < len(self.photos)
        return inside and self.group_of(self.photos[one]) == self.group_of(self.photos[other])

    def _move(self, at: int, heading: int) -> Change:
        self._start = None
        return Change.CURRENT if self._strip.move(at, heading) else Change.NOTHING

    def neighbours(self, count: int) -> list[Photo]:
        """The photos most likely wanted next, likeliest first, to be decoded before they are."""
        return self._strip.neighbours(count)


def _name(photo: Photo) -> tuple[str, str, str]:
    return natural_key(photo.path)
