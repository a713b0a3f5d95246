"""A picture for the screen: a photo's pixels as Qt paints them, and how large the photo really is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from reviewer.photo import Photo

Size = tuple[int, int]
"""Width and height in device pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One photo at one size.

    Attributes:
        photo: The photo.
        image: Upright pixels, sRGB, 32 bits each, device pixel ratio 1.
        full_size: Width and height of the whole photo in its own pixels (of the preview, for a RAW).
        damaged: The file broke off; what could be decoded is here.
        origin: ``image``, ``preview`` or ``developed``, as decode says.
    """

    photo: Photo
    image: QImage
    full_size: Size
    damaged: bool = False
    origin: str = "image"

    @property
    def is_full(self) -> bool:
        """Whether these are all the pixels there are."""
        return (self.image.width(), self.image.height()) == self.full_size

    @property
    def bytes(self) -> int:
        """Memory held."""
        return int(self.image.sizeInBytes())


def fitted(full: Size, room: Size) -> Size:
    """The size of a photo scaled down, never up, until it fits a room; at least 1 x 1.

    Args:
        full: Width and height of the whole photo, pixels.
        room: Width and height available, pixels.
    """
    scale = min(1.0, room[0] / full[0], room[1] / full[1])
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))
