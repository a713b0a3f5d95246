"""How far the scores agree: all pairs at a glance, one of them photo by photo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.statistics.matrix import Matrix
from reviewer.ui.statistics.scatter import Scatter
from reviewer.ui.statistics.tally import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from reviewer.photo import Photo
    from reviewer.ui.statistics.tally import Tally

_LEAST = 2  # metrics that can agree


class Agreement(QWidget):
    """The matrix and, beside it, the pair one is at.

    Args:
        titles: Gives a metric's title for its name.
        thumbnail: Gives a photo's small picture from memory, or None.

    Signals:
        photos_wanted(list[Photo]): Pictures of these are shown, or would be.
        photo_requested(Photo): The user wants to see this one.
    """

    photos_wanted = Signal(object)
    photo_requested = Signal(object)

    def __init__(self, titles: Callable[[str], str], thumbnail: Callable[[Photo], QImage | None]) -> None:
        super().__init__()
        self._titles = titles
        self._tally = NOTHING
        self._pair = ("", "")
        self._words = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._matrix = Matrix(titles)
        self._scatter = Scatter(thumbnail)
        self._across, self._up = QComboBox(), QComboBox()
        self._room = QStackedWidget()
        self._lay_out()
        self._matrix.pair_chosen.connect(self._show_pair)
        self._across.activated.connect(self._choose)
        self._up.activated.connect(self._choose)
        self._scatter.pointed.connect(lambda photo: self.photos_wanted.emit([photo] if photo else []))
        self._scatter.photo_requested.connect(self.photo_requested)

    def _lay_out(self) -> None:
        self._across.setAccessibleName(words.text("scatter_across"))
        self._up.setAccessibleName(words.text("scatter_up"))
        heading = QLabel(words.text("agreement_heading"), wordWrap=True)
        heading.setProperty("quiet", True)
        left, right = QWidget(), QWidget()
        column = _column(left)
        column.addWidget(heading)
        column.addWidget(self._matrix, 1)
        row = QHBoxLayout()
        row.addWidget(self._up, 1)
        against = QLabel(words.text("scatter_against"))
        against.setProperty("quiet", True)
        row.addWidget(against)
        row.addWidget(self._across, 1)
        column = _column(right)
        column.addLayout(row)
        column.addWidget(self._scatter, 1)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setHandleWidth(2 * theme.GRID)
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([1000, 1000])  # as much to either
        self._room.addWidget(self._words)
        self._room.addWidget(both)
        whole = QVBoxLayout(self)
        whole.addWidget(self._room)

    def show_tally(self, tally: Tally) -> None:
        """Show what the metrics say by now."""
        before = self._tally.pairs if tally.judged else {}
        pairs = tally.pairs or before  # until the new are counted: nothing blinks
        self._tally = replace(tally, pairs=pairs)
        metrics = list(tally.judged)
        if len(metrics) < _LEAST:
            self._words.setText(words.text("agreement_needs_two"))
            self._room.setCurrentIndex(0)
            return
        self._room.setCurrentIndex(1)
        self._matrix.set_pairs(metrics, pairs)
        for box in (self._across, self._up):
            if [box.itemData(at) for at in range(box.count())] != metrics:
                box.clear()
                for metric in metrics:
                    box.addItem(self._titles(metric), metric)
        first, second = self._pair
        kept = first in metrics and second in metrics
        self._show_pair(*(self._pair if kept else (metrics[1], metrics[0])))
        if not kept:
            self._matrix.show_pair(*self._pair)

    def show_current(self, photo: Photo | None) -> None:
        """Mark the photo one is at."""
        self._scatter.set_current(photo)

    def refresh(self) -> None:
        """A picture came."""
        self._scatter.update()

    def _choose(self) -> None:
        first, second = self._up.currentData(), self._across.currentData()
        self._show_pair(first, second)
        self._matrix.show_pair(first, second)

    def _show_pair(self, first: str, second: str) -> None:
        """The first upwards, as its title stands at the left of the matrix too; the second to the right."""
        if first not in self._tally.judged or second not in self._tally.judged:
            return
        self._pair = (first, second)
        self._up.setCurrentIndex(self._up.findData(first))
        self._across.setCurrentIndex(self._across.findData(second))
        self._scatter.set_points(self._tally, second, first, (self._titles(second), self._titles(first)))


def _column(side: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GRID)
    return column
