"""Writes to the catalogue from a thread of its own, so that no key press waits for the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer.catalogue import Catalogue, Place, Thumbnails
from reviewer.catalogue.thumbnails import NO_LIMIT
from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.photo import Turn, Viewing

_Write = Callable[[Catalogue], None]


class CatalogueWriter(QObject):
    """A queue to the catalogue, written in the order it was filled.

    Signals:
        failed(CatalogueUnusable): Something was not kept. Each cause is told once.
        forgotten(Path): Nothing is known of this folder any more.
    """

    failed = Signal(object)
    forgotten = Signal(object)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[_Write | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, args=(file,), name="catalogue writer", daemon=True)
        self._thread.start()

    def put_viewing(self, viewing: Viewing) -> None:
        """Keep what was seen."""
        self._queue.put(lambda catalogue: catalogue.put_viewing(viewing))

    def put_turn(self, path: Path, content_id: str, turn: Turn) -> None:
        """Keep how a photo is turned."""
        self._queue.put(lambda catalogue: catalogue.put_turn(path, content_id, turn))

    def forget_folder(self, folder: Path, *, recursive: bool) -> None:
        """Forget a folder, after what is still to be written of it: in the catalogue and its thumbnails."""

        def forget(catalogue: Catalogue) -> None:
            catalogue.forget_folder(folder, recursive=recursive)
            with Thumbnails.open_or_temporary(limit=NO_LIMIT) as thumbnails:
                thumbnails.forget_folder(folder, recursive=recursive)
            self.forgotten.emit(folder)

        self._queue.put(forget)

    def put_place(self, folder: Path, place: Place) -> None:
        """Keep where the user is."""
        self._queue.put(lambda catalogue: catalogue.put_place(folder, place))

    def close(self, seconds: float = 5.0) -> None:
        """Write what is left and end the thread; a disk that hangs is not waited for longer than this."""
        self._queue.put(None)
        self._thread.join(seconds)

    def _write(self, file: Path) -> None:
        told: set[str] = set()
        with ExitStack() as stack:
            catalogue: Catalogue | None = None
            while (write := self._queue.get()) is not None:
                try:
                    catalogue = catalogue or stack.enter_context(Catalogue.open(file))
                    write(catalogue)
                except CatalogueUnusable as error:
                    if error.detail not in told:
                        self.failed.emit(error)
                    told.add(error.detail)
