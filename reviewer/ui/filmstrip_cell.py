"""How one cell of the strip is painted: picture, the frame of the current one, the line that joins a burst, the score.

A cell is measured in px from its top: a row for the burst's line, the picture's box, a row for the score.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap

from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer.photo import Photo
    from reviewer.ui.filmstrip_model import Cell

LINE_ROW = 12  # px above the picture: the burst's line and its ticks
SCORE_ROW = 12  # px below it: the score's bar
_SIDE = 4  # px left and right of the picture
_BAR = 3  # px, height of the score's bar
_PICTURES = 512  # pixmaps kept ready to paint: some screens' worth at 40 KB each
_USUAL_ASPECT = 1.5  # most photos are 3:2; keeps the box steady until the picture is there


class CellPainter:
    """Paints cells; keeps the last pictures as pixmaps of exactly the size they are shown at.

    Args:
        thumbnail: Gives a photo's small picture from memory, or None.
    """

    def __init__(self, thumbnail: Callable[[Photo], QImage | None]) -> None:
        self._thumbnail = thumbnail
        self._ready: OrderedDict[tuple[int, int, int], QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, rect: QRect, cell: Cell, *, current: bool) -> None:
        """Paint one cell into its rectangle."""
        box = rect.adjusted(_SIDE, LINE_ROW, -_SIDE, -SCORE_ROW)
        place = self._paint_picture(painter, box, cell)
        if current:
            painter.setPen(QPen(theme.colour("held"), 2))
            painter.drawRect(place.adjusted(-2, -2, 2, 2))
        if cell.joined_left or cell.joined_right:
            _paint_join(painter, rect, cell)
        if cell.standing is not None:
            _paint_standing(painter, place, rect.bottom() - SCORE_ROW + 6, cell.standing)

    def _paint_picture(self, painter: QPainter, box: QRect, cell: Cell) -> QRect:
        picture = None if cell.unreadable else self._thumbnail(cell.photo)
        if picture is None or picture.isNull():
            shape = QSize(round(1000 * (cell.aspect or _USUAL_ASPECT)), 1000)
            place = _centred(shape.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio), box)
            painter.fillRect(place, theme.colour("panel"))
            if cell.unreadable:
                _paint_unreadable(painter, place)
            return place
        place = _centred(picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio), box)
        painter.drawPixmap(place, self._scaled(picture, place.size() * painter.device().devicePixelRatio()))
        return place

    def _scaled(self, picture: QImage, size: QSize) -> QPixmap:
        key = (picture.cacheKey(), size.width(), size.height())
        if key in self._ready:
            self._ready.move_to_end(key)
            return self._ready[key]
        exactly = Qt.AspectRatioMode.IgnoreAspectRatio
        made = QPixmap.fromImage(picture.scaled(size, exactly, Qt.TransformationMode.SmoothTransformation))
        self._ready[key] = made
        if len(self._ready) > _PICTURES:
            self._ready.popitem(last=False)
        return made


def _centred(size: QSize, box: QRect) -> QRect:
    left, top = (box.width() - size.width()) // 2, (box.height() - size.height()) // 2
    return QRect(box.topLeft() + QPoint(left, top), size)


def _paint_join(painter: QPainter, rect: QRect, cell: Cell) -> None:
    y = rect.top() + 4
    left = rect.left() + (0 if cell.joined_left else _SIDE + 2)
    right = rect.right() + 1 - (0 if cell.joined_right else _SIDE + 2)
    painter.setPen(QPen(theme.colour("faint"), 1))
    if cell.frames:
        label = str(cell.frames)
        painter.setPen(theme.colour("quiet"))
        width = painter.fontMetrics().horizontalAdvance(label)
        text = QRect(left, rect.top() - 2, width, LINE_ROW)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        left += width + 4
        painter.setPen(QPen(theme.colour("faint"), 1))
    painter.drawLine(left, y, right - 1, y)
    if not cell.joined_right:
        painter.drawLine(right - 1, y, right - 1, y + 3)


def _paint_standing(painter: QPainter, place: QRect, top: int, standing: float) -> None:
    bed = QRect(place.left(), top, place.width(), _BAR)
    painter.fillRect(bed, theme.colour("raised"))
    painter.fillRect(QRect(bed.topLeft(), QSize(round(bed.width() * standing), _BAR)), theme.colour("accent"))


def _paint_unreadable(painter: QPainter, place: QRect) -> None:
    painter.setPen(QPen(theme.colour("faint"), 1))
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    middle = place.center()
    painter.setPen(QPen(theme.colour("trouble"), 2))
    painter.drawLine(middle - QPoint(6, 6), middle + QPoint(6, 6))
    painter.drawLine(middle + QPoint(-6, 6), middle + QPoint(6, -6))
