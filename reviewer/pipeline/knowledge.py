"""What is known of the photos of a run, and what of it the catalogue keeps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reviewer import grouping, ordering
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Record, Score
from reviewer.pipeline.progress import Progress
from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from reviewer.catalogue import Catalogue, Thumbnails
    from reviewer.photo import Failure, Photo
    from reviewer.pipeline.progress import Key, Result, Surveyed


class Knowledge:
    """Photos by their numbers in the strip, and what has been learned of them.

    Attributes:
        photos: All of the run.
        numbers: Where each is among them.
        records: By number, of those that have been looked at.
        unreadable: Numbers of those that cannot be read.
        keys: The metrics that can be computed here, with what their results are to be by; None until the worker was
            asked.
    """

    def __init__(
        self, photos: Sequence[Photo], metrics: Sequence[str], catalogue: Catalogue, thumbnails: Thumbnails
    ) -> None:
        self.photos = photos
        self.metrics = metrics
        self.catalogue = catalogue
        self.thumbnails = thumbnails
        self.numbers = {photo: number for number, photo in enumerate(photos)}
        self.records: dict[int, Record] = {}
        self.unreadable: set[int] = set()
        self.keys: dict[str, Key] | None = None
        # Which results there are, by metric and content id: the key that they belong to.
        self._have: dict[str, dict[str, Key]] = defaultdict(dict)
        self._values: dict[str, NDArray[np.float32]] = {}
        self._keeping = True
        self._fault: CatalogueUnusable | None = None

    def learn(self, surveyed: Iterable[Surveyed], scored: Iterable[tuple[Photo, Result]]) -> None:
        """Take note of what was found out, records before results."""
        for photo, found in surveyed:
            if isinstance(found, Record):
                self.records[self.numbers[photo]] = found
            else:
                self.unreadable.add(self.numbers[photo])
        for photo, result in scored:
            number = self.numbers[photo]
            self._have[result.metric][self.records[number].content_id] = (result.weights, result.preprocessing)
            if isinstance(result, Score):
                self.values(result.metric)[number] = result.value

    def values(self, metric: str) -> NDArray[np.float32]:
        """A metric's values by number, 0..1; nan where it has said nothing."""
        if metric not in self._values:
            self._values[metric] = np.full(len(self.photos), np.nan, np.float32)
        return self._values[metric]

    def recall(self, records: Mapping[Photo, Record], failures: Mapping[Photo, Failure]) -> Progress:
        """Learn and tell what the catalogue has of photos, with what metrics said of them."""
        wanted = {BUILT_IN, *self.metrics}
        results = self.catalogue.scores(record.content_id for record in records.values())
        scored = tuple(
            (photo, result)
            for photo, record in records.items()
            for name, result in results.get(record.content_id, {}).items()
            if name in wanted
        )
        surveyed: tuple[Surveyed, ...] = (*records.items(), *failures.items())
        self.learn(surveyed, scored)
        return replace(self.so_far(), surveyed=surveyed, scored=scored)

    def so_far(self) -> Progress:
        """How many photos are known."""
        return Progress("survey", len(self.records) + len(self.unreadable), len(self.photos))

    def keep(self, put: Callable[[Catalogue], None]) -> None:
        """Put into the catalogue, until it takes no more (a full disk): then the work goes on without."""
        if self._keeping:
            try:
                put(self.catalogue)
            except CatalogueUnusable as error:
                self._keeping = False
                self._fault = error

    def news(self, progress: Progress) -> Iterator[Progress]:
        """The progress, and after it what was wrong with keeping it, once."""
        yield progress
        if self._fault:
            fault, self._fault = self._fault, None
            yield replace(self.so_far(), notice=fault)

    def without_first_look(self) -> list[int]:
        """Numbers of photos that have no record, or no result of today's built-in metric."""
        today, have = ("", METRICS[BUILT_IN].preprocessing), self._have[BUILT_IN]
        return [
            number
            for number in range(len(self.photos))
            if number not in self.unreadable
            and (number not in self.records or have.get(self.records[number].content_id) != today)
        ]

    def copies(self) -> dict[str, list[int]]:
        """Numbers of the photos that have been looked at, by their content."""
        copies: dict[str, list[int]] = defaultdict(list)
        for number in sorted(self.records):
            copies[self.records[number].content_id].append(number)
        return copies

    def lacking(self, content: str, metrics: Iterable[str]) -> tuple[str, ...]:
        """Which of some metrics, all computable here, have not judged these bytes."""
        keys = self.keys or {}
        return tuple(name for name in metrics if self._have[name].get(content) != keys[name])

    def groups(self) -> NDArray[np.intp]:
        """By number of photo the number of its group; -1 where it is alone."""
        records = {self.photos[number]: record for number, record in self.records.items()}
        in_time = ordering.arrange(self.photos, ordering.Order("time"), records, {})
        groups = np.full(len(self.photos), -1, np.intp)
        for at, group in enumerate(grouping.group(in_time, records)):
            if len(group.photos) > 1:
                groups[[self.numbers[photo] for photo in group.photos]] = at
        return groups
