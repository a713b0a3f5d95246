"""A metric's answers become results, and a model that crashes on everything is told from a photo that crashes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import wire
from reviewer.errors import DecoderCrashed, WorkerFailed
from reviewer.photo import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.link.flight import Answer
    from reviewer.pipeline.progress import Key, Result

_LAST_CRASH = 3
"""Crashes in a row that are a model's fault, not the photos'."""


class Verdicts:
    """A metric's answers as results.

    A crash is held back until another photo does well: when a model crashes on one photo after the other, the fault is
    the model's, and no photo is to be marked for it.
    """

    def __init__(self, metric: str, key: Key) -> None:
        self._metric = metric
        self._key = key
        self._held: list[tuple[int, Result]] = []

    def of(self, answers: Iterable[Answer]) -> tuple[list[tuple[int, Result]], WorkerFailed | None]:
        """Numbers of photos and their results; and what to tell if it is the model, with which its turn ends."""
        ready: list[tuple[int, Result]] = []
        for answer in answers:
            self._held.append((answer.request["number"], self._result(answer)))
            if not isinstance(answer.error, DecoderCrashed):
                ready += self.rest()
            elif len(self._held) == _LAST_CRASH:
                return ready, WorkerFailed(None, f"{self._metric}: {answer.error.detail}")
        return ready, None

    def rest(self) -> list[tuple[int, Result]]:
        """What is still held back, once there are no more answers."""
        held, self._held = self._held, []
        return held

    def _result(self, answer: Answer) -> Result:
        if answer.error:
            return Failure(self._metric, answer.error.code, answer.error.detail, *self._key)
        return wire.result_from_wire(answer.reply["result"])
