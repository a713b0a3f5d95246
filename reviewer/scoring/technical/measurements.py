"""What can be measured on a picture without having learned anything, with numpy alone.

The picture is cut into tiles, sixteen along its long edge. In each tile the energy of a Laplacian says how much fine
detail there is; the sharpest tiles stand for the photo, so that a sharp subject before a soft background is a sharp
photo. Brightness, clipping and colour are read off every second pixel of every second row. ``motion`` compares the
directions of fine and of coarser detail.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reviewer.scoring.technical.motion import motion
from reviewer.scoring.technical.planes import at_least, grid_of, halve, luma_of, tile_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Grid, PerTile, Plane

    Channel = NDArray[np.uint8]

_SHARPEST = 1 / 12  # of the tiles stand for the photo: a subject of an eighth of the frame fills them
_FLATTEST = 1 / 4  # of the tiles show the noise
_SHOWS_NOISE = (24.0, 236.0)  # mean grey level of a tile; nearer to black or white, half the noise is cut off
_ENOUGH_TILES = 4
_AS_SHARP = 2.5  # doublings of detail below the sharpest that still are the subject
_BEHIND = 5.0  # doublings of detail lost by what is far out of focus
_MUSH, _COARSE_MUSH = 6.0, 8.0  # as ``detail``, and of the picture at a quarter: more is letters that are just soft
_SHAPES = (
    100.0  # squared grey levels, a quarter the size: a soft tile with shapes in it is blurred, not a wall or a sky
)
_EVENNESS = 2  # percent of the tiles that may be flatter than the noise: a sky's edge, a clipped lamp
_ROUNDING = 0.1  # squared grey levels: less detail than this is rounding alone
_BLOWN = 250  # every channel this high holds no texture any more, JPEG's rounding allowed for
_BLOCKED = 6  # every channel this low, likewise
_GAMMA = 2.2
_DIM = 100.0  # grey level that the bright parts of nearly every photo reach, also at night
_LIGHT = 200.0  # grey level that the dark parts of nearly every photo stay below
_LINEAR_END = 0.04045  # of the code value: below it sRGB is a straight line
_MIDDLE_GREY = 0.18  # of white's luminance: what light meters take a scene's average to be
_DARKEST = 0.5 / 255  # of white's luminance, 6.5 stops below middle grey: below it 8 bits and noise tell no stops apart


def _stops_of_levels() -> Plane:
    """Stops from middle grey of each grey level 0..255, by the transfer function of sRGB (IEC 61966-2-1)."""
    level = np.arange(256) / 255.0
    luminance = np.where(level <= _LINEAR_END, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return np.log2(np.maximum(_DARKEST, luminance) / _MIDDLE_GREY).astype(np.float32)


_STOPS = _stops_of_levels()


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured on one picture.

    Attributes:
        detail: log2(1 + energy) of fine detail in the sharpest tiles, noise taken off; 4 is mush, 12 is crisp.
        noise: Standard deviation of white noise in the flattest tiles, in grey levels of 0..255.
        low, quarter, high: 5th, 25th and 95th percentile of brightness, 0..255.
        blown, blocked: Share 0..1 of the pixels that are white, or black, in every channel.
        colour: Colourfulness of Hasler and Suesstrunk (2003): 15 slight, 60 strong; 0 for black and white.
        stops: Overall brightness, the mean of log2(luminance / middle grey) over the picture, in stops; photos of one
            scene differ in it by about as many stops as their exposures did.
        motion: Directional blur, see ``motion``: 0 none, from about 0.5 probably moved.
        subject, behind: Share 0..1 of the tiles that are about as sharp as the sharpest, and of those far out of focus.
        fineness: Energy of fine detail over that at half the size, in the flattest tiles: 4 for white noise, 1 to 2
            for the texture of things.
        least: Deviation of the white noise, in grey levels, that would make the fine detail of the flattest of these
            tiles: grain is everywhere, so it is no less than ``noise``; texture leaves some tiles without.
    """

    detail: float
    noise: float
    low: float
    quarter: float
    high: float
    blown: float
    blocked: float
    colour: float
    stops: float
    motion: float
    subject: float
    behind: float
    fineness: float
    least: float

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
    array = at_least(array)
    luma = luma_of(array)
    focus = _focus(luma)
    some = luma[::4, ::4]
    low, quarter, high = np.percentile(some, (5, 25, 95))
    red, green, blue = (np.ascontiguousarray(array[::2, ::2, channel]) for channel in range(3))
    brightest, darkest = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    return Measurements(
        detail=focus.detail,
        noise=focus.noise,
        low=float(low),
        quarter=float(quarter),
        high=float(high),
        blown=float((darkest >= _BLOWN).mean()),
        blocked=float((brightest <= _BLOCKED).mean()),
        colour=_colour(red, green, blue),
        stops=float(_STOPS[some.astype(np.uint8)].mean()),
        motion=motion(luma, grid_of(luma)),
        subject=focus.subject,
        behind=focus.behind,
        fineness=focus.fineness,
        least=focus.least,
    )


