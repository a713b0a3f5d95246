"""A field that is not typed into: it takes one key, whichever it is, and says its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLineEdit

from reviewer.ui.keys import layouts
from reviewer.ui.keys.actions import spoken

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget


class KeyField(QLineEdit):
    """Waits for a key.

    Tab leaves it as it leaves any other field; Esc gives it up.

    Signals:
        key_pressed(str): This key, in the spelling of the table of actions.
        given_up: None, after all.
    """

    key_pressed = Signal(str)
    given_up = Signal()

    def __init__(self, invitation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText(invitation)
        self.setAccessibleName(invitation)

    def event(self, event: QEvent) -> bool:
        """Take every key before shortcuts, and buttons that answer to Enter, see it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say which it was; a lone modifier is none yet."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.clear()
            self.given_up.emit()
        elif key := layouts.pressed(event):
            self.setText(spoken(key))
            self.key_pressed.emit(key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """There is nothing to paste."""
        event.accept()
