"""One control for each type of value: it shows a value, and says when the user chose another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from reviewer import words
from reviewer.scoring.choice import in_force, kept, offered, title_here
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtGui import QWheelEvent

    from reviewer.settings import Setting, Value

_DECIMALS = 2
_FINE = 1.0  # below this bound a number is turned in hundredths


class Control(QWidget):
    """Shows one setting.

    Signals:
        chosen(Value): The user chose this.
    """

    chosen = Signal(object)

    def __init__(self, part: QWidget, *more: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        for widget in (part, *more):
            row.addWidget(widget)
        self._part = part
        self.setFocusProxy(part)

    def show_value(self, value: Value) -> None:
        """Show a value without saying so."""
        raise NotImplementedError

    def set_name(self, name: str, description: str) -> None:
        """Say to a screen reader what it is."""
        self._part.setAccessibleName(name)
        self._part.setAccessibleDescription(description)


class _Flag(Control):
    def __init__(self, setting: Setting) -> None:
        self._box = QCheckBox(setting.text.replace("&", "&&"))
        super().__init__(self._box)
        self._box.clicked.connect(lambda on: self.chosen.emit(on))  # noqa: PLW0108 - connected directly, the bool is lost

    def show_value(self, value: Value) -> None:
        self._box.setChecked(bool(value))


class _Whole(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page."""
        event.ignore()


