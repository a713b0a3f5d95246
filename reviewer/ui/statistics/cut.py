"""The cut on the scale: the histogram with a line that can be dragged; what lies under it is dimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.focus import FocusRing
from reviewer.ui.score_histogram import ScoreHistogram

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_CHART = 150  # px
_LINE = 2  # px
_HANDLE = 10  # px, width and height of what is taken hold of
_SHADE = 80  # of 255: opacity of the shade over what is under the cut
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5,
    Qt.Key.Key_PageUp: 5,
}


class Cut(ScoreHistogram):
    """A histogram with two lines: the cut, which can be moved, and where the best begin.

    Signals:
        dragged(float): The line is held at this score.
        dropped: It was let go.
        stepped(int): By so many percent more, by key.
    """

    dragged = Signal(float)
    dropped = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CHART, parent)
        self._cut: float | None = None
        self._best: float | None = None
        self._held = False
        self.setAccessibleName(words.text("cut"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        FocusRing(self)

    def set_lines(self, cut: float | None, best: float | None) -> None:
        """Draw the cut and the beginning of the best at these scores; None for neither."""
        self._cut, self._best = cut, best
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The histogram, a shade over what is under the cut, the lines."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._best is not None:
            painter.fillRect(QRectF(self._left(self._best, _LINE), 0, _LINE, self._chart), theme.colour("accent"))
        if self._cut is None:
            return
        left = self._left(self._cut, _LINE)
        shade = QColor(theme.colour("black"))
        shade.setAlpha(_SHADE)
        painter.fillRect(QRectF(0, 0, left, self._chart), shade)
        painter.fillRect(QRectF(left, 0, _LINE, self._chart + 4), theme.colour("text"))
        handle = QRectF(self._left(self._cut, _HANDLE), self._chart - _HANDLE / 2, _HANDLE, _HANDLE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawRoundedRect(handle, 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line to the pointer, wherever that is."""
        if event.button() == Qt.MouseButton.LeftButton and self._cut is not None:
            self._held = True
            self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take it along."""
        if self._held:
            self.dragged.emit(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it there."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move it by a percent, page keys by five."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._cut is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def _value_at(self, x: float) -> float:
        share = min(1.0, max(0.0, x / max(1, self.width() - _LINE)))
        return self._bins.low + share * (self._bins.high - self._bins.low)
