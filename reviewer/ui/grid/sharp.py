"""Pictures larger than thumbnails, where cells are large on a dense screen: at 200 %, from the default size on.

They come from the loupe's own store, in exactly the size of the cell's box. So the loupe's viewer must not be in sight
at the same time: with the photo on a second display, the grid is content with thumbnails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, QTimer, Signal

from reviewer.decode import THUMBNAIL_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QImage

    from reviewer.photo import Photo
    from reviewer.ui.screen.pictures import Pictures

_ENOUGH = 1.25  # times a thumbnail's size up to which it looks sharp enough
_SETTLE = 150  # ms without scrolling after which they are asked for: thumbnails do in passing


class SharpPictures(QObject):
    """Asks for the pictures in sight, when it has come to rest.

    Args:
        pictures: Where they are asked for.
        may: Whether nobody else asks there now.
        parent: Owner.

    Signals:
        ready(Photo): ``image`` has it now.
    """

    ready = Signal(object)

    def __init__(self, pictures: Pictures, may: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._may = may
        self._photos: Sequence[Photo] = ()
        self._room = (1, 1)
        self._settle = QTimer(self, interval=_SETTLE, singleShot=True)
        self._settle.timeout.connect(self._ask)
        pictures.picture_ready.connect(self.ready)

    def want(self, photos: Sequence[Photo], box: QSize) -> None:
        """Have these sharp, if thumbnails are too small for a box of so many device pixels."""
        self._photos, self._room = photos, box.toTuple()
        if _is_large(box):
            self._settle.start()
        else:
            self._settle.stop()

    def rest(self) -> None:
        """Nothing is wanted any more."""
        self._settle.stop()

    def image(self, photo: Photo, box: QSize) -> QImage | None:
        """The picture for a box of so many device pixels; None if it is not there, or a thumbnail does."""
        picture = self._pictures.picture(photo, box.toTuple()) if _is_large(box) else None
        return picture.image if picture else None

    def _ask(self) -> None:
        if self._may():
            self._pictures.want([(photo, self._room) for photo in self._photos])


def _is_large(box: QSize) -> bool:
    return max(box.width(), box.height()) > _ENOUGH * THUMBNAIL_SIZE
