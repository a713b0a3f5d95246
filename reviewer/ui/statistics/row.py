"""A row of small pictures of its own: the strip, with keys that walk along it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from reviewer.photo import Group
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.strip.filmstrip_model import FilmstripModel

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent

    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.statistics.tally import Run
    from reviewer.ui.strip.filmstrip_model import Knowledge

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PhotoRow(Filmstrip):
    """Some photos in an order of their own: none of them dimmed, and none joined to a burst.

    Args:
        knowledge: What is known of photos elsewhere.
        thumbnails: Their small pictures.
        name: What a screen reader calls it.

    Signals:
        wanted(list[Photo]): Pictures of these are in sight, or nearly so; none any more.
    """

    wanted = Signal(object)

    def __init__(self, knowledge: Knowledge, thumbnails: Thumbnails, name: str) -> None:
        self._photos: Run | None = None
        own = replace(
            knowledge,
            row=lambda photo: self._photos.row_of(photo) if self._photos else None,
            group=lambda photo: Group((photo,)),
            groups=tuple,
            dimmed=lambda _: False,
        )
        self._own = FilmstripModel(own)
        super().__init__(self._own, thumbnails)
        self._own.setParent(self)
        self.setAccessibleName(name)

    def show_photos(self, photos: Run | None) -> None:
        """Show these, in this order; None for none."""
        self._photos = photos
        self._own.set_photos(photos or ())

    def _want(self) -> None:
        if self.isVisible():
            self.wanted.emit(self._wanted())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing of it is in sight."""
        super().hideEvent(event)
        self.wanted.emit([])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go along it; from a photo that is not in it, to its first."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._photos:
            event.ignore()
            return
        row = self._own.row_of(self._photo)
        to = 0 if row is None else max(0, min(len(self._photos) - 1, row + step))
        self.photo_requested.emit(self._photos[to])
