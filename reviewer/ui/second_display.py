"""A window with nothing but the photo, for a second display.

It covers a screen that the main window is not on. Where there is none it is an ordinary window, to be put anywhere. A
screen that is unplugged takes nothing with it: the window says that it has been left, and gives the viewer back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer import words
from reviewer.ui.keys.key_sheet import KeySheet

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QScreen

    from reviewer.ui.keys.keymap import Keymap
    from reviewer.ui.viewer.view import Viewer

_SHARE = 0.6  # of the only screen: both windows can be seen


class SecondDisplay(QWidget):
    """Shows a viewer that was lent to it.

    Args:
        viewer: Has to be taken back before this window goes.
        keymap: The keys in force, for the sheet of them.

    Signals:
        left: It was closed, or its screen is gone.
        activation_changed: The keys came to this window, or left it.
        key_pressed(QKeyEvent), key_released(QKeyEvent): A key that no action of this window took.
    """

    left = Signal()
    activation_changed = Signal()
    key_pressed = Signal(object)
    key_released = Signal(object)

    def __init__(self, viewer: Viewer, keymap: Keymap) -> None:
        super().__init__()
        self._screen = ""
        self.setObjectName("page")
        self.setWindowTitle(words.text("second_display"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(viewer)
        viewer.show()
        self.setFocusProxy(viewer)
        self.sheet = KeySheet(keymap, self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 - there is no widget without one
        application.screenRemoved.connect(self._look_at_screens_soon)

    def open(self, beside: QScreen) -> None:
        """Cover the first screen that is another one than ``beside``, or be a window on that."""
        screens = QGuiApplication.screens()
        other = next((screen for screen in screens if screen.name() != beside.name()), None)
        if other is None:
            self.resize(beside.availableSize() * _SHARE)
            self.show()
        else:
            self._screen = other.name()
            self.setScreen(other)
            self.setGeometry(other.geometry())
            self.showFullScreen()
        self.give_keys()

    def give_keys(self) -> None:
        """Have the keys act here."""
        self.raise_()
        self.activateWindow()
        self.setFocus()

    def set_full_screen(self, *, full: bool) -> None:
        """Cover its screen, or be a window on it."""
        if full:
            self.showFullScreen()
        elif self.isFullScreen():
            self.showNormal()

    def _look_at_screens_soon(self) -> None:
        QTimer.singleShot(0, self, self._look_at_screens)  # the screen is just on its way out

    def _look_at_screens(self) -> None:
        """Leave when the screen it was put on is gone, or the main window has had to come here."""
        names = [screen.name() for screen in QGuiApplication.screens()]
        if self._screen and (self._screen not in names or len(names) == 1):
            self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Keys act where the user is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.activation_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it to the window's keys."""
        self.key_pressed.emit(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """As above."""
        self.key_released.emit(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing ends it."""
        event.accept()
        self.left.emit()
