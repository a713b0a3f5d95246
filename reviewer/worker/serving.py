"""Requests are read, spread over the threads, and answered."""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from reviewer import wire
from reviewer.errors import ReviewerError, TooLarge
from reviewer.link.process import NO_MEMORY
from reviewer.machine import CORES
from reviewer.worker.judges import Judges
from reviewer.worker.memory import Memory
from reviewer.worker.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import BufferedReader, BufferedWriter

    from reviewer.decode import Pixels
    from reviewer.worker.tasks import Reply


_KEPT_SECONDS = 30.0
"""How long a huge picture is kept of which no part is asked for: who looks closely does not move for a while."""


_TURN = ("metrics", "device", "memory", "card")
"""What is the same in all requests of one turn."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Something for the main thread; ``pixels`` come from the pool where a photo is to be scored."""

    request: wire.Message
    pixels: Future[Pixels | None] | None = None


class Worker:
    """Reads requests, spreads them over the threads, and writes replies."""

    def __init__(self, requests: BufferedReader, replies: BufferedWriter) -> None:
        self._requests = requests
        self._replies = replies
        self._writing = threading.Lock()
        self._memory = Memory()
        self._tasks = Tasks()
        self._judges = Judges()
        # As many as cores, also beside torch's own threads: decoders get at most some photos ahead of the metrics, so
        # that they fill what these leave of the cores, and get all of them where the metrics wait.
        self._pool = ThreadPoolExecutor(CORES)
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()

    def run(self) -> NoReturn:
        """Say hello and serve until the process ends."""
        self._reply({"version": wire.VERSION})
        threading.Thread(target=self._listen, name="listener").start()
        job: _Job | None = None
        while True:
            job = self._do(job or self._next())

    def _next(self) -> _Job:
        """The next job, however long it takes; a picture that is kept is let go of when none comes for long."""
        try:
            return self._jobs.get(timeout=_KEPT_SECONDS if self._tasks.kept_bytes else None)
        except queue.Empty:
            self._tasks.let_go()
            return self._jobs.get()

    def _listen(self) -> None:
        with suppress(wire.Garbled, OSError):
            while frame := wire.receive(self._requests):
                self._accept(frame[0])
        os._exit(0)

    def _accept(self, request: wire.Message) -> None:
        match request["op"]:
            case "survey":
                self._memory.bound(1 if request.get("alone") else CORES)
                self._submit(self._answer, request, self._tasks.survey)
            case "score":
                self._jobs.put(_Job(request, self._submit(self._fed, request)))
            case _:
                self._jobs.put(_Job(request))

    def _submit(self, work: Callable[..., Pixels | None], *arguments: object) -> Future[Pixels | None]:
        future = self._pool.submit(work, *arguments)
        future.add_done_callback(_die_of_fault)
        return future

    def _do(self, job: _Job) -> _Job | None:
        """Do one job, and with it those like it that wait; returns one that had to be taken and is not like it."""
        request = job.request
        match request["op"]:
            case "score":
                self._memory.unbound()
                jobs, other = self._alike(job)
                self._score(jobs)
                return other
            case "decode":
                self._memory.bound(1, kept=self._tasks.kept_bytes)
                self._answer(request, self._tasks.decode)
            case "develop" | "region" as op:
                self._memory.bound_whole(self._tasks.kept_bytes)
                self._answer(request, self._tasks.develop if op == "develop" else self._tasks.region)
            case "load":
                self._memory.unbound()
                self._answer(request, self._judges.load)
            case "metrics":
                self._answer(request, self._judges.metrics)
            case "device":
                self._memory.unbound()
                self._answer(request, self._judges.device)
            case "drop":
                self._answer(request, self._judges.drop)
            case op:
                raise ValueError(op)
        return None

    def _answer(self, request: wire.Message, task: Callable[[wire.Message], Reply]) -> None:
        try:
            message, blobs = task(request)
        except (ReviewerError, MemoryError) as error:
            self._refuse(request, error)
        else:
            self._reply({**message, "id": request["id"]}, *blobs)

    def _fed(self, request: wire.Message) -> Pixels | None:
        """What the metrics are fed of a photo; None where the reply is that it cannot be."""
        try:
            return self._judges.pixels(request)
        except (ReviewerError, MemoryError) as error:
            self._refuse(request, error)
            return None

    def _alike(self, job: _Job) -> tuple[list[_Job], _Job | None]:
        """The job and those of its turn behind it, and the one behind those, if it was taken."""
        jobs = [job]
        while len(jobs) < self._judges.batch and not self._jobs.empty():
            other = self._jobs.get()
            if not other.pixels or any(other.request[key] != job.request[key] for key in _TURN):
                return jobs, other
            jobs.append(other)
        return jobs, None

    def _score(self, jobs: Sequence[_Job]) -> None:
        fed = [(job.request, pixels) for job in jobs if job.pixels and (pixels := job.pixels.result())]
        if not fed:
            return
        try:
            replies = self._judges.score([request for request, _ in fed], [pixels for _, pixels in fed])
        except (ReviewerError, MemoryError) as error:
            for request, _ in fed:
                self._refuse(request, error)
            return
        for (request, _), (message, blobs) in zip(fed, replies, strict=True):
            self._reply({**message, "id": request["id"]}, *blobs)

    def _refuse(self, request: wire.Message, error: ReviewerError | MemoryError) -> None:
        """Reply with the error; without memory only where this photo alone can have taken it."""
        if isinstance(error, MemoryError):
            if not request.get("alone"):
                die(error)
            error = TooLarge(wire.path_from_wire(request["path"]), NO_MEMORY)
        self._reply({"error": wire.error_to_wire(error), "id": request["id"]})

    def _reply(self, message: wire.Message, *blobs: bytes | memoryview) -> None:
        try:
            with self._writing:
                wire.send(self._replies, message, *blobs)
        except OSError:
            os._exit(0)  # nobody is left to tell


def _die_of_fault(future: Future[Pixels | None]) -> None:
    if error := future.exception():
        die(error)


def die(error: BaseException | None) -> NoReturn:
    """End the process at once; threads that hang in a decoder cannot be waited for."""
    if error:
        traceback.print_exception(error)
    sys.stderr.flush()
    os._exit(1)
