"""Writes decisions to the ledger from a thread of its own, and brings back what other windows wrote.

A step that could not be written is kept here and tried again, in its order, until it is on the disk.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable, DecisionsWaiting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reviewer.photo import Step

_AGAIN = 2.0  # seconds between two attempts to write
_LOOK = 5.0  # seconds between two looks at what other windows wrote: one query, answered from memory
_PATIENCE = 5.0  # seconds that closing waits

_Errand = Callable[[Catalogue], None]


class DecisionsWriter(QObject):
    """A queue to the ledger.

    Args:
        file: The catalogue.
        again: Seconds between two attempts to write.
        look: Seconds between two looks at what other windows wrote.

    Signals:
        loaded(int, tuple[Path, ...], Excerpt): What the ledger says of photos, with the number it was asked under.
        kept(list[Step]): The ledger's next steps: ours are on the disk, others' are news.
        waiting(DecisionsWaiting | None): Steps cannot be written for now; None once they are.
        failed(CatalogueUnusable): The ledger cannot be read. Each cause is told once.
    """

    loaded = Signal(int, object, object)
    kept = Signal(object)
    waiting = Signal(object)
    failed = Signal(object)

    def __init__(
        self, file: Path, parent: QObject | None = None, *, again: float = _AGAIN, look: float = _LOOK
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._again = again
        self._look = look
        self._queue: SimpleQueue[_Errand | None] = SimpleQueue()
        self._steps: dict[str, Step] = {}  # this and what follows belong to the thread
        self._number: int | None = None
        self._told = ""
        self._thread = threading.Thread(target=self._work, name="decisions writer", daemon=True)
        self._thread.start()

    def put(self, steps: Sequence[Step]) -> None:
        """Write steps, after those put before."""
        self._queue.put(lambda _catalogue: self._steps.update((step.id, step) for step in steps))

    def ask(self, number: int, contents: Mapping[Path, str]) -> None:
        """Ask what was decided on photos, given by path with their content ids, empty where not known."""

        def answer(catalogue: Catalogue) -> None:
            excerpt = catalogue.decided(contents)
            self._number = excerpt.number if self._number is None else self._number
            self.loaded.emit(number, tuple(contents), excerpt)

        self._queue.put(answer)

    def close(self, seconds: float = _PATIENCE) -> None:
        """Write what is left and end the thread; a disk that takes nothing is not waited for longer than this."""
        self._queue.put(None)
        self._thread.join(seconds)

    def _work(self) -> None:
        told: set[str] = set()
        until = None
        with ExitStack() as stack:
            catalogue: Catalogue | None = None
            while until is None or (self._steps and time.monotonic() < until):
                errand = self._next()
                if errand is None:
                    until = time.monotonic() + _PATIENCE
                try:
                    catalogue = catalogue or stack.enter_context(Catalogue.open(self._file))
                    if errand:
                        errand(catalogue)
                    self._keep(catalogue)
                except CatalogueUnusable as error:
                    if self._steps:
                        self._tell(error.detail)
                    elif error.detail not in told:
                        told.add(error.detail)
                        self.failed.emit(error)

    def _next(self) -> _Errand | None:
        """What is asked for next; when it is time to try or to look again, nothing to do; None for the end."""
        try:
            return self._queue.get(timeout=self._again if self._steps else self._look)
        except Empty:
            return _nothing

    def _keep(self, catalogue: Catalogue) -> None:
        if self._number is None:
            self._number = catalogue.decided({}).number
        if self._steps:
            catalogue.put_steps(list(self._steps.values()))
            self._steps.clear()
            self._tell("")
        if news := catalogue.steps_since(self._number):
            self._number = news[-1].number
            self.kept.emit(news)

    def _tell(self, detail: str) -> None:
        if detail != self._told:
            self._told = detail
            self.waiting.emit(DecisionsWaiting(self._file, detail) if detail else None)


def _nothing(_catalogue: Catalogue) -> None:
    """Only the time has come."""
