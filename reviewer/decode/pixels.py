"""An upright photo in memory, and the arithmetic of its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Size = tuple[int, int]

FIRST_TURNED = 5  # EXIF orientations 5..8 exchange width and height
FROM_RIGHT = (2, 3, 6, 7)  # in these, what is upright on the left comes from the right, in 6 and 7 after the exchange
FROM_BOTTOM = (3, 4, 7, 8)


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """An upright photo in memory.

    Attributes:
        array: Shape (height, width, 3), uint8, C-contiguous.
        profile: ICC profile of the array; None means sRGB.
        full_size: Width and height of the upright original in pixels; of the preview or the developed half-size
            picture for a RAW.
        damaged: The file ended or broke early; what could be decoded is here.
        origin: ``image``, ``preview`` (embedded in a RAW) or ``developed`` (from RAW data).
        raw_size: Upright width and height that a RAW has when it is developed in full; None where it is that already,
            and for other photos.
    """

    array: NDArray[np.uint8]
    profile: bytes | None
    full_size: Size
    damaged: bool = False
    origin: str = "image"
    raw_size: Size | None = None


def turned(size: Size, orientation: int) -> Size:
    """Width and height after an EXIF orientation is applied, or before: it is its own inverse."""
    return (size[1], size[0]) if orientation >= FIRST_TURNED else size


def scaled(full: Size, fit: Size | None, *, cover: bool) -> Size:
    """The size at which a picture fits inside, or covers, a room; never larger than it is, at least 1 x 1."""
    if fit is None:
        return full
    ratios = (fit[0] / full[0], fit[1] / full[1])
    scale = min(1.0, max(ratios) if cover else min(ratios))
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))


def same_shape(one: Size, other: Size, within: float = 0.02) -> bool:
    """Whether the ratios of width to height differ by little: 160 x 120 rounds by less, bars are more."""
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) < within
