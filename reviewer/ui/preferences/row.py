"""One setting on a page of the preferences: its words, its control, and the way back to what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.preferences.controls import control, said

if TYPE_CHECKING:
    from reviewer.settings import Setting, Value


_LABEL = 18  # characters a line of a label holds at the least


class Row(QObject):
    """Lays its parts into the page's grid: words, control, way back; below them what else there is to say.

    Args:
        setting: The row of the table.
        grid: Of the page, three columns wide.
        ready: The metrics that can be computed here; None while that is not known.

    Signals:
        chosen(Value): The user chose this for it.
    """

    chosen = Signal(object)

    def __init__(self, setting: Setting, grid: QGridLayout, ready: frozenset[str] | None, parent: QObject) -> None:
        super().__init__(parent)
        self.setting = setting
        self.control = control(setting, ready)
        self._back = QToolButton()
        self._back.setText(words.text("set_back"))
        back_to = words.text("set_back_to").format(what=setting.text, value=said(setting, setting.default))
        self._back.setToolTip(theme.tip(back_to))
        self._back.setAccessibleName(back_to)
        size = self._back.sizePolicy()
        size.setRetainSizeWhenHidden(True)  # nothing jumps when it comes
        self._back.setSizePolicy(size)
        self._back.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._back.clicked.connect(self._set_back)
        self.control.chosen.connect(self.chosen)
        self._lay_out(grid)

    def _lay_out(self, grid: QGridLayout) -> None:
        at, top = grid.rowCount(), Qt.AlignmentFlag.AlignTop
        said_more = " ".join(part for part in (self.setting.more, self._later()) if part)
        if isinstance(self.setting.default, bool):
            grid.addWidget(self.control, at, 0, 1, 2, top)
        else:
            label = QLabel(self.setting.text, wordWrap=True)
            label.setMinimumWidth(_LABEL * label.fontMetrics().averageCharWidth())
            several = isinstance(self.setting.default, tuple)
            grid.addWidget(label, at, 0, top if several else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self.control, at, 1, Qt.AlignmentFlag.AlignLeft | top)
        grid.addWidget(self._back, at, 2, Qt.AlignmentFlag.AlignRight | top)
        if said_more:
            more = QLabel(said_more, wordWrap=True)
            more.setProperty("quiet", True)
            grid.addWidget(more, at + 1, 0, 1, 3)
        grid.setRowMinimumHeight(at + 2, theme.GRID)
        self.control.set_name(self.setting.text, said_more)

    def _later(self) -> str:
        return words.text(f"later_{self.setting.later}") if self.setting.later else ""

    def show_value(self, value: Value) -> None:
        """Show what it is now."""
        self.control.show_value(value)
        self._back.setVisible(value != self.setting.default)

    def _set_back(self) -> None:
        self.control.setFocus()  # it is about to hide, and focus must not fall to the next best
        self.chosen.emit(self.setting.default)
