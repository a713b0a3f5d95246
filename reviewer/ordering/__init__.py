"""In which order photos are shown, and how one photo stands among the others by a metric.

Every order is total and stable: photos with one capture time or one score keep the order of their names, so a strip
never shuffles by itself. A photo whose capture time is not known (an export, a damaged file, one not looked at yet)
stands after the photo that its name follows: beside its original, and still there when its time is learnt. A photo
without a score comes after the scored ones in either direction. Sorted by a metric, a burst stays together at the
place of its best frame; otherwise the top of the list is one lucky second.

What a score counts for here is not always the score itself: see ``kinds``. Values kept sorted are ``standings``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.ordering.kinds import Judgements, standing
from reviewer.ordering.standings import Standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviewer.photo import Group, Photo, Record

    _Judged = tuple[float | None, Photo]

__all__ = ["Judgements", "Order", "Standings", "arrange", "standing"]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the strip: ``key`` is ``time``, ``name`` or a metric's name; best first is ``descending``."""

    key: str = "time"
    descending: bool = False


def arrange(
    by_name: Sequence[Photo],
    order: Order,
    records: Mapping[Photo, Record],
    values: Mapping[Photo, float],
    groups: Iterable[Group] = (),
) -> list[Photo]:
    """Photos in the order they are shown in.

    Args:
        by_name: The photos in natural order of their names, as a scan gives them: the order that ties keep.
        order: The order wanted.
        records: Capture times of the photos that have been looked at.
        values: What the scores of the order's metric count for, 0..1, of the photos that have one.
        groups: Bursts, which an order by a metric keeps together. Single photos may be left out.
    """
    if order.key not in ("name", "time"):
        return _by_score(_by_time(by_name, records), order, values, groups)
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


def _by_score(
    by_time: list[Photo], order: Order, values: Mapping[Photo, float], groups: Iterable[Group]
) -> list[Photo]:
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
        stop.append((values.get(photo), photo))

    def within_stop(judged: _Judged) -> tuple[bool, float]:
        return (judged[0] is None, sign * (judged[0] or 0.0))

    def among_stops(stop: list[_Judged]) -> tuple[bool, float]:
        if len(stop) == 1:
            return within_stop(stop[0])
        best = max((number for number, _ in stop if number is not None), default=None)
        return (best is None, sign * (best or 0.0))

    stops.sort(key=among_stops)
    return [photo for stop in stops for _, photo in (sorted(stop, key=within_stop) if len(stop) > 1 else stop)]
