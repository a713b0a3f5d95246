"""The window's end of one worker process: questions go out, answers come back, and a dead worker costs one photo.

A ``Link`` starts ``python -m reviewer.worker`` when it is first asked something, and again after it died. Each question
has limits of time and memory; a worker that passes them is killed. ``ask`` puts one question. ``stream`` keeps several
under way: when the worker dies then, each of them is put again alone, the one that kills it alone is answered by
``DecoderCrashed`` or ``DecodeTimeout``, and the stream goes on, so that every question has exactly one answer. Where it
was memory that it died of, fewer are under way from then on.

A thread reads the worker's replies into a queue. It ends with the worker, and the worker ends when its stdin does: by
``close``, or because this process is gone, by whatever means. A signal for the death of the parent
(``PR_SET_PDEATHSIG``) would not do: it comes when the *thread* ends that started the worker.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from reviewer import wire
from reviewer.decode import Pixels
from reviewer.errors import DecoderCrashed, DecodeTimeout, TooLarge, WorkerFailed
from reviewer.link.flight import TICK, Answer, Flight, Opening, Stream, blame
from reviewer.link.process import NO_MEMORY, Limits, Process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Role = Literal["score", "screen"]

SCREEN = Limits(seconds=5, growth=900 << 20)
"""A picture that someone waits for: 5 s, and 1 GB in all with what the worker holds at rest."""

WHOLE = Limits(seconds=30, computing=20, growth=1900 << 20)
"""A RAW developed in full, or a huge picture kept to be cut: nobody waits with nothing to look at.

