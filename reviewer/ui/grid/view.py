"""The grid as a widget: scrolls, takes clicks and the wheel, and moves from cell to cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent

from reviewer import words
from reviewer.ui import theme
from reviewer.ui.grid.cell import CellPainter, box_in, count_in, geometry, paint_selected
from reviewer.ui.grid.geometry import Geometry, next_size
from reviewer.ui.grid.selection import Selection
from reviewer.ui.grid.stacks import Cells, Stacks
from reviewer.ui.strip.cell import CellPictures
from reviewer.ui.strip.photo_view import PhotoView, steadiest
from reviewer.ui.viewer import canvas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from reviewer.photo import Photo
    from reviewer.ui.grid.sharp import SharpPictures
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.strip.filmstrip_model import FilmstripModel

_NOTCH = 120  # one notch of a wheel, in Qt's eighths of a degree
_MOST = 400  # pictures made ahead of what is in sight
_SOON = 30  # ms of scrolling after which pictures are asked for anew


class Grid(PhotoView):
    """Rows of small pictures.

    Args:
        model: The photos.
        thumbnails: Their small pictures.
        sharp: Larger ones, where thumbnails are too small.
        size: Width of a picture's box, px.
        closed: Whether stacks are closed at first.
        parent: The widget it is part of.

    Attributes:
        selection: The photos that are selected.

    Signals:
        loupe_requested: The user wants to see the current photo large.
        size_chosen(int): Pictures are so wide from now on, px.
        stacks_chosen(bool): All stacks are closed, or open, from now on.
        cells_changed: There are more or fewer cells.
    """

    loupe_requested = Signal()
    size_chosen = Signal(int)
    stacks_chosen = Signal(bool)
    cells_changed = Signal()

    def __init__(
        self,
        model: FilmstripModel,
        thumbnails: Thumbnails,
        sharp: SharpPictures,
        *,
        size: int,
        closed: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, thumbnails, parent)
        self._sharp = sharp
        pictures = CellPictures(lambda photo, box: sharp.image(photo, box) or thumbnails.image(photo))
        self._painter = CellPainter(pictures)
        self._size = size
        self._stacks = Stacks(closed=closed)
        self.selection = Selection(self._shown, self)
        self._cells = Cells()
        self._at: int | None = None  # the current photo's cell
        self._geometry = Geometry(0, 1, 1, 1, 1)
        self._stale = True
        self._anchor: tuple[Photo, int] | None = None
        self._message = ""
        self._soon = QTimer(self, interval=_SOON, singleShot=True)
        self._soon.timeout.connect(self._want)
        self.setObjectName("grid")
        self.setAccessibleName(words.text("grid"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else its coming would move all cells
        model.modelAboutToBeReset.connect(self._hold)
        model.modelReset.connect(self.regroup)
        sharp.ready.connect(self.refresh)
        self.selection.changed.connect(self.viewport().update)

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By action: what the grid itself carries out while it is in sight."""
        return {
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
            "first": lambda: self._go(0),
            "last": lambda: self._go(len(self._cells) - 1),
            "row_down": lambda: self._step_rows(1),
            "row_up": lambda: self._step_rows(-1),
            "page_down": lambda: self._step_rows(self._rows_in_sight()),
            "page_up": lambda: self._step_rows(-self._rows_in_sight()),
            "zoom_in": lambda: self.choose_size(next_size(self._size, 1)),
            "zoom_out": lambda: self.choose_size(next_size(self._size, -1)),
            "stack": self._toggle_stack,
            "all_stacks": lambda: self.choose_stacks(closed=not self._stacks.closed),
            "select_next": lambda: self._extend(lambda at: at + 1),
            "select_previous": lambda: self._extend(lambda at: at - 1),
            "select_down": lambda: self._extend(lambda at: self._geometry.moved(at, 1)),
            "select_up": lambda: self._extend(lambda at: self._geometry.moved(at, -1)),
            "select_all": self.selection.choose_all,
            "select_none": self.selection.clear,
        }

    @property
    def hidden(self) -> int:
        """How many photos are behind others in closed stacks."""
        return self._strip.rowCount() - len(self._cells)

    @property
    def chosen(self) -> list[Photo]:
        """What a key acts on: the photos selected, as they are shown, or else the one in the current cell.

        Of a closed stack that is the photo in sight, which may be another than the current one behind it.
        """
        if len(self.selection):
            return [photo for photo in self._strip.photos if photo in self.selection]
        return [] if self._at is None else [self._strip.photo_at(self._cells.row(self._at))]

    def set_current(self, photo: Photo | None) -> None:
        """Mark a photo; if it is another one, bring its cell into sight."""
        if photo == self._photo:
            return
        if self._at is not None:
            self.viewport().update(self._cell_rect(self._at))
        self._photo = photo
        self._find_current()
        self._reveal()
        if self._at is not None:
            self.viewport().update(self._cell_rect(self._at))
        self._announce(photo)

    def show_message(self, text: str) -> None:
        """Words in the middle while there are no photos; empty text for none."""
        self._message = text
        self.viewport().update()

    def choose_size(self, size: int) -> None:
        """Make pictures so wide, px."""
        if size != self._size:
            self._hold()
            self._size = size
            self._lay_out()
            self.size_chosen.emit(size)

    def choose_stacks(self, *, closed: bool) -> None:
        """Close all stacks, or open all."""
        self._hold()
        if self._stacks.set_all(closed=closed):
            self.regroup()
            self.stacks_chosen.emit(closed)

    def regroup(self) -> None:
        """Other photos, or other groups of them; what is in sight stays there as far as it can."""
        if self._anchor is None:
            self._hold()
        self._stale = True
        if self.isVisible():
            self._lay_out()

    # Cells

    def _lay_out(self) -> None:
        """Find the cells and their places anew, and scroll so that the anchor stays where it was."""
        if self._stale:
            self._cells = self._stacks.cells(self._strip.photos, self._strip.groups(), self._strip.row_of)
            self.selection.keep(self._strip.photos)
            self._stale = False
        self.updateGeometries()
        anchor, self._anchor = self._anchor, None
        self._find_current()
        row = self._strip.row_of(anchor[0]) if anchor else None
        if anchor is not None and row is not None:
            self._scroll(self._geometry.corner(self._cells.cell(row))[1] - anchor[1])
            if anchor[0] == self._photo:
                self._reveal()
        self._want()
        self.viewport().update()
        self.cells_changed.emit()

    def _hold(self) -> None:
        """Note what shall stay where it is: the current photo, or the first that stays if that is elsewhere."""
        self._anchor = None
        sight = self._cells_in_sight()
        if self._stale or not sight:
            return
        if self._photo is not None and self._at is not None and self._at in sight:
            self._anchor = (self._photo, self._cell_rect(self._at).top())
            return
        rows = [self._cells.row(cell) for cell in sight]
        now = [self._strip.row_of(self._strip.photo_at(row)) for row in rows]
        at = steadiest([None if new is None else new - old for new, old in zip(now, rows, strict=True)])
        if at is not None:
            self._anchor = (self._strip.photo_at(rows[at]), self._cell_rect(sight[at]).top())

    def _find_current(self) -> None:
        row = self._strip.row_of(self._photo)
        self._at = None if row is None or self._stale else self._cells.cell(row)

    def _reveal(self) -> None:
        if self._at is not None:
            self._scroll(self._geometry.revealed(self._at, self.verticalOffset(), self.viewport().height()))

    def _cell_rect(self, cell: int) -> QRect:
        left, top = self._geometry.corner(cell)
        return QRect(left, top - self.verticalOffset(), self._geometry.pitch, self._geometry.cell_height)

    def _rect(self, row: int) -> QRect:
        return QRect() if self._stale else self._cell_rect(self._cells.cell(row))

    def _cell_at(self, point: QPoint) -> int | None:
        return self._geometry.at(point.x(), point.y() + self.verticalOffset())

    def _cells_in_sight(self) -> range:
        offset = self.verticalOffset()
        return self._geometry.between(offset, offset + self.viewport().height())

    def _rows_in_sight(self) -> int:
        return max(1, self.viewport().height() // self._geometry.cell_height)

    def _want(self) -> None:
        super()._want()
        if self.isVisible():
            box = box_in(QRect(0, 0, self._geometry.pitch, self._geometry.cell_height)).size()
            photos = [self._strip.photo_at(self._cells.row(cell)) for cell in self._cells_in_sight()]
            self._sharp.want(photos, box * self.devicePixelRatioF())

    def _wanted(self) -> list[Photo]:
        """Those in sight from the top, then a screen below and one above."""
        sight = self._cells_in_sight()
        more = min(len(sight), _MOST // 2)
        below = range(sight.stop, min(len(self._cells), sight.stop + more))
        above = range(sight.start - 1, max(-1, sight.start - 1 - more), -1)
        return [self._strip.photo_at(self._cells.row(cell)) for part in (sight, below, above) for cell in part]

    # Moves

    def _step(self, cells: int) -> None:
        if self._at is not None:
            self._go(self._at + cells)

    def _step_rows(self, rows: int) -> None:
        if self._at is not None:
            self._go(self._geometry.moved(self._at, rows))

    def _go(self, cell: int) -> None:
        """To a cell; the ends are walls, and a stack in which one is already is not entered anew."""
        self.selection.clear()
        self._approach(cell)

    def _approach(self, cell: int) -> None:
        if not len(self._cells):
            return
        cell = max(0, min(cell, len(self._cells) - 1))
        if cell != self._at:
            self.photo_requested.emit(self._strip.photo_at(self._cells.row(cell)))

    def _shown(self) -> list[Photo]:
        return [self._strip.photo_at(self._cells.row(cell)) for cell in range(len(self._cells))]

    def _extend(self, towards: Callable[[int], int]) -> None:
        if self._at is not None:
            self._select_to(max(0, min(towards(self._at), len(self._cells) - 1)))

    def _select_to(self, cell: int) -> None:
        if self._at is not None:
            self.selection.extend(self._at, cell)
            self._approach(cell)

    def _scroll(self, offset: int) -> None:
        self.verticalScrollBar().setValue(offset)

    def _toggle_stack(self) -> None:
        row = self._strip.row_of(self._photo)
        if row is not None:
            self._toggle(row)

    def _toggle(self, row: int) -> None:
        group = self._strip.group_at(row)
        if len(group.photos) > 1:
            self._hold()
            self._stacks.toggle(group)
            self.regroup()

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("surround"))
        painter.setFont(self.font())
        if not len(self._cells):
            canvas.paint_words(painter, self.viewport().rect(), self._message, canvas.MIDDLE, theme.colour("surround"))
            return
        offset = self.verticalOffset()
        for cell in self._geometry.between(offset + event.rect().top(), offset + event.rect().bottom() + 1):
            rect = self._cell_rect(cell)
            if event.region().intersects(rect):
                stacked = self._cells.stacked(cell)
                shown = self._strip.cell(self._cells.row(cell))
                if shown.photo in self.selection:
                    paint_selected(painter, rect)
                self._painter.paint(painter, rect, shown, stacked=stacked, current=cell == self._at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the photo that is clicked, or select it; or open or close the stack whose number is."""
        cell = self._cell_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or cell is None:
            return
        if self._counts_photos(cell, event.position().toPoint()):
            self._toggle(self._cells.row(cell))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._select_to(cell)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selection.toggle(cell, self._at)
            self._approach(cell)
        else:
            self._go(cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """See the photo large."""
        point = event.position().toPoint()
        cell = self._cell_at(point)
        if event.button() != Qt.MouseButton.LeftButton or cell is None:
            return
        if self._counts_photos(cell, point):
            self._toggle(self._cells.row(cell))  # two quick clicks are two
        else:
            self.loupe_requested.emit()

    def _counts_photos(self, cell: int, point: QPoint) -> bool:
        has_count = self._cells.stacked(cell) or self._strip.cell(self._cells.row(cell)).frames
        return bool(has_count) and count_in(self._cell_rect(cell)).contains(point)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by a row a notch; with Ctrl, larger or smaller pictures."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.choose_size(next_size(self._size, 1 if turned > 0 else -1))
        elif not event.pixelDelta().isNull():
            self._scroll(self.verticalOffset() - event.pixelDelta().y())
        else:
            self._scroll(self.verticalOffset() - turned * self._geometry.cell_height // _NOTCH)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of cells fits into a row."""
        self._hold()
        super().resizeEvent(event)
        if self.isVisible() and not self._stale:
            self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed, and bring the current photo into sight."""
        self._lay_out()
        self._reveal()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the large pictures to who is in sight now."""
        self._sharp.rest()
        super().hideEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """As in every view of photos; but what comes into sight here is many, and asking for it waits for the paint."""
        self.viewport().scroll(dx, dy)
        if not self._soon.isActive():
            self._soon.start()

    def updateGeometries(self) -> None:
        """Tell the scroll bar how high the grid is."""
        bar, room = self.verticalScrollBar(), self.viewport().size()
        self._geometry = geometry(len(self._cells), room.width(), self._size)
        bar.setRange(0, max(0, self._geometry.height - room.height()))
        bar.setPageStep(room.height())
        bar.setSingleStep(self._geometry.cell_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The row shown under a point."""
        cell = self._cell_at(point)
        return QModelIndex() if cell is None else self._strip.index(self._cells.row(cell), 0)
