"""How one cell of the strip is painted: picture, the frame of the current one, the line that joins a burst, the score.

A cell is measured in px from its top: a row for the burst's line, the picture's box, a row for the score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from reviewer.ui import theme
from reviewer.ui.strip.cell import CellPictures, paint_current, paint_standing

if TYPE_CHECKING:
    from reviewer.ui.strip.filmstrip_model import Cell

_LINE_ROW = 12  # px above the picture, at the least: the burst's line and its ticks
SCORE_ROW = 12  # px below it: the score's bar
_SIDE = 4  # px left and right of the picture


def line_row(metrics: QFontMetrics) -> int:
    """Height of the row above the picture, px: room for a number."""
    return max(_LINE_ROW, metrics.ascent() + 1)


def paint_cell(painter: QPainter, rect: QRect, cell: Cell, pictures: CellPictures, *, current: bool) -> None:
    """Paint one cell into its rectangle."""
    box = rect.adjusted(_SIDE, line_row(painter.fontMetrics()), -_SIDE, -SCORE_ROW)
    place = pictures.paint(painter, box, cell)
    if current:
        paint_current(painter, place)
    if cell.joined_left or cell.joined_right:
        _paint_join(painter, rect, cell)
    if cell.standing is not None:
        paint_standing(painter, place, rect.bottom() - SCORE_ROW + 6, cell.standing)


def _paint_join(painter: QPainter, rect: QRect, cell: Cell) -> None:
    above = line_row(painter.fontMetrics())
    y = rect.top() + above // 2 - 2
    left = rect.left() + (0 if cell.joined_left else _SIDE + 2)
    right = rect.right() + 1 - (0 if cell.joined_right else _SIDE + 2)
    painter.setPen(QPen(theme.colour("faint"), 1))
    if cell.frames:
        label = str(cell.frames)
        painter.setPen(theme.colour("quiet"))
        width = painter.fontMetrics().horizontalAdvance(label)
        text = QRect(left, rect.top() - 2, width, above)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(text, flags, label)
        left += width + 4
        painter.setPen(QPen(theme.colour("faint"), 1))
    painter.drawLine(left, y, right - 1, y)
    if not cell.joined_right:
        painter.drawLine(right - 1, y, right - 1, y + 3)
