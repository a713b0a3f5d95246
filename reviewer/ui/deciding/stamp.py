"""The short word on the photo that says what a key has just decided: it takes no click, and goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from reviewer.photo import Marks
from reviewer.ui import theme
from reviewer.ui.strip.marks import signs

_STAYS = 900  # ms: read without looking for it, gone before it is in the way
_HEIGHT = 32  # px, for the usual font
_VEIL = 0.85  # opacity of its bed
_ABOVE = 3 * theme.GRID  # px to the lower edge of the photo's room


class Stamp(QWidget):
    """Lies over the photo.

    Args:
        over: What shows the photo; the stamp goes where that goes.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._text = ""
        self._marks = Marks()
        self._stay = QTimer(self, interval=_STAYS, singleShot=True)
        self._stay.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(theme.scaled(self.font(), 1.1))
        over.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, marks: Marks) -> None:
        """Show words with the signs of some marks before them; what was there before goes.

        Args:
            text: Plain words.
            marks: What is given, none for no signs.
        """
        self._text, self._marks = text, marks
        self.setAccessibleName(text)
        self._place()
        self.raise_()
        self.show()
        self.update()
        self._stay.start()

    def _signs_width(self) -> int:
        drawn = self._marks.flag or self._marks.stars or self._marks.colour
        return round(self._signs().deviceIndependentSize().width()) + theme.GRID if drawn else 0

    def _signs(self) -> QPixmap:
        return signs(self._marks, theme.grown(_HEIGHT - theme.GRID, self), self.devicePixelRatioF())

    def _place(self) -> None:
        room = self._over.size()
        words = self.fontMetrics().horizontalAdvance(self._text)
        size = QSize(self._signs_width() + words + 3 * theme.GRID, theme.grown(_HEIGHT, self))
        size = size.boundedTo(room)
        self.setGeometry(
            (room.width() - size.width()) // 2,
            max(0, room.height() - size.height() - _ABOVE),
            size.width(),
            size.height(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Signs and words on a bed that the photo shines through a little."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bed = QColor(theme.colour("panel"))
        bed.setAlphaF(_VEIL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bed)
        painter.drawRoundedRect(self.rect(), 6, 6)
        left = theme.GRID + theme.GRID // 2
        if width := self._signs_width():
            high = self._signs().deviceIndependentSize().height()
            painter.drawPixmap(left - theme.GRID // 2, round((self.height() - high) / 2), self._signs())
            left += width - theme.GRID // 2
        painter.setPen(theme.colour("text"))
        room = QRect(left, 0, self.width() - left - theme.GRID, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._text)
