"""Arithmetic on a picture's planes that all the measurements share: luma, half sizes, and tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Plane = NDArray[np.float32]
    Grid = tuple[int, int]
    """Tiles down and across."""
    PerTile = NDArray[np.float64]

_TILES = 16  # along the long edge: a face in a group portrait fills one
_LEAST = 64  # px; smaller pictures are continued with their edge, so that each has tiles to measure


def at_least(array: Picture) -> Picture:
    """The picture continued with its edge to the least size that can be measured; itself where it has that."""
    more = [max(0, _LEAST - side) for side in array.shape[:2]]
    return np.pad(array, ((0, more[0]), (0, more[1]), (0, 0)), mode="edge") if any(more) else array


def luma_of(array: Picture) -> Plane:
    """ITU-R BT.601, JPEG's Y. No matrix product: BLAS would start threads, and every core has a photo of its own."""
    luma = array[..., 1] * np.float32(0.587)
    luma += array[..., 0] * np.float32(0.299)
    luma += array[..., 2] * np.float32(0.114)
    return luma


def halve(plane: Plane) -> Plane:
    """The mean of each two by two pixels; an odd last row or column is left out."""
    even = plane[: plane.shape[0] // 2 * 2, : plane.shape[1] // 2 * 2]
    rows = even[::2] + even[1::2]
    return (rows[:, ::2] + rows[:, 1::2]) * np.float32(0.25)


def grid_of(plane: Plane) -> Grid:
    """Tiles down and across, about square, sixteen along the long edge."""
    height, width = plane.shape
    side = max(height, width) / _TILES
    return max(1, round(height / side)), max(1, round(width / side))


def tile_means(plane: Plane, grid: Grid) -> PerTile:
    """Mean of each tile. The tiles of a picture at two sizes cover the same parts of it, to the pixel."""
    starts = [np.arange(tiles) * length // tiles for tiles, length in zip(grid, plane.shape, strict=True)]
    sums = np.add.reduceat(np.add.reduceat(plane, starts[0], axis=0), starts[1], axis=1)
    lengths = [np.maximum(1, np.diff(start, append=length)) for start, length in zip(starts, plane.shape, strict=True)]
    means: PerTile = sums.astype(np.float64).ravel() / np.outer(*lengths).ravel()
    return means
