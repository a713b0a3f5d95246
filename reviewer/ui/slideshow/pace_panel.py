"""How long, how boldly and in which order: the small panel that sets the slideshow's pace while it waits.

What is asked for takes effect at once, with what it comes to and what the scores are worth in it. A budget that cannot
be met is answered in words, with what can be done instead one press away; it is never silently cut down.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox

_Key = TypeVar("_Key")

_MODES = (("even", "pace_even"), ("evidence", "pace_evidence"), ("steep", "pace_steep"))
_ORDERS = ((False, "pace_as_taken"), (True, "pace_best_first"))
_NUMERIC = ("", ".", ",")
_WIDTH = 600  # px, so that changing words do not change the panel's width
_SPIN = 92  # px: "120.0 s" and its arrows


class PacePanel(QFrame):
    """Budget, mode, order, and how looks are weighed.

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
        self.setAccessibleName(words.text("pace"))
        self._by_minutes = QRadioButton(words.text("pace_finish"))
        self._by_stop = QRadioButton(words.text("pace_about"))
        self._minutes = QSpinBox(minimum=1, maximum=600, suffix=words.text("pace_min"), value=20)
        self._seconds = _seconds("pace_seconds")
        self._seconds.setRange(0.1, (TABLE["stop_seconds"].bounds or (0.0, 120.0))[1])
        self._look = _seconds("pace_look")
        self._look.setRange(*(TABLE["look_seconds"].bounds or (0.2, 30.0)))
        self._shortest = _seconds("pace_shortest", decimals=2, step=0.05)
        self._longest = _seconds("pace_longest", step=0.5)
        self._modes = _choice(self, _MODES)
        self._orders = _choice(self, _ORDERS)
        self._outcome = QLabel(wordWrap=True)
        self._promise = QLabel(wordWrap=True)
        self._all = QPushButton()
        self._some = QPushButton()
        self._go_on = QPushButton(words.text("pace_done"))
        self._wish = Wish()
        self._showing = False
        self._needed = 0.0
        self._reachable = 0
        self._lay_out()
        self._name()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * theme.GRID, 2 * theme.GRID, 3 * theme.GRID, 2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        grid.setHorizontalSpacing(2 * theme.GRID)
        time = QButtonGroup(self)
        time.addButton(self._by_minutes)
        time.addButton(self._by_stop)
        for row, (title, line) in enumerate((
            ("pace_time", _row(self._by_minutes, self._minutes, self._by_stop, self._seconds, _label("pace_a_stop"))),
            ("pace_weighed", _row(*self._modes.values())),
            ("pace_order", _row(*self._orders.values())),
            ("pace_looks", _row(
                _label("pace_most_in"), self._look, _label("pace_least"), self._shortest, _label("pace_most"),
                self._longest,
            )),
        )):  # fmt: skip
            grid.addWidget(_label(title), row, 0)
            grid.addLayout(line, row, 1)
        self._promise.setProperty("machine", True)
        for spin in (self._minutes, self._seconds, self._look, self._shortest, self._longest):
            spin.setFixedWidth(theme.grown(_SPIN, self))
            spin.lineEdit().setTextMargins(theme.GRID // 2, 0, 0, 0)  # a style sheet's padding does not reach it
        for label in (self._outcome, self._promise):
            grid.addWidget(label, grid.rowCount(), 0, 1, 2)
        buttons = _row(self._all, self._some)
        buttons.addWidget(self._go_on)
        grid.addLayout(buttons, grid.rowCount(), 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def _name(self) -> None:
        self._by_minutes.setAccessibleName(words.text("pace_minutes"))
        self._by_stop.setAccessibleName(words.text("pace_seconds"))
        self._minutes.setAccessibleName(words.text("pace_minutes"))
        self._minutes.setKeyboardTracking(False)
        self._look.setToolTip(theme.tip(words.text("pace_look_tip")))
        for mode, button in self._modes.items():
            button.setToolTip(theme.tip(words.text(f"pace_{mode}_tip")))
            button.setAccessibleDescription(words.text(f"pace_{mode}_tip"))
        for press in (self._all, self._some, self._go_on):
            press.setAutoDefault(True)  # Return presses the one with the focus, not only Space

    def _connect(self) -> None:
        self._minutes.valueChanged.connect(lambda minutes: self._ask(minutes=float(minutes)))
        self._seconds.valueChanged.connect(lambda seconds: self._ask(minutes=0.0, seconds=round(seconds, 2)))
        self._look.valueChanged.connect(lambda look: self._ask(look=round(look, 2)))
        self._shortest.valueChanged.connect(lambda at: self._ask(shortest=self._in_looks("shortest_look", at)))
        self._longest.valueChanged.connect(lambda at: self._ask(longest=self._in_looks("longest_look", at)))
        _when_on(self._by_minutes, lambda: self._ask(minutes=float(self._minutes.value())))
        _when_on(self._by_stop, lambda: self._ask(minutes=0.0))
        for mode, button in self._modes.items():
            _when_on(button, partial(self._ask, mode=mode))
        for order, button in self._orders.items():
            _when_on(button, partial(self._ask, best_first=order))
        for spin in (self._minutes, self._seconds, self._look, self._shortest, self._longest):
            spin.installEventFilter(self)
        self._all.clicked.connect(lambda: self._minutes.setValue(_whole_minutes(self._needed)))
        self._some.clicked.connect(lambda: self.first_stops_wanted.emit(self._reachable))
        self._go_on.clicked.connect(self.dismiss)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is no part of a number is a key of the slideshow, also while a number has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_key(event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _in_looks(self, row: str, seconds: float) -> float:
        """Seconds as a part of tau, within the bounds of a row of the settings."""
        low, high = TABLE[row].bounds or (0.0, 1.0)
        return min(high, max(low, round(seconds / self._wish.look, 4)))

    def show_wish(self, wish: Wish) -> None:
        """Set the controls without telling anyone."""
        self._showing = True
        self._wish = wish
        self._by_minutes.setChecked(wish.minutes > 0)
        self._by_stop.setChecked(wish.minutes <= 0)
        if wish.minutes > 0:
            self._minutes.setValue(round(wish.minutes))
        self._seconds.setValue(wish.dwell)
        self._look.setValue(wish.look)
        for spin, row, share in (
            (self._shortest, "shortest_look", wish.shortest), (self._longest, "longest_look", wish.longest),
        ):  # fmt: skip
            low, high = TABLE[row].bounds or (0.0, 1.0)
            spin.setRange(low * wish.look, high * wish.look)
            spin.setValue(share * wish.look)
        self._modes[wish.mode].setChecked(True)
        self._orders[wish.best_first].setChecked(True)
        self._showing = False

    def show_outcome(self, outcome: str | ImpossibleBudget, promise: str) -> None:
        """Say what the present wish comes to and what the scores add, or what to do where it cannot be met."""
        impossible = isinstance(outcome, ImpossibleBudget)
        self._outcome.setText(words.problem(outcome) if isinstance(outcome, ImpossibleBudget) else outcome)
        self._promise.setText(promise)
        self._promise.setVisible(not impossible)
        if isinstance(outcome, ImpossibleBudget):
            self._needed, self._reachable = outcome.needed, outcome.reachable
            self._all.setText(words.text("pace_take").format(minutes=_whole_minutes(outcome.needed)))
            self._some.setText(words.text("pace_first").format(stops=words.count(outcome.reachable, "stop")))
        self._all.setVisible(impossible)
        self._some.setVisible(impossible and self._reachable > 0)

    def fit(self) -> None:
        """Take the room that the words need."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 -- for the type checker; it was made with this panel
        self.setFixedWidth(max(theme.grown(_WIDTH, self), layout.minimumSize().width()))
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def open(self) -> None:
        """Come up with the focus where the change is likeliest."""
        self.show()
        self.raise_()
        self._likeliest.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def _likeliest(self) -> QAbstractSpinBox:
        return self._minutes if self._by_minutes.isChecked() else self._seconds

    def dismiss(self) -> None:
        """Go away; a number that is half typed counts."""
        if self.isVisible():
            for spin in (self._minutes, self._seconds, self._look, self._shortest, self._longest):
                spin.interpretText()
            self.hide()
            self.closed.emit()

    def _ask(self, **changes: object) -> None:
        wish: Wish = replace(self._wish, **changes)  # type: ignore[arg-type]  # each caller names a field and its type
        if self._showing or wish == self._wish:
            return
        self.show_wish(wish)
        self.wished.emit(wish)


def _seconds(name: str, *, decimals: int = 1, step: float = 0.1) -> QDoubleSpinBox:
    spin = QDoubleSpinBox(decimals=decimals, singleStep=step, suffix=" s")
    spin.setAccessibleName(words.text(name))
    spin.setKeyboardTracking(False)
    return spin


def _is_key(event: QKeyEvent) -> bool:
    return event.text().isprintable() and event.text() not in _NUMERIC and not event.text().isdecimal()


def _label(code: str) -> QLabel:
    return QLabel(words.text(code))


def _whole_minutes(seconds: float) -> int:
    """Minutes in which so many seconds find room."""
    return -int(-seconds // 60)


def _when_on(button: QAbstractButton, slot: Callable[[], object]) -> None:
    button.toggled.connect(lambda on: slot() if on else None)


def _choice(parent: QWidget, rows: tuple[tuple[_Key, str], ...]) -> dict[_Key, QRadioButton]:
    group = QButtonGroup(parent)
    buttons = {key: QRadioButton(words.text(code)) for key, code in rows}
    for button in buttons.values():
        group.addButton(button)
    return buttons


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
