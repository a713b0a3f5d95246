"""One run: what is known so far, and the steps that find out the rest."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from reviewer import scan, wire
from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable, ReviewerError, WorkerFailed
from reviewer.link import MODEL, SCORING, SURVEY, Link
from reviewer.machine import CORES
from reviewer.photo import Failure, Photo, Record
from reviewer.pipeline.progress import Key, Meter, Progress, Result, Surveyed
from reviewer.pipeline.verdicts import Verdicts
from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from reviewer.catalogue import Thumbnails
    from reviewer.link.flight import Answer

_CHUNK = 1000
"""Photos asked of the catalogue at once: some 50 ms."""

_NOTICE_SECONDS = 1.0
"""How long a large catalogue may delay the news that a model is missing."""

_STRANGERS = 50
"""How many more photos may turn out new than known before the rest is taken for new too.

A camera's uncompressed files are all of one size: without this each of a new folder would be read from twice.
"""

_QUEUED = 2
"""Photos under way beyond one a core, so that no core waits for the next."""


class Work:
    """One run: what is known so far, and the steps."""

    def __init__(
        self,
        photos: Sequence[Photo],
        metrics: Sequence[str],
        *,
        focus: Callable[[], Photo | None],
        device: str,
        link: Link,
        catalogue: Catalogue,
        thumbnails: Thumbnails,
    ) -> None:
        self._photos = photos
        self._metrics = metrics
        self._focus = focus
        self._device = device
        self._link = link
        self._catalogue = catalogue
        self._thumbnails = thumbnails
        self._numbers = {photo: number for number, photo in enumerate(photos)}
        self._at = 0
        self._contents: dict[int, str] = {}
        self._unreadable: set[int] = set()
        # Which results there are, by metric and content id: the key (weights, preprocessing) they belong to.
        self._have: dict[str, dict[str, Key]] = defaultdict(dict)
        # The metrics that can be computed here, once the worker was asked.
        self._keys: dict[str, Key] | None = None
        self._keeping = True
        self._fault: CatalogueUnusable | None = None

    def known(self) -> Iterator[Progress]:
        """What the catalogue knows; soon also which of the metrics cannot be had, however many photos there are."""
        due = time.monotonic() + _NOTICE_SECONDS
        for start in range(0, len(self._photos), _CHUNK):
            chunk = self._photos[start : start + _CHUNK]
            records = self._catalogue.records(chunk)
            failures = self._catalogue.failures(photo for photo in chunk if photo not in records)
            yield self._recalled(records, failures)
            if time.monotonic() > due:
                yield from self._available()
        yield from self._available()

    def _recalled(self, records: Mapping[Photo, Record], failures: Mapping[Photo, Failure]) -> Progress:
        """What the catalogue has of photos, with what metrics said of them."""
        wanted = {BUILT_IN, *self._metrics}
        results = self._catalogue.scores(record.content_id for record in records.values())
        scored = tuple(
            (photo, result)
            for photo, record in records.items()
            for name, result in results.get(record.content_id, {}).items()
            if name in wanted
        )
        surveyed: tuple[Surveyed, ...] = (*records.items(), *failures.items())
        self._learn(surveyed, scored)
        return replace(self._so_far(), surveyed=surveyed, scored=scored)

    def _learn(self, surveyed: Iterable[Surveyed], scored: Iterable[tuple[Photo, Result]]) -> None:
        for photo, found in surveyed:
            if isinstance(found, Record):
                self._contents[self._numbers[photo]] = found.content_id
            else:
                self._unreadable.add(self._numbers[photo])
        for photo, result in scored:
            content = self._contents[self._numbers[photo]]
            self._have[result.metric][content] = (result.weights, result.preprocessing)

    def _available(self) -> Iterator[Progress]:
        """Ask once which metrics can be computed here, and tell of those that cannot."""
        if self._keys is not None or not self._metrics:
            return
        self._keys = {}
        try:
            reply, _ = self._link.ask({"op": "metrics", "names": self._metrics}, limits=MODEL)
        except ReviewerError as error:
            yield replace(self._so_far(), notice=error)
            return
        self._keys = {name: (weights, version) for name, (weights, version) in reply["available"].items()}
        for message in reply["missing"].values():
            yield replace(self._so_far(), notice=wire.error_from_wire(message))

    def _keep(self, put: Callable[[Catalogue], None]) -> None:
        """Put into the catalogue, until it takes no more (a full disk): then the work goes on without."""
        if self._keeping:
            try:
                put(self._catalogue)
            except CatalogueUnusable as error:
                self._keeping = False
                self._fault = error

    def _news(self, progress: Progress) -> Iterator[Progress]:
        """The progress, and after it what was wrong with keeping it, once."""
        yield progress
        if self._fault:
            fault, self._fault = self._fault, None
            yield replace(self._so_far(), notice=fault)

    def _so_far(self) -> Progress:
        return Progress("survey", len(self._contents) + len(self._unreadable), len(self._photos))

    def moved(self) -> Iterator[Progress]:
        """Photos whose bytes were met at another path: moved, renamed or copied. Nothing is decoded for them."""
        new = sorted(set(range(len(self._photos))) - self._contents.keys() - self._unreadable)
        sizes = self._catalogue.sizes() if new else set()
        pending = [number for number in new if self._photos[number].size in sizes]
        strangers = 0
        for batch in Meter("survey", 0).batches(self._identified(pending)):
            known = self._catalogue.known(content for _, content in batch)
            records = {photo: known[content] for photo, content in batch if content in known}
            if records:
                self._keep(partial(Catalogue.put_records, items=records.items()))
            turns = self._catalogue.turns({photo.path: content for photo, content in batch})
            turned = tuple((photo, turns[photo.path]) for photo, _ in batch if photo.path in turns)
            yield from self._news(replace(self._recalled(records, {}), turned=turned))
            strangers += len(batch) - 2 * len(records)
            if strangers > _STRANGERS:
                return

    def _identified(self, pending: list[int]) -> Iterator[tuple[Photo, str] | None]:
        """The content ids of photos, the nearest first; None for none yet, or for the worker to say what is wrong."""
        for number in self._nearest(pending):
            photo = self._photos[number]
            while not self._link.goes_on():
                yield None
            try:
                yield photo, scan.content_id(photo.path)
            except ReviewerError:
                yield None

    def survey(self) -> Iterator[Progress]:
        """The first look at every photo that has none, or none of today's built-in metric."""
        today = ("", METRICS[BUILT_IN].preprocessing)
        have = self._have[BUILT_IN]
        pending = [
            number
            for number in range(len(self._photos))
            if number not in self._unreadable and have.get(self._contents.get(number, "")) != today
        ]
        if not pending:
            return
        meter = Meter("survey", len(self._photos))
        yield meter.progress(done=len(self._photos) - len(pending))
        questions = self._questions(pending, {"op": "survey"})
        answers = self._link.stream(questions, ahead=CORES + _QUEUED, limits=SURVEY)
        try:
            for batch in meter.batches(answers):
                yield from self._news(self._surveyed(batch, meter))
        except WorkerFailed as error:
            yield meter.progress(notice=error)

    def _surveyed(self, batch: Sequence[Answer], meter: Meter) -> Progress:
        """Store and tell what first looks have taught."""
        records: list[tuple[Photo, Record]] = []
        failures: list[tuple[Photo, Failure]] = []
        scored: list[tuple[Photo, Result]] = []
        thumbnails: list[tuple[Photo, bytes]] = []
        for answer in batch:
            photo = self._photos[answer.request["number"]]
            if answer.error:
                failures.append((photo, Failure("", answer.error.code, answer.error.detail)))
                continue
            records.append((photo, wire.record_from_wire(answer.reply["record"])))
            scored.append((photo, wire.result_from_wire(answer.reply["result"])))
            thumbnails.append((photo, bytes(answer.blob)))
        self._keep(lambda catalogue: _put_first_looks(catalogue, records, scored, failures))
        if thumbnails:
            self._thumbnails.put_many(thumbnails)
        surveyed: tuple[Surveyed, ...] = (*records, *failures)
        self._learn(surveyed, scored)
        return meter.progress(done=len(batch), surveyed=surveyed, scored=tuple(scored), thumbnails=tuple(thumbnails))

    def score(self, metric: str) -> Iterator[Progress]:
        """One metric's turn: every photo that it has not judged, once for all copies of it."""
        key = (self._keys or {}).get(metric)
        if key is None:
            return
        copies: dict[str, list[int]] = defaultdict(list)
        for number, content in sorted(self._contents.items()):
            copies[content].append(number)
        meter = Meter(metric, len(self._contents))
        have = self._have[metric]
        yield meter.progress(done=sum(len(numbers) for content, numbers in copies.items() if have.get(content) == key))
        yield from self._known_elsewhere(metric, key, copies, meter)
        pending = sorted(numbers[0] for content, numbers in copies.items() if have.get(content) != key)
        if not pending:
            return
        question = {"op": "score", "metric": metric, "device": self._device}
        answers = self._link.stream(
            self._questions(pending, question), ahead=1, limits=SCORING, opening={**question, "op": "load"}
        )
        verdicts = Verdicts(metric, key)
        try:
            for batch in meter.batches(answers):
                results, fault = verdicts.of(batch)
                yield from self._news(self._scored(results, copies, meter))
                if fault:
                    yield meter.progress(notice=fault)
                    return
            yield from self._news(self._scored(verdicts.rest(), copies, meter))
            self._link.ask({"op": "drop"})
        except ReviewerError as error:
            yield meter.progress(notice=error)

    def _known_elsewhere(
        self, metric: str, key: Key, copies: Mapping[str, Sequence[int]], meter: Meter
    ) -> Iterator[Progress]:
        """What is known of bytes that were met at another path before."""
        new = [content for content in copies if self._have[metric].get(content) != key]
        for start in range(0, len(new), _CHUNK):
            known = self._catalogue.scores(new[start : start + _CHUNK], {metric: key})
            yield self._tell([(content, results[metric]) for content, results in known.items()], copies, meter)

    def _scored(
        self, verdicts: Sequence[tuple[int, Result]], copies: Mapping[str, Sequence[int]], meter: Meter
    ) -> Progress:
        """Store and tell what a metric said."""
        found = [(self._contents[number], result) for number, result in verdicts]
        if found:
            self._keep(lambda catalogue: catalogue.put_scores(found))
        return self._tell(found, copies, meter)

    def _tell(self, found: Sequence[tuple[str, Result]], copies: Mapping[str, Sequence[int]], meter: Meter) -> Progress:
        scored = tuple((self._photos[number], result) for content, result in found for number in copies[content])
        self._learn((), scored)
        return meter.progress(done=len(scored), scored=scored)

    def _questions(self, pending: list[int], question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The question about each pending photo."""
        for number in self._nearest(pending):
            yield {**question, "number": number, "path": wire.path_to_wire(self._photos[number].path)}

    def _nearest(self, pending: list[int]) -> Iterator[int]:
        """Always the one nearest to the focus; takes them from the list."""
        while pending:
            focus = self._focus()
            if focus is not None:
                self._at = self._numbers.get(focus, self._at)
            yield take_nearest(pending, self._at)


def _put_first_looks(
    catalogue: Catalogue,
    records: Sequence[tuple[Photo, Record]],
    scored: Sequence[tuple[Photo, Result]],
    failures: Sequence[tuple[Photo, Failure]],
) -> None:
    if records:
        catalogue.put_records(records)
        contents = (record.content_id for _, record in records)
        catalogue.put_scores(zip(contents, (result for _, result in scored), strict=True))
    for photo, failure in failures:
        catalogue.put_failure(photo, failure.code, failure.detail)


def take_nearest(pending: list[int], at: int) -> int:
    """Take from a sorted list the number nearest to ``at``, the higher of two."""
    above = bisect_left(pending, at)
    if above == len(pending) or (above and at - pending[above - 1] < pending[above] - at):
        above -= 1
    return pending.pop(above)
