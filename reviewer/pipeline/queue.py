"""Which photo is next: those in sight, then those that a metric's word matters most for, then the nearest.

A word matters most near the cut of the second look, where it decides who gets one, and inside groups, where it decides
which frame is shown first. Where the photos stand is taken from what is known so far: the metric that they are judged
by where it has spoken, else the built-in one.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_BAND = 0.5
"""How far from the cut a photo is contested, as a share of those above it: of 100 at the top, the last and next 50."""


class Queue:
    """Numbers of photos still to be done, in the order of the strip."""

    def __init__(self, pending: Iterable[int]) -> None:
        self._pending = sorted(pending)
        self._contested: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._pending)

    def contest(self, numbers: Sequence[int]) -> None:
        """These, in this order, come after those in sight; numbers that are not to be done are passed over."""
        self._contested = list(reversed(numbers))

    def take(self, at: int, visible: Iterable[int]) -> int:
        """Take the next: the one at ``at``, the nearest to it in sight, the most contested, the nearest at all."""
        in_sight = (number for number in visible if self._holds(number))
        nearest = at if self._holds(at) else min(in_sight, key=lambda number: abs(number - at), default=None)
        if nearest is not None:
            return take_nearest(self._pending, nearest)
        while self._contested:
            if self._holds(number := self._contested.pop()):
                return take_nearest(self._pending, number)
        return take_nearest(self._pending, at)

    def _holds(self, number: int) -> bool:
        place = bisect_left(self._pending, number)
        return place < len(self._pending) and self._pending[place] == number


def take_nearest(pending: list[int], at: int) -> int:
    """Take from a sorted list the number nearest to ``at``, the higher of two."""
    above = bisect_left(pending, at)
    if above == len(pending) or (above and at - pending[above - 1] < pending[above] - at):
        above -= 1
    return pending.pop(above)


def standing(values: NDArray[np.float32], otherwise: NDArray[np.float32]) -> NDArray[np.float64]:
    """Where photos stand among each other.

    Args:
        values: By photo, 0..1, of the metric that they are judged by; nan where it has not spoken.
        otherwise: Likewise of the built-in metric, for those.

    Returns:
        By photo the share of those known that are below it, 0..1; nan where nothing is known.
    """
    return np.where(np.isnan(values), _shares(otherwise), _shares(values))


def _shares(values: NDArray[np.float32]) -> NDArray[np.float64]:
    shares = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    shares[known[np.argsort(values[known], kind="stable")]] = (np.arange(len(known)) + 0.5) / max(1, len(known))
    return shares


def contested(places: NDArray[np.float64], groups: NDArray[np.intp], top: float) -> list[int]:
    """The photos for which a metric's word matters most, the most contested first.

    Args:
        places: Where each photo stands, as ``standing`` tells.
        groups: By photo the number of the group that it belongs to; -1 where it is alone. A group is where its best
            is, and everything in it is contested, most of all where it is above the cut.
        top: Share 0..1 of the photos that get a second look.
    """
    cut = 1.0 - top
    distance = np.abs(places - cut)
    together = groups >= 0
    best = np.full(groups.max(initial=-1) + 1, np.nan)
    np.fmax.at(best, groups[together], places[together])
    distance[together] = np.maximum(0.0, cut - best[groups[together]])
    numbers = np.flatnonzero((distance <= _BAND * top) | (together & ~np.isnan(distance)))
    order: list[int] = numbers[np.argsort(distance[numbers], kind="stable")].tolist()
    return order
