"""Parts of a photo too large for memory: which of them are in sight, how finely each is wanted, and where it lies.

Pure geometry. A tile has at most ``SIDE`` pixels on an edge at its level; level n is the photo reduced by 2^n, so that
a tile is never enlarged below 100 % and never reduced by more than half. Tiles lie on a grid of the photo, as it is
shown, so that panning finds those it had.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

if TYPE_CHECKING:
    from reviewer.ui.screen.picture import Part, Size
    from reviewer.ui.viewer.framing import Place

SIDE = 512
"""Pixels: a megabyte, decoded and painted in a few milliseconds."""

_FINEST = 1e-9


@dataclass(frozen=True, slots=True)
class Tile:
    """One part.

    Attributes:
        part: Left, top, width, height in pixels of the photo as it is shown.
        room: Width and height that it is reduced to.
    """

    part: Part
    room: Size

    def lies(self, full: Size, place: Place) -> QRect:
        """Where it is painted, device pixels; tiles side by side meet without a gap or an overlap."""
        left, top, width, height = self.part
        x, y = place.width / full[0], place.height / full[1]
        first = (place.left + round(left * x), place.top + round(top * y))
        last = (place.left + round((left + width) * x), place.top + round((top + height) * y))
        return QRect(first[0], first[1], last[0] - first[0], last[1] - first[1])


def in_sight(full: Size, place: Place, viewport: Size, *, around: int = 0) -> list[Tile]:
    """The tiles that a viewport shows, nearest its middle first.

    Args:
        full: Width and height of the photo as it is shown, in its own pixels.
        place: Where it lies.
        viewport: Width and height in sight.
        around: Rows and columns of tiles beyond, for a pan; they come last.
    """
    level = max(0, math.floor(math.log2(1 / place.scale) + _FINEST))
    step = SIDE << level
    shown = [_span(full[axis], (place.left, place.top)[axis], viewport[axis], place.scale, step) for axis in (0, 1)]
    last = [(full[axis] - 1) // step for axis in (0, 1)]
    wide = [
        range(max(0, span[0] - around), min(end, span[1] + around) + 1) for span, end in zip(shown, last, strict=True)
    ]
    middle = [(viewport[axis] / 2 - (place.left, place.top)[axis]) / place.scale / step - 0.5 for axis in (0, 1)]

    def order(cell: tuple[int, int]) -> tuple[bool, float]:
        beyond = any(not span[0] <= at <= span[1] for at, span in zip(cell, shown, strict=True))
        return beyond, math.dist(cell, middle)

    cells = sorted(((column, row) for row in wide[1] for column in wide[0]), key=order)
    return [_tile(full, cell, step, level) for cell in cells]


def _span(full: int, corner: int, room: int, scale: float, step: int) -> tuple[int, int]:
    """First and last cell of one axis that are in sight."""
    first = max(0, -corner) / scale
    last = min(full, (room - corner) / scale)
    return int(first // step), max(int(first // step), math.ceil(last / step) - 1)


def _tile(full: Size, cell: tuple[int, int], step: int, level: int) -> Tile:
    left, top = cell[0] * step, cell[1] * step
    width, height = min(step, full[0] - left), min(step, full[1] - top)
    return Tile((left, top, width, height), (max(1, width >> level), max(1, height >> level)))


def in_file(part: Part, full: Size, turn: int) -> Part:
    """The same part in a photo that is not turned.

    Args:
        part: Left, top, width, height in the photo as it is shown.
        full: Width and height of the photo as it is shown.
        turn: Quarter turns clockwise by which it is shown.
    """
    left, top, width, height = part
    for _ in range(turn % 4):  # a quarter turn back each
        left, top, width, height = top, full[0] - left - width, height, width
        full = (full[1], full[0])
    return left, top, width, height
