"""Which groups are shown as one cell, and so which rows of photos have a cell of their own.

A closed stack stands where the first of its frames stands in the order shown, and shows the frame that was taken
first: never one chosen by a score.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from reviewer.photo import Group, Photo


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a grid.

    Attributes:
        heads: For each cell the row at whose place it stands, ascending. The rows from one head to the next are in the
            first one's stack, unless ``owners`` says otherwise.
        frames: For each head of a closed stack, how many photos it holds.
        faces: For each head of a stack that shows another row than that, the row shown.
        owners: For each row of a stack whose photos do not stand side by side, the stack's head.
    """

    heads: Sequence[int] = ()
    frames: Mapping[int, int] = field(default_factory=dict)
    faces: Mapping[int, int] = field(default_factory=dict)
    owners: Mapping[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.heads)

    def row(self, cell: int) -> int:
        """The row of the photo that a cell shows."""
        head = self.heads[cell]
        return self.faces.get(head, head)

    def cell(self, row: int) -> int:
        """The cell that a row's photo is shown in, or behind."""
        return bisect_right(self.heads, self.owners.get(row, row)) - 1

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
        if len(group.photos) == 1:
            return False
        return self._closed != (bool(self._others) and group.photos[0] in self._others)

    def cells(self, photos: Sequence[Photo], groups: Iterable[Group], row: Callable[[Photo], int | None]) -> Cells:
        """The cells of rows of photos.

        Args:
            photos: A row each.
            groups: All groups there are.
            row: Where a photo stands; None if it is not shown.
        """
        if not self._closed and not self._others:
            return Cells(range(len(photos)))
        shown = bytearray(b"\1") * len(photos)
        frames: dict[int, int] = {}
        faces: dict[int, int] = {}
        owners: dict[int, int] = {}
        after = 0  # the last group: by capture time, the next one begins there
        for group in groups:
            begin, after = after, after + len(group.photos)
            if not self.is_closed(group):
                continue
            rows = _rows(group, photos, row, begin)
            if len(rows) > 1:
                head = rows[0] if isinstance(rows, range) else min(rows)
                frames[head] = len(rows)
                if isinstance(rows, range):
                    after = rows.stop
                    shown[head + 1 : rows.stop] = bytes(len(rows) - 1)
                    continue
                faces[head] = rows[0]
                for at in rows:
                    shown[at] = at == head
                    owners[at] = head
        return Cells(list(compress(range(len(photos)), shown)), frames, faces, owners)


def _rows(group: Group, photos: Sequence[Photo], row: Callable[[Photo], int | None], guess: int) -> Sequence[int]:
    """Where a group's photos stand: mostly side by side, which is seen at once, where looking each up takes long."""
    count = len(group.photos)
    if tuple(photos[guess : guess + count]) == group.photos:
        return range(guess, guess + count)
    first = row(group.photos[0])
    if first is not None and tuple(photos[first : first + count]) == group.photos:
        return range(first, first + count)
    return [at for photo in group.photos if (at := row(photo)) is not None]
