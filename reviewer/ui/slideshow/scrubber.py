"""The slideshow's timeline: each stop as wide as it is long, coloured by its score, dragged to scrub.

Nothing moves here but the play head and the clock. What was seen is underlined. Where stops are too narrow to be told
apart, ``Magnifier`` shows the few around the pointer as thumbnails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QHideEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer import words
from reviewer.photo import Photo, Stop
from reviewer.ui import theme
from reviewer.ui.slideshow.timeline import Timeline

_TEXT = QColor(0xA6, 0xA6, 0xA6)
_SEEN = QColor(0xD8, 0xD8, 0xD8)
_HEAD = QColor(0xFF, 0xFF, 0xFF)
_MARGIN = 16
_STRIP = 14  # height of the coloured strip, px
_UNDERLINE = 2  # height of the mark below what was seen, px
_GRAB = 8  # the pointer may miss the strip by so many px

Thumbnail = Callable[[Photo], QImage | None]


def clock(seconds: float) -> str:
    """``6:05`` or ``1:02:05``; a clock keeps its width while it runs, a sentence does not."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Scrubber(QWidget):
    """Timeline, place and time left.

    Signals:
        seek_requested(float): The pointer asks for this moment, in seconds from the beginning. Sent while dragging.
        scrubbing(bool): A drag began or ended.
        hovered(float, int): The pointer is over this moment, at this x; or (-1, 0) when it left.
    """

    seek_requested = Signal(float)
    scrubbing = Signal(bool)
    hovered = Signal(float, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = Timeline.of([], [])
        self._seen = np.zeros(0, dtype=np.bool_)
        self._strip = QImage()
        self._columns = np.zeros(0)
        self._at = 0.0
        self._left = ""
        self._right = ""
        self._dragging = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.text("scrubber"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.scaled(self.font(), 1.1))  # read from farther away than a window's words

    @property
    def timeline(self) -> Timeline:
        """What is laid out at present."""
        return self._timeline

    def set_stops(self, stops: Sequence[Stop], seen: Sequence[bool]) -> None:
        """Lay out stops in showing order, with one flag each that says whether it was seen."""
        self._timeline = Timeline.of([stop.seconds for stop in stops], [stop.score for stop in stops])
        self._seen = np.asarray(seen, dtype=np.bool_)
        self._render()

    def set_seen(self, index: int, *, seen: bool = True) -> None:
        """Mark one stop as seen."""
        if self._seen[index] != seen:
            self._seen[index] = seen
            self._render()

    def set_position(self, seconds: float, left: str, right: str) -> None:
        """Move the play head and replace the words left and right above the strip."""
        before, after = self._x(self._at), self._x(seconds)
        self._at = seconds
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.setAccessibleDescription(left)
            self.update(0, 0, self.width(), self._strip_rect().top())
        if before != after:
            self.update(min(before, after) - 4, 0, abs(before - after) + 9, self.height())

    def moment(self, x: float) -> float:
        """The moment under an x, in seconds, within the slideshow."""
        area = self._strip_rect()
        return float(np.clip((x - area.left()) / max(1, area.width()), 0.0, 1.0)) * self._timeline.total

    def sizeHint(self) -> QSize:
        """As wide as it may be; tall enough for a line of words and the strip."""
        return QSize(640, self.fontMetrics().height() + _STRIP + _UNDERLINE + 20)

    def _strip_rect(self) -> QRect:
        top = self.height() - _STRIP - _UNDERLINE - 10
        return QRect(_MARGIN, top, max(1, self.width() - 2 * _MARGIN), _STRIP)

    def _x(self, seconds: float) -> int:
        area = self._strip_rect()
        total = self._timeline.total
        return area.left() + (round(seconds / total * area.width()) if total else 0)

    def _render(self) -> None:
        width = round(self._strip_rect().width() * self.devicePixelRatioF())
        rgb, self._columns = self._timeline.columns(width, self._seen)
        line = np.ascontiguousarray(rgb)
        self._strip = QImage(line.data, width, 1, line.nbytes, QImage.Format.Format_RGB888).copy()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the strip out anew for the new width."""
        super().resizeEvent(event)
        self._render()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, strip, what was seen, play head."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.black)
        area = self._strip_rect()
        words_row = QRect(area.left(), 0, area.width(), area.top() - 2)
        painter.setPen(_TEXT)
        painter.drawText(words_row, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._right)
        metrics = self.fontMetrics()
        room = words_row.width() - metrics.horizontalAdvance(self._right) - _MARGIN
        left = metrics.elidedText(self._left, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words_row, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), left)
        if not len(self._timeline):
            return
        painter.drawImage(area, self._strip)
        self._paint_seen(painter, area)
        head = QRectF(self._x(self._at) - 1.0, area.top() - 4.0, 2.0, area.height() + 8.0)
        painter.fillRect(head.adjusted(-1, 0, 1, 0), Qt.GlobalColor.black)
        painter.fillRect(head, _HEAD)

    def _paint_seen(self, painter: QPainter, area: QRect) -> None:
        marked = np.concatenate(([False], self._columns >= 0.5, [False]))  # noqa: PLR2004 - most of the column was seen
        turns = np.flatnonzero(marked[1:] != marked[:-1])
        scale = area.width() / max(1, self._columns.size)
        for begin, end in turns.reshape(-1, 2):
            line = QRectF(area.left() + begin * scale, area.bottom() + 3.0, (end - begin) * scale, _UNDERLINE)
            painter.fillRect(line, _SEEN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to scrub where the strip is pressed."""
        near = self._strip_rect().adjusted(-_GRAB, -_GRAB, _GRAB, _GRAB)
        if event.button() == Qt.MouseButton.LeftButton and near.contains(event.position().toPoint()):
            self._dragging = True
            self.scrubbing.emit(True)
            self.seek_requested.emit(self.moment(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while dragging; tell where the pointer is."""
        moment = self.moment(event.position().x())
        self.hovered.emit(moment, round(event.position().x()))
        if self._dragging:
            self.seek_requested.emit(moment)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        """A drag ends with the slideshow: the button comes up somewhere else."""
        super().hideEvent(event)
        self._let_go()

    def _let_go(self) -> None:
        if self._dragging:
            self._dragging = False
            self.scrubbing.emit(False)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The magnifier appears."""
        self.hovered.emit(self.moment(event.position().x()), round(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """The magnifier goes."""
        super().leaveEvent(event)
        self.hovered.emit(-1.0, 0)


class Magnifier(QWidget):
    """The stops around the pointer, as thumbnails above the timeline; the one under the pointer is framed."""

    AROUND = 3  # stops shown on each side
    _CELL = QSize(132, 88)
    _GAP = 4

    def __init__(self, thumbnail: Thumbnail, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._room = parent
        self._stops: Sequence[Stop] = ()
        self._rgb = np.zeros((0, 3), dtype=np.uint8)
        self._shown = range(0)
        self._under = 0
        self._caption = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_stops(self, stops: Sequence[Stop], timeline: Timeline) -> None:
        """The stops that may be pointed at, in the timeline's order."""
        if len(stops) != len(self._stops):
            self.hide()  # what is under the pointer is another
        self._stops = stops
        self._rgb = timeline.rgb
        self.update()

    def point_at(self, index: int, moment: float, x: int, bottom: int) -> None:
        """Show the stops around one.

        Args:
            index: The stop under the pointer.
            moment: Where the pointer is, in seconds.
            x: Place of the pointer in the parent, px.
            bottom: Lower edge for the magnifier in the parent, px.
        """
        if not self._stops:
            return
        self._under = index
        self._shown = range(max(0, index - self.AROUND), min(len(self._stops), index + self.AROUND + 1))
        stop = self._stops[index]
        self._caption = f"{clock(moment)}   {words.name(stop.frames[0].photo.path)}"
        width = len(self._shown) * (self._CELL.width() + self._GAP) + self._GAP
        height = self._CELL.height() + 2 * self._GAP + 6 + self.fontMetrics().height() + 6
        left = x - (index - self._shown.start) * (self._CELL.width() + self._GAP) - self._GAP - self._CELL.width() // 2
        room = self._room.width() - width
        self.setGeometry(int(np.clip(left, 0, max(0, room))), bottom - height, width, height)
        self.show()
        self.raise_()
        self.update()

    @property
    def photos(self) -> list[Photo]:
        """The photos on show, the one under the pointer first."""
        nearest = sorted(self._shown, key=lambda index: abs(index - self._under))
        return [self._stops[index].frames[0].photo for index in nearest]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Thumbnails, colours, frame and caption."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(0x14, 0x14, 0x14))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, index in enumerate(self._shown):
            corner = QPoint(self._GAP + place * (self._CELL.width() + self._GAP), self._GAP)
            cell = QRect(corner, self._CELL)
            self._paint_picture(painter, cell, self._stops[index].frames[0].photo)
            colour = QColor(*(int(part) for part in self._rgb[index]))
            painter.fillRect(QRect(cell.left(), cell.bottom() + 3, cell.width(), 3), colour)
            if index == self._under:
                painter.setPen(_HEAD)
                painter.drawRect(cell.adjusted(0, 0, -1, -1))
        painter.setPen(_TEXT)
        row = self.rect().adjusted(self._GAP + 2, self._CELL.height() + 2 * self._GAP + 6, -self._GAP, 0)
        line = self.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideMiddle, row.width())
        painter.drawText(row, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), line)

    def _paint_picture(self, painter: QPainter, cell: QRect, photo: Photo) -> None:
        picture = self._thumbnail(photo)
        if picture is None or picture.isNull():
            painter.fillRect(cell, QColor(0x24, 0x24, 0x24))
            return
        size = QSizeF(picture.size()).scaled(QSizeF(cell.size()), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF(cell.x() + (cell.width() - size.width()) / 2, cell.y() + (cell.height() - size.height()) / 2)
        painter.drawImage(QRectF(corner, size), picture)
