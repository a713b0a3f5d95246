"""How each metric scored, and how far metrics agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Values = Mapping[str, Mapping[str, float]]
"""Scores 0..1 by metric and path."""

_ENOUGH = 3
"""Photos below which a correlation says nothing: two points always lie on a line."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """One metric over all photos it scored: their count, and their scores 0..1."""

    count: int
    minimum: float
    mean: float
    median: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """How far two metrics agree on the photos that both scored.

    Attributes:
        first, second: The metrics.
        count: Photos that both scored.
        spearman: Correlation of ranks, -1..1, equal scores sharing the mean of their ranks.
        pearson: Correlation of scores, -1..1. Both are None below three photos, or where one metric never varies.
    """

    first: str
    second: str
    count: int
    spearman: float | None
    pearson: float | None


def statistics(values_by_metric: Values) -> dict[str, Statistics]:
    """Count, least, mean, median and greatest score of each metric; metrics without a score are absent."""
    found = {}
    for metric, scored in values_by_metric.items():
        if scored:
            array = np.fromiter(scored.values(), float)
            numbers = (array.min(), array.mean(), np.median(array), array.max())
            found[metric] = Statistics(len(array), *(float(number) for number in numbers))
    return found


def correlations(values_by_metric: Values) -> list[Correlation]:
    """How far every two metrics agree."""
    found = []
    for (first, some), (second, others) in combinations(values_by_metric.items(), 2):
        shared = [path for path in some if path in others]
        one = np.array([some[path] for path in shared], float)
        other = np.array([others[path] for path in shared], float)
        by_rank = _pearson(_ranks(one), _ranks(other))
        found.append(Correlation(first, second, len(shared), by_rank, _pearson(one, other)))
    return found


def _ranks(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    _, place, counts = np.unique(array, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return ranks


def _pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    if len(one) < _ENOUGH or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    one, other = one - one.mean(), other - other.mean()
    # Scaled before they are multiplied: the squares of tiny differences would be 0.
    one, other = one / np.abs(one).max(), other / np.abs(other).max()
    return float(np.clip(one @ other / np.sqrt((one @ one) * (other @ other)), -1, 1))
