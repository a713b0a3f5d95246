"""A picture for the screen: a photo's pixels as Qt paints them, and how large the photo really is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage, QTransform

from reviewer import decode
from reviewer.decode.finishing import upright
from reviewer.ui.screen.large_pages import empty_image

if TYPE_CHECKING:
    from reviewer.decode import Pixels
    from reviewer.photo import Photo

Size = tuple[int, int]
"""Width and height in device pixels."""

Part = tuple[int, int, int, int]
"""Left, top, width and height of a part of a photo, in the photo's own pixels."""

_ORIENTATIONS = (1, 6, 3, 8)  # EXIF's for 0 to 3 quarter turns clockwise
_STRIP = 96  # rows converted at a time: Qt converts fast but holds the interpreter, so never for more than 1 ms


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One photo at one size.

    Attributes:
        photo: The photo.
        image: Upright pixels in the colours of the screen, 32 bits each, device pixel ratio 1.
        full_size: Width and height of the whole photo in its own pixels (of the preview, for a RAW).
        damaged: The file broke off; what could be decoded is here.
        origin: ``image``, ``preview`` or ``developed``, as decode says.
        raw_size: Width and height of a RAW once it is developed, if this is not that; None for other photos.
        profile: Name of the colour profile in the file, for people; empty where there is none: taken for sRGB.
    """

    photo: Photo
    image: QImage
    full_size: Size
    damaged: bool = False
    origin: str = "image"
    profile: str = ""
    raw_size: Size | None = None

    @classmethod
    def of(cls, photo: Photo, pixels: Pixels, profile: str = "") -> Picture:
        """The picture of pixels in the screen's colours; ``profile`` names the file's. For any thread."""
        return cls(photo, to_image(pixels), pixels.full_size, pixels.damaged, pixels.origin, profile, pixels.raw_size)

    def turned(self, turn: int) -> Picture:
        """The same, turned clockwise by so many quarters: some milliseconds for one of the screen's size."""
        image = self.image.transformed(QTransform().rotate(90 * turn))
        raw_size = self.raw_size and turned_size(self.raw_size, turn)
        return replace(self, image=image, full_size=turned_size(self.full_size, turn), raw_size=raw_size)

    @property
    def is_full(self) -> bool:
        """Whether these are all the pixels there are."""
        return (self.image.width(), self.image.height()) == self.full_size

    @property
    def bytes(self) -> int:
        """Memory held."""
        return int(self.image.sizeInBytes())


def to_image(pixels: Pixels) -> QImage:
    """The same pixels in Qt's fastest format for painting, copied. For any thread; others run meanwhile."""
    height, width, _ = pixels.array.shape
    image = empty_image(width, height)
    rows = np.frombuffer(image.bits(), np.uint8).reshape(height, width * 4)
    for top in range(0, height, _STRIP):
        strip = pixels.array[top : top + _STRIP]
        packed = QImage(strip.data, width, len(strip), width * 3, QImage.Format.Format_RGB888)
        converted = packed.convertToFormat(QImage.Format.Format_RGB32)
        rows[top : top + _STRIP] = np.frombuffer(converted.constBits(), np.uint8).reshape(len(strip), width * 4)
    return image


def for_screen(image: QImage, monitor: bytes | None) -> QImage:
    """A small sRGB image in a screen's colours: 1 ms for a thumbnail.

    Args:
        image: The image.
        monitor: ICC profile of the screen; None is sRGB.
    """
    if monitor is None:
        return image
    packed = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(packed.constBits(), np.uint8).reshape(packed.height(), packed.bytesPerLine())
    array = np.ascontiguousarray(rows[:, : packed.width() * 3]).reshape(packed.height(), packed.width(), 3)
    return to_image(decode.to_display(decode.Pixels(array, None, (packed.width(), packed.height())), monitor))


def turned(pixels: Pixels, turn: int) -> Pixels:
    """A picture turned clockwise by so many quarters. For any thread; others run meanwhile."""
    if turn % 4 == 0:
        return pixels
    array = upright(Image.fromarray(pixels.array), _ORIENTATIONS[turn % 4])
    full_size, raw_size = turned_size(pixels.full_size, turn), turned_size(pixels.raw_size, turn)
    return replace(pixels, array=array, full_size=full_size, raw_size=raw_size)


_Room = TypeVar("_Room", Size, Size | None)


def turned_size(size: _Room, turn: int) -> _Room:
    """Width and height after quarter turns, or before them."""
    return (size[1], size[0]) if size and turn % 2 else size


def fitted(full: Size, room: Size) -> Size:
    """The size of a photo scaled down, never up, until it fits a room; at least 1 x 1.

    Args:
        full: Width and height of the whole photo, pixels.
        room: Width and height available, pixels.
    """
    scale = min(1.0, room[0] / full[0], room[1] / full[1])
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))
