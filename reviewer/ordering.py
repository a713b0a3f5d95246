"""In which order photos are shown, and how one photo stands among the others by a metric.

Every order is total and stable: photos with one capture time or one score keep the order of their names, so a strip
never shuffles by itself. A photo whose capture time is not known (an export, a damaged file, one not looked at yet)
stands after the photo that its name follows: beside its original, and still there when its time is learnt. A photo
without a score comes after the scored ones in either direction. Sorted by a metric, a burst stays together at the
place of its best frame; otherwise the top of the list is one lucky second.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.photo import Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviewer.photo import Failure, Group, Photo, Record

    Scores = Mapping[Photo, Mapping[str, Score | Failure]]
    _Judged = tuple[float | None, Photo]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the strip: ``key`` is ``time``, ``name`` or a metric's name; best first is ``descending``."""

    key: str = "time"
    descending: bool = False


def arrange(
    by_name: Sequence[Photo],
    order: Order,
    records: Mapping[Photo, Record],
    scores: Scores,
    groups: Iterable[Group] = (),
) -> list[Photo]:
    """Photos in the order they are shown in.

    Args:
        by_name: The photos in natural order of their names, as a scan gives them: the order that ties keep.
        order: The order wanted.
        records: Capture times of the photos that have been looked at.
        scores: What metrics said so far.
        groups: Bursts, which an order by a metric keeps together. Single photos may be left out.
    """
    if order.key not in ("name", "time"):
        return _by_score(_by_time(by_name, records), order, scores, groups)
    ascending = list(by_name) if order.key == "name" else _by_time(by_name, records)
    return ascending[::-1] if order.descending else ascending


def _by_time(by_name: Sequence[Photo], records: Mapping[Photo, Record]) -> list[Photo]:
    keys: dict[Photo, float] = {}
    before = -math.inf
    for photo in by_name:
        record = records.get(photo)
        if record is not None and record.metadata.taken is not None:
            before = record.metadata.taken
        keys[photo] = before
    return sorted(by_name, key=keys.__getitem__)


def value(photo: Photo, metric: str, scores: Scores) -> float | None:
    """What a metric says of a photo, 0..1; None where it has not, or could not, say."""
    score = scores.get(photo, {}).get(metric)
    return score.value if isinstance(score, Score) else None


def _by_score(by_time: list[Photo], order: Order, scores: Scores, groups: Iterable[Group]) -> list[Photo]:
    sign = -1.0 if order.descending else 1.0
    bursts: dict[Photo, list[_Judged]] = {}
    for group in groups:
        if len(group.photos) > 1:
            together: list[_Judged] = []
            bursts.update((photo, together) for photo in group.photos)
    stops: list[list[_Judged]] = []
    for photo in by_time:
        stop = bursts.get(photo, [])
        if not stop:
            stops.append(stop)
        stop.append((value(photo, order.key, scores), photo))

    def within_stop(judged: _Judged) -> tuple[bool, float]:
        return (judged[0] is None, sign * (judged[0] or 0.0))

    def among_stops(stop: list[_Judged]) -> tuple[bool, float]:
        if len(stop) == 1:
            return within_stop(stop[0])
        best = max((number for number, _ in stop if number is not None), default=None)
        return (best is None, sign * (best or 0.0))

    stops.sort(key=among_stops)
    return [photo for stop in stops for _, photo in (sorted(stop, key=within_stop) if len(stop) > 1 else stop)]


def place(photo: Photo, photos: Iterable[Photo], metric: str, scores: Scores) -> tuple[int, int] | None:
    """How a photo stands by a metric: its rank, 1 for the best, and how many are scored. None if it is not.

    Photos with one score share the better rank.
    """
    own = value(photo, metric, scores)
    if own is None:
        return None
    return Standings(found for other in photos if (found := value(other, metric, scores)) is not None).place(own)


class Standings:
    """The values of one metric over a folder, kept sorted while they come in: places, and the histogram's material."""

    def __init__(self, values: Iterable[float] = ()) -> None:
        self._values = sorted(values)

    @property
    def values(self) -> Sequence[float]:
        """All values, 0..1, ascending. Not a copy: it grows."""
        return self._values

    def add(self, value: float) -> None:
        """One more photo has a value."""
        insort(self._values, value)

    def remove(self, value: float) -> None:
        """A value that was added counts no more.

        Raises:
            KeyError: It never was: an error of ours.
        """
        at = bisect_left(self._values, value)
        if at == len(self._values) or self._values[at] != value:
            raise KeyError(value)
        del self._values[at]

    def place(self, value: float) -> tuple[int, int]:
        """The rank of a value, 1 for the best, and how many there are. Equal values share the better rank."""
        return len(self._values) - bisect_right(self._values, value) + 1, len(self._values)

    def under(self, value: float) -> int:
        """How many values are less than one: those it cuts off if it is a cut."""
        return bisect_left(self._values, value)

    def lowest(self, percent: int) -> float | None:
        """The cut that has the lowest so many percent (0..100) under it; None without values.

        Equal values stay together above it: no more than so many percent are ever under it, and none of values that are
        all equal.
        """
        if not self._values:
            return None
        return self._values[min(len(self._values) * percent // 100, len(self._values) - 1)]

    def best(self, percent: int) -> float | None:
        """The value that the best so many percent (0..100) have, or more; None without values.

        There is always a best, and equal values stay together among the best: no fewer than so many percent have it.
        """
        if not self._values:
            return None
        return self._values[-max(1, -(-len(self._values) * percent // 100))]

    def percent(self, value: float) -> int:
        """What ``lowest`` is to be asked for, so that its cut is as near to a value as whole percents come."""
        if not self._values:
            return 0
        wanted = self.under(value)
        below = 100 * wanted // len(self._values)
        return min(below, below + 1, key=lambda percent: abs(self._cut_off(percent) - wanted))

    def _cut_off(self, percent: int) -> int:
        cut = self.lowest(percent)
        return 0 if cut is None else self.under(cut)
