"""The table of actions made into Qt's: one ``QAction`` a row, with its shortcuts, in its menu.

The menus say which action was asked for; who carries it out is the window's affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from reviewer import words
from reviewer.scoring.table import BUILT_IN
from reviewer.ui.keys.actions import ACTIONS, GRID, LOUPE, MENUS, Action, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from reviewer.ui.keys.keymap import Keymap


class Menus(QObject):
    """The window's actions, with the keys of the view it shows.

    Args:
        keymap: The keys in force.

    Signals:
        requested(str): The user asked for the action of this id.
    """

    requested = Signal(str)

    def __init__(self, keymap: Keymap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._rows = {
            row.id: row for row in ACTIONS if row.menu or (not row.held and (LOUPE in row.keys or GRID in row.keys))
        }
        self._actions = {name: self._made(row) for name, row in self._rows.items()}
        self._view = LOUPE
        self._facts: frozenset[str] = frozenset()
        keymap.changed.connect(self._give_keys)
        self._give_keys()

    @property
    def actions(self) -> list[QAction]:
        """All of them, to be added to the widget in which their keys work."""
        return list(self._actions.values())

    def fill(self, bar: QMenuBar, submenus: Mapping[str, QMenu]) -> None:
        """Put the actions into a menu bar; each of ``submenus`` stands above the action it is named for."""
        for name in MENUS:
            menu = bar.addMenu(f"&{name}")
            for row in ACTIONS:
                if row.menu == name:
                    if row.id in submenus:
                        menu.addMenu(submenus[row.id])
                    menu.addAction(self._actions[row.id])
                    if row.ends_section:
                        menu.addSeparator()

    def set_facts(self, facts: Iterable[str]) -> None:
        """Enable what makes sense: an action whose need is among the facts, or that has none."""
        self._facts = frozenset(facts)
        self._enable()

    def set_view(self, view: str) -> None:
        """Another view, ``LOUPE`` or ``GRID``, is shown: its keys are in force, and only its actions make sense."""
        self._view = view
        self._give_keys()
        self._enable()

    def set_checked(self, name: str, *, checked: bool) -> None:
        """Show a state without asking for it."""
        self._actions[name].setChecked(checked)

    def trigger(self, name: str) -> bool:
        """Ask for an action by a key that Qt itself did not know for its own.

        Returns:
            Whether there is such an action and it makes sense now.
        """
        action = self._actions.get(name)
        if action is None or not action.isEnabled():
            return False
        action.trigger()
        return True

    def _made(self, row: Action) -> QAction:
        action = QAction(row.text, self)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        action.setAutoRepeat(row.repeats)
        action.triggered.connect(lambda: self.requested.emit(row.id))
        return action

    def _give_keys(self) -> None:
        keys = self._keymap.keys(self._view)
        for name, action in self._actions.items():
            wanted = keys.get(name, ())
            action.setShortcuts([QKeySequence(key) for key in wanted])
            text = self._rows[name].text
            action.setText(f"{text}\t{spoken(wanted[0])}" if wanted else text)  # Qt would write Right and Ctrl+Return

    def _enable(self) -> None:
        for name, row in self._rows.items():
            works_here = not row.keys or self._view in row.keys
            self._actions[name].setEnabled(works_here and (not row.needs or row.needs in self._facts))


class SortMenu(QMenu):
    """By what the strip is sorted.

    Signals:
        order_requested(str): ``time``, ``name`` or a metric.
    """

    order_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(words.text("sort_by"), parent)
        self._group = QActionGroup(self)

    def set_choices(self, choices: Iterable[tuple[str, str]], chosen: str) -> None:
        """Offer keys with their titles."""
        self.clear()
        for key, title in choices:
            action = self.addAction(title)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            self._group.addAction(action)
            action.triggered.connect(lambda _checked=False, key=key: self.order_requested.emit(key))


class MetricsMenu(QMenu):
    """Which scores are computed: any of those offered, each with what it judges, and the way to the others.

    Signals:
        metrics_chosen(tuple[str, ...]): These, in the order offered.
        more_requested: The user wants to see all there are.
    """

    metrics_chosen = Signal(tuple)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(words.text("score_by"), parent)
        self.setToolTipsVisible(True)
        self._rows: dict[str, QAction] = {}

    def set_choices(self, choices: Iterable[tuple[str, str, str]], chosen: Sequence[str]) -> None:
        """Offer metrics as (name, title, what it judges)."""
        self.clear()
        self._rows = {}
        for name, title, judges in choices:
            action = self.addAction(title)
            action.setToolTip(judges)
            action.setCheckable(True)
            action.setChecked(name in chosen)
            action.setEnabled(name != BUILT_IN)
            action.triggered.connect(self._tell)
            self._rows[name] = action
        self.addSeparator()
        self.addAction(words.text("models_link")).triggered.connect(self.more_requested)

    def _tell(self) -> None:
        self.metrics_chosen.emit(tuple(name for name, action in self._rows.items() if action.isChecked()))


class RecentMenu(QMenu):
    """The folders opened last.

    Signals:
        folder_requested(Path): Open this one.
    """

    folder_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(words.text("recent"), parent)

    def set_folders(self, folders: Sequence[Path]) -> None:
        """Offer these, the last first."""
        self.clear()
        for folder in folders:
            action = self.addAction(words.safe(str(folder)).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, folder=folder: self.folder_requested.emit(folder))
        self.setEnabled(bool(folders))