Measured on two slow cores beside other work: 24 megapixels of RAW take 1.3 to 2 s, 60 take 4.3 s and 1 GB; the first
part of 200 megapixels of JPEG 3 to 5 s and 0.7 GB. So honest work has four times what it needs, also beside scoring,
and a hang ends all the same. The memory is ``decode``'s own limit of 1.7 GB, with room for a part and a reply.
"""

SURVEY = Limits(seconds=30, computing=5, growth=1 << 30)
"""A first look. Computing counts, so that a photo is not blamed for a slow disk or a busy machine."""

MODEL = Limits(seconds=300)
"""Loading a model: slow machines need long, and how much memory it takes is its own affair."""

SCORING = Limits(seconds=300)
"""Some photos at several models. A first look has met files that hang; the largest models take a minute for a photo,
and a busy machine makes that several."""


class Link:
    """A worker process that is there when it is needed, for one thread at a time.

    Any thread may ``close`` it, ``suspend`` and ``resume`` it.
    """

    def __init__(self, role: Role, *, python: str = "", limits: Limits | None = None) -> None:
        """Nothing is started yet.

        Args:
            role: ``screen`` never loads a model and is bounded in memory by itself too; ``score`` has low priority.
            python: The interpreter that runs the worker; empty for the one that runs us.
            limits: What ``ask`` allows where it is not told otherwise.
        """
        self.role = role
        self.python = python
        self.limits = limits or (SCREEN if role == "screen" else MODEL)
        self._process: Process | None = None
        self._going = threading.Event()
        self._going.set()
        self._closings = 0
        self._changing = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._process.pid if self._process and self._process.alive else None

    def close(self) -> None:
        """End the worker and give back its memory, within about a second. The next question starts another.

        A question under way in another thread ends with ``WorkerFailed``.
        """
        with self._changing:
            process, self._process = self._process, None
            self._closings += 1
        if process:
            process.end()

    def suspend(self) -> None:
        """Have the worker stand still until ``resume``: someone waits for the disk. Any thread, at any time.

        A worker that starts meanwhile stands still as soon as it has said hello; no limit runs. Not on Windows.
        """
        with self._changing:
            self._going.clear()
            if self._process:
                self._process.suspend()

    def resume(self) -> None:
        """Have the worker go on. Any thread, at any time."""
        with self._changing:
            self._going.set()
            if self._process:
                self._process.resume()

    def goes_on(self) -> bool:
        """Whether the worker is not suspended; waits for that as long as a stream waits for an answer."""
        return self._going.wait(TICK)

    def ask(self, request: Mapping[str, Any], *, limits: Limits | None = None) -> tuple[wire.Message, bytearray]:
        """Put one question and wait for its answer.

        Raises:
            DecoderCrashed, DecodeTimeout: The worker died over it or was killed for passing a limit.
            WorkerFailed: No worker can be started.
            ReviewerError: What the worker found, in its own type.
        """
        try:
            flight = Flight(self._running())
            flight.put(request)
            while True:
                answer = flight.answer(limits or self.limits)
                if answer and answer.error:
                    raise answer.error
                if answer:
                    return answer.reply, answer.blob
        except (DecoderCrashed, DecodeTimeout) as error:
            raise blame(error, request) from error

    def decode(
        self,
        path: Path,
        fit: tuple[int, int] | None = None,
        *,
        cover: bool = False,
        develop: bool = False,
        stops: float = 0.0,
    ) -> Pixels:
        """As ``decode.decode``, or ``decode.develop``, but in the worker.

        A picture too large for that comes as a ``region`` of all of it, where it is to be scaled down. A development
        takes a second or more, and questions are answered one after the other: where others wait, use a link of its
        own for it.

        Raises:
            UnreadablePhoto: Of the kind that says why; ``DecoderCrashed`` also where there is no worker to be had.
        """
        if develop:
            return self._pixels({"op": "develop", "fit": fit, "stops": stops}, path, WHOLE)
        try:
            return self._pixels({"op": "decode", "fit": fit, "cover": cover}, path, self.limits)
        except TooLarge as error:
            if fit is None or cover or error.detail == NO_MEMORY:  # which a bomb takes as well
                raise
            return self.region(path, None, fit)

    def region(
        self,
        path: Path,
        rect: tuple[int, int, int, int] | None,
        fit: tuple[int, int] | None = None,
        *,
        develop: bool = False,
    ) -> Pixels:
        """A part of a photo that is too large to be had whole; ``full_size`` is that of the whole.

        The worker decodes the photo for the first part and keeps it, up to 1.7 GB, for further ones, which take some
        milliseconds. It lets go of it when it is asked for a part of another, when it was asked for none for half a
        minute, and when it ends.

        Args:
            path: The photo.
            rect: Left, top, width and height in pixels of the upright photo; what lies outside is left out. None: all.
            fit: Width and height that the part is scaled down to fit inside, never up. None: pixel for pixel.
            develop: A RAW's full development instead of its preview.

        Raises:
            TooLarge: The photo is larger than is kept, or the part than is handed over.
            UnreadablePhoto: Of the kind that says why, as for ``decode``.
        """
        return self._pixels({"op": "region", "rect": rect, "fit": fit, "develop": develop}, path, WHOLE)

    def _pixels(self, question: Mapping[str, Any], path: Path, limits: Limits) -> Pixels:
        try:
            reply, blob = self.ask({**question, "path": wire.path_to_wire(path), "alone": True}, limits=limits)
        except WorkerFailed as error:
            raise DecoderCrashed(path, error.detail) from error
        height, width = reply["shape"]
        size = height * width * 3
        array = np.frombuffer(blob, np.uint8, size).reshape(height, width, 3)
        profile = bytes(blob[size:]) or None
        raw_size = tuple(reply["raw_size"]) if reply["raw_size"] else None
        return Pixels(array, profile, tuple(reply["full_size"]), reply["damaged"], reply["origin"], raw_size)

    def stream(
        self,
        requests: Iterable[Mapping[str, Any]],
        *,
        ahead: int,
        limits: Limits,
        opening: Mapping[str, Any] | None = None,
    ) -> Iterator[Answer | None]:
        """Put many questions, several at a time.

        The next question is taken from ``requests`` when there is room for it, not before. A caller may stop asking
        for answers for any time, or for ever: nothing is lost and no limit runs meanwhile.

        Args:
            requests: The questions, each about one photo.
            ahead: How many are under way at once, where the opening's reply does not say (``ahead``).
            limits: Of each; the opening's reply may add how much memory the worker may hold in all (``total``).
            opening: Put first to every new worker, under the limits ``MODEL``: which models are to be loaded.

        Yields:
            Each question's answer, in the order in which they come, and the opening's before those of its worker; None
            after 0.4 s without one, so that the caller can stop.

        Raises:
            WorkerFailed: No worker can be started, or it dies of the opening.
            ReviewerError: The opening's own answer.
        """
        first = Opening(opening, MODEL) if opening else None
        return Stream(self._running, iter(requests), ahead, limits, first).answers()

    def _running(self) -> Process:
        """The worker, started if there is none."""
        running = self._process  # once: another thread may close the link between two looks
        if running and running.alive:
            return running
        self.close()
        closings = self._closings
        process = Process(self.role, self.python)
        with self._changing:
            if closings == self._closings:
                self._process = process
                if not self._going.is_set():
                    process.suspend()
                return process
        process.end()
        raise WorkerFailed(None, "closed")
