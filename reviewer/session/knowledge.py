"""What has been learnt of the photos so far, with each metric's values kept sorted, so that a place costs nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reviewer.ordering import Standings, value
from reviewer.photo import Failure, Photo, Record, Score

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Knowledge:
    """Facts by photo. Learning one takes the same time however many there are."""

    def __init__(self) -> None:
        self._records: dict[Photo, Record] = {}
        self._failures: dict[Photo, Failure] = {}
        self._scores: dict[Photo, dict[str, Score | Failure]] = {}
        self._standings: dict[str, Standings] = defaultdict(Standings)

    @property
    def records(self) -> Mapping[Photo, Record]:
        """What looking at the bytes taught."""
        return self._records

    @property
    def failures(self) -> Mapping[Photo, Failure]:
        """Photos that cannot be shown."""
        return self._failures

    @property
    def scores(self) -> Mapping[Photo, Mapping[str, Score | Failure]]:
        """What metrics said, by photo and metric."""
        return self._scores

    def learn_record(self, photo: Photo, record: Record) -> None:
        """The photo was read."""
        self._records[photo] = record
        self._failures.pop(photo, None)

    def learn_failure(self, photo: Photo, failure: Failure) -> None:
        """The photo could not be read."""
        self._failures[photo] = failure

    def forgive(self, codes: Collection[str]) -> bool:
        """Failures of these codes count no more. Whether there were any."""
        kept = {photo: failure for photo, failure in self._failures.items() if failure.code not in codes}
        forgiven = len(kept) < len(self._failures)
        self._failures = kept
        return forgiven

    def learn_score(self, photo: Photo, score: Score | Failure) -> bool:
        """What a metric says, in place of what it said before. Whether its values over the folder changed."""
        before = value(photo, score.metric, self._scores)
        after = score.value if isinstance(score, Score) else None
        self._scores.setdefault(photo, {})[score.metric] = score
        return self._count(score.metric, before, after)

    def forget(self, photo: Photo) -> None:
        """The photo is not here any more, or its bytes are others."""
        for metric in self._scores.get(photo, {}):
            self._count(metric, value(photo, metric, self._scores), None)
        self._records.pop(photo, None)
        self._failures.pop(photo, None)
        self._scores.pop(photo, None)

    def _count(self, metric: str, before: float | None, after: float | None) -> bool:
        if before is not None:
            self._standings[metric].remove(before)
        if after is not None:
            self._standings[metric].add(after)
        return before != after

    def standings(self, metric: str) -> Standings:
        """The values of a metric over the folder."""
        return self._standings[metric]

    def values(self, metric: str) -> dict[Photo, float]:
        """What a metric says of each photo it has judged, 0..1."""
        found = ((photo, value(photo, metric, self._scores)) for photo in self._scores)
        return {photo: number for photo, number in found if number is not None}

    def place(self, photo: Photo, metric: str) -> tuple[int, int] | None:
        """A photo's rank, 1 for the best, and how many are scored; None while it is not."""
        own = value(photo, metric, self._scores)
        return None if own is None else self._standings[metric].place(own)

    def among_lowest(self, photo: Photo, metric: str, percent: int) -> bool:
        """Whether a photo is under the cut of the lowest so many percent; never while it has no score."""
        own, cut = value(photo, metric, self._scores), self._standings[metric].lowest(percent)
        return own is not None and cut is not None and own < cut
