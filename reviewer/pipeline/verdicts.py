"""A turn's answers become results, and metrics that crash on everything are told from a photo that crashes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import wire
from reviewer.errors import DecoderCrashed, DecodeTimeout, ReviewerError
from reviewer.link.process import KILLED, NO_MEMORY
from reviewer.photo import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reviewer.link.flight import Answer
    from reviewer.pipeline.progress import Key, Result

_LAST_CRASH = 3
"""Crashes in a row that are the metrics' fault, not the photos'."""

Verdict = tuple[int, tuple["Result", ...]]
"""A photo's number, and what was said of it; nothing where it is to be found out which metric it crashes."""


class Verdicts:
    """Answers as results.

    A crash is held back until another photo does well: when metrics crash on one photo after the other, the fault is
    theirs, and no photo is to be marked for it.
    """

    def __init__(self, keys: Mapping[str, Key]) -> None:
        self._keys = keys
        self._held: list[Verdict] = []

    def of(self, answers: Iterable[Answer]) -> tuple[list[Verdict], ReviewerError | None]:
        """Verdicts; and the last crash if it is the metrics' fault, with which their turn ends."""
        ready: list[Verdict] = []
        for answer in answers:
            self._held.append((answer.request["number"], self._results(answer)))
            if not isinstance(answer.error, DecoderCrashed):
                ready += self.rest()
            elif len(self._held) == _LAST_CRASH:
                return ready, answer.error
        return ready, None

    def rest(self) -> list[Verdict]:
        """What is still held back, once there are no more answers."""
        held, self._held = self._held, []
        return held

    def _results(self, answer: Answer) -> tuple[Result, ...]:
        error, only = answer.error, answer.request["only"]
        if error is None:
            return tuple(wire.result_from_wire(message) for message in answer.reply["results"])
        if len(only) > 1 and _may_be_one_of(error):
            return ()
        return tuple(Failure(name, error.code, error.detail, *self._keys[name]) for name in only)


def _may_be_one_of(error: ReviewerError) -> bool:
    """Whether it may be that only one of several metrics cannot deal with the photo."""
    return isinstance(error, DecoderCrashed | DecodeTimeout) or error.detail == NO_MEMORY


def is_for_memory(error: ReviewerError) -> bool:
    """Whether a worker died of taking too much memory: ours or the system's limit."""
    return error.detail in (NO_MEMORY, KILLED)
