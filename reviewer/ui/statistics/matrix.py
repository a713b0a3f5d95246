"""How far every two scores agree, as a table: a number a pair, on a bed that is stronger the more they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewer.report import Correlation

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NARROWEST, _WIDEST = 6, 12  # characters, about, that a column has room for


class _Pairs(QAbstractTableModel):
    def __init__(self, titles: Callable[[str], str], parent: QObject) -> None:
        super().__init__(parent)
        self._titles = titles
        self.metrics: Sequence[str] = ()
        self._pairs: Mapping[tuple[str, str], Correlation] = {}

    def set_pairs(self, metrics: Sequence[str], pairs: Mapping[tuple[str, str], Correlation]) -> None:
        if metrics != self.metrics:
            self.beginResetModel()
            self.metrics, self._pairs = metrics, pairs
            self.endResetModel()
        else:
            self._pairs = pairs
            last = len(metrics) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, last))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.metrics)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return self.rowCount(parent)

    def headerData(self, at: int, _orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._titles(self.metrics[at])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        first, second = self.metrics[index.row()], self.metrics[index.column()]
        pair = self._pairs.get((first, second))
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if first == second else number(pair.spearman if pair else None)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._said(first, second, pair)
        if role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole) and first != second:
            bed = bed_of(pair.spearman if pair else None)
            return bed if role == Qt.ItemDataRole.BackgroundRole else theme.ink(bed)
        return None

    def _said(self, first: str, second: str, pair: Correlation | None) -> str:
        titles = {"first": self._titles(first), "second": self._titles(second)}
        if pair is None:
            return "" if first == second else words.text("agreement_counting").format(**titles)
        photos = words.count(pair.count, "photo")
        if pair.spearman is None or pair.pearson is None:
            return words.text("agreement_unknown").format(photos=photos, **titles)
        numbers = {"spearman": number(pair.spearman), "pearson": number(pair.pearson)}
        return words.text("agreement_of").format(photos=photos, **numbers, **titles)


class _Bed(QStyledItemDelegate):
    """Frames the pair one is at, where Qt would paint its bed over."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, option, index)
        if chosen:
            painter.setPen(QPen(theme.colour("held"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))


class Matrix(QTableView):
    """The table; arrows go from pair to pair.

    Args:
        titles: Gives a metric's title for its name.
        parent: The widget it is part of.

    Signals:
        pair_chosen(str, str): The user is at this pair.
    """

    pair_chosen = Signal(str, str)

    def __init__(self, titles: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs = _Pairs(titles, self)
        self.setModel(self._pairs)
        self.setItemDelegate(_Bed(self))
        self.setAccessibleName(words.text("agreement"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        across = self.horizontalHeader()
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setDefaultSectionSize(theme.line_height(self) + 2 * theme.GRID)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_pairs(self, metrics: Sequence[str], pairs: Mapping[tuple[str, str], Correlation]) -> None:
        """Show these metrics, and how far every two agree as far as that is known."""
        others = metrics != self._pairs.metrics
        self._pairs.set_pairs(metrics, pairs)
        if others:
            self._fit_columns()

    def _fit_columns(self) -> None:
        across, letter = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        for at in range(across.count()):
            wanted = across.sectionSizeHint(at)
            across.resizeSection(at, max(_NARROWEST * letter + 2 * theme.GRID, min(wanted, _WIDEST * letter)))

    def show_pair(self, first: str, second: str) -> None:
        """Be at a pair."""
        metrics = list(self._pairs.metrics)
        if first in metrics and second in metrics:
            self.setCurrentIndex(self._pairs.index(metrics.index(first), metrics.index(second)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say so."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != current.column():
            self.pair_chosen.emit(self._pairs.metrics[current.row()], self._pairs.metrics[current.column()])


def number(correlation: float | None) -> str:
    """A correlation in two digits: "0.62", "−0.07"; a dash where there is none."""  # noqa: RUF002 - a true minus
    if correlation is None:
        return "–"  # noqa: RUF001 - a dash
    return f"{round(correlation, 2) + 0.0:.2f}".replace("-", "−")  # noqa: RUF001 - as above


def bed_of(correlation: float | None) -> QColor:
    """What the number stands on: towards the machine's colour the more two agree, towards trouble's if they oppose."""
    bed, end = theme.colour("field"), theme.colour("accent" if (correlation or 0.0) >= 0 else "trouble")
    share = abs(correlation or 0.0) ** 1.5  # the eye takes weak tints for stronger than they are
    return QColor.fromRgbF(
        (1 - share) * bed.redF() + share * end.redF(),
        (1 - share) * bed.greenF() + share * end.greenF(),
        (1 - share) * bed.blueF() + share * end.blueF(),
    )
