"""How one metric's scores lie in the folder, with a mark where this photo stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

BINS = 36
_NARROWEST = 0.2  # a folder of near-equal scores is not stretched until noise looks like a slope
_STEP = 0.05  # the axis ends on round numbers
_CHART = 56  # px
_MARK = 2  # px


@dataclass(frozen=True, slots=True)
class Bins:
    """Counts of scores in equal steps from ``low`` to ``high``."""

    low: float
    high: float
    counts: tuple[int, ...]

    def bin_of(self, value: float) -> int:
        """Which step a score falls in; the ends take what lies beyond them."""
        share = (value - self.low) / (self.high - self.low)
        return min(len(self.counts) - 1, max(0, int(share * len(self.counts))))


def bins(values: Sequence[float]) -> Bins:
    """Count scores (0..1) over the range they cover, widened to round ends and at least a fifth of the scale."""
    if not values:
        return Bins(0.0, 1.0, (0,) * BINS)
    low, high = min(values), max(values)
    if high - low < _NARROWEST:
        middle = min(1 - _NARROWEST / 2, max(_NARROWEST / 2, (low + high) / 2))
        low, high = min(low, middle - _NARROWEST / 2), max(high, middle + _NARROWEST / 2)
    low = max(0.0, round(_STEP * int(low / _STEP + 1e-9), 2))
    high = min(1.0, round(_STEP * -int(-high / _STEP - 1 + 1e-9), 2))
    empty = Bins(low, high, (0,) * BINS)
    counts = [0] * BINS
    for value in values:
        counts[empty.bin_of(value)] += 1
    return Bins(low, high, tuple(counts))


class ScoreHistogram(QWidget):
    """Paints the bins; the one this photo is in has the machine's colour, and a line marks its exact value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins = bins(())
        self._mark: float | None = None
        self.setFont(theme.scaled(self.font(), 0.85))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.text("histogram"))

    def set_values(self, values: Sequence[float]) -> None:
        """Show these scores, each 0..1."""
        self._bins = bins(values)
        self.update()

    def set_mark(self, value: float | None) -> None:
        """Mark one score, or none."""
        if value != self._mark:
            self._mark = value
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room; bars, and a line of figures under them."""
        return QSize(160, _CHART + theme.GRID // 2 + self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, axis, mark."""
        painter = QPainter(self)
        wide = self.width() / len(self._bins.counts)
        tallest = max(*self._bins.counts, 1)
        marked = None if self._mark is None else self._bins.bin_of(self._mark)
        for at, count in enumerate(self._bins.counts):
            tall = max(1.0, (_CHART - 6) * count / tallest) if count else 0.0
            bar = QRectF(at * wide, _CHART - tall, wide - 1, tall)
            painter.fillRect(bar, theme.colour("accent" if at == marked else "faint"))
        painter.fillRect(QRectF(0, _CHART, self.width(), 1), theme.colour("hover"))
        self._paint_mark(painter)
        painter.setPen(theme.colour("quiet"))
        row = self.rect().adjusted(0, _CHART + theme.GRID // 2, 0, 0)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, f"{self._bins.low:.2f}")
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, f"{self._bins.high:.2f}")

    def _paint_mark(self, painter: QPainter) -> None:
        if self._mark is None:
            return
        share = (self._mark - self._bins.low) / (self._bins.high - self._bins.low)
        x = min(1.0, max(0.0, share)) * (self.width() - _MARK)
        painter.fillRect(QRectF(x, 0, _MARK, _CHART + 4), theme.colour("held"))
