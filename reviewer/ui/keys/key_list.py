"""The list in the key editor: each action with its keys, narrowed down by name or by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.keys.actions import spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtWidgets import QWidget

    from reviewer.ui.keys.actions import Action

_ID = Qt.ItemDataRole.UserRole


class KeyList(QTreeWidget):
    """Shows actions; one of them is the current one.

    Signals:
        action_chosen(str): Another action, by its id, is current; empty for none.
        change_requested: The user wants to change the current one's key.
    """

    action_chosen = Signal(str)
    change_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(3)
        self.setHeaderLabels([words.text("key_action"), words.text("key_keys"), ""])
        self.setAccessibleName(words.text("change_keys"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.setTabKeyNavigation(False)
        self.currentItemChanged.connect(lambda item: self.action_chosen.emit(item.data(0, _ID) if item else ""))
        self.itemActivated.connect(lambda _item: self.change_requested.emit())

    def show_rows(self, rows: Sequence[tuple[Action, tuple[str, ...], bool]]) -> None:
        """Show actions with their keys and whether these were changed; the current action stays current."""
        here = self.current
        self.blockSignals(True)
        self.clear()
        for action, keys, changed in rows:
            self.addTopLevelItem(self._item(action, keys, changed=changed))
        self.blockSignals(False)
        self.choose(here)

    def _item(self, action: Action, keys: tuple[str, ...], *, changed: bool) -> QTreeWidgetItem:
        texts = [
            action.text,
            "   ".join(dict.fromkeys(map(spoken, keys))),
            words.text("key_changed") if changed else "",
        ]
        item = QTreeWidgetItem(texts)
        item.setData(0, _ID, action.id)
        item.setSizeHint(0, QSize(0, theme.line_height(self) + theme.GRID))
        if changed:
            item.setFont(1, theme.scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        return item

    def narrow(self, name: str, found: Collection[str] | None) -> None:
        """Hide what a name does not occur in, and, if there are any found by a key, whatever is not among them."""
        for item in self._items():
            fits = name.casefold() in item.text(0).casefold() and (found is None or item.data(0, _ID) in found)
            item.setHidden(not fits)
        seen = [item for item in self._items() if not item.isHidden()]
        if self.currentItem() not in seen:
            if seen:
                self.setCurrentItem(seen[0])
            else:
                self.setCurrentIndex(QModelIndex())

    @property
    def current(self) -> str:
        """The current action's id; empty for none."""
        item = self.currentItem()
        return str(item.data(0, _ID)) if item else ""

    def choose(self, action: str) -> None:
        """Make an action current; the first if it is not there."""
        items = self._items()
        wanted = next((item for item in items if item.data(0, _ID) == action), items[0] if items else None)
        if wanted is not None:
            self.setCurrentItem(wanted)
            self.scrollToItem(wanted)

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]
