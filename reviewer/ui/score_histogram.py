"""How one metric's scores lie in the folder, with a mark where this photo stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer import words
from reviewer.bins import Bins, bins
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHART = 56  # px
_MARK = 2  # px


class ScoreHistogram(QWidget):
    """Paints the bins; the one this photo is in has the machine's colour, and a line marks its exact value.

    Args:
        chart: Height of the bars' room, px.
        parent: The widget it is part of.
    """

    def __init__(self, chart: int = _CHART, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self._bins = bins(())
        self._mark: float | None = None
        self.setFont(theme.scaled(self.font(), 0.85))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.text("histogram"))

    def set_values(self, values: Sequence[float]) -> None:
        """Show these scores, each 0..1."""
        self.set_bins(bins(values))

    def set_bins(self, counted: Bins) -> None:
        """Show scores that are counted already."""
        self._bins = counted
        self.update()

    def set_mark(self, value: float | None) -> None:
        """Mark one score, or none."""
        if value != self._mark:
            self._mark = value
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room; bars, and a line of figures under them."""
        return QSize(160, self._chart + theme.GRID // 2 + self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, axis, mark."""
        painter = QPainter(self)
        wide = self.width() / len(self._bins.counts)
        tallest = max(*self._bins.counts, 1)
        marked = None if self._mark is None else self._bins.bin_of(self._mark)
        for at, count in enumerate(self._bins.counts):
            tall = max(1.0, (self._chart - 6) * count / tallest) if count else 0.0
            bar = QRectF(at * wide, self._chart - tall, wide - 1, tall)
            painter.fillRect(bar, theme.colour("accent" if at == marked else "faint"))
        painter.fillRect(QRectF(0, self._chart, self.width(), 1), theme.colour("hover"))
        if self._mark is not None:
            mark = QRectF(self._left(self._mark, _MARK), 0, _MARK, self._chart + 4)
            painter.fillRect(mark, theme.colour("held"))
        painter.setPen(theme.colour("quiet"))
        row = self.rect().adjusted(0, self._chart + theme.GRID // 2, 0, 0)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, f"{self._bins.low:.2f}")
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, f"{self._bins.high:.2f}")

    def _left(self, value: float, width: int) -> float:
        """Where something so wide stands for a score, px: wholly inside."""
        return self._bins.share_of(value) * (self.width() - width)
