"""Two scores against each other: a dot a photo, and the photo itself where one points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.focus import FocusRing
from reviewer.ui.statistics.cloud import Cloud
from reviewer.ui.statistics.tally import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reviewer.bins import Bins
    from reviewer.photo import Photo
    from reviewer.ui.statistics.tally import Tally

_DOT, _SMALL_DOT = 2.5, 1.5  # px, radius
_INK, _THIN_INK = 0.75, 0.4  # opacity of a dot; where more photos lie it adds up
_DEEPEST = 32  # dots over each other: as opaque as it gets
_MANY = 2000  # photos, from which on dots are small and thin: else they would hide how dense they lie
_RING = 6  # px, radius
_PICTURE = QSize(150, 100)  # px
_INSET = theme.GRID  # px between the axes and the dots at their ends


class Scatter(QWidget):
    """Paints the dots once into an image, however many there are.

    Args:
        thumbnail: Gives a photo's small picture from memory, or None.
        parent: The widget it is part of.

    Signals:
        pointed(Photo | None): The pointer, or the keys, are at this photo.
        photo_requested(Photo): It was clicked.
    """

    pointed = Signal(object)
    photo_requested = Signal(object)

    def __init__(self, thumbnail: Callable[[Photo], QImage | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._tally = NOTHING
        self._rows = np.zeros(0, np.intp)  # of the tally, a dot each, rising
        self._values = np.zeros((0, 2))
        self._order: NDArray[np.intp] | None = None  # of the dots, from left to right
        self._axes: tuple[Bins, Bins] | None = None
        self._titles = ("", "")
        self._current: Photo | None = None
        self._under: int | None = None  # the pointer or the keys
        self._cloud = Cloud(self._values, 0, 0)
        self._dots: tuple[object, QImage] | None = None
        self.setFont(theme.scaled(self.font(), 0.85))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        FocusRing(self)

    def set_points(self, tally: Tally, first: str, second: str, titles: tuple[str, str]) -> None:
        """Show the photos that two metrics scored.

        Args:
            tally: The scores, of both among others.
            first: The metric to the right.
            second: The metric upwards.
            titles: What people call them.
        """
        under = None if self._under is None else self._photo(self._under)
        judged = tally.judged[first], tally.judged[second]
        columns = np.stack([one.column for one in judged], axis=1)
        self._rows = np.flatnonzero(~np.isnan(columns).any(axis=1))
        self._values = columns[self._rows]
        self._order = None
        self._tally, self._titles = tally, titles
        self._axes = judged[0].bins, judged[1].bins
        self._under = self._dot_of(under)
        self.setAccessibleName(words.text("scatter").format(first=titles[0], second=titles[1]))
        self._lay_out()

    def _photo(self, at: int) -> Photo:
        return self._tally.photos[int(self._rows[at])]

    def _dot_of(self, photo: Photo | None) -> int | None:
        row = self._tally.rows.get(photo) if photo else None
        at = len(self._rows) if row is None else int(np.searchsorted(self._rows, row))
        return at if at < len(self._rows) and self._rows[at] == row else None

    def set_current(self, photo: Photo | None) -> None:
        """Mark a photo."""
        self._current = photo
        self.update()

    def sizeHint(self) -> QSize:
        """Room to tell the dots apart."""
        return QSize(420, 360)

    @property
    def _room(self) -> QRect:
        """Where dots can be."""
        line = self.fontMetrics().height() + theme.GRID // 2
        return self.rect().adjusted(line + _INSET, _INSET, -_INSET, -line - _INSET)

    def _lay_out(self) -> None:
        room = self._room.size()
        self._cloud = Cloud(self._shares() * (room.width(), room.height()), room.width(), room.height())
        self._dots = None
        self.update()

    def _shares(self) -> NDArray[np.float64]:
        """(n, 2) how far right and down each dot lies, 0..1."""
        if self._axes is None:
            return np.zeros((0, 2))
        low, high = np.array([(axis.low, axis.high) for axis in self._axes]).T
        shares: NDArray[np.float64] = (self._values - low) / (high - low)
        shares[:, 1] = 1 - shares[:, 1]
        return shares

    def _place(self, at: int) -> QPointF:
        return QPointF(*self._cloud.points[at]) + QPointF(self._room.topLeft())

    # What is painted

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Axes, dots, marks, and the photo that is pointed at."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("field"))
        if self._axes is None:
            return
        self._paint_axes(painter, self._axes)
        if not len(self._rows):
            painter.drawText(self._room, Qt.AlignmentFlag.AlignCenter, words.text("scatter_none"))
        painter.drawImage(QRectF(self._room), self._image())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if (current := self._dot_of(self._current)) is not None:
            painter.setPen(QPen(theme.colour("held"), 2))
            painter.drawEllipse(self._place(current), _RING, _RING)
        if self._under is not None:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawEllipse(self._place(self._under), _RING - 2, _RING - 2)
            self._paint_card(painter, self._under)

    def _image(self) -> QImage:
        scale = self.devicePixelRatioF()
        colour = theme.colour("accent")
        key = (scale, colour.name())
        if self._dots is None or self._dots[0] != key:
            radius, ink = (_DOT, _INK) if len(self._rows) < _MANY else (_SMALL_DOT, _THIN_INK)
            self._dots = (key, _inked(self._cloud.density(scale, radius), colour, ink))
        return self._dots[1]

    def _paint_axes(self, painter: QPainter, axes: tuple[Bins, Bins]) -> None:
        room = self._room.adjusted(-_INSET // 2, -_INSET // 2, _INSET // 2, _INSET // 2)
        painter.setPen(theme.colour("line"))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.drawLine(room.bottomLeft(), room.topLeft())
        painter.setPen(theme.colour("quiet"))
        line = self.fontMetrics().height()
        self._paint_axis(
            painter, QRect(room.left(), self.height() - line, room.width(), line), axes[0], self._titles[0]
        )
        painter.save()
        painter.translate(0, room.bottom())
        painter.rotate(-90)
        self._paint_axis(painter, QRect(0, 0, room.height(), line), axes[1], self._titles[1])
        painter.restore()

    def _paint_axis(self, painter: QPainter, row: QRect, axis: Bins, title: str) -> None:
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, f"{axis.low:.2f}")
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, f"{axis.high:.2f}")
        between = row.width() - 2 * self.fontMetrics().horizontalAdvance("0.00  ")
        shown = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, between)
        painter.drawText(row, Qt.AlignmentFlag.AlignHCenter, shown)

    def _paint_card(self, painter: QPainter, at: int) -> None:
        """The photo beside its dot, wherever there is room."""
        photo, place = self._photo(at), self._place(at).toPoint()
        picture = self._thumbnail(photo)
        line, gap = self.fontMetrics().height(), theme.GRID // 2
        card = QRect(QPoint(0, 0), QSize(_PICTURE.width() + 2 * gap, _PICTURE.height() + 3 * line + 3 * gap))
        card.moveTopLeft(place + QPoint(2 * theme.GRID, -card.height() // 2))
        if card.right() > self.rect().right():
            card.moveRight(place.x() - 2 * theme.GRID)
        card.moveTop(max(0, min(card.top(), self.height() - card.height())))
        painter.setPen(theme.colour("hover"))
        painter.setBrush(theme.colour("raised"))
        painter.drawRect(card.adjusted(0, 0, -1, -1))
        box = QRect(card.topLeft() + QPoint(gap, gap), _PICTURE)
        if picture is not None and not picture.isNull():
            size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            lies = QRect(QPoint(0, 0), size)
            lies.moveCenter(box.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(lies, picture)
        row = QRect(box.left(), box.bottom() + gap, box.width(), line)
        painter.setPen(theme.colour("text"))
        name = self.fontMetrics().elidedText(words.name(photo.path), Qt.TextElideMode.ElideMiddle, row.width())
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(theme.colour("quiet"))
        for below, (title, score) in enumerate(zip(self._titles, self._values[at], strict=True), 1):
            said = words.text("scatter_point").format(title=title, score=score)
            shown = self.fontMetrics().elidedText(said, Qt.TextElideMode.ElideMiddle, row.width())
            painter.drawText(row.translated(0, below * line), Qt.AlignmentFlag.AlignLeft, shown)

    # Where one points

    def _point_at(self, at: int | None) -> None:
        if at != self._under:
            self._under = at
            photo = None if at is None else self._photo(at)
            self.pointed.emit(photo)
            self.setAccessibleDescription(words.name(photo.path) if photo else "")
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the photo under the pointer."""
        place = event.position() - QPointF(self._room.topLeft())
        self._point_at(self._cloud.nearest(place.x(), place.y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to it."""
        self.mouseMoveEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from dot to dot, Enter to the photo."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and len(self._rows):
            self._step(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._under is not None:
            self._go()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        if self._order is None:  # kept: a held key comes here 30 times a second
            self._order = np.lexsort((self._values[:, 1], self._values[:, 0]))
        order = self._order
        at = self._under
        if at is None and (at := self._dot_of(self._current)) is not None:
            step = 0
        place = -1 if at is None else int(np.flatnonzero(order == at)[0])
        self._point_at(int(order[max(0, min(len(order) - 1, place + step))]))

    def _go(self) -> None:
        if self._under is not None:
            self.photo_requested.emit(self._photo(self._under))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._point_at(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The dots lie elsewhere."""
        super().resizeEvent(event)
        self._lay_out()


def _inked(density: NDArray[np.int32], colour: QColor, ink: float) -> QImage:
    """An image of one colour, the more opaque the more discs cover a pixel."""
    opacity = 1.0 - (1.0 - ink) ** np.arange(_DEEPEST + 1)
    channels = np.array([colour.blueF(), colour.greenF(), colour.redF(), 1.0])
    inks = np.rint(255 * opacity[:, None] * channels).astype(np.uint8)
    pixels = inks[np.minimum(density, _DEEPEST)]
    height, width = density.shape
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
