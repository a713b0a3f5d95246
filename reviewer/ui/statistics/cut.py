"""The cut on the scale: the histogram with a line that can be dragged; what lies under it is dimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

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
_WASH = 36  # of 255: opacity of the machine's colour over the best
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

    @property
    def held(self) -> bool:
        """Whether the line is being dragged."""
        return self._held

    def paintEvent(self, event: QPaintEvent) -> None:
        """The histogram, a shade over what is under the cut, a wash over the best, the lines and their scores."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._best is not None:
            self._paint_best(painter, self._best)
        if self._cut is not None:
            self._paint_cut(painter, self._cut)
        self._paint_scores(painter)

    def _paint_best(self, painter: QPainter, best: float) -> None:
        left = self._left(best, _LINE)
        painter.fillRect(QRectF(left, 0, self.width() - left, self._chart), _thin("accent", _WASH))
        painter.fillRect(QRectF(left, 0, _LINE, self._chart), theme.colour("accent"))

    def _paint_cut(self, painter: QPainter, cut: float) -> None:
        left = self._left(cut, _LINE)
        painter.fillRect(QRectF(0, 0, left, self._chart), _thin("black", _SHADE))
        painter.fillRect(QRectF(left, 0, _LINE, self._chart + 4), theme.colour("text"))
        handle = QRectF(left + (_LINE - _HANDLE) / 2, self._chart - _HANDLE / 2, _HANDLE, _HANDLE)
        handle.moveLeft(min(max(0.0, handle.left()), self.width() - handle.width()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawRoundedRect(handle, 3, 3)

    def _paint_scores(self, painter: QPainter) -> None:
        """The scores of the lines on the axis, where its ends and each other leave room."""
        top, high = self._chart + theme.GRID // 2, self.fontMetrics().height()
        wide = self.fontMetrics().horizontalAdvance("0.00") + theme.GRID
        free = QRectF(wide, top, self.width() - 2 * wide, high)
        for value, colour in ((self._cut, "text"), (self._best, "accent")):
            if value is None:
                continue
            row = QRectF(self._left(value, _LINE) + _LINE / 2 - wide / 2, top, wide, high)
            if free.contains(row):
                painter.setPen(theme.colour(colour))
                painter.drawText(row, Qt.AlignmentFlag.AlignHCenter, f"{value:.2f}")
                free.setLeft(row.right())

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

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody can let it go any more."""
        super().hideEvent(event)
        if self._held:
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


def _thin(colour: str, opacity: int) -> QColor:
    made = QColor(theme.colour(colour))
    made.setAlpha(opacity)
    return made
