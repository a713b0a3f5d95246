"""Background work: a plain generator, run on a thread pool, heard of on the GUI thread.

The core has no signal, no thread and no cancel flag; it yields. Each yield is progress and a place to stop, and the
generator's ``finally`` commits when it is stopped there. Everything a job has to say arrives on the thread that owns
``Jobs``: progress in order and none lost, then exactly one of result, failure and cancelled.
"""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from reviewer.errors import ReviewerError

_THREADS = 4  # one scores for minutes, one watches the folder; two are left for what a click starts
_UNDELIVERED = 16  # a job that is so many yields ahead of the window waits: the window's queue cannot flood
_SLICE = 0.008  # seconds of progress handled before input and painting get their turn: half a frame at 60 Hz


class Job(QObject):
    """One piece of background work; belongs to the GUI thread, where all its signals are emitted.

    After ``cancel`` nothing but ``cancelled`` arrives, apart from a failure to clean up.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, name: str, channel: _Channel) -> None:
        super().__init__()
        self.name = name
        self._channel = channel

    @property
    def running(self) -> bool:
        """Whether the end of this job is still to be told."""
        return not self._channel.told

    @property
    def paused(self) -> bool:
        """Whether the job waits, or will wait at its next yield, for ``resume``."""
        return self._channel.paused

    def cancel(self) -> None:
        """Stop at the next yield, or never start; ``cancelled`` follows from the event loop, never from this call."""
        self._channel.cancel()

    def pause(self) -> None:
        """Wait at the next yield until ``resume`` or ``cancel``."""
        self._channel.pause(True)

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._channel.pause(False)


class Jobs(QObject):
    """Starts jobs and ends them all. Lives on the GUI thread; ``shutdown`` has to be called before it goes.

    Signals:
        failure_unhandled: A ReviewerError that no ``on_failure`` was given for, to be shown.
    """

    failure_unhandled = Signal(object)
    _woken = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._numbers = itertools.count()
        self._jobs: dict[int, Job] = {}
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        steps: Iterator[object],
        *,
        name: str,
        on_progress: Callable[..., object] | None = None,
        on_result: Callable[..., object] | None = None,
        on_failure: Callable[..., object] | None = None,
        on_cancelled: Callable[[], object] | None = None,
        priority: int = 0,
    ) -> Job:
        """Run a generator in the background.

        Args:
            steps: The work. It is advanced, and closed, on one pool thread.
            name: What a log or a test calls it.
            on_progress: Gets each yielded value.
            on_result: Gets the generator's return value.
            on_failure: Gets a ReviewerError, and any other exception too; the latter goes to ``sys.excepthook`` after
                that, since it is ours and nobody can handle it.
            on_cancelled: Called when the job has stopped, or was dropped before it began.
            priority: Higher ones leave the queue first.
        """
        number = next(self._numbers)
        channel = _Channel(steps, lambda: self._woken.emit(number))
        job = Job(name, channel)
        for signal, slot in (
            (job.progressed, on_progress),
            (job.finished, on_result),
            (job.failed, on_failure or self._unhandled),
            (job.cancelled, on_cancelled),
        ):
            if slot is not None:
                signal.connect(slot)
        self._jobs[number] = job
        self._pool.start(channel.run, priority)
        return job

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs whose end is still to be told, oldest first."""
        return tuple(self._jobs.values())

    def shutdown(self, seconds: float = 5.0) -> bool:
        """Cancel everything and wait; what was cancelled says so before this returns.

        Args:
            seconds: Longest wait. Close a worker's link first if a job may be waiting for it.

        Returns:
            Whether every job has ended. One that has not sits in foreign code; its thread keeps the process alive.
        """
        for job in self.running:
            job.cancel()
        done = self._pool.waitForDone(int(seconds * 1000))
        for number in list(self._jobs):
            self._deliver(number)
        return done

    def _unhandled(self, fault: Exception) -> None:
        if isinstance(fault, ReviewerError):
            self.failure_unhandled.emit(fault)

    def _deliver(self, number: int) -> None:
        job = self._jobs.get(number)
        if job is None:
            return
        channel = job._channel
        until = time.monotonic() + _SLICE
        while (item := channel.take()) is not _NOTHING:
            job.progressed.emit(item)
            if time.monotonic() > until:
                self._woken.emit(number)
                return
        if channel.end is not None:
            del self._jobs[number]
            channel.told = True
            self._tell_end(job, channel.end)

    @staticmethod
    def _tell_end(job: Job, end: _End) -> None:
        if end.fault is not None:
            job.failed.emit(end.fault)
            if not isinstance(end.fault, ReviewerError):
                sys.excepthook(type(end.fault), end.fault, end.fault.__traceback__)
        elif end.cancelled:
            job.cancelled.emit()
        else:
            job.finished.emit(end.result)
        job.ended.emit()


_NOTHING = object()


@dataclass(frozen=True, slots=True)
class _End:
    result: object = None
    fault: Exception | None = None
    cancelled: bool = False


class _Channel:
    """What a pool thread and the GUI thread share about one job.

    It holds no Qt object of the job's: the last reference to one must not be dropped on a pool thread.
    """

    def __init__(self, steps: Iterator[object], wake: Callable[[], None]) -> None:
        self._steps = steps
        self._wake = wake
        self._changed = threading.Condition()
        self._items: deque[object] = deque()
        self._begun = False
        self._cancelled = False
        self.paused = False
        self.told = False
        self.end: _End | None = None

    def cancel(self) -> None:
        with self._changed:
            self._cancelled = True
            self._items.clear()
            if not self._begun or self.end is not None:
                fault = self.end.fault if self.end else None
                self.end = _End(fault=fault, cancelled=True)
            self._changed.notify_all()
        if self.end is not None and not self.told:
            self._wake()

    def pause(self, paused: bool) -> None:  # noqa: FBT001 -- the new state itself
        with self._changed:
            self.paused = paused
            self._changed.notify_all()

    def take(self) -> object:
        with self._changed:
            if not self._items:
                return _NOTHING
            self._changed.notify_all()
            return self._items.popleft()

    def run(self) -> None:
        with self._changed:
            self._begun = True
        end = self._work()
        with self._changed:
            dropped = self.end is not None
            self.end = self.end or end
        if not dropped:
            self._wake()

    def _work(self) -> _End:
        end = _End(cancelled=True)
        try:
            while self._may_go_on():
                self._put(next(self._steps))
        except StopIteration as stop:
            end = _End(result=stop.value, cancelled=self._cancelled)
        except ReviewerError as fault:
            end = _End(cancelled=True) if self._cancelled else _End(fault=fault)
        except Exception as fault:  # noqa: BLE001 -- carried to the GUI thread, and from there to the crash handler
            end = _End(fault=fault)
        try:
            if isinstance(self._steps, Generator):
                self._steps.close()
        except Exception as fault:  # noqa: BLE001 -- as above: a `finally` that could not commit
            end = _End(fault=fault)
        return end

    def _may_go_on(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled or (not self.paused and len(self._items) < _UNDELIVERED))
            return not self._cancelled

    def _put(self, item: object) -> None:
        with self._changed:
            if self._cancelled:
                return
            self._items.append(item)
            first = len(self._items) == 1
        if first:
            self._wake()
