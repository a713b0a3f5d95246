"""The strip below the photo: every photo of the folder in one row, the current one marked and near the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.strip.cell import CellPictures
from reviewer.ui.strip.filmstrip_cell import SCORE_ROW, line_row, paint_cell
from reviewer.ui.strip.photo_view import PhotoView, steadiest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewer.photo import Photo
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.strip.filmstrip_model import FilmstripModel

_NOTCH = 120  # one notch of a wheel, in Qt's eighths of a degree
_ROWS_A_NOTCH = 2
_BOX = QSize(108, 72)  # a picture's box on a 768 px high window; 3:2 fills it


def scroll_for(row: int, previous: int | None, offset: int, cell: int, width: int) -> int:
    """Where to scroll, so that the current cell is near the middle and nothing jumps.

    Args:
        row: The row that is now current.
        previous: The row that was; None at first.
        offset: Where the strip is scrolled to, in px.
        cell: Width of a cell, px.
        width: Width in sight, px.

    Returns:
        The offset in px, not yet clamped to the strip's ends. A step to a neighbour moves the strip by that one cell
        only if the mark would otherwise leave the middle; a leap out of sight puts the row in the middle.
    """
    centred = row * cell + cell // 2 - width // 2
    in_sight = offset <= row * cell and (row + 1) * cell <= offset + width
    if previous is None or not in_sight:
        return centred
    step = (row - previous) * cell
    moves_away = step != 0 and (centred - offset) * step > 0
    if not moves_away:
        return offset
    return offset + (min(step, centred - offset) if step > 0 else max(step, centred - offset))


class Filmstrip(PhotoView):
    """The row of small pictures."""

    def __init__(self, model: FilmstripModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(model, thumbnails, parent)
        self._pictures = CellPictures(lambda photo, _: thumbnails.image(photo))
        self._box = _BOX
        self.setObjectName("filmstrip")
        self.setAccessibleName(words.text("filmstrip"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click goes to a photo, whose keys these are
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._held: tuple[Photo, int] | None = None
        self.set_room(768)
        model.modelAboutToBeReset.connect(self._hold)
        model.modelReset.connect(self._settle)

    def set_room(self, window_height: int) -> None:
        """Fit the strip to the window: taller pictures in a taller window."""
        factor = min(1.5, max(1.0, window_height / 900))
        self._box = QSize(round(_BOX.width() * factor), round(_BOX.height() * factor))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(line_row(self.fontMetrics()) + self._box.height() + SCORE_ROW + theme.GRID // 2 + bar)
        self._reset()

    def set_current(self, photo: Photo | None) -> None:
        """Mark a photo and bring it near the middle."""
        if photo == self._photo:
            self._announce(photo)
            return
        previous = self._strip.row_of(self._photo)
        row = self._strip.row_of(photo)
        self._photo = photo
        if previous is not None:
            self.viewport().update(self._rect(previous))
        if row is not None:
            self._scroll(scroll_for(row, previous, self._offset(), self._cell(), self.viewport().width()))
            self.viewport().update(self._rect(row))
        self._announce(photo)

    def rows_in_sight(self) -> range:
        """The rows of which something is visible."""
        first = max(0, (self._offset() - self._lead()) // self._cell())
        last = (self._offset() - self._lead() + self.viewport().width()) // self._cell()
        return range(first, min(self._strip.rowCount(), last + 1))

    def _cell(self) -> int:
        return self._box.width() + theme.GRID

    def _lead(self) -> int:
        """Where the first cell begins, so that a few photos stand in the middle."""
        return max(0, (self.viewport().width() - self._strip.rowCount() * self._cell()) // 2)

    def _offset(self) -> int:
        return self.horizontalScrollBar().value()

    def _rect(self, row: int) -> QRect:
        left = self._lead() + row * self._cell() - self._offset()
        return QRect(left, 2, self._cell(), line_row(self.fontMetrics()) + self._box.height() + SCORE_ROW)

    def _scroll(self, offset: int) -> None:
        self.horizontalScrollBar().setValue(offset)

    def _wanted(self) -> list[Photo]:
        """Those in sight first, from the current one outwards, then half a screen to each side."""
        sight = self.rows_in_sight()
        more = len(sight) // 2 + 1
        rows = range(max(0, sight.start - more), min(self._strip.rowCount(), sight.stop + more))
        current = self._strip.row_of(self._photo)
        middle = current if current is not None and current in sight else (sight.start + sight.stop) // 2
        nearest = sorted(rows, key=lambda row: (row not in sight, abs(row - middle)))
        return [self._strip.photo_at(row) for row in nearest]

    def _hold(self) -> None:
        """Note which photo is to stay where it is: the current one, or one in sight where that is elsewhere."""
        sight, bar = self.rows_in_sight(), self.horizontalScrollBar()
        at_end = self._offset() in (bar.minimum(), bar.maximum())
        photos = [self._strip.photo_at(row) for row in sight]
        at: int | None
        if self._photo in photos:
            at = None if at_end else photos.index(self._photo)
        else:
            rows = [self._strip.row_of(photo) for photo in photos]
            at = steadiest([None if new is None else new - old for new, old in zip(rows, sight, strict=True)])
        self._held = None if at is None else (photos[at], self._rect(sight[at]).left())

    def _settle(self) -> None:
        """The photos are others, or in another order: of that, what is in sight moves as little as can be."""
        held, self._held = self._held, None
        row = self._strip.row_of(held[0]) if held else None
        if held is None or row is None:
            self._reset()
            return
        self.updateGeometries()
        self._scroll(self._lead() + row * self._cell() - held[1])
        self._want()
        self.viewport().update()

    def _reset(self) -> None:
        self.updateGeometries()
        row = self._strip.row_of(self._photo)
        if row is not None:
            self._scroll(scroll_for(row, None, 0, self._cell(), self.viewport().width()))
        self._want()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("strip"))
        painter.setFont(self.font())
        current = self._strip.row_of(self._photo)
        for row in self.rows_in_sight():
            rect = self._rect(row)
            if event.region().intersects(rect):
                paint_cell(painter, rect, self._strip.cell(row), self._pictures, current=row == current)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the photo that is clicked."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.photo_requested.emit(self._strip.photo_at(index.row()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll along the strip, whichever way the wheel or the fingers turn."""
        if not event.pixelDelta().isNull():
            delta = event.pixelDelta().x() or event.pixelDelta().y()
        else:
            turned = event.angleDelta().y() or event.angleDelta().x()
            delta = turned * _ROWS_A_NOTCH * self._cell() // _NOTCH
        self._scroll(self._offset() - delta)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current photo in the middle of the new width."""
        super().resizeEvent(event)
        self._reset()

    def updateGeometries(self) -> None:
        """Tell the scroll bar how long the strip is."""
        bar = self.horizontalScrollBar()
        width = self.viewport().width()
        bar.setRange(0, max(0, self._strip.rowCount() * self._cell() - width))
        bar.setPageStep(width)
        bar.setSingleStep(self._cell())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row under a point."""
        row = (point.x() + self._offset() - self._lead()) // self._cell()
        return self._strip.index(row, 0) if 0 <= row < self._strip.rowCount() else QModelIndex()
