"""What is known of photos at one moment: what a report is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer.photo import Failure, Photo, Record, Score
from reviewer.report.rows import Row, score_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Judge:
    """One metric, as a report speaks of it.

    Attributes:
        metric: Its name.
        title: Its name for people.
        judges: What it judges, for people.
        absent: Why it judged nothing here, or not all: a sentence; empty if it did.
    """

    metric: str
    title: str
    judges: str
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of photos at one moment.

    Attributes:
        photos: In any order.
        judges: The metrics, the one that matters most first.
        records: What looking at the bytes taught, as far as it is known.
        scores: What metrics said, by photo and metric, as far as they have.
        unreadable: Photos that could not be read.
        counted: What scores count for among each other, 0..1, by metric and photo; where absent, for themselves.
        turns: Quarter turns clockwise by which the user wants photos shown; 0 where absent.
    """

    photos: Sequence[Photo]
    judges: Sequence[Judge]
    records: Mapping[Photo, Record]
    scores: Mapping[Photo, Mapping[str, Score | Failure]]
    unreadable: Mapping[Photo, Failure] = field(default_factory=dict)
    turns: Mapping[Photo, int] = field(default_factory=dict)
    counted: Mapping[str, Mapping[Photo, float]] = field(default_factory=dict)

    def of(self, metric: str) -> dict[Photo, Score]:
        """A metric's scores."""
        found = ((photo, self.scores.get(photo, {}).get(metric)) for photo in self.photos)
        return {photo: score for photo, score in found if isinstance(score, Score)}

    def rows(self) -> list[Row]:
        """A row for each photo and metric of which something is known."""
        return score_rows(self._results())

    def _results(self) -> Iterator[tuple[Path, Score | Failure]]:
        for photo in self.photos:
            unreadable = self.unreadable.get(photo)
            for judge in self.judges:
                if found := self.scores.get(photo, {}).get(judge.metric):
                    yield photo.path, found
                elif unreadable:
                    yield photo.path, Failure(judge.metric, unreadable.code, unreadable.detail)
