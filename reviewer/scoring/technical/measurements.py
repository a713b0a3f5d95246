"""What can be measured on a picture without having learned anything, with numpy alone.

The picture is cut into tiles, sixteen along its long edge. In each tile the energy of a Laplacian says how much fine
detail there is; the sharpest tiles stand for the photo, so that a sharp subject before a soft background is a sharp
photo. Brightness, clipping and colour are read off every second pixel of every second row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Channel = NDArray[np.uint8]
    Plane = NDArray[np.float32]
    Tiles = NDArray[np.float64]

_TILES = 16  # along the long edge: a face in a group portrait fills one
_SHARPEST = 1 / 12  # of the tiles stand for the photo: a subject of an eighth of the frame fills them
_FLATTEST = 1 / 4  # of the tiles show the noise
_SHOWS_NOISE = (24.0, 236.0)  # mean grey level of a tile; nearer to black or white, half the noise is cut off
_ENOUGH_TILES = 4
_LEAST = 64  # px; smaller pictures are continued with their edge, so that each has tiles to measure
_BLOWN = 250  # every channel this high holds no texture any more, JPEG's rounding allowed for
_BLOCKED = 6  # every channel this low, likewise
_GAMMA = 2.2
_DIM = 100.0  # grey level that the bright parts of nearly every photo reach, also at night
_LIGHT = 200.0  # grey level that the dark parts of nearly every photo stay below


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured on one picture.

    Attributes:
        detail: log2(1 + energy) of fine detail in the sharpest tiles, noise taken off; 4 is mush, 12 is crisp.
        noise: Standard deviation of white noise in the flattest tiles, in grey levels of 0..255.
        low, quarter, high: 5th, 25th and 95th percentile of brightness, 0..255.
        blown, blocked: Share 0..1 of the pixels that are white, or black, in every channel.
        colour: Colourfulness of Hasler and Suesstrunk (2003): 15 slight, 60 strong; 0 for black and white.
    """

    detail: float
    noise: float
    low: float
    quarter: float
    high: float
    blown: float
    blocked: float
    colour: float

    @property
    def contrast(self) -> float:
        """Grey levels between the dark and the bright parts."""
        return self.high - self.low

    @property
    def stops_dark(self) -> float:
        """Stops by which even the bright parts stay below a dim grey; 0 for most night photos."""
        return max(0.0, _GAMMA * math.log2(_DIM / max(1.0, self.high)))

    @property
    def stops_bright(self) -> float:
        """Stops by which even the dark parts lie above a light grey."""
        return max(0.0, _GAMMA * math.log2(max(1.0, self.quarter) / _LIGHT))


def measure(array: NDArray[np.uint8]) -> Measurements:
    """Measure a picture.

    Args:
        array: (H, W, 3), 0..255, sRGB, upright, of any size from one pixel up. Detail and noise are those of this
            very size: pictures are compared at the same size or not at all.
    """
    array = _at_least(array)
    luma = _luma(array)
    detail, noise = _detail(luma)
    low, quarter, high = np.percentile(luma[::4, ::4], (5, 25, 95))
    red, green, blue = (np.ascontiguousarray(array[::2, ::2, channel]) for channel in range(3))
    brightest, darkest = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    return Measurements(
        detail=detail,
        noise=noise,
        low=float(low),
        quarter=float(quarter),
        high=float(high),
        blown=float((darkest >= _BLOWN).mean()),
        blocked=float((brightest <= _BLOCKED).mean()),
        colour=_colour(red, green, blue),
    )


def _at_least(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    more = [max(0, _LEAST - side) for side in array.shape[:2]]
    return np.pad(array, ((0, more[0]), (0, more[1]), (0, 0)), mode="edge") if any(more) else array


def _luma(array: NDArray[np.uint8]) -> Plane:
    """ITU-R BT.601, JPEG's Y. No matrix product: BLAS would start threads, and every core has a photo of its own."""
    luma = array[..., 1] * np.float32(0.587)
    luma += array[..., 0] * np.float32(0.299)
    luma += array[..., 2] * np.float32(0.114)
    return luma


def _detail(luma: Plane) -> tuple[float, float]:
    """Detail of the sharpest tiles and noise of the flattest.

    The Laplacian of white noise with deviation s has energy 20 s^2, and 5 s^2 once the picture is halved, while even
    crisp texture has hardly more energy than when it is halved. So what the flattest tiles have beyond one and a
    quarter of their halved energy is noise, (20 - 1.25 * 5) s^2, and no tile has more detail than its halved energy.
    """
    grid = _grid(luma)
    halved = _halve(luma)
    fine, coarse = _tile_energy(luma, grid), _tile_energy(halved, grid)
    variance = _noise_variance(fine, coarse, _tile_means(halved, grid))
    # Twice the noise's own energy comes off, so that noise does not pass for detail.
    detail = np.minimum(fine - 40.0 * variance, coarse - 10.0 * variance)
    tiles = np.sort(np.log2(1.0 + np.maximum(0.0, detail)))
    sharpest = tiles[-max(1, round(len(tiles) * _SHARPEST)) :]
    return float(sharpest.mean()), math.sqrt(variance)


def _noise_variance(fine: Tiles, coarse: Tiles, brightness: Tiles) -> float:
    shows = (brightness > _SHOWS_NOISE[0]) & (brightness < _SHOWS_NOISE[1])
    if shows.sum() >= _ENOUGH_TILES:
        fine, coarse = fine[shows], coarse[shows]
    flattest = np.argsort(coarse)[: max(1, round(len(coarse) * _FLATTEST))]
    return max(0.0, float(np.median((fine - 1.25 * coarse)[flattest])) / 13.75)


def _grid(plane: Plane) -> tuple[int, int]:
    """Tiles down and across."""
    height, width = plane.shape
    side = max(height, width) / _TILES
    return max(1, round(height / side)), max(1, round(width / side))


def _halve(plane: Plane) -> Plane:
    even = plane[: plane.shape[0] // 2 * 2, : plane.shape[1] // 2 * 2]
    rows = even[::2] + even[1::2]
    return (rows[:, ::2] + rows[:, 1::2]) * np.float32(0.25)


def _tile_energy(plane: Plane, grid: tuple[int, int]) -> Tiles:
    """Mean squared Laplacian of each tile."""
    laplacian = plane[1:-1, 1:-1] * np.float32(4.0)
    for neighbour in (plane[:-2, 1:-1], plane[2:, 1:-1], plane[1:-1, :-2], plane[1:-1, 2:]):
        laplacian -= neighbour
    np.multiply(laplacian, laplacian, out=laplacian)
    return _tile_means(laplacian, grid)


def _tile_means(plane: Plane, grid: tuple[int, int]) -> Tiles:
    down, across = grid
    high, wide = plane.shape[0] // down, plane.shape[1] // across
    tiles = plane[: high * down, : wide * across].reshape(down, high, across, wide)
    means: Tiles = tiles.mean(axis=3).mean(axis=1, dtype=np.float64).ravel()
    return means


def _colour(red: Channel, green: Channel, blue: Channel) -> float:
    red_green = red.astype(np.float32) - green
    yellow_blue = red_green * np.float32(0.5) + green - blue
    spread = math.hypot(float(red_green.std()), float(yellow_blue.std()))
    return spread + 0.3 * math.hypot(float(red_green.mean()), float(yellow_blue.mean()))
