"""The menu of a right click on a photo: rows of the table of actions, as the menus above have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

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
        by_id = {action.objectName(): action for action in actions}
        for section in _SECTIONS:
            self.addActions([by_id[name] for name in section])
            self.addSeparator()

    def serve(self, widget: QWidget, photo_at: Callable[[QPoint], Photo | None]) -> None:
        """Open over a widget wherever ``photo_at`` finds a photo."""

        def open_at(point: QPoint) -> None:
            if photo := photo_at(point):
                self.photo_requested.emit(photo)
                self.popup(widget.mapToGlobal(point))

        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        widget.customContextMenuRequested.connect(open_at)
