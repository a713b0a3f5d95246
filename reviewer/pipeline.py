"""All the steps from photos to scores, as one generator of ``Progress``: what a background job runs.

What the catalogue knows comes first. Then every photo gets a first look (record, built-in score, thumbnail), so that
there is a usable order within seconds, and then each metric takes its turn. What is done next is what is nearest to the
photo in ``focus``, asked anew for every photo. Results are in the catalogue before they are yielded, a few at a time,
so that after a kill at most those of the last 0.4 s are computed again. To pause, stop asking; to stop, ``close``.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviewer import wire
from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.catalogue.thumbnails import LIMIT as THUMBNAIL_LIMIT
from reviewer.errors import CatalogueUnusable, DecoderCrashed, ReviewerError, WorkerFailed
from reviewer.link import MODEL, SCORING, SURVEY, Answer, Link
from reviewer.link.process import CORES
from reviewer.photo import Failure, Photo, Record, Score
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

BUILT_IN = "technical"
"""The metric that comes with the first look."""

_CHUNK = 1000
"""Photos asked of the catalogue at once: some 50 ms."""

_BATCH_SECONDS = 0.4
"""How often results are stored and told: often enough to look alive, seldom enough to cost nothing."""

_MEMORY_SECONDS = 8.0
"""How long the rate remembers: the time in which old speed loses about two thirds of its weight."""

_LAST_CRASH = 3
"""Crashes in a row that are a model's fault, not the photos'."""

_NOTICE_SECONDS = 1.0
"""How long a large catalogue may delay the news that a model is missing."""

_QUEUED = 2
"""Photos under way beyond one a core, so that no core waits for the next."""

Result = Score | Failure

Surveyed = tuple[Photo, Record | Failure]

Key = tuple[str, int]
"""What a result was computed with: hash of the weights, version of the preprocessing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been learned since the last one, and how far the work is.

    Attributes:
        stage: ``survey`` (records, the built-in score, thumbnails), then the name of the metric at work.
        done, total: Photos of this stage; ``done`` counts what was known before.
        rate: Photos per second lately, time in which nobody asked not counted; 0 while unknown.
        seconds_left: Of this stage, or None while unknown.
        surveyed: Photos with their records, or the failure (its metric empty) of those that cannot be read.
        scored: Photos with a metric's result.
        thumbnails: Photos with small JPEGs.
        notice: Something that the user should know; the rest of the work goes on.
    """

    stage: str
    done: int
    total: int
    rate: float = 0.0
    seconds_left: float | None = None
    surveyed: tuple[Surveyed, ...] = ()
    scored: tuple[tuple[Photo, Result], ...] = ()
    thumbnails: tuple[tuple[Photo, bytes], ...] = ()
    notice: ReviewerError | None = None


def run(
    photos: Sequence[Photo],
    metrics: Sequence[str],
    *,
    focus: Callable[[], Photo | None],
    device: str = "auto",
    link: Link | None = None,
    python: str = "",
    catalogue_file: Path | None = None,
    thumbnail_file: Path | None = None,
    thumbnail_limit: int = THUMBNAIL_LIMIT,
) -> Iterator[Progress]:
    """Learn all that is wanted about photos, the nearest to the focus first.

    Everything is opened in the thread that takes the first step, and has to be used and closed there.

    Args:
        photos: In the order that nearness is measured in: the strip's.
        metrics: Names of the metrics wanted, in the order of their turns. The built-in one comes anyway; names that are
            not in the table are passed over.
        focus: Tells the photo on screen, asked in the thread that runs this, or None.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        link: A worker to use, with role ``score``; it is left running. None: one of our own, closed at the end, which
            gives back all memory of models.
        python: The interpreter for our own.
        catalogue_file: None for the user's own.
        thumbnail_file: Likewise.
        thumbnail_limit: Bytes.

    Yields:
        What was learned, at least every half second once the worker runs; also without news, as a place to stop.

    Raises:
        CatalogueUnusable: The catalogue failed under way. (One that cannot be opened is a notice.)
    """
    with ExitStack() as stack:
        catalogue, notice = Catalogue.open_or_temporary(catalogue_file)
        stack.callback(catalogue.close)
        thumbnails = stack.enter_context(Thumbnails.open_or_temporary(thumbnail_file, thumbnail_limit))
        link = link or stack.enter_context(Link("score", python=python))
        wanted = [name for name in metrics if name in METRICS and name != BUILT_IN]
        work = _Work(
            photos, wanted, focus=focus, device=device, link=link, catalogue=catalogue, thumbnails=thumbnails
        )
        if notice:
            yield Progress("survey", 0, len(photos), notice=notice)
        yield from work.known()
        yield from work.survey()
        for metric in wanted:
            yield from work.score(metric)


class _Work:
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

    def known(self) -> Iterator[Progress]:
        """What the catalogue knows; soon also which of the metrics cannot be had, however many photos there are."""
        wanted = {BUILT_IN, *self._metrics}
        due = time.monotonic() + _NOTICE_SECONDS
        for start in range(0, len(self._photos), _CHUNK):
            chunk = self._photos[start : start + _CHUNK]
            records = self._catalogue.records(chunk)
            failures = self._catalogue.failures(photo for photo in chunk if photo not in records)
            results = self._catalogue.scores(record.content_id for record in records.values())
            scored = [
                (photo, result)
                for photo, record in records.items()
                for name, result in results.get(record.content_id, {}).items()
                if name in wanted
            ]
            surveyed: tuple[Surveyed, ...] = (*records.items(), *failures.items())
            self._learn(surveyed, scored)
            done = len(self._contents) + len(self._unreadable)
            yield Progress("survey", done, len(self._photos), surveyed=surveyed, scored=tuple(scored))
            if time.monotonic() > due:
                yield from self._available()
        yield from self._available()

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
            yield Progress("survey", 0, len(self._photos), notice=error)
            return
        self._keys = {name: (weights, version) for name, (weights, version) in reply["available"].items()}
        for message in reply["missing"].values():
            yield Progress("survey", 0, len(self._photos), notice=wire.error_from_wire(message))

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
        meter = _Meter("survey", len(self._photos), len(self._photos) - len(pending))
        questions = self._questions(pending, {"op": "survey"})
        answers = self._link.stream(questions, ahead=CORES + _QUEUED, limits=SURVEY)
        try:
            for batch in meter.batches(answers):
                yield self._surveyed(batch, meter)
        except WorkerFailed as error:
            yield meter.progress(notice=error)

    def _surveyed(self, batch: Sequence[Answer], meter: _Meter) -> Progress:
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
        if records:
            self._catalogue.put_records(records)
            contents = (record.content_id for _, record in records)
            self._catalogue.put_scores(zip(contents, (result for _, result in scored), strict=True))
            self._thumbnails.put_many(thumbnails)
        for photo, failure in failures:
            self._catalogue.put_failure(photo, failure.code, failure.detail)
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
        have = self._have[metric]
        pending = sorted(numbers[0] for content, numbers in copies.items() if have.get(content) != key)
        done = sum(len(numbers) for content, numbers in copies.items() if have.get(content) == key)
        meter = _Meter(metric, len(self._contents), done)
        if not pending:
            yield meter.progress()
            return
        question = {"op": "score", "metric": metric, "device": self._device}
        answers = self._link.stream(
            self._questions(pending, question), ahead=1, limits=SCORING, opening={**question, "op": "load"}
        )
        verdicts = _Verdicts(metric, key)
        try:
            for batch in meter.batches(answers):
                yield self._scored(verdicts.of(batch), copies, meter)
            yield self._scored(verdicts.rest(), copies, meter)
            self._link.ask({"op": "drop"})
        except CatalogueUnusable:
            raise
        except ReviewerError as error:
            yield meter.progress(notice=error)

    def _scored(
        self, verdicts: Sequence[tuple[int, Result]], copies: Mapping[str, Sequence[int]], meter: _Meter
    ) -> Progress:
        """Store and tell what a metric said."""
        found = [(self._contents[number], result) for number, result in verdicts]
        if found:
            self._catalogue.put_scores(found)
        scored = tuple((self._photos[number], result) for content, result in found for number in copies[content])
        self._learn((), scored)
        return meter.progress(done=len(scored), scored=scored)

    def _questions(self, pending: list[int], question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The question about each pending photo, always the one nearest to the focus; takes them from the list."""
        while pending:
            focus = self._focus()
            if focus is not None:
                self._at = self._numbers.get(focus, self._at)
            number = _take_nearest(pending, self._at)
            yield {**question, "number": number, "path": wire.path_to_wire(self._photos[number].path)}


