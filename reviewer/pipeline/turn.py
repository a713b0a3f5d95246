"""One turn: several metrics, loaded together, judge every photo that they have not judged."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reviewer import wire
from reviewer.errors import DeviceLost, NoRoom
from reviewer.link import SCORING, Link
from reviewer.pipeline.meter import Meter
from reviewer.pipeline.progress import Progress, Result
from reviewer.pipeline.verdicts import Verdict, Verdicts
from reviewer.scoring import budget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reviewer.link.flight import Answer
    from reviewer.pipeline.guide import Guide
    from reviewer.pipeline.knowledge import Knowledge

_CHUNK = 1000
"""Photos asked of the catalogue at once: some 50 ms."""


class Turn:
    """A turn of metrics, once for all copies of a photo.

    Attributes:
        metrics: Those at work: that the worker has loaded, once it has.
        device: Where they run: as asked, then where they do.
        meter: How fast they are.
        peak: Bytes that the worker has held at most.
        loading: Seconds that it took to load them; 0 while unknown.
        crowded: Metrics that found no room beside the others.
        undone: Numbers of photos that crash these metrics, left for turns of one metric each.
    """

    def __init__(
        self, known: Knowledge, guide: Guide, link: Link, metrics: tuple[str, ...], device: str, room: dict[str, Any]
    ) -> None:
        """``room`` is what a request says of memory: ``memory`` and ``card``."""
        self._known = known
        self._guide = guide
        self._link = link
        self._asked = metrics
        self._room = room
        self._copies = known.copies()
        self._notices: list[Progress] = []
        self._lost: DeviceLost | None = None
        self.metrics = metrics
        self.device = device
        self.meter: Meter[Answer] = Meter(_work)
        self.peak = 0
        self.loading = 0.0
        self.crowded: list[str] = []
        self.undone: set[int] = set()
        self._count()

    @property
    def left(self) -> int:
        """Photos to be judged, copies apart."""
        return self._needs.total()

    @property
    def work(self) -> float:
        """What is still to be computed, as ``budget.cost`` counts."""
        return sum(count * budget.cost(need) for need, count in self._needs.items())

    def recall(self) -> Iterator[Progress]:
        """What is known of bytes that were met at another path before.

        Raises:
            CatalogueUnusable: The catalogue cannot be read.
        """
        yield self._progress()
        keys = {name: (self._known.keys or {})[name] for name in self._asked}
        new = [content for content in self._copies if self._known.lacking(content, self._asked)]
        for start in range(0, len(new), _CHUNK):
            found = self._known.catalogue.scores(new[start : start + _CHUNK], keys)
            if found:
                yield self._told([(content, self._new(content, results)) for content, results in found.items()])
        self._count()

    def _new(self, content: str, results: Mapping[str, Result]) -> tuple[Result, ...]:
        return tuple(results[name] for name in self._known.lacking(content, results))

    def run(self) -> Iterator[Progress]:
        """Judge what is left; on the processor once the device is lost.

        Raises:
            DecoderCrashed: The metrics crash on one photo after the other; what they judged before is told.
            WorkerFailed: There is no worker to be had, or it dies while it loads them.
            ReviewerError: Why none of them can be loaded.
        """
        while self.left:
            yield from self._pass()
            if self._lost is None:
                return
            yield replace(self._progress(), notice=self._lost)
            self._lost, self.device = None, "cpu"
            self._link.close()  # a process that has lost its device does not get it back, nor its memory

    def _pass(self) -> Iterator[Progress]:
        verdicts = Verdicts({name: (self._known.keys or {})[name] for name in self._asked})
        for batch in self.meter.batches(self._answers()):
            ready, fault = verdicts.of(self._held(batch))
            yield from self._known.news(self._judged(ready))
            yield from self._said()
            if fault:
                raise fault
            if self._lost:
                break
        yield from self._known.news(self._judged(verdicts.rest()))

    def _answers(self) -> Iterator[Answer | None]:
        """Answers about photos; those that open a worker are dealt with here."""
        turn = {"metrics": self._asked, "device": self.device, **self._room}
        began = time.monotonic()
        for answer in self._link.stream(
            self._questions({"op": "score", **turn}), ahead=1, limits=SCORING, opening={"op": "load", **turn}
        ):
            if answer and answer.request["op"] == "load":
                self.loading = self.loading or time.monotonic() - began
                self._opened(answer.reply)
                yield None
            else:
                yield answer

    def _opened(self, reply: wire.Message) -> None:
        """Which metrics are there, and why others are not."""
        self.device = reply["device"]
        if self.metrics == tuple(reply["metrics"]):
            return
        self.metrics = tuple(reply["metrics"])
        self._count()
        for name, message in reply["refused"].items():
            error = wire.error_from_wire(message)
            if isinstance(error, NoRoom) and len(self._asked) > 1:
                self.crowded.append(name)
            else:
                self._notices.append(replace(self._progress(), notice=error, metrics=(name,)))

    def _said(self) -> Iterator[Progress]:
        notices, self._notices = self._notices, []
        yield from notices

    def _questions(self, question: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The question about each photo that is to be judged, for the metrics that have not."""
        leaders = {number: numbers[0] for numbers in self._copies.values() for number in numbers[1:]}
        for number in self._guide.by_worth(self._pending(), leaders):
            only = self._known.lacking(self._known.records[number].content_id, self.metrics)
            if only:
                path = wire.path_to_wire(self._known.photos[number].path)
                yield {**question, "only": only, "number": number, "path": path}

    def _pending(self) -> list[int]:
        return [
            numbers[0]
            for content, numbers in self._copies.items()
            if numbers[0] not in self.undone and self._known.lacking(content, self.metrics)
        ]

    def _count(self) -> None:
        """See what there is to do."""
        lacks = {content: self._known.lacking(content, self.metrics) for content in self._copies}
        self._done = sum(len(numbers) for content, numbers in self._copies.items() if not lacks[content])
        self._needs = Counter(lack for lack in lacks.values() if lack)

    def _held(self, batch: Iterable[Answer]) -> Iterator[Answer]:
        """The answers, until one says that the device is lost: that photo, and those behind it, have none."""
        for answer in batch:
            if isinstance(answer.error, DeviceLost):
                self._lost = answer.error
                return
            self._needs[answer.request["only"]] -= 1
            self.peak = max(self.peak, answer.reply.get("peak", 0))
            yield answer

    def _judged(self, verdicts: Sequence[Verdict]) -> Progress:
        """Store and tell what the metrics said."""
        self.undone.update(number for number, results in verdicts if not results)
        found = [(self._known.records[number].content_id, results) for number, results in verdicts]
        kept = [(content, result) for content, results in found for result in results]
        if kept:
            self._known.keep(lambda catalogue: catalogue.put_scores(kept))
        return self._told(found)

    def _told(self, found: Sequence[tuple[str, tuple[Result, ...]]]) -> Progress:
        scored = tuple(
            (self._known.photos[number], result)
            for content, results in found
            for number in self._copies[content]
            for result in results
        )
        self._known.learn((), scored)
        self._done += sum(
            len(self._copies[content]) for content, _ in found if not self._known.lacking(content, self.metrics)
        )
        return replace(self._progress(), scored=scored)

    def _progress(self) -> Progress:
        return Progress("score", self._done, len(self._known.records), self.meter.rate, metrics=self.metrics)


def _work(answer: Answer) -> float:
    return budget.cost(answer.request["only"])
