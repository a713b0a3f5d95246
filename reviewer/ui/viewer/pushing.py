"""What is in sight, brightened or darkened from the pixels in memory, until a RAW's own development comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QPainter

from reviewer import decode

if TYPE_CHECKING:
    from reviewer.photo import Photo
    from reviewer.ui.screen.picture import Size
    from reviewer.ui.viewer.framing import Place
    from reviewer.ui.viewer.sight import Sight

_STRIP = 32  # rows at a time: numpy holds the interpreter, so never for more than 1 ms
_GAMMA = 2.2  # sRGB's curve as one power; it is 2.4 with a straight foot


class _Frame(NamedTuple):
    """What a pushed frame shows: the same values, the same pixels."""

    photo: Photo
    place: Place
    viewport: Size
    stops: float
    source: int  # of the picture it was painted from


class Pushing(QObject):
    """Pushes one frame after another, in a thread of its own; of several that wait only the last.

    Signals:
        pushed(): ``paint`` has another frame.
    """

    pushed = Signal()
    _made = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self, maxThreadCount=1)
        self._wanted: _Frame | None = None
        self._frame: _Frame | None = None
        self._image = QImage()
        self._made.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def paint(self, painter: QPainter, sight: Sight, stops: float) -> None:
        """Paint the pushed frame over the photo; where it is not there yet, have it made, and paint it roughly.

        Without the rough one a photo that is panned or flipped to would flash as it was exposed.

        Args:
            painter: In device pixels; the photo is painted already.
            sight: What is in sight.
            stops: Doublings of the light.
        """
        source = sight.image
        if source is None:
            return
        frame = _Frame(sight.photo, sight.place, sight.viewport, stops, source.cacheKey())
        part = _visible(sight.place, sight.viewport)
        if frame == self._frame:
            painter.drawImage(part.topLeft(), self._image)
            return
        image = _painted(sight, part)
        if self._frame and self._frame[:4] == frame[:4]:
            painter.drawImage(part.topLeft(), self._image)
        else:
            _paint_roughly(painter, part, image, stops)
        if frame != self._wanted:
            self._wanted = frame
            self._pool.clear()
            self._pool.start(_Push(self, frame, image))

    def stop(self) -> None:
        """Give the memory back."""
        self._pool.clear()
        self._frame = self._wanted = None
        self._image = QImage()

    def finish(self) -> None:
        """Stop, and wait for the frame that is being made: the pool's own end waits too, but keeps the interpreter."""
        self.stop()
        self._pool.waitForDone()

    def _take(self, frame: _Frame, image: QImage) -> None:
        if frame == self._wanted:
            self._frame, self._image = frame, image
            self.pushed.emit()


class _Push(QRunnable):
    """Pushes one frame."""

    def __init__(self, owner: Pushing, frame: _Frame, image: QImage) -> None:
        super().__init__()
        self._owner, self._frame, self._image = owner, frame, image

    def run(self) -> None:
        """In the pool's thread."""
        pixels = np.frombuffer(self._image.bits(), np.uint8).reshape(self._image.height(), -1, 4)
        for top in range(0, len(pixels), _STRIP):
            strip = pixels[top : top + _STRIP]
            strip[..., :3] = decode.push(np.ascontiguousarray(strip[..., :3]), self._frame.stops)
        self._owner._made.emit(self._frame, self._image)


def _visible(place: Place, viewport: Size) -> QRect:
    return QRect(place.left, place.top, place.width, place.height).intersected(QRect(0, 0, *viewport))


def _painted(sight: Sight, part: QRect) -> QImage:
    image = QImage(part.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.translate(QPoint() - part.topLeft())
    sight.paint(painter)
    painter.end()
    return image


def _paint_roughly(painter: QPainter, part: QRect, image: QImage, stops: float) -> None:
    """Multiply the levels that are painted already by one factor, up to 2: some levels off, but at once."""
    factor = 2.0 ** (stops / _GAMMA)
    painter.save()
    if factor > 1:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.setOpacity(min(1.0, factor - 1))
        painter.drawImage(part.topLeft(), image)
    else:
        painter.setOpacity(1 - factor)
        painter.fillRect(part, Qt.GlobalColor.black)
    painter.restore()
