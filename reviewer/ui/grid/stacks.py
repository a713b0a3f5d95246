"""Which groups are shown as one cell, and so which rows of photos have a cell of their own.

A closed stack stands where the first of its frames stands in the order shown, and shows the frame that was taken
first: never one chosen by a score.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reviewer.photo import Group, Photo


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a grid.

    Attributes:
        heads: For each cell the row at whose place it stands, ascending.
        owners: For each row in a closed stack, the row at whose place the stack stands.
        faces: For each such place, the row that is shown there.
        frames: For each such place, how many photos are behind it.
    """

    heads: Sequence[int] = ()
    owners: Mapping[int, int] = field(default_factory=dict)
    faces: Mapping[int, int] = field(default_factory=dict)
    frames: Mapping[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.heads)

    def row(self, cell: int) -> int:
        """The row of the photo that a cell shows."""
        head = self.heads[cell]
        return self.faces.get(head, head)

    def cell(self, row: int) -> int:
        """The cell that a row's photo is shown in, or behind."""
        head = self.owners.get(row, row)
        return head if isinstance(self.heads, range) else bisect_left(self.heads, head)

    def stacked(self, cell: int) -> int:
        """How many photos a closed stack holds; 0 for a cell of one photo."""
        return self.frames.get(self.heads[cell], 0)


class Stacks:
    """Which stacks are closed: all or none, but for those that were opened or closed one by one.

    Args:
        closed: Whether all are closed at first.
    """

    def __init__(self, *, closed: bool) -> None:
        self._closed = closed
        self._others: set[Photo] = set()

    @property
    def closed(self) -> bool:
        """What holds for every stack that was not opened or closed by itself."""
        return self._closed

    def set_all(self, *, closed: bool) -> bool:
        """Close all, or open all; says whether that changes anything."""
        changes = bool(self._others) or closed != self._closed
        self._closed = closed
        self._others.clear()
        return changes

    def toggle(self, group: Group) -> None:
        """Close one that is open, open one that is closed."""
        self._others ^= {group.photos[0]}

    def is_closed(self, group: Group) -> bool:
        """Whether a group of several photos is shown as one cell."""
        return len(group.photos) > 1 and self._closed != (group.photos[0] in self._others)

    def cells(self, count: int, groups: Iterable[Group], row: Callable[[Photo], int | None]) -> Cells:
        """The cells of so many rows.

        Args:
            count: Rows.
            groups: All groups there are.
            row: Where a photo stands; None if it is not shown.
        """
        if not self._closed and not self._others:
            return Cells(range(count))
        owners: dict[int, int] = {}
        faces: dict[int, int] = {}
        frames: dict[int, int] = {}
        for group in groups:
            if not self.is_closed(group):
                continue
            rows = [at for photo in group.photos if (at := row(photo)) is not None]
            if len(rows) > 1:
                head = min(rows)
                owners.update(dict.fromkeys(rows, head))
                faces[head], frames[head] = rows[0], len(rows)
        if not owners:
            return Cells(range(count))
        return Cells([at for at in range(count) if owners.get(at, at) == at], owners, faces, frames)
