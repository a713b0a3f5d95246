"""How one cell of the grid is painted.

From its top: the picture's box, the score's bar right under the picture, and a foot with the file's name. The
number of photos in a stack is at the box's upper left corner, and can be clicked. An open stack lies on a band that
runs through all of its cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygon

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.grid.geometry import SHAPE, Geometry
from reviewer.ui.strip.cell import paint_current, paint_standing

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.photo import Photo
    from reviewer.ui.strip.cell import CellPictures
    from reviewer.ui.strip.filmstrip_model import Cell

_SIDE = 10  # px left and right of the picture's box
_ABOVE = 12  # px above it: a closed stack's sheets show there
_BAR_ROW = 10  # px below it: the score's bar
_FOOT = 18  # px
_FOOT_FLAGS = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextDontClip.value  # large words reach round the foot
_BELOW = 4  # px
_NAMED = 128  # px of a box's width from which there is room for the file's name
_REMEMBERED = 2000  # shortened names
_WIDEST = 1.4  # times the size asked for: what a row has left over makes its pictures larger, within reason
_SHEET = 4  # px by which each sheet of a closed stack sticks out
_CHIP = 18  # px, height of the number of photos in a stack
_VEIL = 0.8  # opacity of the bed under that number: the photo shines through


def geometry(count: int, room: int, size: int) -> Geometry:
    """Where so many cells lie in a room of some width, px, if pictures' boxes are at least so wide."""
    columns = max(1, room // (size + 2 * _SIDE))
    pitch = min(room // columns, round(_WIDEST * size) + 2 * _SIDE)
    height = _ABOVE + round((pitch - 2 * _SIDE) * SHAPE) + _BAR_ROW + _FOOT + _BELOW
    return Geometry(count, room, columns, max(1, pitch), max(1, height))


def box_in(rect: QRect) -> QRect:
    """The picture's box in a cell's rectangle."""
    return rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_BAR_ROW - _FOOT - _BELOW)


def count_in(rect: QRect) -> QRect:
    """Where a click on the number of photos of a stack counts: a little more than is painted."""
    return QRect(rect.topLeft(), QSize(_SIDE + 5 * theme.GRID, _ABOVE + _CHIP + theme.GRID // 2))


def paint_selected(painter: QPainter, rect: QRect) -> None:
    """The bed of a cell whose photo is selected, under all else."""
    painter.fillRect(rect.adjusted(1, 1, -1, -1), theme.colour("hover"))
    painter.setPen(QPen(theme.colour("faint"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(1, 1, -2, -2))


class CellPainter:
    """Paints cells; remembers how names were shortened, which takes longer than all the rest.

    Args:
        pictures: Paints the pictures.
    """

    def __init__(self, pictures: CellPictures) -> None:
        self._pictures = pictures
        self._feet: dict[tuple[Path, Path | None, int, int], str] = {}

    def paint(self, painter: QPainter, rect: QRect, cell: Cell, *, stacked: int, current: bool) -> None:
        """Paint one cell.

        Args:
            painter: In the grid's own coordinates.
            rect: The cell.
            cell: What it shows.
            stacked: How many photos the closed stack holds that this cell stands for; 0 for a photo of its own.
            current: It is, or holds, the current photo.
        """
        box = box_in(rect)
        if stacked:
            _paint_sheets(painter, self._pictures.place(painter, box, cell))
        elif cell.joined_left or cell.joined_right:
            _paint_band(painter, rect, cell)
        place = self._pictures.paint(painter, box, cell)
        if current:
            paint_current(painter, place)
        if stacked or cell.frames:
            _paint_count(painter, box, stacked or cell.frames, closed=bool(stacked))
        if cell.standing is not None:
            paint_standing(painter, place, place.bottom() + 5, cell.standing)
        if text := self._foot(painter.fontMetrics(), cell.photo, box.width()):
            foot = QRect(box.left(), box.bottom() + 1 + _BAR_ROW, box.width(), _FOOT)
            painter.setPen(theme.colour("quiet"))
            painter.drawText(foot, _FOOT_FLAGS, text)

    def _foot(self, metrics: QFontMetrics, photo: Photo, width: int) -> str:
        """The file's name where there is room for it, and that there is a RAW beside it."""
        key = (photo.path, photo.companion, width, metrics.height())
        if key not in self._feet:
            if len(self._feet) > _REMEMBERED:
                self._feet.clear()
            raw = words.safe(photo.companion.suffix[1:].upper()) if photo.companion else ""
            parts = [words.name(photo.path)] if width >= _NAMED else []
            text = " + ".join([*parts, raw]) if raw else "".join(parts)
            self._feet[key] = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
        return self._feet[key]


def _paint_sheets(painter: QPainter, place: QRect) -> None:
    """Two sheets behind the picture."""
    painter.setPen(QPen(theme.colour("faint"), 1))
    painter.setBrush(theme.colour("hover"))
    for sheet in (2, 1):
        painter.drawRect(place.translated(sheet * _SHEET, -sheet * _SHEET).adjusted(0, 0, -1, -1))
    painter.fillRect(place.adjusted(-1, -1, 1, 1), theme.colour("surround"))


def _paint_band(painter: QPainter, rect: QRect, cell: Cell) -> None:
    left = 0 if cell.joined_left else theme.GRID // 2
    right = 0 if cell.joined_right else theme.GRID // 2
    painter.fillRect(rect.adjusted(left, 2, -right, -2), theme.colour("raised"))


def _paint_count(painter: QPainter, box: QRect, frames: int, *, closed: bool) -> None:
    """The number of photos, with a triangle that points where the stack would go."""
    label = f"{frames:,}"
    width = painter.fontMetrics().horizontalAdvance(label) + 22
    chip = QRect(box.topLeft() - QPoint(4, 4), QSize(width, _CHIP))
    bed = QColor(theme.colour("panel"))
    bed.setAlphaF(_VEIL)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(bed)
    painter.drawRoundedRect(chip, 4, 4)
    painter.setBrush(theme.colour("text"))
    middle = QPoint(chip.left() + 9, chip.center().y())
    points = [QPoint(-2, -4), QPoint(3, 0), QPoint(-2, 4)] if closed else [QPoint(-4, -2), QPoint(4, -2), QPoint(0, 3)]
    painter.drawPolygon(QPolygon([middle + point for point in points]))
    painter.restore()
    painter.setPen(theme.colour("text"))
    painter.drawText(chip.adjusted(16, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
