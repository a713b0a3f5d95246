"""Values kept sorted while they come in: places, cuts, and what a histogram shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
