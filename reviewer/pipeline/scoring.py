"""Metrics take turns: those that fit into the memory together run together, and what goes wrong ends little.

A turn whose metrics crash together, or take more memory than they may, is divided into turns of one metric each; so is
what a turn leaves undone because a photo crashed it, so that it is found out which metric the photo crashes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from reviewer.errors import MissingPart, NoDevice, NoRoom, ReviewerError, WorkerFailed
from reviewer.machine import CORES
from reviewer.pipeline.progress import Contract, Progress
from reviewer.pipeline.turn import Turn
from reviewer.pipeline.verdicts import is_for_memory
from reviewer.scoring import budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewer.link import Link
    from reviewer.pipeline.guide import Guide
    from reviewer.pipeline.knowledge import Knowledge

_PROBE = 8
"""Photos after which it is told what all of them are going to take."""

_MARGIN = 1.3
"""What the memory of the first photos is multiplied by: others are larger, or of another shape. Measured over 149
photos of all kinds, with PIQE, NIMA and MUSIQ: 1.21."""

_AT_LEAST = 1.1
"""Likewise what was allowed, for metrics that were stopped when they took more: what they need is not known."""


class Scoring:
    """All the turns of a run."""

    def __init__(
        self, known: Knowledge, guide: Guide, link: Link, *, device: str, allowed: int, card: int | None
    ) -> None:
        """``allowed`` and ``card`` are bytes: of the worker, and of a graphics card (None: half of what is free)."""
        self._known = known
        self._guide = guide
        self._link = link
        self._device = device
        self._allowed = allowed
        self._room = {"memory": allowed, "card": card}
        self._peak = 0
        self._waiting: deque[tuple[str, ...]] = deque()
        self._answered = 0
        self._promised = False

    def refusals(self) -> Iterator[Progress]:
        """Tell of metrics that do not fit into the memory, those that have judged everything already apart."""
        for name, refused in self._plan().refused.items():
            yield replace(self._known.so_far(), notice=refused, metrics=(name,))

    def work(self) -> float:
        """All that is still to be computed, as ``budget.cost`` counts, where photos not looked at lack everything."""
        turns = self._plan().turns
        known = self._known
        unknown = len(known.photos) - len(known.records) - len(known.unreadable)
        return sum(self._work(turn) + unknown * budget.cost(turn) for turn in turns)

    def _work(self, turn: Sequence[str]) -> float:
        contents = {record.content_id for record in self._known.records.values()}
        return sum(budget.cost(self._known.lacking(content, turn)) for content in contents)

    def _plan(self) -> budget.Plan:
        known = self._known
        contents = {record.content_id for record in known.records.values()}
        all_known = len(known.records) + len(known.unreadable) == len(known.photos)
        wanted = [
            name
            for name in known.keys or {}
            if not all_known or any(known.lacking(content, (name,)) for content in contents)
        ]
        return budget.plan(wanted, self._allowed, CORES)

    def turns(self) -> Iterator[Progress]:
        """One turn after the other.

        Raises:
            CatalogueUnusable: The catalogue cannot be read.
        """
        self._waiting.extend(self._plan().turns)
        while self._waiting:
            yield from self._take(self._waiting.popleft())
        if self._answered:
            try:
                self._link.ask({"op": "drop"})
            except ReviewerError as error:
                yield replace(self._known.so_far(), notice=error)

    def _take(self, metrics: tuple[str, ...]) -> Iterator[Progress]:
        """One turn, and what becomes of its metrics where it does not end well."""
        turn = Turn(self._known, self._guide, self._link, metrics, self._device, self._room)
        yield from turn.recall()
        later, before = sum(map(self._work, self._waiting)), self._answered
        probe = min(_PROBE, turn.left // 2)
        try:
            for progress in turn.run():
                self._answered = before + turn.meter.pieces
                self._device, self._peak = turn.device, max(self._peak, turn.peak)
                yield self._foretold(progress, turn, later, probe)
        except (NoDevice, MissingPart) as error:
            yield replace(self._known.so_far(), notice=error, metrics=(*metrics, *chain.from_iterable(self._waiting)))
            self._waiting.clear()
        except ReviewerError as error:
            yield from self._gave_up(metrics, error)
        else:
            self._waiting.extend((name,) for name in turn.crowded)
            if turn.undone:
                self._divide(turn.metrics)

    def _foretold(self, progress: Progress, turn: Turn, later: float, probe: int) -> Progress:
        """The progress, with the time to the end of everything; once with all that it is going to take."""
        seconds = turn.meter.seconds(turn.work + later)
        if seconds is None:
            return progress
        seconds += turn.loading * len(self._waiting)
        progress = replace(progress, seconds_left=seconds)
        if self._promised or self._answered < probe or not seconds:
            return progress
        self._promised = True
        turns = (turn.metrics, *self._waiting)
        memory = max(round(self._peak * _MARGIN), *(budget.expected(metrics, CORES) for metrics in turns))
        if turn.device == "cpu":
            memory = min(memory, self._allowed)  # past which the worker is ended
        return replace(progress, contract=Contract(seconds, memory, turn.device, turns))

    def _gave_up(self, metrics: tuple[str, ...], error: ReviewerError) -> Iterator[Progress]:
        if len(metrics) > 1:
            self._divide(metrics)
            return
        (name,) = metrics
        notice: ReviewerError = WorkerFailed(None, f"{name}: {error.detail or error.code}")
        if is_for_memory(error):
            needed = max(budget.expected(metrics, CORES), round(self._allowed * _AT_LEAST))
            notice = NoRoom(name, needed, self._allowed)
        yield replace(self._known.so_far(), notice=notice, metrics=metrics)

    def _divide(self, metrics: Sequence[str]) -> None:
        """Let each have a turn of its own, next."""
        self._waiting.extendleft((name,) for name in reversed(metrics))