def _take_nearest(pending: list[int], at: int) -> int:
    """Take from a sorted list the number nearest to ``at``, the higher of two."""
    above = bisect_left(pending, at)
    if above == len(pending) or (above and at - pending[above - 1] < pending[above] - at):
        above -= 1
    return pending.pop(above)


class _Verdicts:
    """A metric's answers as results.

    A crash is held back until another photo does well: when a model crashes on one photo after the other, the fault is
    the model's, and no photo is to be marked for it.
    """

    def __init__(self, metric: str, key: Key) -> None:
        self._metric = metric
        self._key = key
        self._held: list[tuple[int, Result]] = []

    def of(self, answers: Iterable[Answer]) -> list[tuple[int, Result]]:
        """Numbers of photos and their results.

        Raises:
            WorkerFailed: It was the model.
        """
        ready: list[tuple[int, Result]] = []
        for answer in answers:
            self._held.append((answer.request["number"], self._result(answer)))
            if not isinstance(answer.error, DecoderCrashed):
                ready += self.rest()
            elif len(self._held) == _LAST_CRASH:
                raise WorkerFailed(None, f"{self._metric}: {answer.error.detail}")
        return ready

    def rest(self) -> list[tuple[int, Result]]:
        """What is still held back, once there are no more answers."""
        held, self._held = self._held, []
        return held

    def _result(self, answer: Answer) -> Result:
        if answer.error:
            return Failure(self._metric, answer.error.code, answer.error.detail, *self._key)
        return wire.result_from_wire(answer.reply["result"])


