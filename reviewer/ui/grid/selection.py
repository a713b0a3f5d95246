"""Which photos of a grid are selected besides the current one: by clicks with Ctrl and Shift, by keys, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from reviewer.photo import Photo


class Selection(QObject):
    """A set of photos, and where a range begins. Empty while only the current photo counts.

    Args:
        shown: The photos that have a cell, in their order.
        parent: Who it belongs to.

    Signals:
        changed: Other photos are selected.
    """

    changed = Signal()

    def __init__(self, shown: Callable[[], Sequence[Photo]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._photos: set[Photo] = set()
        self._anchor: Photo | None = None

    def __contains__(self, photo: Photo) -> bool:
        return photo in self._photos

    def __len__(self) -> int:
        return len(self._photos)

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = None
        self._choose(())

    def choose_all(self) -> None:
        """Select what has a cell."""
        self._choose(self._shown())

    def toggle(self, cell: int, current: int | None) -> None:
        """Add the photo of a cell, or take it away; the first one added joins the current one."""
        shown = self._shown()
        before = self._photos or ({shown[current]} if current is not None and current != cell else set())
        self._anchor = shown[cell]
        self._choose(before ^ {shown[cell]})

    def extend(self, current: int, cell: int) -> None:
        """Select from where the range began, or else the current cell, to another one."""
        shown = self._shown()
        began = shown.index(self._anchor) if self._anchor in shown else current
        self._anchor = shown[began]
        first, last = sorted((began, cell))
        self._choose(shown[first : last + 1])

    def keep(self, photos: Iterable[Photo]) -> None:
        """Forget all but these: the others are not there any more."""
        if self._photos:
            self._choose(self._photos.intersection(photos))

    def _choose(self, photos: Iterable[Photo]) -> None:
        before, self._photos = self._photos, set(photos)
        if self._photos != before:
            self.changed.emit()
