"""How fast the work goes, from when its pieces came. Time in which the caller does not ask does not count."""

from __future__ import annotations

import time
from collections import deque
from statistics import median
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewer.errors import ReviewerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")

_BATCH_SECONDS = 0.4
"""How often results are stored and told: often enough to look alive, seldom enough to cost nothing."""

_REMEMBERED = 400
"""Pieces of work from which the speed is told: enough to be steady, few enough to follow a change."""


class Meter(Generic[Item]):
    """Times pieces of work as they come.

    The speed is the median over all stretches of half of what is remembered. A start that is slower than the rest (a
    model's first photos, a cold disk) is in fewer than half of those stretches while it is no longer than a quarter, so
    that it does not spoil the median; an even mix of quick and slow photos is in all of them.
    """

    def __init__(self, weigh: Callable[[Item], float]) -> None:
        """``weigh`` tells how much work a piece was, in any unit."""
        self._weigh = weigh
        self._clock = 0.0
        self._work = 0.0
        self._marks: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED)
        self.pieces = 0

    def batches(self, items: Iterable[Item | None]) -> Iterator[list[Item]]:
        """Items in batches of a short time, the first at once; empty ones as places to stop.

        Raises:
            ReviewerError: As ``items`` does, after what came before it.
        """
        batch: list[Item] = []
        patience, began = 0.0, time.monotonic()
        try:
            for item in items:
                seconds = time.monotonic() - began
                if item is not None:
                    batch.append(item)
                    self._mark(item, self._clock + seconds)
                if item is None or seconds >= patience:
                    self._clock += seconds
                    yield batch
                    patience = _BATCH_SECONDS if patience or batch else 0.0
                    batch, began = [], time.monotonic()
        except ReviewerError:
            yield batch
            raise
        yield batch

    def _mark(self, item: Item, at: float) -> None:
        self.pieces += 1
        self._work += self._weigh(item)
        self._marks.append((at, self._work))

    @property
    def rate(self) -> float:
        """Pieces per second; 0 while unknown."""
        each = self.seconds(self._work / self.pieces) if self.pieces else None
        return 1.0 / each if each else 0.0

    def seconds(self, work: float) -> float | None:
        """How long so much work takes at the speed so far; None while that is unknown."""
        if work <= 0:
            return 0.0
        half = len(self._marks) // 2
        if not half:
            return None
        marks = list(self._marks)
        stretches = zip(marks, marks[half:], strict=False)
        pace = median((end - begin) / (more - less) for (begin, less), (end, more) in stretches)
        return work * pace if pace else None
