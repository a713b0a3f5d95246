"""The thumbnails on disk, reached through a thread with a connection of its own, so that the window never waits."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from reviewer import decode
from reviewer.catalogue import Thumbnails
from reviewer.errors import CatalogueUnusable, UnreadablePhoto
from reviewer.ui.screen.picture import to_image

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.photo import Photo

_QUALITY = 85
_LONGEST_END = 2.0  # seconds; a lookup takes milliseconds


class Shelf(QObject):
    """Looks thumbnails up and puts new ones away. Owned by the GUI thread; ``shutdown`` before it goes.

    Signals, from the shelf's thread:
        found(Photo, QImage): It was there.
        missed(Photo, QImage | None): It was not; the image is a rough one out of the file itself, if that has one.
    """

    found = Signal(object, object)
    missed = Signal(object, object)

    def __init__(self, file: Path | None, limit: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._limit = limit
        self._changed = threading.Condition()
        self._wanted: deque[Photo] = deque()
        self._hurried: Photo | None = None
        self._stored: deque[tuple[Photo, QImage]] = deque()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="thumbnail-shelf", daemon=True)
        self._thread.start()

    def look_for(self, photos: Sequence[Photo]) -> None:
        """Look these up in this order; replaces what was still to be looked up."""
        with self._changed:
            self._wanted = deque(photos)
            self._changed.notify()

    def hurry(self, photo: Photo) -> None:
        """Look this one up next."""
        with self._changed:
            self._hurried = photo
            self._changed.notify()

    def store(self, photo: Photo, image: QImage) -> None:
        """Put a new thumbnail away, when nothing is looked for."""
        with self._changed:
            self._stored.append((photo, image))
            self._changed.notify()

    def shutdown(self) -> None:
        """End the thread after what it has in hand. Thumbnails not yet put away are made again another time."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(_LONGEST_END)

    def _run(self) -> None:
        disk = self._open()
        while (task := self._next()) is not None:
            photo, new = task
            if new is None:
                self._look_up(photo, disk.get(photo) if disk else None)
            elif disk:
                disk.put(photo, _jpeg(new))
        if disk:
            disk.close()

    def _open(self) -> Thumbnails | None:
        try:
            return Thumbnails.open(self._file, self._limit)
        except CatalogueUnusable:
            return None  # without a cache, thumbnails are made anew each time

    def _next(self) -> tuple[Photo, QImage | None] | None:
        with self._changed:
            while not self._closing:
                if self._hurried is not None:
                    photo, self._hurried = self._hurried, None
                    return photo, None
                if self._wanted:
                    return self._wanted.popleft(), None
                if self._stored:
                    return self._stored.popleft()
                self._changed.wait()
        return None

    def _look_up(self, photo: Photo, jpeg: bytes | None) -> None:
        known = QImage.fromData(jpeg) if jpeg else QImage()
        if known.isNull():
            self.missed.emit(photo, _rough(photo.path))
        else:
            self.found.emit(photo, known.convertToFormat(QImage.Format.Format_RGB32))


def _rough(path: Path) -> QImage | None:
    try:
        pixels = decode.embedded_thumbnail(path)
        return to_image(decode.to_srgb(pixels)) if pixels else None
    except UnreadablePhoto:
        return None  # said when the photo itself is decoded


def _jpeg(image: QImage) -> bytes:
    """Not through a QBuffer: Qt calls one that was made in Python under locks of its own."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    colours = np.ascontiguousarray(rows[:, : image.width(), 2::-1])  # Qt keeps blue first
    return decode.encode_jpeg(decode.Pixels(colours, None, (image.width(), image.height())), _QUALITY)
