"""How scores lie between their ends: counted in equal steps, to be drawn as a histogram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BINS = 36
_NARROWEST = 0.2  # a folder of near-equal scores is not stretched until noise looks like a slope
_STEP = 0.05  # the axis ends on round numbers


@dataclass(frozen=True, slots=True)
class Bins:
    """Counts of scores in equal steps from ``low`` to ``high``."""

    low: float
    high: float
    counts: tuple[int, ...]

    def bin_of(self, value: float) -> int:
        """Which step a score falls in; the ends take what lies beyond them."""
        return min(len(self.counts) - 1, int(self.share_of(value) * len(self.counts)))

    def share_of(self, value: float) -> float:
        """Where a score lies between the ends, 0..1; what lies beyond them is at them."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def bins(values: Sequence[float] | NDArray[np.float64]) -> Bins:
    """Count scores (0..1) over the range they cover, widened to round ends and at least a fifth of the scale."""
    if not len(values):
        return Bins(0.0, 1.0, (0,) * BINS)
    array = np.asarray(values, float)
    low, high = float(array.min()), float(array.max())
    if high - low < _NARROWEST:
        middle = min(1 - _NARROWEST / 2, max(_NARROWEST / 2, (low + high) / 2))
        low, high = min(low, middle - _NARROWEST / 2), max(high, middle + _NARROWEST / 2)
    low = max(0.0, round(_STEP * int(low / _STEP + 1e-9), 2))
    high = min(1.0, round(_STEP * -int(-high / _STEP - 1 + 1e-9), 2))
    place = ((array - low) / (high - low)).clip(0.0, 1.0) * BINS
    counts = np.bincount(place.astype(int).clip(0, BINS - 1), minlength=BINS)
    return Bins(low, high, tuple(counts.tolist()))
