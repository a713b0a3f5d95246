"""Background work: a plain generator, run on a thread pool, heard of on the GUI thread.

The core has no signal, no thread and no cancel flag; it yields. Each yield is progress and a place to stop, and the
generator's ``finally`` commits when it is stopped there. Everything a job has to say arrives on the thread that owns
``Jobs``: progress in order and none lost, then exactly one of result, failure and cancelled.
"""

from __future__ import annotations

import itertools
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal

from reviewer.errors import ReviewerError
from reviewer.ui.background.channel import NOTHING, Channel, End

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_THREADS = 4  # one scores for minutes, one watches the folder; two are left for what a click starts
_SLICE = 0.008  # seconds of progress handled before input and painting get their turn: half a frame at 60 Hz


class Job(QObject):
    """One piece of background work; belongs to the GUI thread, where all its signals are emitted.

    After ``cancel`` nothing but ``cancelled`` arrives, apart from a failure to clean up.

    Signals:
        progressed(object): What the generator yielded.
        finished(object), failed(Exception), cancelled(): One of these, once.
        ended(): After that one.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, name: str, channel: Channel) -> None:
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
        self._channel.pause(paused=True)

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._channel.pause(paused=False)


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
        self._jobs: dict[int, tuple[Job, Channel]] = {}
        self._news: dict[int, None] = {}
        self._teller = QTimer(self, interval=0, singleShot=True)
        self._teller.timeout.connect(self._deliver_next)
        self._woken.connect(self._note_news, Qt.ConnectionType.QueuedConnection)

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
        channel = Channel(steps, lambda: self._woken.emit(number))
        job = Job(name, channel)
        for signal, slot in (
            (job.progressed, on_progress),
            (job.finished, on_result),
            (job.failed, on_failure or self._unhandled),
            (job.cancelled, on_cancelled),
        ):
            if slot is not None:
                signal.connect(slot)
        self._jobs[number] = (job, channel)
        self._pool.start(channel.run, priority)
        return job

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs whose end is still to be told, oldest first."""
        return tuple(job for job, _ in self._jobs.values())

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

    def _note_news(self, number: int) -> None:
        """Have a job's news told by a timer: events posted while others are handled would go before keys and paints."""
        self._news[number] = None
        self._teller.start()

    def _deliver_next(self) -> None:
        number = next(iter(self._news))
        del self._news[number]
        if self._news:
            self._teller.start()
        self._deliver(number)

    def _deliver(self, number: int) -> None:
        if number not in self._jobs:
            return
        job, channel = self._jobs[number]
        until = time.monotonic() + _SLICE
        while (item := channel.take()) is not NOTHING:
            job.progressed.emit(item)
            if time.monotonic() > until:
                self._note_news(number)
                return
        if channel.end is not None:
            del self._jobs[number]
            channel.told = True
            self._tell_end(job, channel.end)

    @staticmethod
    def _tell_end(job: Job, end: End) -> None:
        if end.fault is not None:
            job.failed.emit(end.fault)
            if not isinstance(end.fault, ReviewerError):
                sys.excepthook(type(end.fault), end.fault, end.fault.__traceback__)
        elif end.cancelled:
            job.cancelled.emit()
        else:
            job.finished.emit(end.result)
        job.ended.emit()
