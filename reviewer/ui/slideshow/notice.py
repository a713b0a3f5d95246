"""Words that lie over the foot of the photo while something is amiss."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from reviewer.ui import theme

_WIDEST = 76  # characters a line, about: a sentence is read, not travelled along


class ShowNotice(QLabel):
    """A card at the foot of another widget, where it hides least."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._over = over
        self.setObjectName("showNotice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.scaled(self.font(), 1.2))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show these words until ``hide``."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Be in the middle of the foot."""
        room = self._over.rect().adjusted(0, 0, 0, -4 * theme.GRID)
        self.setFixedWidth(min(room.width() - 8 * theme.GRID, _WIDEST * self.fontMetrics().averageCharWidth()))
        self.adjustSize()
        self.move(room.center().x() - self.width() // 2, room.bottom() - self.height())
