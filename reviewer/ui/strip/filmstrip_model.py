"""The photos of strip and grid as a Qt model: rows in showing order, and what each cell says besides its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reviewer import words
from reviewer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.photo import Group, Marks, Photo

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Where the strip asks what is known of a photo; each answers at once, from memory.

    Attributes:
        row: Where it stands among the photos shown, from 0; None if it is not among them.
        group: The group it belongs to, if only one of its own.
        groups: All groups there are, each with its photos in capture order.
        standing: Its place by the chosen score, 0 the lowest to 1 the best of the folder; None without a score or when
            scores are not shown.
        dimmed: Its score is among the lowest, which the user wants dimmed.
        unreadable: Nothing of it can be shown.
        aspect: Width by height, where known.
        marks: What is decided on it.
    """

    row: Callable[[Photo], int | None]
    group: Callable[[Photo], Group]
    groups: Callable[[], Sequence[Group]]
    standing: Callable[[Photo], float | None]
    dimmed: Callable[[Photo], bool]
    unreadable: Callable[[Photo], bool]
    aspect: Callable[[Photo], float | None]
    marks: Callable[[Photo], Marks]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's contents.

    Attributes:
        photo: Whose cell it is.
        frames: How many neighbours in the strip belong together from this cell on; 0 unless it is their first.
        joined_left, joined_right: The cell before or after shows a frame of the same group.
        standing, dimmed, unreadable, aspect, marks: As in ``Knowledge``.
    """

    photo: Photo
    frames: int
    joined_left: bool
    joined_right: bool
    standing: float | None
    dimmed: bool
    unreadable: bool
    aspect: float | None
    marks: Marks


class FilmstripModel(QAbstractListModel):
    """Rows are photos. Nothing here decodes or reads a file; pictures are the painter's business."""

    def __init__(self, knowledge: Knowledge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._knowledge = knowledge
        self._photos: Sequence[Photo] = ()

    def set_photos(self, photos: Sequence[Photo]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self._photos = photos
        self.endResetModel()

    @property
    def photos(self) -> Sequence[Photo]:
        """The photos, a row each."""
        return self._photos

    def row_of(self, photo: Photo | None) -> int | None:
        """Where a photo stands; None if it is not in the strip."""
        return self._knowledge.row(photo) if photo else None

    def photo_at(self, row: int) -> Photo:
        """The photo of a row."""
        return self._photos[row]

    def group_at(self, row: int) -> Group:
        """The group that a row's photo belongs to."""
        return self._knowledge.group(self._photos[row])

    def groups(self) -> Sequence[Group]:
        """All groups."""
        return self._knowledge.groups()

    def cell(self, row: int) -> Cell:
        """What a row's cell shows."""
        photo = self._photos[row]
        know = self._knowledge
        left, right = self._joined(row - 1), self._joined(row)
        return Cell(
            photo=photo,
            frames=self._run(row) if right and not left else 0,
            joined_left=left,
            joined_right=right,
            standing=know.standing(photo),
            dimmed=know.dimmed(photo),
            unreadable=know.unreadable(photo),
            aspect=know.aspect(photo),
            marks=know.marks(photo),
        )

    def _joined(self, row: int) -> bool:
        if not 0 <= row < len(self._photos) - 1:
            return False
        group = self._knowledge.group(self._photos[row])
        return len(group.photos) > 1 and self._knowledge.group(self._photos[row + 1]) == group

    def _run(self, row: int) -> int:
        last = row
        while self._joined(last):
            last += 1
        return last - row + 1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As many rows as photos."""
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The file's name, for screen readers and as a tip; screen readers hear what is decided, too."""
        if not index.isValid() or role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        photo = self._photos[index.row()]
        name = words.name(photo.path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return theme.tip(name)
        return ", ".join(filter(None, (name, words.marks(self._knowledge.marks(photo)))))
