"""The last steps of every reader: small enough, 8 bit RGB, upright, in an array, with few copies on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer.decode import colour, flatten
from reviewer.decode.pixels import FIRST_TURNED, Pixels, Size, scaled, turned
from reviewer.decode.source import guarded
from reviewer.errors import TooLarge

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PIXEL_LIMIT = 450_000_000
"""Bytes of pixels in memory, after what reduction the format allows; together with the array still under 1 GB."""

WHOLE_LIMIT = 1_700_000_000
"""Bytes in memory for one picture that is kept to be cut, or one RAW while it is developed, in a process of its own.

200 megapixels of JPEG take 600 MB and of TIFF 800 MB; 100 megapixels of RAW, the most that cameras have, 1.6 GB for
some seconds.
"""

_EMPTIEST = 100
"""Pixels above ``PIXEL_LIMIT`` that a byte of the file may stand for. A JPEG of nothing but black has 57, a photo 3 to
20; deflated zeros have 330 and cut files more, and such get no more memory than they ever did."""

_STRIP = 1 << 18  # pixels copied at a time: 1 MB, which stays in the cache
_RGB_BYTES = 4  # what Pillow keeps for a pixel of RGB

Box = tuple[float, float, float, float]

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


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What a reader hands over: decoded, in whatever mode, size and turn the file has it.

    Attributes:
        image: The pixels; an array has shape (height, width, 3) and is 8 bit RGB already.
        full: Width and height of the whole photo before turning.
        box: As for ``shrunk``.
        orientation: EXIF orientation still to be applied.
        profile: The profile that the file carries, of whatever colour space, or nonsense.
        damaged: As in ``Pixels``.
        origin: As in ``Pixels``.
        raw_size: As in ``Pixels``.
    """

    image: Image.Image | NDArray[np.uint8]
    full: Size
    box: Box | None = None
    orientation: int = 1
    profile: bytes | None = None
    damaged: bool = False
    origin: str = "image"
    raw_size: Size | None = None


def require_room(path: Path, size: Size, bytes_per_pixel: float = _RGB_BYTES, *, limit: int = PIXEL_LIMIT) -> None:
    """Refuse what would not fit the limit, before memory is asked for.

    Raises:
        TooLarge: More than ``limit`` bytes, or more than ``PIXEL_LIMIT`` and a file too small for so many pixels.
    """
    needed = size[0] * size[1] * bytes_per_pixel
    if needed > limit or (needed > PIXEL_LIMIT and size[0] * size[1] > path.stat().st_size * _EMPTIEST):
        raise TooLarge(path, f"{size[0]} x {size[1]}")


def shrunk(image: Image.Image, size: Size, box: Box | None = None) -> Image.Image:
    """The picture at a smaller size. ``box``: the part of it that counts, where a reduced decode padded the edge.

    Hamming: as quick as bilinear and nearly as crisp as bicubic, which costs 1.7 times as much; large ratios are
    averaged in whole blocks first.
    """
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.HAMMING, box=box, reducing_gap=2.0)


def turn(image: Image.Image, orientation: int) -> Image.Image:
    """A small picture turned upright."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def upright(image: Image.Image | NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """An RGB picture as an upright array of shape (height, width, 3), copied and turned in strips.

    Strips, because ``np.asarray`` of the whole and ``transpose`` of the whole are each two more full copies. An array
    that is upright is given back as it is.
    """
    if isinstance(image, np.ndarray) and orientation not in _TURNS:
        return np.ascontiguousarray(image)
    width, height = size_of(image)
    columns, rows = turned((width, height), orientation)
    array = np.empty((rows, columns, 3), np.uint8)
    step = max(1, _STRIP // width)
    for top in range(0, height, step):
        bottom = min(height, top + step)
        strip = turn(cut(image, (0, top, width, bottom)), orientation)
        first, last = (height - bottom, height - top) if orientation in _BACKWARDS else (top, bottom)
        place = (slice(None), slice(first, last)) if orientation >= FIRST_TURNED else slice(first, last)
        array[place] = np.asarray(strip)
    return array


def size_of(image: Image.Image | NDArray[np.uint8]) -> Size:
    """Width and height."""
    return image.size if isinstance(image, Image.Image) else (image.shape[1], image.shape[0])


def cut(image: Image.Image | NDArray[np.uint8], box: tuple[int, int, int, int]) -> Image.Image:
    """The part between left, top, right and bottom, copied."""
    if isinstance(image, Image.Image):
        return image.crop(box)
    left, top, right, bottom = box
    return Image.fromarray(np.ascontiguousarray(image[top:bottom, left:right]))


def finish(loaded: Loaded, path: Path, fit: Size | None, *, cover: bool = False) -> Pixels:
    """A decoded picture of any mode as ``Pixels``; ``fit`` and ``cover`` as for ``decode``, ``path`` for the error.

    Raises:
        TooLarge: The result would not fit the limit.
        BrokenImage: The mode or the palette makes no sense.
    """
    orientation, full = loaded.orientation, turned(loaded.full, loaded.orientation)
    size = turned(scaled(full, fit, cover=cover), orientation)
    require_room(path, size)
    with guarded(path):
        rgb, profile = _flat(loaded, size)
    return Pixels(upright(rgb, orientation), profile, full, loaded.damaged, loaded.origin, loaded.raw_size)


def _flat(loaded: Loaded, size: Size) -> tuple[Image.Image | NDArray[np.uint8], bytes | None]:
    """8 bit RGB of this size, not yet turned, and its profile."""
    image = loaded.image
    if isinstance(image, Image.Image):
        return flatten.opaque_rgb(shrunk(flatten.eight_bits(image), size, loaded.box), loaded.profile)
    profile = loaded.profile if colour.space(loaded.profile) == "RGB" else None
    return (image if size_of(image) == size else _shrunk_array(image, size)), profile


def _shrunk_array(array: NDArray[np.uint8], size: Size) -> Image.Image:
    """As ``shrunk``, averaged in strips first: of the whole Pillow would make a copy a third larger."""
    width, height = size_of(array)
    factor = max(1, min(width // size[0], height // size[1]))
    step = max(1, _STRIP // (width * factor)) * factor
    small = np.empty((-(-height // factor), -(-width // factor), 3), np.uint8)
    for top in range(0, height, step):
        strip = cut(array, (0, top, width, min(height, top + step))).reduce(factor)
        small[top // factor : top // factor + strip.height] = np.asarray(strip)
    return shrunk(Image.fromarray(small), size, (0, 0, width / factor, height / factor))
