"""The steps before any model: what the catalogue knows, what was only moved, and a first look at all the rest."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from reviewer import scan, wire
from reviewer.catalogue import Catalogue
from reviewer.errors import ReviewerError, WorkerFailed
from reviewer.link import MODEL, SURVEY, Link
from reviewer.machine import CORES
from reviewer.photo import Failure, Photo, Record
from reviewer.pipeline.meter import Meter
from reviewer.pipeline.progress import Progress, Result, Surveyed
from reviewer.scoring.budget import cost
from reviewer.scoring.table import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewer.link.flight import Answer
    from reviewer.pipeline.guide import Guide
    from reviewer.pipeline.knowledge import Knowledge

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


_LOOK = cost([BUILT_IN])
"""The work of a first look."""


class Survey:
    """Finds out what can be had without a model."""

    def __init__(self, known: Knowledge, guide: Guide, link: Link) -> None:
        self._known = known
        self._guide = guide
        self._link = link

    def known(self) -> Iterator[Progress]:
        """What the catalogue knows; soon also which of the metrics cannot be had, however many photos there are."""
        known = self._known
        due = time.monotonic() + _NOTICE_SECONDS
        for start in range(0, len(known.photos), _CHUNK):
            chunk = known.photos[start : start + _CHUNK]
            records = known.catalogue.records(chunk)
            failures = known.catalogue.failures(photo for photo in chunk if photo not in records)
            yield known.recall(records, failures)
            if time.monotonic() > due:
                yield from self._available()
        yield from self._available()

    def _available(self) -> Iterator[Progress]:
        """Ask once which metrics can be computed here, and tell of those that cannot."""
        known = self._known
        if known.keys is not None:
            return
        known.keys = {}
        if not known.metrics:
            return
        try:
            reply, _ = self._link.ask({"op": "metrics", "names": known.metrics}, limits=MODEL)
        except ReviewerError as error:
            yield replace(known.so_far(), notice=error, metrics=tuple(known.metrics))
            return
        known.keys = {name: (weights, version) for name, (weights, version) in reply["available"].items()}
        for name, message in reply["missing"].items():
            yield replace(known.so_far(), notice=wire.error_from_wire(message), metrics=(name,))

    def moved(self) -> Iterator[Progress]:
        """Photos whose bytes were met at another path: moved, renamed or copied. Nothing is decoded for them."""
        known = self._known
        new = sorted(set(range(len(known.photos))) - known.records.keys() - known.unreadable)
        sizes = known.catalogue.sizes() if new else set()
        pending = [number for number in new if known.photos[number].size in sizes]
        strangers = 0
        meter: Meter[tuple[Photo, str]] = Meter(lambda _: 1.0)
        for batch in meter.batches(self._identified(pending)):
            met = known.catalogue.known(content for _, content in batch)
            records = {photo: met[content] for photo, content in batch if content in met}
            if records:
                known.keep(partial(Catalogue.put_records, items=records.items()))
            turns = known.catalogue.turns({photo.path: content for photo, content in batch})
            turned = tuple((photo, turns[photo.path]) for photo, _ in batch if photo.path in turns)
            yield from known.news(replace(known.recall(records, {}), turned=turned))
            strangers += len(batch) - 2 * len(records)
            if strangers > _STRANGERS:
                return

    def _identified(self, pending: list[int]) -> Iterator[tuple[Photo, str] | None]:
        """The content ids of photos, the nearest first; None for none yet, or for the worker to say what is wrong."""
        for number in self._guide.by_sight(pending):
            photo = self._known.photos[number]
            while not self._link.goes_on():
                yield None
            try:
                yield photo, scan.content_id(photo.path)
            except ReviewerError:
                yield None

    def looks(self, later: float) -> Iterator[Progress]:
        """The first look at every photo that has none, or none of today's built-in metric.

        Args:
            later: What is to be done after it, as ``budget.cost`` counts.
        """
        pending = self._known.without_first_look()
        if not pending:
            return
        meter: Meter[Answer] = Meter(lambda _: _LOOK)
        left = len(pending)
        yield self._told(meter, left, later)
        questions = (self._question(number) for number in self._guide.by_sight(pending))
        try:
            for batch in meter.batches(self._link.stream(questions, ahead=CORES + _QUEUED, limits=SURVEY)):
                left -= len(batch)
                yield from self._known.news(self._surveyed(batch, self._told(meter, left, later)))
        except WorkerFailed as error:
            yield replace(self._told(meter, left, later), notice=error)

    def _question(self, number: int) -> dict[str, object]:
        return {"op": "survey", "number": number, "path": wire.path_to_wire(self._known.photos[number].path)}

    def _told(self, meter: Meter[Answer], left: int, later: float) -> Progress:
        total = len(self._known.photos)
        return Progress("survey", total - left, total, meter.rate, meter.seconds(left * _LOOK + later))

    def _surveyed(self, batch: Sequence[Answer], progress: Progress) -> Progress:
        """Store and tell what first looks have taught."""
        known = self._known
        records: list[tuple[Photo, Record]] = []
        failures: list[tuple[Photo, Failure]] = []
        scored: list[tuple[Photo, Result]] = []
        thumbnails: list[tuple[Photo, bytes]] = []
        for answer in batch:
            photo = known.photos[answer.request["number"]]
            if answer.error:
                failures.append((photo, Failure("", answer.error.code, answer.error.detail)))
                continue
            records.append((photo, wire.record_from_wire(answer.reply["record"])))
            scored.append((photo, wire.result_from_wire(answer.reply["result"])))
            thumbnails.append((photo, bytes(answer.blob)))
        known.keep(lambda catalogue: _put_first_looks(catalogue, records, scored, failures))
        if thumbnails:
            known.thumbnails.put_many(thumbnails)
        surveyed: tuple[Surveyed, ...] = (*records, *failures)
        known.learn(surveyed, scored)
        return replace(progress, surveyed=surveyed, scored=tuple(scored), thumbnails=tuple(thumbnails))


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
