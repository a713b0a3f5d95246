"""What has been learnt of the photos so far, with each metric's values kept sorted, so that a place costs nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reviewer.ordering import Judgements
from reviewer.photo import Failure, Photo, Record, Score

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from reviewer.ordering import Standings


class Knowledge:
    """Facts by photo. Learning one takes the same time however many there are."""

    def __init__(self) -> None:
        self._records: dict[Photo, Record] = {}
        self._failures: dict[Photo, Failure] = {}
        self._scores: dict[Photo, dict[str, Score | Failure]] = {}
        self._judgements: dict[str, Judgements] = defaultdict(Judgements)

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
        before = self._score(photo, score.metric)
        self._scores.setdefault(photo, {})[score.metric] = score
        after = score if isinstance(score, Score) else None
        return self._judgements[score.metric].learn(photo, before, after)

    def forget(self, photo: Photo) -> None:
        """The photo is not here any more, or its bytes are others."""
        for metric in self._scores.get(photo, {}):
            self._judgements[metric].learn(photo, self._score(photo, metric), None)
        self._records.pop(photo, None)
        self._failures.pop(photo, None)
        self._scores.pop(photo, None)

    def _score(self, photo: Photo, metric: str) -> Score | None:
        found = self._scores.get(photo, {}).get(metric)
        return found if isinstance(found, Score) else None

    def standings(self, metric: str) -> Standings:
        """What the scores of a metric count for over the folder."""
        return self._judgements[metric].standings

    def values(self, metric: str) -> dict[Photo, float]:
        """What the score of each photo that a metric has judged counts for, 0..1."""
        judgements = self._judgements[metric]
        found = ((photo, judged.get(metric)) for photo, judged in self._scores.items())
        return {photo: judgements.value(photo, score) for photo, score in found if isinstance(score, Score)}

    def value(self, photo: Photo, metric: str) -> float | None:
        """What a photo's score counts for, 0..1; None while it has none."""
        score = self._score(photo, metric)
        return None if score is None else self._judgements[metric].value(photo, score)

    def is_among_its_kind(self, photo: Photo, metric: str) -> bool:
        """Whether a photo has its place among those of its kind."""
        score = self._score(photo, metric)
        return score is not None and self._judgements[metric].is_among_its_kind(score)

    def place(self, photo: Photo, metric: str) -> tuple[int, int] | None:
        """A photo's rank, 1 for the best, and how many are scored; None while it is not."""
        own = self.value(photo, metric)
        return None if own is None else self.standings(metric).place(own)

    def among_lowest(self, photo: Photo, metric: str, percent: int) -> bool:
        """Whether a photo is under the cut of the lowest so many percent; never while it has no score."""
        own, cut = self.value(photo, metric), self.standings(metric).lowest(percent)
        return own is not None and cut is not None and own < cut
