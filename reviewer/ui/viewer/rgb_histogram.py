"""How the tones of the photo on screen lie, by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEVELS = 256
_BINS = 128  # two levels a bin: hides the comb that a conversion between profiles leaves
_CHANNELS = (QColor("#d05050"), QColor("#46a046"), QColor("#5078d8"))  # as bright as each other; grey where all meet
_MOST = 0.995  # the tallest but one in 200 bins fills the chart, so that one spike of black does not flatten the rest
_END = 2  # levels at either end: a spike there is clipping, and does not scale the chart


class RgbHistogram(QWidget):
    """Paints counts of levels; blank until there are some, and gone while nobody wants them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shapes: list[NDArray[np.float64]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.text("rgb_histogram"))

    def set_tones(self, tones: NDArray[np.int64] | None) -> None:
        """Show counts of shape (3, 256): red, green, blue; None to be gone."""
        self._shapes = [] if tones is None else shapes(tones)
        self.setVisible(tones is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, and low: it is glanced at."""
        return QSize(160, 5 * theme.line_height(self))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Each channel adds its light, as in the photo."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("black"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.setPen(Qt.PenStyle.NoPen)
        for shape, colour in zip(self._shapes, _CHANNELS, strict=False):
            painter.setBrush(colour)
            painter.drawPolygon(self._outline(shape))

    def _outline(self, shape: NDArray[np.float64]) -> QPolygonF:
        wide, tall = self.width(), self.height()
        step = wide / (len(shape) - 1)
        points = [QPointF(at * step, tall - share * (tall - 1)) for at, share in enumerate(shape)]
        return QPolygonF([QPointF(0, tall), *points, QPointF(wide, tall)])


def shapes(tones: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Heights 0..1 of the chart, by channel.

    Args:
        tones: (3, 256) counts of levels.
    """
    binned = tones.reshape(len(tones), _BINS, -1).sum(axis=2)
    inner = tones[:, _END : _LEVELS - _END].reshape(len(tones), -1, 2).sum(axis=2)
    tallest = max(1.0, float(np.quantile(inner, _MOST)))
    return [np.minimum(1.0, channel / tallest) for channel in binned]
