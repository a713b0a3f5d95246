"""Which key starts which action in which view, as it is in force now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer import paths
from reviewer.ui.keys import key_files, layouts
from reviewer.ui.keys.actions import ACTIONS, VIEWS
from reviewer.ui.keys.key_files import LIGHTROOM, Choice, Preset
from reviewer.ui.keys.key_layers import in_force

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from reviewer.ui.keys.actions import Action
    from reviewer.ui.keys.key_layers import Layer


class Keymap(QObject):
    """The keys of every view: the table's, as a preset and the user changed them.

    Args:
        choice: What the user chose before.
        file: Where ``save`` keeps what is chosen; None for the configuration folder.
        rows: The table of actions.

    Signals:
        changed: Other keys are in force.
    """

    changed = Signal()

    def __init__(
        self,
        choice: Choice | None = None,
        file: Path | None = None,
        rows: Sequence[Action] = ACTIONS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._file = file or paths.config_folder() / "keys.json"
        self.rows = rows
        choice = choice or Choice()
        self._preset = choice.preset
        self._own = {view: dict(actions) for view, actions in choice.keys.items()}
        self._usual: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
        self._lay()

    @classmethod
    def load(cls, parent: QObject | None = None) -> Keymap:
        """The keys as the user left them."""
        file = paths.config_folder() / "keys.json"
        return cls(key_files.read(file), file, parent=parent)

    def save(self) -> None:
        """Keep what differs from the preset.

        Raises:
            OSError: The folder cannot be written.
        """
        key_files.write(self._file, Choice(self._preset, {view: own for view, own in self._own.items() if own}))

    def keys(self, view: str) -> Mapping[str, tuple[str, ...]]:
        """The keys of each action that has any in a view; the first is the one shown."""
        return {name: keys for name, keys in self._keys[view].items() if keys}

    def usual(self, view: str, action: str) -> tuple[str, ...]:
        """The keys an action has in a view where the user changed nothing."""
        return self._usual[view].get(action, ())

    def action(self, view: str, event: QKeyEvent) -> str | None:
        """What a pressed or released key starts in a view."""
        actions = self._actions[view]
        for key in layouts.spellings(event):
            if key in actions:
                return actions[key]
        return actions.get(layouts.by_place(event))

    def owner(self, view: str, key: str) -> str | None:
        """The action that a key, spelled as in the table, starts in a view."""
        return self._actions[view].get(key)

    def give(self, view: str, action: str, keys: Sequence[str]) -> None:
        """Have an action started by these keys and no others; who had one of them loses it."""
        own = self._own.setdefault(view, {})
        for name, others in self._keys[view].items():
            if name != action and any(key in keys for key in others):
                own[name] = tuple(key for key in others if key not in keys)
        own[action] = tuple(keys)
        self._lay()
        self.changed.emit()

    def reset(self) -> None:
        """Forget everything the user changed; the preset stays."""
        self._own = {}
        self._lay()
        self.changed.emit()

    @property
    def preset(self) -> str:
        """The id of the preset in force, ``LIGHTROOM`` for none."""
        return self._preset

    def choose_preset(self, preset: str) -> None:
        """Have the keys of another program, under what the user changed."""
        self._preset = preset
        self._lay()
        self.changed.emit()

    def _lay(self) -> None:
        below = self._below()
        self._usual = in_force(self.rows, below)
        known = {row.id for row in self.rows}
        for view in VIEWS:  # what differs, and what a newer version knows
            own = self._own.get(view, {})
            self._own[view] = {
                name: keys for name, keys in own.items() if name not in known or keys != self.usual(view, name)
            }
        self._keys = in_force(self.rows, [self._own, *below])
        self._actions = {
            view: {key: name for name, keys in actions.items() for key in keys} for view, actions in self._keys.items()
        }

    def _below(self) -> list[Layer]:
        if self._preset == LIGHTROOM:
            return []
        found: Preset | None = key_files.presets().get(self._preset)
        return [found.keys] if found else []
