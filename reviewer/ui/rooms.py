"""Which room is in sight: the start page, or the photos as loupe or grid; and where the photo is when shown elsewhere.

With a second display the loupe is over there and the grid is here, so going from one to the other is going from window
to window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from reviewer.ui.keys.actions import GRID, LOUPE
from reviewer.ui.second_display import SecondDisplay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from reviewer.ui.keys.keymap import Keymap
    from reviewer.ui.loupe import Loupe
    from reviewer.ui.start_page import StartPage


class Rooms(QStackedWidget):
    """The rooms, one in sight.

    Args:
        start: What is shown without a folder.
        loupe: What is shown with one.
        keymap: The keys in force.
        actions: What the keys start, also on the second display.

    Signals:
        view_changed: Another room is in sight, or the keys act in another view.
        second_changed(bool): The photo went to a second display, or came back.
        activation_changed: The second display came to be, or is no longer, the active window.
        key_pressed(QKeyEvent), key_released(QKeyEvent): On the second display.
    """

    view_changed = Signal()
    second_changed = Signal(bool)
    activation_changed = Signal()
    key_pressed = Signal(object)
    key_released = Signal(object)

    def __init__(self, start: StartPage, loupe: Loupe, keymap: Keymap, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._start = start
        self._loupe = loupe
        self._keymap = keymap
        self._actions = actions
        self._second: SecondDisplay | None = None
        self.addWidget(start)
        self.addWidget(loupe)
        loupe.grid.loupe_requested.connect(lambda: self.show_view(LOUPE))

    @property
    def view(self) -> str:
        """The view that keys act in, ``LOUPE`` or ``GRID``."""
        return GRID if self._loupe.shows_grid and self.active_second is None else LOUPE

    @property
    def has_photos(self) -> bool:
        """Whether the photos' room is in sight, not the start page."""
        return self.currentWidget() is self._loupe

    @property
    def active_second(self) -> SecondDisplay | None:
        """The second display, if the keys are there."""
        return self._second if self._second is not None and self._second.isActiveWindow() else None

    def open(self) -> None:
        """A folder is open."""
        self.setCurrentWidget(self._loupe)
        if self.active_second is None:
            self.give_keys()
        self.view_changed.emit()

    def close_photos(self) -> None:
        """No folder is open."""
        self.end_second()
        self.setCurrentWidget(self._start)
        self._start.setFocus()
        self.view_changed.emit()

    def show_view(self, view: str) -> None:
        """Go to the loupe or the grid, wherever it is."""
        if self._second is None:
            self._loupe.show_grid(shown=view == GRID)
            self.give_keys()
        elif view == LOUPE:
            self._second.give_keys()
        else:
            self.window().activateWindow()
            self.give_keys()
        self.view_changed.emit()

    def give_keys(self) -> None:
        """Have the keys act on what is in sight here."""
        face: QWidget = self._loupe.grid if self._loupe.shows_grid else self._loupe.viewer
        (face if self.has_photos else self._start).setFocus()

    def toggle_second(self) -> None:
        """Show the photo on a second display, or here again."""
        if self._second is not None:
            self.end_second()
        elif self.has_photos:
            self._second = SecondDisplay(self._loupe.lend_viewer(), self._keymap)
            self._second.addActions(self._actions)
            self._second.left.connect(self._come_back)
            self._second.activation_changed.connect(self.activation_changed)
            self._second.activation_changed.connect(self.view_changed)
            self._second.key_pressed.connect(self.key_pressed)
            self._second.key_released.connect(self.key_released)
            self._second.open(self.screen())
            self._loupe.refresh()
            self.second_changed.emit(True)
            self.view_changed.emit()

    def end_second(self) -> None:
        """Have the photo here again: as the loupe if the keys were there, else behind the grid that one is at."""
        self._end(LOUPE if self.active_second is not None else GRID)

    def _come_back(self) -> None:
        self._end(LOUPE)

    def _end(self, view: str) -> None:
        if self._second is None:
            return
        second, self._second = self._second, None
        self._loupe.take_viewer_back()
        self._loupe.show_grid(shown=view == GRID)
        second.hide()
        second.deleteLater()
        self.window().activateWindow()
        self.give_keys()
        self.second_changed.emit(False)
        self.view_changed.emit()
