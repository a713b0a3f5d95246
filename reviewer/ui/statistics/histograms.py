"""How the scores of each metric lie, with the photo one is at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from reviewer import words
from reviewer.bins import bins
from reviewer.ui import theme
from reviewer.ui.fitted_label import FittedLabel
from reviewer.ui.focus import FocusRing
from reviewer.ui.score_histogram import ScoreHistogram
from reviewer.ui.statistics.tally import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from reviewer.photo import Photo
    from reviewer.report import Statistics
    from reviewer.ui.statistics.tally import Judged, Tally

_CHART = 112  # px
_WIDE = 360  # px of a card, at the least: its figures in one line


class Histograms(QScrollArea):
    """A card a metric, as many beside each other as fit.

    Args:
        titles: Gives a metric's title for its name.
    """

    def __init__(self, titles: Callable[[str], str]) -> None:
        super().__init__()
        self._titles = titles
        self._tally = NOTHING
        self._current: Photo | None = None
        self._cards: dict[str, _Card] = {}
        self._columns = 0
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setHorizontalSpacing(4 * theme.GRID)
        self._grid.setVerticalSpacing(3 * theme.GRID)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words.text("histograms"))
        self.setWidget(body)
        FocusRing(self)

    def show_tally(self, tally: Tally, metrics: Sequence[str]) -> None:
        """Show what these metrics say by now; some may have said nothing yet."""
        self._tally = tally
        if list(self._cards) != list(metrics):
            for card in self._cards.values():
                self._grid.removeWidget(card)
                card.deleteLater()
            self._cards = {metric: _Card(self._titles(metric)) for metric in metrics}
            self._columns = 0
            self._arrange()
        for metric, card in self._cards.items():
            card.show_judged(tally.judged.get(metric))
        self.show_current(self._current)

    def show_current(self, photo: Photo | None) -> None:
        """Mark the photo one is at."""
        self._current = photo
        for metric, card in self._cards.items():
            card.show_value(self._tally.value(photo, metric))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of cards fits into a row."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, self.viewport().width() // theme.grown(_WIDE, self))
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for at, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, at // columns, at % columns)


class _Card(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._judged: Judged | None = None
        heading = QLabel(title)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setFont(theme.scaled(heading.font(), 1.0, QFont.Weight.DemiBold))
        self._chart = ScoreHistogram(_CHART)
        self._chart.setAccessibleName(words.text("histogram_of").format(title=title))
        self._count = QLabel()
        self._figures, self._mark = FittedLabel(), FittedLabel()
        for label in (self._count, self._figures):
            label.setProperty("quiet", True)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addLayout(top)
        for part in (self._chart, self._figures, self._mark):
            column.addWidget(part)

    def show_judged(self, judged: Judged | None) -> None:
        self._judged = judged
        self._count.setText(words.count(judged.statistics.count, "photo") if judged else "")
        self._figures.say(_figures(judged.statistics) if judged else words.text("unscored"))
        self._chart.setAccessibleDescription(self._figures.accessibleName())
        self._chart.set_bins(judged.bins if judged else bins(()))

    def show_value(self, value: float | None) -> None:
        self._chart.set_mark(value)
        if self._judged is None:
            self._mark.say("")
        elif value is None:
            self._mark.say(words.text("mark_none"))
        else:
            place = words.place(*self._judged.standings.place(value))
            self._mark.say(words.text("mark").format(score=value, place=place))


def _figures(figures: Statistics) -> str:
    if figures.minimum == figures.maximum:
        return words.text("figures_equal").format(score=figures.minimum)
    numbers = {code: getattr(figures, code) for code in ("minimum", "mean", "median", "maximum")}
    return words.text("figures").format(**numbers)
