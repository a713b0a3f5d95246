"""Where the cells of the grid lie: rows of equal cells, one multiplication each."""

from __future__ import annotations

from dataclasses import dataclass

SIZES = (96, 128, 160, 208, 256, 320)
"""Widths of a picture's box that + and - go through, px."""

SHAPE = 0.75
"""Height of a picture's box by its width: a landscape photo fills it, a portrait one is not half as large."""


def next_size(size: int, step: int) -> int:
    """The next width of ``SIZES`` up (``step`` 1) or down (-1) from any width; the ends are walls."""
    if step > 0:
        return next((larger for larger in SIZES if larger > size), SIZES[-1])
    return next((smaller for smaller in reversed(SIZES) if smaller < size), SIZES[0])


@dataclass(frozen=True, slots=True)
class Geometry:
    """So many cells in a room of some width. All lengths are px; y counts from the top of the first row.

    Attributes:
        count: Cells.
        width: Of the room.
        columns: Cells in a row, at least one.
        pitch: Width of a cell.
        cell_height: Height of a cell.
    """

    count: int
    width: int
    columns: int
    pitch: int
    cell_height: int

    @property
    def lead(self) -> int:
        """Left of the first cell of a row."""
        return max(0, (self.width - self.columns * self.pitch) // 2)

    @property
    def height(self) -> int:
        """Of all rows."""
        return -(-self.count // self.columns) * self.cell_height

    def corner(self, cell: int) -> tuple[int, int]:
        """Left and top of a cell."""
        row, column = divmod(cell, self.columns)
        return self.lead + column * self.pitch, row * self.cell_height

    def at(self, x: int, y: int) -> int | None:
        """The cell at a point; None where there is none."""
        column, row = (x - self.lead) // self.pitch, y // self.cell_height
        cell = row * self.columns + column
        return cell if 0 <= column < self.columns and 0 <= cell < self.count and y >= 0 else None

    def between(self, top: int, bottom: int) -> range:
        """The cells of which something is between two heights, the lower one not included."""
        first = max(0, top // self.cell_height) * self.columns
        last = -(-bottom // self.cell_height) * self.columns
        return range(min(first, self.count), min(max(first, last), self.count))

    def moved(self, cell: int, rows: int) -> int:
        """The cell so many rows down, or up if negative, in the same column as far as there are rows."""
        row, column = divmod(cell, self.columns)
        last = (self.count - 1) // self.columns
        row = max(0, min(last, row + rows))
        return max(0, min(self.count - 1, row * self.columns + column))

    def revealed(self, cell: int, offset: int, room: int) -> int:
        """Where to scroll, so that a cell is in sight: no further than needed, to the middle if it was far away.

        Args:
            cell: The cell.
            offset: Where the grid is scrolled to.
            room: Height in sight.
        """
        top = self.corner(cell)[1]
        bottom = top + self.cell_height
        if offset <= top and bottom <= offset + room:
            return offset
        if top - offset > room or offset - bottom > room or room < self.cell_height:
            return top + self.cell_height // 2 - room // 2
        return top if top < offset else bottom - room
