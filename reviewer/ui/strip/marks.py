"""What is decided on a photo, as small signs: a flag, stars, a colour. Drawn once, then a pixmap is all it costs."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from reviewer.ui import theme
from reviewer.ui.theme.colours import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QRect

    from reviewer.photo import Marks

CHIP = 16
"""Height of the signs in strip and grid, px."""

_VEIL = 0.8  # opacity of the bed under them: the photo shines through, the signs are told from any photo
_SIGN = 0.7  # of the height, a sign's width
_STAR = 0.55  # of the height, the width of each of several stars

_Draw = tuple[float, "Callable[[QPainter, QRectF], None]"]


def paint_marks(painter: QPainter, place: QRect, marks: Marks) -> None:
    """Paint what is decided on a photo into the lower left corner of its picture; nothing where nothing is."""
    if not (marks.flag or marks.stars or marks.colour):
        return
    ratio = painter.device().devicePixelRatio()
    chip = _chip(marks.flag, marks.stars, marks.colour, CHIP, ratio, theme.colour("panel").name())
    painter.drawPixmap(place.bottomLeft() + QPoint(3, -CHIP - 2), chip)


def signs(marks: Marks, height: int, ratio: float) -> QPixmap:
    """The signs of some marks, so high in px, for a screen of so many pixels a px."""
    return _chip(marks.flag, marks.stars, marks.colour, height, ratio, theme.colour("panel").name())


@lru_cache(maxsize=512)
def _chip(flag: str, stars: int, colour: str, height: int, ratio: float, bed: str) -> QPixmap:
    """The signs on their bed, whose colour tells the theme."""
    drawn = list(_drawings(flag, stars, colour, height))
    side = height * 0.25
    width = math.ceil(2 * side + sum(width for width, _ in drawn) + side * (len(drawn) - 1))
    made = QPixmap(QSize(width, height) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    veil = QColor(bed)
    veil.setAlphaF(_VEIL)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(QRectF(0, 0, width, height), 4, 4)
    left = side
    for wide, draw in drawn:
        draw(painter, QRectF(left, 0, wide, height))
        left += wide + side
    painter.end()
    return made


def _drawings(flag: str, stars: int, colour: str, height: int) -> Iterator[_Draw]:
    if flag:
        yield height * _SIGN, _pick if flag == "pick" else _reject
    if stars:
        yield stars * height * _STAR, lambda painter, room: _stars(painter, room, stars)
    if colour:
        yield height * _SIGN, lambda painter, room: _colour(painter, room, colour)


def _pick(painter: QPainter, room: QRectF) -> None:
    """A flag on its staff."""
    high, left = room.height(), room.left() + 1
    painter.setPen(QPen(theme.colour("text"), 1.5))
    painter.drawLine(QPointF(left, high * 0.2), QPointF(left, high * 0.82))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("text"))
    painter.drawRect(QRectF(left, high * 0.2, room.width() - 2, high * 0.36))


def _reject(painter: QPainter, room: QRectF) -> None:
    """A cross."""
    high = room.height()
    half = high * 0.24
    middle = QPointF(room.center().x(), high / 2)
    painter.setPen(QPen(theme.colour("trouble"), 2))
    painter.drawLine(middle - QPointF(half, half), middle + QPointF(half, half))
    painter.drawLine(middle + QPointF(-half, half), middle + QPointF(half, -half))


def _stars(painter: QPainter, room: QRectF, count: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("text"))
    wide = room.width() / count
    for at in range(count):
        painter.drawPolygon(_star(QPointF(room.left() + (at + 0.5) * wide, room.height() * 0.52), wide * 0.52))


def _star(middle: QPointF, radius: float) -> QPolygonF:
    """Ten corners, the inner ones as far in as those of a pentagram."""
    inner = radius * 0.382
    corners = ((at * math.pi / 5, inner if at % 2 else radius) for at in range(10))
    return QPolygonF([middle + QPointF(math.sin(turn) * far, -math.cos(turn) * far) for turn, far in corners])


def _colour(painter: QPainter, room: QRectF, colour: str) -> None:
    high = room.height()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LABELS[colour]))
    painter.drawRoundedRect(QRectF(room.left(), high * 0.18, room.width(), high * 0.64), 2, 2)
