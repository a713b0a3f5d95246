"""A view of photos for which Qt lays nothing out: where a cell lies is one multiplication, in the strip and the grid.

So 100,000 photos cost what 20 do: only what is in sight is painted. (``QListView`` lays out every row first, 0.1 s for
100,000, or cannot scroll to what it has not laid out yet.) Keys are actions of the window, and nothing is selected:
there is one current photo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegion, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from reviewer.ui import theme
from reviewer.ui.focus import FocusRing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QPoint

    from reviewer.photo import Photo
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.strip.filmstrip_model import FilmstripModel

Index = QModelIndex | QPersistentModelIndex
_MANY = 32  # cells from which painting all that is in sight is no more work


def steadiest(moves: Sequence[int | None]) -> int | None:
    """Which of the photos in sight is to stay where it is when all are sorted anew.

    Args:
        moves: By how many rows each goes up or down, in their order; None for one that is no more.

    Returns:
        The first that goes with most of the others: a photo that leaps, since its score just came in, takes nobody
        along. None if none is left.
    """
    left = sorted(move for move in moves if move is not None)
    return moves.index(left[(len(left) - 1) // 2]) if left else None


class PhotoView(QAbstractItemView):
    """What strip and grid share. They say where a cell lies (``_rect``) and which photos are wanted (``_wanted``).

    Args:
        model: The photos.
        thumbnails: Their small pictures; the view that is in sight says which are wanted.
        parent: The widget it is part of.

    Signals:
        photo_requested(Photo): The user clicked this one.
        seen(list[Photo]): These are in sight now, or about to be; the most urgent first.
    """

    photo_requested = Signal(object)
    seen = Signal(object)

    def __init__(self, model: FilmstripModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = model
        self._thumbnails = thumbnails
        self._photo: Photo | None = None
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        FocusRing(self)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else scrolling would paint it all
        self.setFont(theme.scaled(self.font(), 0.85))
        thumbnails.thumbnail_ready.connect(self.refresh)

    def refresh(self, photo: Photo | None = None) -> None:
        """Paint again what is known of a photo, or of all."""
        row = self._strip.row_of(photo)
        if photo is None:
            self.viewport().update()
        elif row is not None and self.isVisible():
            self.viewport().update(self._rect(row))

    def refresh_some(self, photos: Collection[Photo]) -> None:
        """Paint again what is known of these photos."""
        if len(photos) > _MANY:
            self.refresh()
            return
        for photo in photos:
            self.refresh(photo)

    def photo_at(self, point: QPoint) -> Photo | None:
        """The photo whose cell is under a point of the viewport."""
        index = self.indexAt(point)
        return self._strip.photo_at(index.row()) if index.isValid() else None

    def _rect(self, row: int) -> QRect:
        """Where a row's cell is, in the viewport."""
        raise NotImplementedError

    def _wanted(self) -> Sequence[Photo]:
        """Photos whose pictures are to be made, most urgent first."""
        raise NotImplementedError

    def _announce(self, photo: Photo | None) -> None:
        """Tell screen readers which cell is the current one."""
        row = self._strip.row_of(photo)
        self.setCurrentIndex(QModelIndex() if row is None else self._strip.index(row, 0))

    def _want(self) -> None:
        if self.isVisible():
            wanted = self._wanted()
            self._thumbnails.want(wanted)
            self.seen.emit(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Another view may have wanted other pictures meanwhile."""
        super().showEvent(event)
        self._want()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only what came into sight is painted anew."""
        self.viewport().scroll(dx, dy)
        self._want()

    def visualRect(self, index: Index) -> QRect:
        """Where a row's cell is, in the viewport."""
        return self._rect(index.row()) if index.isValid() else QRect()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Left to ``set_current``, which knows where the mark was."""

    def horizontalOffset(self) -> int:
        """How far the view is scrolled to the right, in px."""
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        """How far it is scrolled down, in px."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        """No row is hidden."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys are actions of the window; Qt's search by name would eat them."""
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """As above."""
        event.ignore()

    def moveCursor(self, _action: QAbstractItemView.CursorAction, _keys: Qt.KeyboardModifier) -> QModelIndex:
        """Keys are actions of the window; the view has none of its own."""
        return self.currentIndex()

    def setSelection(self, rect: QRect, command: object) -> None:
        """Nothing is selected: there is one current photo."""

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        """Nothing is selected."""
        return QRegion()
