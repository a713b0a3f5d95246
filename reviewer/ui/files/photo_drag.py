"""A photo is dragged out of the window with the mouse: into a mail, a folder, an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from reviewer.ui.files.file_data import file_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer.photo import Photo
    from reviewer.ui.viewer.view import Viewer

_SIDE = 96  # px, the longest of the picture that is dragged along


class PhotoDrag(QObject):
    """Watches one widget for the beginning of a drag. Only ever a copy is offered: nobody can take an original away."""

    def __init__(
        self, widget: QWidget, photo_at: Callable[[QPoint], Photo | None], image: Callable[[Photo], QImage | None]
    ) -> None:
        """Watch.

        Args:
            widget: What the photo is dragged out of; it is the owner.
            photo_at: The photo to be dragged from a point of the widget; None where the mouse does something else.
            image: A small picture of it, if there is one in memory.
        """
        super().__init__(widget)
        self._widget = widget
        self._photo_at = photo_at
        self._image = image
        self._pressed: tuple[Photo, QPoint] | None = None
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note where the button goes down, and begin once the mouse is far enough from there."""
        if isinstance(event, QMouseEvent):
            at = event.position().toPoint()
            if event.type() == QEvent.Type.MouseButtonPress:
                photo = self._photo_at(at) if event.button() == Qt.MouseButton.LeftButton else None
                self._pressed = (photo, at) if photo else None
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._pressed = None
            elif event.type() == QEvent.Type.MouseMove and self._pressed:
                photo, start = self._pressed
                if (at - start).manhattanLength() >= QApplication.startDragDistance():
                    self._pressed = None
                    self._drag(photo)
                    return True
        return False

    def _drag(self, photo: Photo) -> None:
        drag = QDrag(self._widget)
        drag.setMimeData(file_data(photo.path))
        image = self._image(photo)
        if image:
            drag.setPixmap(_small(image, self._widget.devicePixelRatioF()))
            drag.setHotSpot(QPoint(_SIDE // 4, _SIDE // 4))
        drag.exec(Qt.DropAction.CopyAction)


class ViewerDrag(PhotoDrag):
    """Out of the viewer, while the whole photo is in sight: zoomed in, the mouse moves the photo."""

    def __init__(self, viewer: Viewer, image: Callable[[Photo], QImage | None]) -> None:
        super().__init__(viewer, lambda _: None if self._zoomed else viewer.photo, image)
        self._zoomed = False
        viewer.zoom_changed.connect(self._note_zoom)

    def _note_zoom(self, scale: float) -> None:
        self._zoomed = scale > 0


def _small(image: QImage, ratio: float) -> QPixmap:
    side = round(_SIDE * ratio)
    small = QPixmap.fromImage(
        image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    small.setDevicePixelRatio(ratio)
    return small
