"""All pixels of a JPEG, decoded straight into memory that a screen paints from.

Saves the second copy that the screen's own arrangement of bytes would take: at 24 megapixels half of the time and two
fifths of the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import simplejpeg

from reviewer.decode import jpeg, pillow
from reviewer.decode.finishing import PIXEL_LIMIT, require_room
from reviewer.decode.jpeg import JpegImage
from reviewer.decode.source import Kind, guarded, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reviewer.decode.pixels import Size


class Painted(NamedTuple):
    """What was decoded.

    Attributes:
        size: Width and height.
        profile: ICC profile of the pixels; None means sRGB.
    """

    size: Size
    profile: bytes | None


def decode_onto(path: Path, canvas: Callable[[Size, bytes | None], memoryview | None]) -> Painted | None:
    """Decode a whole JPEG into memory of the caller's, as bytes blue, green, red, 255.

    Args:
        path: The photo.
        canvas: Is told width and height and the profile; gives memory for so many times 4 bytes, or None to decline.

    Returns:
        None where it has to be ``decode``: no JPEG, one that is not upright, ink, grey, anything damaged.

    Raises:
        UnreadablePhoto: Of the kind that says why.
    """
    with opened(path) as source:
        if source.kind is not Kind.JPEG:
            return None
        image = pillow.opened_image(source)
        if not isinstance(image, JpegImage) or image.mode != "RGB" or pillow.orientation(image) != 1 or not image.fp:
            return None
        profile = pillow.profile(image, source)
        with guarded(path):
            jpeg.check_progressive(image, path, image.size, PIXEL_LIMIT)
        require_room(path, image.size)
        buffer = canvas(image.size, profile)
        if buffer is None:
            return None
        image.fp.seek(0)
        try:
            simplejpeg.decode_jpeg(image.fp.read(), "BGRA", buffer=buffer)
        except ValueError:
            return None
        return Painted(image.size, profile)
