"""What a pool thread and the GUI thread share about one job: its generator, its progress on the way, its end.

No Qt object of the job's is in it: the last reference to one must not be dropped on a pool thread.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.errors import ReviewerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNDELIVERED = 16  # a job that is so many yields ahead of the window waits: the window's queue cannot flood

NOTHING = object()
"""What ``take`` gives when there is no progress; a generator may well yield None."""


@dataclass(frozen=True, slots=True)
class End:
    """How a job ended: cancelled, or by a fault (which wins), or with a result."""

    result: object = None
    fault: Exception | None = None
    cancelled: bool = False


class Channel:
    """One job, from both threads' side: ``run`` belongs to a pool thread, everything else to the GUI thread.

    Attributes:
        paused: It waits, or will wait, before its next item.
        end: How it ended, once it has.
        told: The end was passed on.
    """

    def __init__(self, steps: Iterator[object], wake: Callable[[], None]) -> None:
        """``wake`` is called, on either thread, when there is something to be told."""
        self._steps = steps
        self._wake = wake
        self._changed = threading.Condition()
        self._items: deque[object] = deque()
        self._begun = False
        self._cancelled = False
        self.paused = False
        self.told = False
        self.end: End | None = None

    def cancel(self) -> None:
        """Stop before the next item, or never begin; progress not yet taken is dropped."""
        with self._changed:
            self._cancelled = True
            self._items.clear()
            if not self._begun or self.end is not None:
                fault = self.end.fault if self.end else None
                self.end = End(fault=fault, cancelled=True)
            self._changed.notify_all()
        if self.end is not None and not self.told:
            self._wake()

    def pause(self, *, paused: bool) -> None:
        """Wait before the next item, or wait no more."""
        with self._changed:
            self.paused = paused
            self._changed.notify_all()

    def take(self) -> object:
        """The oldest progress not yet taken, or ``NOTHING``."""
        with self._changed:
            if not self._items:
                return NOTHING
            self._changed.notify_all()
            return self._items.popleft()

    def run(self) -> None:
        """Advance the generator to its end, its failure or its cancellation, and close it."""
        with self._changed:
            self._begun = True
        end = self._work()
        with self._changed:
            dropped = self.end is not None
            self.end = self.end or end
        if not dropped:
            self._wake()

    def _work(self) -> End:
        end = End(cancelled=True)
        try:
            while self._may_go_on():
                self._put(next(self._steps))
        except StopIteration as stop:
            end = End(result=stop.value, cancelled=self._cancelled)
        except ReviewerError as fault:
            end = End(cancelled=True) if self._cancelled else End(fault=fault)
        except Exception as fault:  # noqa: BLE001 -- carried to the GUI thread, and from there to the crash handler
            end = End(fault=fault)
        try:
            if isinstance(self._steps, Generator):
                self._steps.close()
        except Exception as fault:  # noqa: BLE001 -- as above: a `finally` that could not commit
            end = End(fault=fault)
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
