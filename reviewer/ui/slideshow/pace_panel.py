"""How long, how boldly and in which order: the small panel that sets the slideshow's pace while it waits.

What is asked for takes effect at once. A budget that cannot be met is answered in words, with what can be done instead
one press away; it is never silently cut down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from reviewer import words
from reviewer.errors import ImpossibleBudget
from reviewer.settings import TABLE
from reviewer.ui import theme
from reviewer.ui.slideshow.programme import Wish

_Key = TypeVar("_Key")

_MODES = (("even", "Even"), ("evidence", "By evidence"), ("steep", "Steep"))
_ORDERS = ((False, "As taken"), (True, "Best first"))


class PacePanel(QFrame):
    """Budget, mode and order.

    Signals:
        wished(Wish): Something was changed.
        first_stops_wanted(int): Show only so many stops now, the rest later.
        closed(): Done here; play on.
    """

    wished = Signal(object)
    first_stops_wanted = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("pacePanel")
        self._by_minutes = QRadioButton("Finish in")
        self._by_look = QRadioButton("About")
        self._minutes = QSpinBox(minimum=1, maximum=600, suffix=" min", value=20)
        self._look = QDoubleSpinBox(decimals=1, singleStep=0.1, suffix=" s")
        low, high = TABLE["look_seconds"].bounds or (0.2, 30.0)
        self._look.setRange(low, high)
        self._modes = _choice(self, _MODES)
        self._orders = _choice(self, _ORDERS)
        self._summary = QLabel(wordWrap=True)
        self._summary.setProperty("quiet", True)
        self._all = QPushButton()
        self._some = QPushButton()
        self._wish = Wish(0, 1.5, "evidence", best_first=False)
        self._needed = 0.0
        self._reachable = 0
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        grid.setHorizontalSpacing(theme.GRID)
        time = QButtonGroup(self)
        time.addButton(self._by_minutes)
        time.addButton(self._by_look)
        grid.addWidget(QLabel("Time"), 0, 0)
        grid.addLayout(_row(self._by_minutes, self._minutes, self._by_look, self._look, QLabel("a stop")), 0, 1)
        grid.addWidget(QLabel("Pace"), 1, 0)
        grid.addLayout(_row(*self._modes.values()), 1, 1)
        grid.addWidget(QLabel("Order"), 2, 0)
        grid.addLayout(_row(*self._orders.values()), 2, 1)
        grid.addWidget(self._summary, 3, 0, 1, 2)
        grid.addLayout(_row(self._all, self._some), 4, 0, 1, 2)
        self._minutes.setAccessibleName("Finish in so many minutes")
        self._look.setAccessibleName("Seconds a stop")

    def _connect(self) -> None:
        for button in (self._by_minutes, *self._modes.values(), *self._orders.values()):
            button.toggled.connect(self._changed)
        self._minutes.valueChanged.connect(self._minutes_changed)
        self._look.valueChanged.connect(self._look_changed)
        self._all.clicked.connect(lambda: self._minutes.setValue(-int(-self._needed // 60)))
        self._some.clicked.connect(lambda: self.first_stops_wanted.emit(self._reachable))

    def show_wish(self, wish: Wish) -> None:
        """Set the controls without telling anyone."""
        self.blockSignals(True)
        self._by_minutes.setChecked(wish.minutes > 0)
        self._by_look.setChecked(wish.minutes <= 0)
        if wish.minutes > 0:
            self._minutes.setValue(round(wish.minutes))
        self._look.setValue(wish.look)
        self._modes[wish.mode].setChecked(True)
        self._orders[wish.best_first].setChecked(True)
        self._wish = wish
        self.blockSignals(False)

    def show_outcome(self, outcome: str | ImpossibleBudget) -> None:
        """Say what the present wish comes to, or what to do where it cannot be met."""
        impossible = isinstance(outcome, ImpossibleBudget)
        self._summary.setText(words.problem(outcome) if isinstance(outcome, ImpossibleBudget) else outcome)
        if isinstance(outcome, ImpossibleBudget):
            self._needed, self._reachable = outcome.needed, outcome.reachable
            self._all.setText(f"Take {-int(-outcome.needed // 60)} min")
            self._some.setText(f"First {words.count(outcome.reachable, 'stop')} now")
        self._all.setVisible(impossible)
        self._some.setVisible(impossible and self._reachable > 0)
        self.adjustSize()

    def open(self) -> None:
        """Come up with the focus where the change is likeliest."""
        self.show()
        self.raise_()
        (self._minutes if self._by_minutes.isChecked() else self._look).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Go away."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _minutes_changed(self) -> None:
        if self._by_minutes.isChecked():
            self._changed()
        else:
            self._by_minutes.setChecked(True)

    def _look_changed(self) -> None:
        if self._by_look.isChecked():
            self._changed()
        else:
            self._by_look.setChecked(True)

    def _changed(self) -> None:
        wish = replace(
            self._wish,
            minutes=float(self._minutes.value()) if self._by_minutes.isChecked() else 0.0,
            look=round(self._look.value(), 2),
            mode=next(mode for mode, button in self._modes.items() if button.isChecked()),
            best_first=next(order for order, button in self._orders.items() if button.isChecked()),
        )
        if wish != self._wish:
            self._wish = wish
            self.wished.emit(wish)


def _choice(parent: QWidget, rows: tuple[tuple[_Key, str], ...]) -> dict[_Key, QRadioButton]:
    group = QButtonGroup(parent)
    buttons = {key: QRadioButton(text) for key, text in rows}
    for button in buttons.values():
        group.addButton(button)
    next(iter(buttons.values())).setChecked(True)
    return buttons


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
