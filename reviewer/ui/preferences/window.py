"""The dialog of the preferences: a list of pages, and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reviewer import words
from reviewer.settings import GROUPS, TABLE
from reviewer.ui import theme
from reviewer.ui.preferences.controls import Metrics
from reviewer.ui.preferences.row import Row
from reviewer.ui.standing_dialog import StandingDialog

if TYPE_CHECKING:
    from reviewer.settings import Settings, Value

_WIDTH, _HEIGHT = 110, 34  # characters and lines


class Preferences(StandingDialog):
    """Shows every setting, and puts and saves what is changed.

    Args:
        settings: Shown as they are and become, whoever changes them.
        ready: The metrics that can be computed here; None while that is not known.
        parent: The window it belongs to.

    Signals:
        models_requested: The user wants to see all the metrics there are.
    """

    models_requested = Signal()

    def __init__(self, settings: Settings, ready: frozenset[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(words.text("preferences"), _WIDTH, _HEIGHT, parent)
        self._settings = settings
        self._ready = ready
        self._rows: dict[str, Row] = {}
        self._pages = QStackedWidget()
        self._list = QListWidget()
        self._trouble = QLabel(wordWrap=True)
        self._lay_out()
        self._stop = settings.listen(self._show)
        for name in self._rows:
            self._show(name)

    def _lay_out(self) -> None:
        for group, title in GROUPS.items():
            if any(row.group == group for row in TABLE.values()):
                self._list.addItem(title)
                self._pages.addWidget(self._page(group, title))
        self._list.setAccessibleName(words.text("preferences_pages"))
        self._list.setCurrentRow(0)
        self._list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._list.setSpacing(theme.GRID // 2)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + 4 * theme.GRID)
        self._trouble.setProperty("trouble", True)
        self._trouble.hide()
        row = QHBoxLayout()
        row.setSpacing(2 * theme.GRID)
        row.addWidget(self._list)
        row.addWidget(self._pages, 1)
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.GRID)
        column.addLayout(row, 1)
        column.addWidget(self._trouble)
        column.addWidget(self.close_button(), 0, Qt.AlignmentFlag.AlignRight)

    def _page(self, group: str, title: str) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.GRID, 0, theme.GRID, theme.GRID)
        column.setSpacing(2 * theme.GRID)
        heading = QLabel(title)
        heading.setFont(theme.scaled(heading.font(), 1.3, QFont.Weight.DemiBold))
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        grid.setColumnStretch(0, 1)
        for setting in TABLE.values():
            if setting.group == group:
                row = self._rows[setting.name] = Row(setting, grid, self._ready, self)
                if isinstance(row.control, Metrics):
                    row.control.more_requested.connect(self.models_requested)
                row.chosen.connect(lambda value, name=setting.name: self._put(name, value))
        column.addLayout(grid)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the focus scrolls it
        area.setWidget(page)
        return area

    def _put(self, name: str, value: Value) -> None:
        if value == self._settings.value(name):  # a field was left as it was
            return
        self._settings.put(name, value)
        self._show(name)
        try:
            self._settings.save()
        except OSError as error:
            self._trouble.setText(words.text("settings_not_kept").format(detail=error.strerror or ""))
            self._trouble.show()
        else:
            self._trouble.hide()

    def _show(self, name: str) -> None:
        if name in self._rows:
            self._rows[name].show_value(self._settings.value(name))

    def done(self, result: int) -> None:
        """Hear of no more changes."""
        self._stop()
        super().done(result)
