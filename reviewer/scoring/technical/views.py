"""How a photo of any size is shown to the learned model, which knows pictures of about 512 by 512 pixels.

Twice: whole, with as many pixels as those had; and the part with the most fine detail near its own scale, so that a
sharp subject counts where it is, and a photo that is sharp only when small does not pass for sharp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer.scoring.technical.planes import luma_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Picture, Plane

_MEASURED = 1000  # px
_EDGE = 512  # px, of the photos that were rated
_LEAST = 256  # px a side, for four sizes of tiles
_LARGER = 2.0  # times as many pixels: from here on a part of the photo shows more than the whole
_STEPS = 8  # places of the part along its own edge
_SMALL = 4.0  # grey levels: differences below are noise or rounding


def reduced(array: Picture) -> Picture:
    """The photo at the size it is measured at: 1000 pixels along its long edge at most."""
    height, width = array.shape[:2]
    scale = _MEASURED / max(height, width)
    if scale >= 1.0:
        return array
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Whole steps by the mean of their pixels, only the rest by the filter: a quarter of the time.
    return np.asarray(Image.fromarray(array).resize(size, Image.Resampling.BICUBIC, reducing_gap=1.0))


def whole(array: Picture) -> Picture:
    """The photo with at most as many pixels as 512 x 512, and no side under 256.

    Args:
        array: (H, W, 3), 0..255, any size; no wider than four times its height nor the reverse.
    """
    height, width = array.shape[:2]
    scale = min(1.0, (_EDGE * _EDGE / (height * width)) ** 0.5)
    scale = max(scale, _LEAST / min(height, width))
    if scale == 1.0:
        return array
    size = (max(_LEAST, round(width * scale)), max(_LEAST, round(height * scale)))
    return np.asarray(Image.fromarray(array).resize(size, Image.Resampling.BICUBIC))


def sharpest(array: Picture, small: Picture) -> Picture | None:
    """The 512 x 512 pixels with the most fine detail; None for a photo that is hardly larger than that.

    Args:
        array: (H, W, 3), 0..255.
        small: The same reduced; detail is looked for there.
    """
    height, width = array.shape[:2]
    if min(height, width) < _EDGE or height * width < _LARGER * _EDGE * _EDGE:
        return None
    scale = height / small.shape[0]
    row, column = _most(_detail(luma_of(small)), _EDGE / scale)
    top, left = min(round(row * scale), height - _EDGE), min(round(column * scale), width - _EDGE)
    return np.ascontiguousarray(array[top : top + _EDGE, left : left + _EDGE])


def _detail(luma: Plane) -> Plane:
    """How much a pixel differs from its neighbours across and down; noise left out."""
    across: Plane = np.abs(luma[:-1, 1:] - luma[:-1, :-1])
    across += np.abs(luma[1:, :-1] - luma[:-1, :-1])
    across -= np.float32(2 * _SMALL)
    np.maximum(across, 0, out=across)
    np.log1p(across, out=across)
    return across


def _most(detail: Plane, edge: float) -> tuple[int, int]:
    """Top and left of the square of this edge with the most detail, to an eighth of the edge."""
    step = max(1, round(edge / _STEPS))
    rows, columns = detail.shape[0] // step, detail.shape[1] // step
    blocks = detail[: rows * step, : columns * step].reshape(rows, step, columns, step).sum(axis=(1, 3))
    sums: NDArray[np.float64] = np.zeros((rows + 1, columns + 1))
    sums[1:, 1:] = blocks.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    high, wide = min(_STEPS, rows), min(_STEPS, columns)
    inside = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    row, column = np.unravel_index(int(inside.argmax()), inside.shape)
    return int(row) * step, int(column) * step
