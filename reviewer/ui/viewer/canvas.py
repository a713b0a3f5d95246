"""How a photo and the words about it are put on the viewport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from reviewer.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from reviewer.ui.screen.picture import Size
    from reviewer.ui.viewer.framing import Place

MIDDLE = Qt.AlignmentFlag.AlignCenter
CORNER = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom

_PIXELS_SEEN = 2.0  # scale from which photo pixels are shown as squares, as one who looks that close wants to see them
_DIM = 0.65  # opacity of the bed over a photo that is not the one to be seen
_VEIL = 0.8  # opacity of the bed under words: legible over any photo, which shines through


def paint_image(painter: QPainter, image: QImage, place: Place, viewport: Size) -> None:
    """Paint the part of a photo that is in the viewport; one to one if the image has exactly the size.

    A pixel more or less, as rounding gives, is not worth the blur of scaling.

    Args:
        painter: In device pixels.
        image: The photo, at any size.
        place: Where the whole photo lies.
        viewport: Width and height in sight.
    """
    if abs(image.width() - place.width) <= 1 and abs(image.height() - place.height) <= 1:
        part = QRect(-place.left, -place.top, *viewport).intersected(image.rect())
        painter.drawImage(part.topLeft() + QPoint(place.left, place.top), image, part)
        return
    target = QRectF(place.left, place.top, place.width, place.height).intersected(QRectF(0, 0, *viewport))
    across, down = image.width() / place.width, image.height() / place.height
    source = QRectF(
        (target.left() - place.left) * across,
        (target.top() - place.top) * down,
        target.width() * across,
        target.height() * down,
    )
    as_squares = place.scale >= _PIXELS_SEEN and across * place.scale > 1 - 1e-3
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not as_squares)
    painter.drawImage(target, image, source)


def dim(painter: QPainter, viewport: Size, bed: QColor) -> None:
    """Take what is painted back into the bed: it is not what is to be seen. In device pixels."""
    veil = QColor(bed)
    veil.setAlphaF(_DIM)
    painter.fillRect(QRect(QPoint(), QSize(*viewport)), veil)


def paint_words(painter: QPainter, room: QRect, text: str, where: Qt.AlignmentFlag, bed: QColor) -> None:
    """Words on a bed of their own, legible over any photo; nothing for empty text.

    Args:
        painter: In the widget's own coordinates.
        room: The widget.
        text: The words, wrapped where they are too long.
        where: ``MIDDLE`` or ``CORNER``.
        bed: The colour under them.
    """
    if not text:
        return
    margin, edge = 2 * theme.GRID, theme.GRID
    inner = room.adjusted(margin, margin, -margin, -margin)
    flags = int(where | Qt.TextFlag.TextWordWrap)
    veil = QColor(bed)
    veil.setAlphaF(_VEIL)
    painter.fillRect(painter.boundingRect(inner, flags, text).adjusted(-edge, -edge, edge, edge), veil)
    painter.setPen(theme.ink(bed))
    painter.drawText(inner, flags, text)
