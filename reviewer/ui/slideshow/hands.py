"""The mouse over the slideshow: the wheel steps, and a pointer that rests is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_REST = 1500  # ms without a move after which the pointer hides
_NOTCH = 120  # one notch of a wheel, in Qt's eighths of a degree


class Hands(QObject):
    """Watches the photo's widget, and others for their wheel.

    Args:
        over: Where the pointer hides.
        others: Where the wheel steps as well.

    Signals:
        stepped(int): The wheel asks for the next stop (1) or the one before (-1).
    """

    stepped = Signal(int)

    def __init__(self, over: QWidget, *others: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._turned = 0
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self.hide_pointer)
        over.setMouseTracking(True)
        for widget in (over, *others):
            widget.installEventFilter(self)

    def begin(self) -> None:
        """The slideshow is on screen."""
        self._turned = 0
        self._rest.start()

    def end(self) -> None:
        """It is not any more."""
        self._rest.stop()
        self._over.unsetCursor()

    def hide_pointer(self) -> None:
        """Hide it until it is moved."""
        self._over.setCursor(Qt.CursorShape.BlankCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A moved pointer is a shown pointer, for a moment; a turned wheel is a step."""
        if isinstance(event, QWheelEvent):
            self._turn(event.angleDelta().y())
            return True
        if event.type() == QEvent.Type.MouseMove and watched is self._over:
            if self._over.cursor().shape() == Qt.CursorShape.BlankCursor:
                self._over.unsetCursor()
            self._rest.start()
        return super().eventFilter(watched, event)

    def _turn(self, by: int) -> None:
        """Gather fine turns, as touch pads send them, into whole notches."""
        self._turned -= by
        while abs(self._turned) >= _NOTCH:
            direction = 1 if self._turned > 0 else -1
            self._turned -= direction * _NOTCH
            self.stepped.emit(direction)
