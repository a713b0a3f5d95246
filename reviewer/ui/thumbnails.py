"""Thumbnails for the strip: from memory, else from the disk cache, else from the file, visible ones first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from reviewer.photo import Photo


class Thumbnails(QObject):
    """Small pictures (longest edge ``decode.THUMBNAIL_SIZE`` px), made in the background, bounded in memory.

    Signals:
        thumbnail_ready(Photo): ``pixmap`` has it now (or has a better one).
        thumbnail_failed(Photo, UnreadablePhoto): There will be none.
    """

    thumbnail_ready = Signal(object)
    thumbnail_failed = Signal(object, object)

    def __init__(self, file: Path | None = None, *, parent: QObject | None = None) -> None:
        """``file`` is the database of ``catalogue.Thumbnails``; None for its usual place."""
        raise NotImplementedError

    def want(self, photos: Sequence[Photo]) -> None:
        """Say which photos are visible or nearly so, most urgent first; replaces what was wanted before."""
        raise NotImplementedError

    def pixmap(self, photo: Photo) -> QPixmap | None:
        """The thumbnail, if it is in memory. Fit for a delegate's ``paint``: it never decodes and starts nothing."""
        raise NotImplementedError

    def image(self, photo: Photo) -> QImage | None:
        """As ``pixmap``, for a viewer's stand-in."""
        raise NotImplementedError

    def offer(self, photo: Photo, jpeg: bytes) -> None:
        """A thumbnail that someone else made (the survey); shown if the photo is wanted and has none."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """End the thread; bounded. Nothing is emitted afterwards."""
        raise NotImplementedError
