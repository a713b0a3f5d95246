"""What differs between two frames that have been laid one over the other.

Both are reduced to about a thousand pixels and brought to one exposure. A pixel differs where it is lighter or darker
than all that lies within a pixel of its place in the other frame, by more than noise: so edges that are a little off do
not count. Pixels that differ are gathered in small squares, and squares that touch make a region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reviewer.registration.light import evened_light
from reviewer.registration.planes import looked_up
from reviewer.registration.resampling import averaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reviewer.registration.planes import Frame, Plane
    from reviewer.registration.transform import Transform

    Mask = NDArray[np.bool_]

_LONG = 1200  # pixels of the longer edge that is compared: a pixel of misplacement at 24 megapixels is a fifth here
_NOISES = 4.0  # deviations of the noise
_BLOWN = 240  # grey level of any channel from which on cameras bend colours towards white
_SEEN = 6.0  # grey levels that an eye may notice
_SQUARE = 6  # pixels along a square
_FILLED = 0.15  # of a square differ, and it belongs to a region
_BEGUN = 0.4  # of at least one square of a region differ


class Region(NamedTuple):
    """A box in the first frame, in full-size pixels."""

    left: int
    top: int
    width: int
    height: int


def difference(one: Frame, other: Frame, transform: Transform) -> list[Region]:
    """Where two frames differ, the largest region first.

    0.8 s of one core for 24 megapixels.

    Args:
        one: The first frame (H, W, 3), at full size.
        other: The other, likewise.
        transform: From the first frame to the other.

    Returns:
        Boxes that do not overlap, with a margin of a square; nothing outside what both frames show.
    """
    by = max(1, round(max(one.shape[:2]) / _LONG))
    squares = _filled(_differs(one, other, transform, by))
    boxes = _merged([_box(piece) for piece in _pieces(squares > _FILLED) if squares[piece].max() > _BEGUN])
    side = _SQUARE * by
    regions = [_region(box, side, (one.shape[1], one.shape[0])) for box in boxes]
    return sorted(regions, key=lambda region: -region.width * region.height)


def _differs(one: Frame, other: Frame, transform: Transform, by: int) -> Mask:
    """Which pixels of the reduced first frame differ.

    Where a frame has nearly blown out, colours are not what they were: there all three channels have to differ.
    """
    there = max(1, round(by * transform.scale))
    ours, theirs = averaged(one, by), averaged(other, there)
    place, size = transform.reduced(by, there), (ours.shape[1], ours.shape[0])
    some, each = np.zeros(ours.shape[:2], np.bool_), np.ones(ours.shape[:2], np.bool_)
    blown, valid = ours.max(axis=2) >= _BLOWN, some
    for channel in range(3):
        seen, inside = looked_up(theirs[..., channel].astype(np.float32), place, size)
        valid = _shrunk(inside)
        light = evened_light(ours[..., channel].astype(np.float32), seen, valid)
        differs = _apart(light.one, light.other) > np.maximum(_SEEN, _NOISES * light.noise)
        some, each, blown = some | differs, each & differs, blown | (seen >= _BLOWN)
    return valid & np.where(blown, each, some)


def _apart(one: Plane, other: Plane) -> Plane:
    """By how much each pixel lies outside all that is around its place in the other plane, either way round."""
    there = np.maximum(one - _around(other, np.maximum), _around(other, np.minimum) - one)
    back = np.maximum(other - _around(one, np.maximum), _around(one, np.minimum) - other)
    apart: Plane = np.maximum(there, back)
    return apart


def _around(plane: Plane, most: np.ufunc) -> Plane:
    """The most, or the least, of a pixel and its eight neighbours."""
    for axis in range(2):
        padded = np.pad(plane, [(1, 1) if at == axis else (0, 0) for at in range(2)], mode="edge")
        length = plane.shape[axis]
        shifted = [padded[at : at + length] if axis == 0 else padded[:, at : at + length] for at in range(3)]
        plane = most(most(shifted[0], shifted[1]), shifted[2])
    return plane


def _shrunk(mask: Mask) -> Mask:
    """Without the two outermost pixels, where a frame's edge is mixed with nothing."""
    return mask & (_around(_around(mask.astype(np.float32), np.minimum), np.minimum) > 0)


def _filled(mask: Mask) -> Plane:
    """How much of each square is set; squares at the edges may be smaller."""
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % _SQUARE), (0, -width % _SQUARE)))
    rows, columns = padded.shape[0] // _SQUARE, padded.shape[1] // _SQUARE
    filled: Plane = padded.reshape(rows, _SQUARE, columns, _SQUARE).mean(axis=(1, 3), dtype=np.float32)
    return filled


Piece = tuple["NDArray[np.intp]", "NDArray[np.intp]"]
Box = tuple[int, int, int, int]


def _pieces(mask: Mask) -> Iterator[Piece]:
    """Squares that touch, also by a corner, as (rows, columns)."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True)}
    while left:
        piece = [left.pop()]
        for row, column in piece:
            near = [(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
            found = [square for square in near if square in left]
            left.difference_update(found)
            piece.extend(found)
        rows, columns = np.array(piece).T
        yield rows, columns


def _box(piece: Piece) -> Box:
    """First and last but one row and column, with a margin of a square."""
    rows, columns = piece
    return int(rows.min()) - 1, int(columns.min()) - 1, int(rows.max()) + 2, int(columns.max()) + 2


def _merged(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap made one, until none do."""
    apart: list[Box] = []
    waiting = list(boxes)
    while waiting:
        box = waiting.pop()
        touching = [other for other in apart if _overlap(box, other)]
        if not touching:
            apart.append(box)
            continue
        apart = [other for other in apart if other not in touching]
        both = np.array([box, *touching])
        top, left = both[:, :2].min(axis=0).tolist()
        bottom, right = both[:, 2:].max(axis=0).tolist()
        waiting.append((top, left, bottom, right))
    return apart


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _region(box: Box, side: int, size: tuple[int, int]) -> Region:
    top, left, bottom, right = (edge * side for edge in box)
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1])
    return Region(left, top, right - left, bottom - top)
