"""The menu of a right click on a photo: rows of the table of actions, as the menus above have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QAction

    from reviewer.photo import Photo

_SECTIONS = (("turn_left", "turn_right"), ("edit", "show_in_folder", "copy_path"), ("info", "full_screen"))


class PhotoMenu(QMenu):
    """Opens where it is asked for: by the mouse, or by the menu key on what has the keys.

    Signals:
        photo_requested(Photo): Go to this one, to which the menu belongs.
    """

    photo_requested = Signal(object)

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        """``actions`` are the window's, each named by its id in the table."""
        super().__init__(parent)
        self._photos_at: dict[QObject, Callable[[QPoint], Photo | None]] = {}
        by_id = {action.objectName(): action for action in actions}
        for section in _SECTIONS:
            self.addActions([by_id[name] for name in section])
            self.addSeparator()

    def serve(self, widget: QWidget, photo_at: Callable[[QPoint], Photo | None]) -> None:
        """Open over a widget wherever ``photo_at`` finds a photo; by key always, for the current one."""
        faces = [widget, widget.viewport()] if isinstance(widget, QAbstractScrollArea) else [widget]
        for face in faces:
            self._photos_at[face] = photo_at
            face.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open in answer to the mouse or the menu key."""
        if not isinstance(event, QContextMenuEvent) or watched not in self._photos_at:
            return super().eventFilter(watched, event)
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            photo = self._photos_at[watched](event.pos())
            if photo is None:
                return True
            self.photo_requested.emit(photo)
        self.popup(event.globalPos())
        return True
