"""Which key starts which action in which view, as it is in force now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from reviewer.ui.actions import ACTIONS, VIEWS, keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Keymap(QObject):
    """The keys of every view.

    Signals:
        changed: Other keys are in force.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = {view: keys_of(view) for view in VIEWS}

    def keys(self, view: str) -> Mapping[str, tuple[str, ...]]:
        """The keys of each action that has any in a view; the first is the one shown."""
        return {row.id: row.keys[view] for row in ACTIONS if row.keys.get(view)}

    def action(self, view: str, event: QKeyEvent) -> str | None:
        """What a pressed or released key starts in a view."""
        pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        actions = self._actions[view]
        return actions.get(pressed) or actions.get(event.text())
