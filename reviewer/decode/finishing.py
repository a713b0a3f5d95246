"""The last steps of every reader: small enough, 8 bit RGB, upright, in an array, with few copies on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer.decode import flatten
from reviewer.decode.pixels import FIRST_TURNED, Pixels, Size, turned
from reviewer.decode.source import guarded
from reviewer.errors import TooLarge

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PIXEL_LIMIT = 450_000_000
"""Bytes of pixels in memory, after what reduction the format allows; together with the array still under 1 GB."""

_STRIP = 1 << 18  # pixels copied at a time: 1 MB, which stays in the cache
_RGB_BYTES = 4  # what Pillow keeps for a pixel of RGB

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BACKWARDS = (3, 4, 6, 7)  # the first row becomes the last row or column


def require_room(path: Path, size: Size, bytes_per_pixel: float = _RGB_BYTES) -> None:
    """Refuse what would not fit the limit, before memory is asked for.

    Raises:
        TooLarge: More than ``PIXEL_LIMIT`` bytes.
    """
    if size[0] * size[1] * bytes_per_pixel > PIXEL_LIMIT:
        raise TooLarge(path, f"{size[0]} x {size[1]}")


def shrunk(image: Image.Image, size: Size, box: tuple[float, float, float, float] | None = None) -> Image.Image:
    """The picture at a smaller size. ``box``: the part of it that counts, where a reduced decode padded the edge.

    Hamming: as quick as bilinear and nearly as crisp as bicubic, which costs 1.7 times as much; large ratios are
    averaged in whole blocks first.
    """
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.HAMMING, box=box, reducing_gap=2.0)


def upright(image: Image.Image, orientation: int) -> NDArray[np.uint8]:
    """An RGB picture as an upright array of shape (height, width, 3), copied and turned in strips.

    Strips, because ``np.asarray`` of the whole and ``transpose`` of the whole are each two more full copies.
    """
    width, height = image.size
    columns, rows = turned(image.size, orientation)
    array = np.empty((rows, columns, 3), np.uint8)
    step = max(1, _STRIP // width)
    for top in range(0, height, step):
        bottom = min(height, top + step)
        strip = image.crop((0, top, width, bottom))
        if orientation in _TURNS:
            strip = strip.transpose(_TURNS[orientation])
        first, last = (height - bottom, height - top) if orientation in _BACKWARDS else (top, bottom)
        place = (slice(None), slice(first, last)) if orientation >= FIRST_TURNED else slice(first, last)
        array[place] = np.asarray(strip)
    return array


def finish(
    image: Image.Image,
    path: Path,
    size: Size,
    *,
    full: Size,
    box: tuple[float, float, float, float] | None = None,
    orientation: int = 1,
    profile: bytes | None = None,
    damaged: bool = False,
    origin: str = "image",
) -> Pixels:
    """A decoded picture of any mode as ``Pixels``.

    Args:
        image: Decoded, not yet turned.
        path: For the error.
        size: Wanted width and height before turning.
        full: Width and height of the whole photo before turning.
        box: As for ``shrunk``.
        orientation: EXIF orientation still to be applied.
        profile: The profile that the file carries, of whatever colour space, or nonsense.
        damaged: As in ``Pixels``.
        origin: As in ``Pixels``.

    Raises:
        TooLarge: The result would not fit the limit.
        BrokenImage: The mode or the palette makes no sense.
    """
    require_room(path, size)
    with guarded(path):
        small = shrunk(flatten.eight_bits(image), size, box)
        rgb, profile = flatten.opaque_rgb(small, profile)
    return Pixels(upright(rgb, orientation), profile, turned(full, orientation), damaged, origin)
