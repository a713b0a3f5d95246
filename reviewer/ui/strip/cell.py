"""What the cells of strip and grid have in common: the picture with its marks, the current one's frame, the score."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from reviewer.ui import theme
from reviewer.ui.strip.marks import paint_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer.photo import Photo
    from reviewer.ui.strip.filmstrip_model import Cell

BAR = 3
"""Height of the score's bar, px."""

_MEMORY = 64 * 1024 * 1024  # bytes of pixmaps kept ready to paint: some screens' worth
_PIXEL = 4  # bytes
_SHADE = QColor(0, 0, 0, 140)  # over what is dimmed or rejected: not half its light is left, enough to tell what it is
_USUAL_ASPECT = 1.5  # most photos are 3:2; keeps the box steady until the picture is there


class CellPictures:
    """Paints pictures into boxes; keeps the last ones as pixmaps of exactly the size they are shown at.

    Args:
        picture: Gives a photo's small picture from memory, or None. It is told the size of the box in device pixels.
    """

    def __init__(self, picture: Callable[[Photo, QSize], QImage | None]) -> None:
        self._picture = picture
        self._ready: OrderedDict[tuple[int, int, int], QPixmap] = OrderedDict()
        self._bytes = 0

    def place(self, painter: QPainter, box: QRect, cell: Cell) -> QRect:
        """Where a cell's picture, or what stands for it, lies: in the middle of its box."""
        return _place(box, self._of(painter, box, cell), cell)

    def paint(self, painter: QPainter, box: QRect, cell: Cell) -> QRect:
        """Paint a cell's picture, or what stands for it, into its box; returns where it lies."""
        picture = self._of(painter, box, cell)
        place = _place(box, picture, cell)
        if picture is not None:
            painter.drawPixmap(place, self._scaled(picture, place.size() * painter.device().devicePixelRatio()))
            if cell.dimmed or cell.marks.flag == "reject":
                painter.fillRect(place, _SHADE)
        else:
            painter.fillRect(place, theme.colour("panel"))
            if cell.unreadable:
                _paint_unreadable(painter, place)
        paint_marks(painter, place, cell.marks)
        return place

    def _of(self, painter: QPainter, box: QRect, cell: Cell) -> QImage | None:
        size = box.size() * painter.device().devicePixelRatio()
        picture = None if cell.unreadable else self._picture(cell.photo, size)
        return None if picture is None or picture.isNull() else picture

    def _scaled(self, picture: QImage, size: QSize) -> QPixmap:
        key = (picture.cacheKey(), size.width(), size.height())
        if key in self._ready:
            self._ready.move_to_end(key)
            return self._ready[key]
        exactly = Qt.AspectRatioMode.IgnoreAspectRatio
        made = QPixmap.fromImage(picture.scaled(size, exactly, Qt.TransformationMode.SmoothTransformation))
        self._ready[key] = made
        self._bytes += made.width() * made.height() * _PIXEL
        while self._bytes > _MEMORY and len(self._ready) > 1:
            _, dropped = self._ready.popitem(last=False)
            self._bytes -= dropped.width() * dropped.height() * _PIXEL
        return made


def _place(box: QRect, picture: QImage | None, cell: Cell) -> QRect:
    size = picture.size() if picture else QSize(round(1000 * (cell.aspect or _USUAL_ASPECT)), 1000)
    size = size.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (box.width() - size.width()) // 2, (box.height() - size.height()) // 2
    return QRect(box.topLeft() + QPoint(left, top), size)


def paint_current(painter: QPainter, place: QRect) -> None:
    """The frame around the current photo's picture."""
    painter.setPen(QPen(theme.colour("held"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(-2, -2, 2, 2))


def paint_standing(painter: QPainter, place: QRect, top: int, standing: float) -> None:
    """The score's bar, as wide as the picture.

    Args:
        painter: In the view's own coordinates.
        place: The picture.
        top: Where the bar begins.
        standing: 0, the lowest of the folder, to 1, the best.
    """
    bed = QRect(place.left(), top, place.width(), BAR)
    painter.fillRect(bed, theme.colour("line"))
    painter.fillRect(QRect(bed.topLeft(), QSize(round(bed.width() * standing), BAR)), theme.colour("accent"))


def _paint_unreadable(painter: QPainter, place: QRect) -> None:
    painter.setPen(QPen(theme.colour("faint"), 1))
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    middle = place.center()
    painter.setPen(QPen(theme.colour("trouble"), 2))
    painter.drawLine(middle - QPoint(6, 6), middle + QPoint(6, 6))
    painter.drawLine(middle + QPoint(-6, 6), middle + QPoint(6, -6))
