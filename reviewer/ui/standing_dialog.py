"""A dialog that stays while one works in it: what is changed holds at once, so nothing is confirmed by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QPushButton, QWidget

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_SHARE = 0.9  # of the screen, at the most


class StandingDialog(QDialog):
    """Enter presses the button that has the focus, and no other; Esc and its button close it.

    Args:
        title: Of its window.
        characters: How many it is wide: with larger text it is a larger dialog.
        lines: How many it is high.
        parent: The window it belongs to.
    """

    def __init__(self, title: str, characters: int, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableSize() * _SHARE
        wide, high = characters * self.fontMetrics().averageCharWidth(), lines * theme.line_height(self)
        self.resize(min(room.width(), wide), min(room.height(), high))

    def close_button(self) -> QPushButton:
        """The button that closes it."""
        made = QPushButton(words.text("close"), autoDefault=False)
        made.clicked.connect(self.reject)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for buttons; a key that repeats itself presses none."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(button := self.focusWidget(), QAbstractButton) and not event.isAutoRepeat():
            button.click()
