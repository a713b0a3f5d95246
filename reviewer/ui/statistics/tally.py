"""What the metrics say of all photos, counted: columns of scores, their figures, and how far they agree. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reviewer.ordering import Standings, value
from reviewer.report import Bins, Column, Correlation, Statistics, bins, correlate

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from numpy.typing import NDArray

    from reviewer.photo import Failure, Photo, Score


@dataclass(frozen=True, slots=True)
class Judged:
    """What one metric says.

    Attributes:
        column: Its score of each photo, 0..1; NaN where it has none.
        ascending: The rows of those it scored, the lowest first; equal scores as they stand.
        standings: Its scores.
        bins: Its scores, counted.
        statistics: Its figures.
    """

    column: Column
    ascending: NDArray[np.intp]
    standings: Standings
    bins: Bins
    statistics: Statistics


@dataclass(frozen=True, slots=True)
class Tally:
    """Scores of a folder at one moment.

    Attributes:
        photos: Those of which a metric has said something.
        rows: Where each stands among them.
        judged: By metric, for those with at least one score.
        pairs: How far every two of these agree; empty until that is known.
    """

    photos: Sequence[Photo]
    rows: Mapping[Photo, int]
    judged: Mapping[str, Judged]
    pairs: Mapping[tuple[str, str], Correlation]

    def value(self, photo: Photo | None, metric: str) -> float | None:
        """A photo's score, 0..1; None without one."""
        row = self.rows.get(photo) if photo else None
        if row is None or metric not in self.judged:
            return None
        number = float(self.judged[metric].column[row])
        return None if np.isnan(number) else number

    def under(self, metric: str, value: float) -> list[Photo]:
        """Photos whose score is less, the lowest first."""
        judged = self.judged[metric]
        return [self.photos[row] for row in judged.ascending[: judged.standings.under(value)]]

    def reaching(self, metric: str, value: float) -> list[Photo]:
        """Photos whose score is as much or more, the best first."""
        judged = self.judged[metric]
        return [self.photos[row] for row in judged.ascending[judged.standings.under(value) :][::-1]]


NOTHING = Tally((), {}, {}, {})


def tally(
    scores: Mapping[Photo, Mapping[str, Score | Failure]], metrics: Sequence[str]
) -> Generator[Tally | None, None, Tally]:
    """Count all scores, in steps between which one can stop.

    Args:
        scores: A copy of a session's table. The rows in it may still grow: only one entry is read at a time.
        metrics: Those to count.

    Yields:
        The tally, once, as soon as all but ``pairs`` is known; else None.

    Returns:
        The whole tally.
    """
    photos = tuple(scores)
    judged = {}
    for metric in metrics:
        column = np.array([_number(photo, metric, scores) for photo in photos], float)
        if (found := _judged(column)) is not None:
            judged[metric] = found
        yield None
    made = Tally(photos, {photo: row for row, photo in enumerate(photos)}, judged, {})
    yield made
    pairs = {}
    first = ""
    for pair in correlate({metric: one.column for metric, one in judged.items()}):
        pairs[pair.first, pair.second] = pairs[pair.second, pair.first] = pair
        if pair.first != first:
            first = pair.first
            yield None
    return replace(made, pairs=pairs)


def _number(photo: Photo, metric: str, scores: Mapping[Photo, Mapping[str, Score | Failure]]) -> float:
    number = value(photo, metric, scores)
    return np.nan if number is None else number


def _judged(column: Column) -> Judged | None:
    ascending = np.argsort(column, kind="stable")[: int((~np.isnan(column)).sum())]  # NaN is sorted last
    if not len(ascending):
        return None
    scores = column[ascending]
    return Judged(column, ascending, Standings(scores.tolist()), bins(scores), Statistics.of(scores))
