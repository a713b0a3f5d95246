"""The mouse on a photo: the wheel zooms at the pointer, dragging pans, a double click goes to 100 % and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NOTCH = 120  # one notch of a wheel, in Qt's eighths of a degree


class Hand(QObject):
    """Listens to the mouse on a widget.

    Signals, in the widget's own coordinates:
        zoom_requested(float, QPointF): By so many notches, at this point.
        pan_requested(QPointF): By so much.
        toggle_requested(QPointF): Between fit and 100 % at this point.
    """

    zoom_requested = Signal(float, QPointF)
    pan_requested = Signal(QPointF)
    toggle_requested = Signal(QPointF)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._can_pan = False
        self._dragged_from: QPointF | None = None
        widget.installEventFilter(self)

    def let_pan(self, *, can_pan: bool) -> None:
        """Whether there is something to drag; the pointer shows it."""
        self._can_pan = can_pan
        if can_pan:
            self._widget.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self._widget.unsetCursor()  # whoever uses the widget may have its own, or none

    def let_go(self) -> None:
        """What was dragged is gone."""
        self._dragged_from = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse's events, and leave the rest."""
        if isinstance(event, QWheelEvent):
            if turned := event.angleDelta().y():
                self.zoom_requested.emit(turned / _NOTCH, event.position())
            event.accept()
            return True
        if isinstance(event, QMouseEvent):
            return self._take(event)
        return super().eventFilter(watched, event)

    def _take(self, event: QMouseEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self._move(event.position())
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress if self._can_pan:
                self._dragged_from = event.position()
                self._widget.setCursor(Qt.CursorShape.ClosedHandCursor)
            case QEvent.Type.MouseButtonRelease if self._dragged_from is not None:
                self._dragged_from = None
                self.let_pan(can_pan=self._can_pan)
            case QEvent.Type.MouseButtonDblClick:
                self.toggle_requested.emit(event.position())
            case _:
                return False
        return True

    def _move(self, to: QPointF) -> None:
        if self._dragged_from is not None:
            by, self._dragged_from = to - self._dragged_from, to
            self.pan_requested.emit(by)
