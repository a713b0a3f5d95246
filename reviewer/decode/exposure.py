"""Exposure: how bright a picture is in linear light, and the same picture brighter or darker.

sRGB's curve: IEC 61966-2-1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_STOPS = 3.0
"""How far an exposure is changed, either way; beyond, there is only noise or only white."""

_STRIP = 1 << 18  # bytes looked up at a time: they stay in the cache, and others get the interpreter in between
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # of linear sRGB: IEC 61966-2-1
_CELLS = (32, 24)  # across and down; two pictures of one scene are compared cell by cell
_DARK = 0.01  # of white: below, noise and a camera's black point tell more than the exposure
_LIGHT = 0.6  # above, a camera's curve bends towards white
_LEAST = 24  # cells that have to be neither, or nothing can be said


def bounded(stops: float) -> float:
    """An exposure change within what is offered."""
    return max(-MOST_STOPS, min(MOST_STOPS, stops))


def to_linear(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Levels of sRGB as parts of white in linear light, same shape."""
    return _linear_levels()[levels]


def push(array: NDArray[np.uint8], stops: float) -> NDArray[np.uint8]:
    """The same picture as if it had been exposed longer or shorter: sRGB levels multiplied in linear light.

    For pictures that have no more than 8 bits; what is white already stays white, or turns grey.

    Args:
        array: Any shape, sRGB.
        stops: Doublings of the light, -3..3; what is beyond is taken as these.
    """
    table, flat = _table(bounded(stops)), np.ascontiguousarray(array).reshape(-1)
    pushed = np.empty_like(flat)
    for start in range(0, len(flat), _STRIP):
        # bytes.translate: 24 megapixels in 65 ms, where indexing a table of NumPy's takes 180
        part = flat[start : start + _STRIP].tobytes().translate(table)
        pushed[start : start + _STRIP] = np.frombuffer(part, np.uint8)
    return pushed.reshape(array.shape)


def luminance(linear: NDArray[np.float32]) -> Image.Image:
    """The luminance of linear sRGB of shape (height, width, 3), as a picture of floating point numbers."""
    return Image.fromarray(np.asarray(linear @ _LUMINANCE, np.float32))


def gain(shown: Image.Image, developed: Image.Image) -> float:
    """By how much a development has to be brightened to look like what is shown: the median over cells of the scene.

    Cells and a median, because a camera's curve lifts the shadows and bends the highlights: what counts is the middle.

    Args:
        shown: Luminance, white is 1.
        developed: Of the same part of the same scene, of any size, likewise.

    Returns:
        The factor; 1.0 where too little of the scene is neither dark nor white.
    """
    one, other = (np.asarray(each.resize(_CELLS, Image.Resampling.BOX)) for each in (shown, developed))
    usable = (one > _DARK) & (one < _LIGHT) & (other > _DARK / 8) & (other < _LIGHT)
    return float(np.median(one[usable] / other[usable])) if np.count_nonzero(usable) >= _LEAST else 1.0


@lru_cache(maxsize=1)
def _linear_levels() -> NDArray[np.float32]:
    levels = np.arange(256, dtype=np.float32) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4).astype(np.float32)  # noqa: PLR2004


@lru_cache(maxsize=16)
def _table(stops: float) -> bytes:
    light = np.clip(_linear_levels() * 2.0**stops, 0, 1)
    levels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)  # noqa: PLR2004
    return bytes(np.rint(levels * 255).astype(np.uint8))
