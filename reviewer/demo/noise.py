"""Fractal noise, the raw material of mountains, clouds and grain: like much in nature it looks alike at every scale."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

SIDE = 1024  # cells of the tile each way; a power of two, so that wrapping is a bit mask


@lru_cache(maxsize=8)
def tile(roughness: float, largest: int = SIDE) -> Field:
    """A square of fractal noise, mean 0, standard deviation 1, that continues over its edges.

    White noise filtered in the frequency domain to amplitudes f ** -(1 + roughness): fractional Brownian motion with
    Hurst exponent ``roughness`` (Peitgen, Saupe, The Science of Fractal Images, 1988, 2.5). Features larger than
    ``largest`` cells are left out, so that any part of the tile is much like any other.
    """
    white = np.random.default_rng(20).standard_normal((SIDE, SIDE)).astype(np.float32)
    across = np.fft.rfftfreq(SIDE)
    down = np.fft.fftfreq(SIDE)[:, None]
    frequency = np.hypot(across, down)
    frequency[frequency < 1 / largest] = np.inf
    frequency[0, 0] = np.inf
    field = np.fft.irfft2(np.fft.rfft2(white) * frequency ** -(1 + roughness), s=(SIDE, SIDE))
    even: Field = (field / field.std()).astype(np.float32)
    return even


def sample(field: Field, x: Field, y: Field) -> Field:
    """A tile's values at any places, in cells, bilinear, going round its edges."""
    left, top = np.floor(x), np.floor(y)
    right, below = x - left, y - top
    column = left.astype(np.int32) & (SIDE - 1)
    row = (top.astype(np.int32) & (SIDE - 1)) * SIDE
    next_column = (column + 1) & (SIDE - 1)
    next_row = (row + SIDE) & (SIDE * SIDE - 1)
    flat = field.ravel()
    upper: Field = flat[row + column] * (1 - right) + flat[row + next_column] * right
    lower: Field = flat[next_row + column] * (1 - right) + flat[next_row + next_column] * right
    return upper * (1 - below) + lower * below


@lru_cache(maxsize=1)
def grain(width: int, height: int) -> Image.Image:
    """Fine structure of every size from one pixel up, grey about 128: stone, leaves, bark, seen from afar."""
    rng = np.random.default_rng(21)
    total = np.full((height, width), 128, np.float32)
    for cell, weight in ((1, 26), (2, 18), (5, 13), (12, 8)):
        small = rng.standard_normal((height // cell + 2, width // cell + 2), dtype=np.float32) * np.float32(weight)
        total += np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))
    return Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))