class _Decimal(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page."""
        event.ignore()

    def textFromValue(self, value: float) -> str:
        """As few decimals as it takes."""
        return self.locale().toString(value, "g", 6)


class _List(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page."""
        event.ignore()


class _Number(Control):
    def __init__(self, setting: Setting) -> None:
        whole = isinstance(setting.default, int)
        low, high = setting.bounds or (0.0, 0.0)
        self._box: QSpinBox | QDoubleSpinBox
        if whole:
            self._box = _Whole(minimum=int(low), maximum=int(high))
            self._box.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        else:
            self._box = _Decimal(decimals=_DECIMALS, minimum=low, maximum=high)
            self._box.setSingleStep(0.05 if high <= _FINE else 0.5)
        self._box.lineEdit().setTextMargins(theme.GRID // 2, 0, 0, 0)  # a style sheet's padding does not reach it
        self._box.setGroupSeparatorShown(True)
        self._box.setKeyboardTracking(False)  # what is half typed is no wish yet
        self._box.setSuffix(f" {setting.unit}" if setting.unit else "")
        self._box.setSpecialValueText(setting.none)
        super().__init__(self._box)
        self._whole = whole
        self._box.valueChanged.connect(lambda number: self.chosen.emit(number if whole else round(number, _DECIMALS)))

    def show_value(self, value: Value) -> None:
        self._box.blockSignals(True)
        if isinstance(self._box, QSpinBox):
            self._box.setValue(int(value) if isinstance(value, int | float) else 0)
        elif isinstance(value, int | float):
            self._box.setValue(float(value))
        self._box.blockSignals(False)


class _Choice(Control):
    """One of some words, each with what people call it."""

    def __init__(self, choices: Sequence[tuple[str, str]], say: Callable[[str], str]) -> None:
        self._box = _List()
        self._say = say
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, label in choices:
            self._box.addItem(label, value)
        super().__init__(self._box)
        self._box.activated.connect(lambda row: self.chosen.emit(self._box.itemData(row)))

    def show_value(self, value: Value) -> None:
        if self._box.findData(value) < 0:  # a metric that is not offered, or not in the table any more
            self._box.addItem(self._say(str(value)), value)
        self._box.setCurrentIndex(self._box.findData(value))


class Metrics(Control):
    """Any of the metrics offered, in the table's order, and the way to the others.

    Signals:
        more_requested: The user wants to see all there are.
    """

    more_requested = Signal()

    def __init__(self) -> None:
        self._column, self._layout = QWidget(), QVBoxLayout()
        self._column.setLayout(self._layout)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID // 2)
        self._boxes: dict[str, QCheckBox] = {}
        self._ready: frozenset[str] | None = None
        more = QPushButton(words.text("models_link"), autoDefault=False)
        self._layout.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        super().__init__(self._column)
        more.setAccessibleName(words.text("models_link_tip"))
        more.clicked.connect(self.more_requested)
        self._column.setFocusProxy(more)

    def offer(self, ready: frozenset[str] | None) -> None:
        """Say which can be computed here; None while that is not known."""
        self._ready = ready
        for name in offered(ready or ()):
            self._add(name)

    def show_value(self, value: Value) -> None:
        """Tick those in force."""
        used = in_force(value if isinstance(value, tuple) else (), self._ready)
        for name in used:
            self._add(name)
        for name, box in self._boxes.items():
            box.setChecked(name in used)

    def _add(self, name: str) -> None:
        if name in self._boxes:
            return
        box = QCheckBox(title_here(name, self._ready))
        box.setToolTip(theme.tip(METRICS[name].judges))
        box.setAccessibleDescription(METRICS[name].judges)
        box.setEnabled(name != BUILT_IN)
        box.clicked.connect(self._tell)
        self._boxes[name] = box
        order = [known for known in METRICS if known in self._boxes]
        self._layout.insertWidget(order.index(name), box)

    def _tell(self) -> None:
        self.chosen.emit(kept([name for name, box in self._boxes.items() if box.isChecked()], self._ready))


class _File(Control):
    """A path, typed or chosen."""

    _WIDTH = 16  # characters that can be seen of it at the least

    def __init__(self, setting: Setting) -> None:
        self._title = setting.text
        self._line = QLineEdit(placeholderText=setting.none)
        self._line.setMinimumWidth(self._WIDTH * self._line.fontMetrics().averageCharWidth())
        browse = QPushButton(words.text("browse"))
        browse.setAccessibleName(words.text("browse_for").format(what=setting.text))
        browse.setAutoDefault(False)
        super().__init__(self._line, browse)
        self._line.editingFinished.connect(lambda: self.chosen.emit(self._line.text().strip()))
        browse.clicked.connect(self._browse)

    def show_value(self, value: Value) -> None:
        self._line.setText(str(value))

    def _browse(self) -> None:
        here = self._line.text() or str(Path.home())
        found, _ = QFileDialog.getOpenFileName(self, self._title, here)
        if found:
            self._line.setText(found)
            self.chosen.emit(found)


def control(setting: Setting, ready: frozenset[str] | None) -> Control:
    """The control for a setting.

    Args:
        setting: Which.
        ready: The metrics that can be computed here; None while that is not known.
    """
    made: Control
    if isinstance(setting.default, bool):
        made = _Flag(setting)
    elif isinstance(setting.default, int | float):
        made = _Number(setting)
    elif isinstance(setting.default, tuple):
        made = Metrics()
        made.offer(ready)
    elif setting.kind == "file":
        made = _File(setting)
    else:
        made = _Choice(choices_of(setting, ready or ()), lambda value: said(setting, value))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def choices_of(setting: Setting, also: Collection[str] = ()) -> list[tuple[str, str]]:
    """The values a setting may have and what people call them; none where it may be anything.

    Args:
        setting: Which.
        also: Metrics to choose from beside those that are offered everywhere.
    """
    metrics = [(name, METRICS[name].title) for name in offered(also)]
    if setting.kind == "metric":
        return metrics
    if setting.kind == "order":
        ways = [(key, words.text(f"sort_{key}")) for key in ("time", "name")]
        return [*ways, *((f"-{name}", words.text("best_by").format(title=title)) for name, title in metrics)]
    return list(zip(setting.choices, setting.labels, strict=True))


def said(setting: Setting, value: Value) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return words.text("on" if value else "off")
    if setting.none and (value in ("", ()) or (setting.bounds and value == setting.bounds[0])):
        return setting.none
    if isinstance(value, int | float):
        return f"{value:,g} {setting.unit}".strip()
    if isinstance(value, tuple):
        return ", ".join(METRICS[name].title for name in value if name in METRICS)
    return dict(choices_of(setting, METRICS)).get(value, value)
