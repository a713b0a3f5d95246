"""All pixels of a JPEG, decoded straight into memory that a screen paints from.

Saves the second copy that the screen's own arrangement of bytes would take: at 24 megapixels half of the time and two
fifths of the memory. One that lies on its side is decoded beside it and turned on the way: two fifths more time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import simplejpeg

from reviewer.decode import jpeg, pillow
from reviewer.decode.finishing import PIXEL_LIMIT, require_room
from reviewer.decode.jpeg import JpegImage
from reviewer.decode.pixels import FIRST_TURNED, FROM_BOTTOM, FROM_RIGHT, Size, turned
from reviewer.decode.source import Kind, guarded, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_BLOCK = 256  # pixels on an edge, copied at a time: rows of one side and columns of the other stay in the cache


class Painted(NamedTuple):
    """What was decoded.

    Attributes:
        size: Width and height.
        profile: ICC profile of the pixels; None means sRGB.
    """

    size: Size
    profile: bytes | None


def decode_onto(
    path: Path, canvas: Callable[[Size, bytes | None], memoryview | None], *, turn: int = 0
) -> Painted | None:
    """Decode a whole JPEG into memory of the caller's, upright, as bytes blue, green, red, 255.

    Args:
        path: The photo.
        canvas: Is told width and height and the profile; gives memory for so many times 4 bytes, or None to decline.
        turn: Quarter turns clockwise beyond what its camera says.

    Returns:
        None where it has to be ``decode``: no JPEG, ink, grey, anything damaged.

    Raises:
        UnreadablePhoto: Of the kind that says why.
    """
    with opened(path) as source:
        if source.kind is not Kind.JPEG:
            return None
        image = pillow.opened_image(source)
        if not isinstance(image, JpegImage) or image.mode != "RGB" or not image.fp:
            return None
        orientation, profile = pillow.orientation(image), pillow.profile(image, source)
        with guarded(path):
            jpeg.check_progressive(image, path, image.size, PIXEL_LIMIT)
        require_room(path, image.size)
        upright = turned(image.size, orientation)
        size = (upright[1], upright[0]) if turn % 2 else upright
        buffer = canvas(size, profile)
        if buffer is None:
            return None
        image.fp.seek(0)
        try:
            _decode(image.fp.read(), image.size, buffer, orientation, turn % 4)
        except ValueError:
            return None
        return Painted(size, profile)


def _decode(data: bytes, lying: Size, buffer: memoryview, orientation: int, turn: int) -> None:
    if orientation == 1 and not turn:
        simplejpeg.decode_jpeg(data, "BGRA", buffer=buffer)
        return
    stored = np.empty((lying[1], lying[0]), np.uint32)
    simplejpeg.decode_jpeg(data, "BGRA", buffer=stored)
    view = np.rot90(_upright(stored, orientation), -turn)
    onto = np.frombuffer(buffer, np.uint32).reshape(view.shape)
    for top in range(0, view.shape[0], _BLOCK):
        for left in range(0, view.shape[1], _BLOCK):
            block = (slice(top, top + _BLOCK), slice(left, left + _BLOCK))
            onto[block] = view[block]


def _upright(stored: NDArray[np.uint32], orientation: int) -> NDArray[np.uint32]:
    view = stored.T if orientation >= FIRST_TURNED else stored
    if orientation in FROM_RIGHT:
        view = view[:, ::-1]
    return view[::-1] if orientation in FROM_BOTTOM else view
