"""A sentence in the key editor, and the question it may be: what a wish would cost, to be taken or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable


class Question(QWidget):
    """One line that is always there, so that nothing jumps; empty while there is nothing to say.

    Args:
        home: What gets the focus back once a question is answered. No focus proxy: Tab would go there from here.
        parent: The widget it is part of.

    Signals:
        withdrawn: It says nothing any more.
    """

    withdrawn = Signal()

    def __init__(self, home: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._text = QLabel(wordWrap=True)
        self._take = QPushButton(words.text("key_take"))
        self._leave = QPushButton(words.text("key_leave"))
        self._wish: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self._text, 1)
        for button in (self._take, self._leave):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.setMinimumHeight(self._take.sizeHint().height())
        self._take.clicked.connect(self._grant)
        self._leave.clicked.connect(self.withdraw)
        self.withdraw()

    def say(self, sentence: str) -> None:
        """Say something that needs no answer."""
        self.withdraw()
        self._text.setText(sentence)

    def ask(self, sentence: str, answer: str, wish: Callable[[], object]) -> None:
        """Ask, with the focus on the answer that grants it.

        Args:
            sentence: What it would cost.
            answer: What it is to have it all the same.
            wish: Called for that answer.
        """
        self._wish = wish
        self._text.setText(sentence)
        self._take.setText(answer)
        for button in (self._take, self._leave):
            button.setAccessibleDescription(sentence)
            button.show()
        self._take.setFocus()

    def withdraw(self) -> None:
        """Say nothing any more; what was asked is left."""
        had_focus = self._take.hasFocus() or self._leave.hasFocus()
        self._wish = None
        self._text.clear()
        self._take.hide()
        self._leave.hide()
        if had_focus:
            self._home.setFocus()
        self.withdrawn.emit()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _grant(self) -> None:
        wish = self._wish
        self.withdraw()
        if wish is not None:
            wish()
