"""How each metric scored, and how far metrics agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

Values = Mapping[str, Mapping[str, float]]
"""Scores 0..1 by metric and path."""

Column = NDArray[np.float64]
"""One metric's scores 0..1, a photo a row."""

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

    @classmethod
    def of(cls, scores: Column) -> Statistics:
        """The figures of some scores, at least one, none of them NaN."""
        numbers = (scores.min(), scores.mean(), np.median(scores), scores.max())
        return cls(len(scores), *(float(number) for number in numbers))


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
    return {
        metric: Statistics.of(np.fromiter(scored.values(), float))
        for metric, scored in values_by_metric.items()
        if scored
    }


def correlations(values_by_metric: Values) -> list[Correlation]:
    """How far every two metrics agree."""
    row = {path: at for at, path in enumerate(dict.fromkeys(chain.from_iterable(values_by_metric.values())))}
    columns = {metric: np.full(len(row), np.nan) for metric in values_by_metric}
    for metric, scored in values_by_metric.items():
        columns[metric][[row[path] for path in scored]] = list(scored.values())
    return list(correlate(columns))


def correlate(columns: Mapping[str, Column]) -> Iterator[Correlation]:
    """How far every two metrics agree, pair by pair, so that one can stop in between.

    Args:
        columns: Scores 0..1 by metric, a photo a row and the same rows in all; NaN where there is none.
    """
    scored = {metric: ~np.isnan(column) for metric, column in columns.items()}
    whole = {metric: _Directions.of(column[scored[metric]]) for metric, column in columns.items()}
    for first, second in combinations(columns, 2):
        shared = scored[first] & scored[second]
        count = int(shared.sum())
        # Photos that all metrics scored are ranked once for all pairs: 70 metrics have 2,415.
        one, other = (
            whole[metric] if count == whole[metric].count else _Directions.of(columns[metric][shared])
            for metric in (first, second)
        )
        yield Correlation(first, second, count, _cosine(one.ranks, other.ranks), _cosine(one.scores, other.scores))


@dataclass(frozen=True, slots=True)
class _Directions:
    """Scores and their ranks as vectors from their mean, of length 1; None where they say nothing."""

    count: int
    scores: Column | None
    ranks: Column | None

    @classmethod
    def of(cls, scores: Column) -> _Directions:
        if len(scores) < _ENOUGH or np.ptp(scores) == 0:
            return cls(len(scores), None, None)
        return cls(len(scores), _direction(scores), _direction(_ranks(scores)))


def _ranks(array: Column) -> Column:
    """Ranks from 1, equal values sharing the mean of theirs."""
    _, place, counts = np.unique(array, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Column = (last - (counts - 1) / 2)[place]
    return ranks


def _direction(array: Column) -> Column:
    array = array - array.mean()
    array = array / np.abs(array).max()  # before it is multiplied: the squares of tiny differences would be 0
    made: Column = array / np.sqrt(array @ array)
    return made


def _cosine(one: Column | None, other: Column | None) -> float | None:
    return None if one is None or other is None else float(np.clip(one @ other, -1, 1))
