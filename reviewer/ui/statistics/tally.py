"""What the metrics say of all photos, counted: columns of scores, their figures, and how far they agree. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, overload

import numpy as np

from reviewer.bins import Bins, bins
from reviewer.ordering import Standings, standing
from reviewer.photo import Photo, Score
from reviewer.report import Column, Correlation, Statistics, correlate

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from numpy.typing import NDArray

    from reviewer.photo import Failure


@dataclass(frozen=True, slots=True)
class Judged:
    """What one metric says.

    Attributes:
        column: What its score of each photo counts for, 0..1 (``ordering.kinds``); NaN where it has none.
        ascending: The rows of those it scored, the lowest first; equal scores as they stand.
        rank: Where each row stands in ``ascending``; beyond its end for those without a score.
        standings: Its scores.
        bins: Its scores, counted.
        statistics: Its figures.
    """

    column: Column
    ascending: NDArray[np.intp]
    rank: NDArray[np.intp]
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

    def under(self, metric: str, value: float) -> Run:
        """Photos whose score is less, the lowest first."""
        return Run(self, metric, range(self.judged[metric].standings.under(value)))

    def reaching(self, metric: str, value: float) -> Run:
        """Photos whose score is as much or more, the best first."""
        standings = self.judged[metric].standings
        return Run(self, metric, range(len(standings.values) - 1, standings.under(value) - 1, -1))


class Run(Sequence[Photo]):
    """Some of the photos that a metric scored, in the order of their scores; takes no time, however many they are.

    Args:
        tally: The scores.
        metric: By which they are ordered.
        ranks: Which of them, and whether from the lowest or from the best.
    """

    def __init__(self, tally: Tally, metric: str, ranks: range) -> None:
        self._tally = tally
        self._judged = tally.judged[metric]
        self._ranks = ranks

    def __len__(self) -> int:
        return len(self._ranks)

    @overload
    def __getitem__(self, at: int) -> Photo: ...

    @overload
    def __getitem__(self, at: slice) -> list[Photo]: ...

    def __getitem__(self, at: int | slice) -> Photo | list[Photo]:
        if isinstance(at, slice):
            return [self[one] for one in range(len(self))[at]]
        return self._tally.photos[int(self._judged.ascending[self._ranks[at]])]

    def row_of(self, photo: Photo) -> int | None:
        """Where a photo stands among them, from 0; None if it does not."""
        row = self._tally.rows.get(photo)
        rank = -1 if row is None else int(self._judged.rank[row])
        return self._ranks.index(rank) if rank in self._ranks else None


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
    photos, scored = tuple(scores), tuple(scores.items())
    judged = {}
    for metric in metrics:
        values = standing({photo: score for photo, row in scored if isinstance(score := row.get(metric), Score)})
        column = np.array([values.get(photo, np.nan) for photo in photos])
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


def _judged(column: Column) -> Judged | None:
    everything = np.argsort(column, kind="stable")  # NaN is sorted last
    ascending = everything[: int((~np.isnan(column)).sum())]
    if not len(ascending):
        return None
    rank = np.empty_like(everything)
    rank[everything] = np.arange(len(everything))
    scores = column[ascending]
    return Judged(column, ascending, rank, Standings(scores.tolist()), bins(scores), Statistics.of(scores))