class _Meter:
    """How far a stage is and how fast it goes. Time in which the caller does not ask does not count."""

    def __init__(self, stage: str, total: int, done: int) -> None:
        self._stage = stage
        self._total = total
        self._done = done
        self._recent = 0.0
        self._seconds = 0.0

    def batches(self, answers: Iterable[Answer | None]) -> Iterator[list[Answer]]:
        """Answers in batches of a short time, the first at once; empty ones as places to stop.

        Raises:
            ReviewerError: As ``answers`` does, after what came before it.
        """
        batch: list[Answer] = []
        patience, began = 0.0, time.monotonic()
        try:
            for answer in answers:
                if answer:
                    batch.append(answer)
                seconds = time.monotonic() - began
                if answer is None or seconds >= patience:
                    self._elapse(seconds if patience else 0.0)
                    yield batch
                    patience = _BATCH_SECONDS if patience or batch else 0.0
                    batch, began = [], time.monotonic()
        except ReviewerError:
            yield batch
            raise
        yield batch

    def _elapse(self, seconds: float) -> None:
        fade = math.exp(-seconds / _MEMORY_SECONDS)
        self._recent *= fade
        self._seconds = self._seconds * fade + seconds

    def progress(
        self,
        *,
        done: int = 0,
        surveyed: tuple[Surveyed, ...] = (),
        scored: tuple[tuple[Photo, Result], ...] = (),
        thumbnails: tuple[tuple[Photo, bytes], ...] = (),
        notice: ReviewerError | None = None,
    ) -> Progress:
        """The news, with how far it is after ``done`` more photos."""
        self._done += done
        self._recent += done if self._seconds else 0
        rate = self._recent / self._seconds if self._seconds else 0.0
        left = (self._total - self._done) / rate if rate else None
        return Progress(self._stage, self._done, self._total, rate, left, surveyed, scored, thumbnails, notice)