@dataclass(frozen=True, slots=True)
class _Focus:
    detail: float
    noise: float
    subject: float
    behind: float
    fineness: float
    least: float


def _focus(luma: Plane) -> _Focus:
    """Detail of the sharpest tiles, noise of the flattest, and how much of the picture is like either.

    The Laplacian of white noise with deviation s has energy 20 s^2, and 5 s^2 once the picture is halved, while even
    crisp texture has hardly more energy than when it is halved. So what the flattest tiles have beyond one and a
    quarter of their halved energy is noise, (20 - 1.25 * 5) s^2, and no tile has more detail than its halved energy.
    """
    grid = grid_of(luma)
    halved = halve(luma)
    quartered = halve(halved)
    fine, coarse = _tile_energy(luma, grid), _tile_energy(halved, grid)
    shows = _showing_noise(tile_means(halved, grid))
    flattest = shows[np.argsort(coarse[shows])[: max(1, round(len(shows) * _FLATTEST))]]
    variance = max(0.0, float(np.median((fine - 1.25 * coarse)[flattest])) / 13.75)
    # Twice the noise's own energy comes off, so that noise does not pass for detail.
    tiles = np.log2(1.0 + np.maximum(0.0, np.minimum(fine - 40.0 * variance, coarse - 10.0 * variance)))
    detail = float(np.sort(tiles)[-max(1, round(len(tiles) * _SHARPEST)) :].mean())
    coarsest = np.log2(1.0 + _tile_energy(quartered, grid))
    mush = (tiles < min(_MUSH, detail - _BEHIND)) & (coarsest < _COARSE_MUSH)
    shapes = tile_means(quartered * quartered, grid) - tile_means(quartered, grid) ** 2
    return _Focus(
        detail=detail,
        noise=math.sqrt(variance),
        subject=float((tiles > detail - _AS_SHARP).mean()),
        behind=float((mush & (shapes > _SHAPES)).mean()),
        fineness=float(np.median((fine / np.maximum(_ROUNDING, coarse))[flattest])),
        least=math.sqrt(float(np.percentile(fine[shows], _EVENNESS)) / 20),
    )


def _showing_noise(brightness: PerTile) -> NDArray[np.intp]:
    """The tiles in which noise is not cut off by black or white; all of them where those are too few."""
    shows = np.flatnonzero((brightness > _SHOWS_NOISE[0]) & (brightness < _SHOWS_NOISE[1]))
    return shows if len(shows) >= _ENOUGH_TILES else np.arange(len(brightness))


def _tile_energy(plane: Plane, grid: Grid) -> PerTile:
    """Mean squared Laplacian of each tile."""
    laplacian = plane[1:-1, 1:-1] * np.float32(4.0)
    for neighbour in (plane[:-2, 1:-1], plane[2:, 1:-1], plane[1:-1, :-2], plane[1:-1, 2:]):
        laplacian -= neighbour
    np.multiply(laplacian, laplacian, out=laplacian)
    return tile_means(laplacian, grid)


def _colour(red: Channel, green: Channel, blue: Channel) -> float:
    red_green = red.astype(np.float32) - green
    yellow_blue = red_green * np.float32(0.5) + green - blue
    spread = math.hypot(float(red_green.std()), float(yellow_blue.std()))
    return spread + 0.3 * math.hypot(float(red_green.mean()), float(yellow_blue.mean()))
