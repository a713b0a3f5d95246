"""The key editor: every action with its keys, from the table; any of them can be changed, and a clash is said at once.

A change is in force and kept at once. One place or all of them may be chosen; in "everywhere" a change counts in each
view the action works in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.keys import key_files
from reviewer.ui.keys.actions import VIEWS, spoken
from reviewer.ui.keys.key_field import KeyField
from reviewer.ui.keys.key_list import KeyList
from reviewer.ui.keys.key_question import Question
from reviewer.ui.standing_dialog import StandingDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from reviewer.ui.keys.actions import Action
    from reviewer.ui.keys.keymap import Keymap

_WIDTH, _HEIGHT = 100, 42  # characters and lines
_TWINS = ("Return", "Enter")  # the large key and the keypad's: one key to most people


class KeyEditor(StandingDialog):
    """Shows and changes the keys of a keymap.

    Args:
        keymap: Changed and saved at once.
        parent: The window it belongs to.
    """

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(words.text("change_keys"), _WIDTH, _HEIGHT, parent)
        self._keymap = keymap
        self._rows = {row.id: row for row in keymap.rows}
        self._adding = False
        self._places = QComboBox()
        self._presets = QComboBox()
        self._name = QLineEdit(placeholderText=words.text("key_search"), clearButtonEnabled=True)
        self._finder = KeyField(words.text("key_find"))
        self._list = KeyList()
        self._title = QLabel()
        self._keys = QHBoxLayout()
        self._set = self._button("key_set", lambda: self._begin(adding=False))
        self._add = self._button("key_add", lambda: self._begin(adding=True))
        self._reset = self._button("key_reset", self._reset_one)
        self._field = KeyField(words.text("key_press"))
        self._question = Question(self._list)
        self._sought = ""
        self._lay_out()
        self._connect()
        self._show_rows()
        self._list.setFocus()

    def _lay_out(self) -> None:
        self._places.addItem(words.text("everywhere"), VIEWS)
        for view in VIEWS:
            self._places.addItem(words.text(f"view_{view}"), (view,))
        self._presets.addItem("Lightroom", key_files.LIGHTROOM)
        for name, preset in key_files.presets().items():
            self._presets.addItem(preset.title, name)
        self._presets.setCurrentIndex(max(0, self._presets.findData(self._keymap.preset)))
        self._name.setAccessibleName(words.text("key_search"))
        self._title.setFont(theme.scaled(self._title.font(), 1.1, QFont.Weight.DemiBold))
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID)
        column.addLayout(self._head())
        column.addWidget(self._list, 1)
        column.addLayout(self._foot())
        column.addWidget(self._question)
        column.addLayout(_row(self._button("keys_reset", self._ask_reset), None, self.close_button()))

    def _head(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID)
        for at, (code, box) in enumerate((("keys_in", self._places), ("keys_like", self._presets))):
            label = QLabel(words.text(code))
            label.setBuddy(box)
            box.setAccessibleName(words.text(code))
            grid.addWidget(label, 0, 2 * at)
            grid.addWidget(box, 0, 2 * at + 1)
            grid.setColumnStretch(2 * at + 1, 1)
        grid.addWidget(self._name, 1, 0, 1, 2)
        grid.addWidget(self._finder, 1, 2, 1, 2)
        return grid

    def _foot(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self._keys.setSpacing(theme.GRID)
        column.addLayout(_row(self._title, self._keys, None))
        column.addLayout(_row(self._set, self._add, self._reset, self._field))
        policy = self._field.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._field.setSizePolicy(policy)
        self._field.hide()
        return column

    def _button(self, code: str, slot: Callable[[], object]) -> QPushButton:
        made = QPushButton(words.text(code), autoDefault=False)
        made.clicked.connect(slot)
        return made

    def _connect(self) -> None:
        self._places.currentIndexChanged.connect(self._show_rows)
        self._presets.activated.connect(self._choose_preset)
        self._name.textChanged.connect(self._narrow)
        self._finder.key_pressed.connect(self._seek)
        self._finder.given_up.connect(lambda: self._seek(""))
        self._list.action_chosen.connect(self._show_action)
        self._list.change_requested.connect(lambda: self._begin(adding=False))
        self._field.key_pressed.connect(self._take_key)
        self._field.given_up.connect(self._end_taking)

    # What is shown

    @property
    def _views(self) -> tuple[str, ...]:
        return tuple(self._places.currentData())

    def _works_in(self, row: Action) -> list[str]:
        return [view for view in self._views if view in row.views]

    def _keys_of(self, row: Action) -> tuple[str, ...]:
        keys = (key for view in self._works_in(row) for key in self._keymap.keys(view).get(row.id, ()))
        return tuple(dict.fromkeys(keys))

    def _changed(self, row: Action) -> bool:
        keys, usual = self._keymap.keys, self._keymap.usual
        return any(keys(view).get(row.id, ()) != usual(view, row.id) for view in self._works_in(row))

    def _show_rows(self) -> None:
        rows = [row for row in self._rows.values() if self._works_in(row)]
        self._list.show_rows([(row, self._keys_of(row), self._changed(row)) for row in rows])
        self._narrow()

    def _narrow(self) -> None:
        found = None
        if self._sought:
            owners = (self._keymap.owner(view, self._sought) for view in self._views)
            found = {owner for owner in owners if owner}
        self._list.narrow(self._name.text(), found)

    def _seek(self, key: str) -> None:
        self._sought = key
        self._narrow()

    def _show_action(self, name: str) -> None:
        self._question.withdraw()
        self._end_taking()
        row = self._rows.get(name)
        self._title.setText(row.text.rstrip("…") if row else "")
        while (item := self._keys.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for key in dict.fromkeys(map(spoken, self._keys_of(row) if row else ())):
            remove = QPushButton(f"{key}   ✕", autoDefault=False)
            remove.setAccessibleName(words.text("key_remove").format(key=key))
            remove.setToolTip(words.text("key_remove").format(key=key))
            remove.clicked.connect(lambda _checked=False, key=key: self._remove(key))
            self._keys.addWidget(remove)
        for button in (self._set, self._add):
            button.setEnabled(row is not None)
        self._reset.setEnabled(row is not None and self._changed(row))

    # What the user wishes

    def _begin(self, *, adding: bool) -> None:
        if self._list.current:
            self._question.withdraw()
            self._adding = adding
            self._field.clear()
            self._field.show()
            self._field.setFocus()

    def _end_taking(self) -> None:
        if self._field.hasFocus():
            self._list.setFocus()
        self._field.hide()

    def _take_key(self, key: str) -> None:
        row = self._rows[self._list.current]
        self._end_taking()
        new = _twins(key)
        keys = self._now(row)
        self._wish(
            row, {view: (*(key for key in of if self._adding and key not in new), *new) for view, of in keys.items()}
        )

    def _remove(self, printed: str) -> None:
        row = self._rows[self._list.current]
        keys = self._now(row)
        self._list.setFocus()
        self._wish(row, {view: tuple(key for key in of if spoken(key) != printed) for view, of in keys.items()})

    def _now(self, row: Action) -> dict[str, tuple[str, ...]]:
        return {view: self._keymap.keys(view).get(row.id, ()) for view in self._works_in(row)}

    def _reset_one(self) -> None:
        row = self._rows[self._list.current]
        self._list.setFocus()
        self._wish(row, {view: self._keymap.usual(view, row.id) for view in self._works_in(row)})

    def _wish(self, row: Action, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Give an action these keys by view: at once, or after the user has seen what others lose."""
        if row.kept and not all(keys.values()):
            self._question.say(words.text("key_kept").format(action=row.text))
            return
        clashes = [
            (view, key, self._rows[owner])
            for view, of in keys.items()
            for key in of
            if (owner := self._keymap.owner(view, key)) and owner != row.id
        ]
        for view, _key, other in clashes:
            if other.kept and set(self._keymap.keys(view)[other.id]) <= set(keys[view]):
                self._question.say(words.text("key_kept").format(action=other.text))
                return
        if clashes:
            self._question.ask(_cost(clashes), words.text("key_take"), lambda: self._give(row, keys))
        else:
            self._give(row, keys)

    def _give(self, row: Action, keys: Mapping[str, tuple[str, ...]]) -> None:
        for view, of in keys.items():
            self._keymap.give(view, row.id, of)
        self._keep()

    def _ask_reset(self) -> None:
        self._question.ask(words.text("keys_reset_all"), words.text("keys_reset"), self._reset_all)

    def _reset_all(self) -> None:
        self._keymap.reset()
        self._keep()

    def _choose_preset(self) -> None:
        self._keymap.choose_preset(str(self._presets.currentData()))
        self._keep()

    def _keep(self) -> None:
        self._show_rows()
        self._show_action(self._list.current)
        try:
            self._keymap.save()
        except OSError as error:
            self._question.say(words.text("keys_not_kept").format(detail=error.strerror or ""))


def _twins(key: str) -> tuple[str, ...]:
    """A key with its twin on the keypad, if that is another name for it."""
    before, plus, last = key.rpartition("+")
    return tuple(before + plus + twin for twin in _TWINS) if last in _TWINS else (key,)


def _cost(clashes: Iterable[tuple[str, str, Action]]) -> str:
    """What others lose, an action a sentence."""
    sentences = (
        words.text("key_taken").format(key=spoken(key), action=other.text.rstrip("…")) for _view, key, other in clashes
    )
    return " ".join(dict.fromkeys(sentences))


def _row(*parts: QWidget | QHBoxLayout | None) -> QHBoxLayout:
    """Parts side by side; None is room that stretches."""
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for part in parts:
        if part is None:
            row.addStretch(1)
        elif isinstance(part, QWidget):
            row.addWidget(part)
        else:
            row.addLayout(part)
    return row
