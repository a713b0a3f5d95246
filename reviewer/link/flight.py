"""Questions under way at one worker process, and many of them one after another.

``Flight`` knows which reply belongs to which question. ``Stream`` keeps a flight full and says what becomes of those
that were under way when the worker died.
"""

from __future__ import annotations

import itertools
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reviewer import wire
from reviewer.errors import DecoderCrashed, DecoderKilled, DecodeTimeout, ReviewerError, WorkerFailed
from reviewer.link.process import KILLED, NO_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from reviewer.link.process import Limits, Process

TICK = 0.4
"""Seconds after which a stream without an answer gives its caller the word."""

_CHANCES = (1, 2)
"""Tries for what was killed from outside with nothing else under way."""

_NUMBERS = itertools.count(1)
"""Of questions: no two have one, so that a reply to one that was given up is told from all others."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What became of one question.

    Attributes:
        request: The question as it was given.
        reply: What the worker said; empty with an error.
        blob: Bytes that came with the reply.
        error: What was wrong with this photo, if anything.
    """

    request: Mapping[str, Any]
    reply: wire.Message = field(default_factory=dict)
    blob: bytearray = field(default_factory=bytearray)
    error: ReviewerError | None = None


class Flight:
    """Questions put to one process and not answered yet."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._under_way: dict[int, Mapping[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    @property
    def under_way(self) -> list[Mapping[str, Any]]:
        """The questions, as they were put."""
        return list(self._under_way.values())

    def put(self, request: Mapping[str, Any]) -> None:
        """Put one more question.

        Raises:
            DecoderCrashed: There is no one to read it; it counts as under way all the same.
        """
        if not self._under_way:
            self.process.rest()
        number = next(_NUMBERS)
        self._under_way[number] = request
        self.process.send({**request, "id": number})

    def answer(self, limits: Limits) -> Answer | None:
        """The next answer; None if there is none within a tick.

        Replies to questions that their caller has given up are passed over.

        Raises:
            DecoderCrashed, DecodeTimeout, WorkerFailed: As ``Process.receive`` does.
        """
        until = time.monotonic() + TICK
        while frame := self.process.receive(limits.for_photos(len(self)), until):
            reply, blob = frame
            request = self._under_way.pop(reply["id"], None)
            if request is None:
                continue
            if "error" in reply:
                return Answer(request, error=wire.error_from_wire(reply["error"]))
            return Answer(request, reply, blob)
        return None


@dataclass(frozen=True, slots=True)
class Opening:
    """What is put first to every new worker: which model is to be loaded; and what that may take."""

    request: Mapping[str, Any]
    limits: Limits


class Stream:
    """Many questions, several under way at a time."""

    def __init__(
        self,
        process: Callable[[], Process],
        source: Iterator[Mapping[str, Any]],
        ahead: int,
        limits: Limits,
        opening: Opening | None,
    ) -> None:
        """``process`` gives the worker, started if there is none; the rest as in ``Link.stream``."""
        self._process = process
        self._source = source
        self._ahead = ahead
        self._limits = limits
        self._opening = opening
        self._opened: Process | None = None
        self._under_way: list[Mapping[str, Any]] = []
        self._most = sys.maxsize  # fewer once the worker has died of too many

    def answers(self) -> Iterator[Answer | None]:
        """See ``Link.stream``."""
        while True:
            try:
                yield from self._flow(self._source)
            except (DecoderCrashed, DecodeTimeout) as error:
                if isinstance(error, DecoderKilled) or error.detail == NO_MEMORY:
                    self._most = max(1, min(self._ahead, self._most) // 2)
                under_way = self._under_way
                if len(under_way) == 1 and isinstance(error, DecodeTimeout):
                    yield Answer(under_way[0], error=blame(error, under_way[0]))
                else:
                    for request in under_way:
                        yield from self._alone(request)
            else:
                return

    def _alone(self, request: Mapping[str, Any]) -> Iterator[Answer | None]:
        """Put a question with no other under way; once more where the worker is killed, as it may be for nothing."""
        for chance in _CHANCES:
            try:
                yield from self._flow(iter([{**request, "alone": True}]))
            except (DecoderCrashed, DecodeTimeout) as error:
                if chance == _CHANCES[-1] or not isinstance(error, DecoderKilled):
                    yield Answer(request, error=blame(error, request))
                    return
            else:
                return

    def _flow(self, source: Iterator[Mapping[str, Any]]) -> Iterator[Answer | None]:
        """Answers until ``source`` is empty or the worker dies; what was under way then is remembered."""
        flight = Flight((yield from self._ready()))
        try:
            while True:
                while len(flight) < min(self._ahead, self._most) and (request := next(source, None)):
                    flight.put(request)
                if not flight:
                    return
                yield flight.answer(self._limits)
        finally:
            self._under_way = flight.under_way

    def _ready(self) -> Generator[Answer | None, None, Process]:
        """The worker, opened; tried once more where it is killed meanwhile, as it may be for nothing."""
        for chance in _CHANCES:
            try:
                process = self._process()
                if self._opening and process is not self._opened:
                    yield from self._open(process, self._opening)
            except WorkerFailed as error:
                if chance == _CHANCES[-1] or error.detail != KILLED:
                    raise
            else:
                break
        return process

    def _open(self, process: Process, opening: Opening) -> Iterator[Answer | None]:
        flight = Flight(process)
        try:
            flight.put(opening.request)
            while not (answer := flight.answer(opening.limits)):
                yield None
        except (DecoderCrashed, DecodeTimeout) as error:
            raise WorkerFailed(None, error.detail or error.code) from error
        if answer.error:
            raise answer.error
        self._opened = process
        self._ahead = answer.reply.get("ahead", self._ahead)
        self._limits = replace(self._limits, total=answer.reply.get("total"))
        yield answer


def blame(error: DecoderCrashed | DecodeTimeout, request: Mapping[str, Any]) -> DecoderCrashed | DecodeTimeout:
    """The same error, naming the photo that the question was about."""
    path = wire.path_from_wire(request["path"]) if "path" in request else None
    return type(error)(path, error.detail)
