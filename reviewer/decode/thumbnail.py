"""Small pictures: the one that a camera embeds in a JPEG, and the ones that are kept."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from reviewer.decode import exif, pillow
from reviewer.decode.finishing import finish
from reviewer.decode.pixels import same_shape, turned
from reviewer.decode.source import Kind, opened
from reviewer.errors import UnreadablePhoto

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.decode.pixels import Pixels

THUMBNAIL_SIZE = 320
"""Longest edge in pixels."""

_JPEG = b"\xff\xd8\xff"


def encode_jpeg(pixels: Pixels, quality: int = 85) -> bytes:
    """The picture as a JPEG file, with its profile.

    Args:
        pixels: The picture.
        quality: 1..95, libjpeg's scale.
    """
    stream = BytesIO()
    Image.fromarray(pixels.array).save(stream, "JPEG", quality=quality, icc_profile=pixels.profile)
    return stream.getvalue()


def embedded_thumbnail(path: Path) -> Pixels | None:
    """The thumbnail in a JPEG's EXIF, upright, if there is one that shows the whole picture; mostly 160 pixels long.

    Takes about a millisecond. ``full_size`` is the photo's own.

    Raises:
        UnreadablePhoto: The file cannot be opened, or is not a picture.
    """
    with opened(path) as source:
        if source.kind is not Kind.JPEG:
            return None
        photo = pillow.opened_image(source)
        block = exif.thumbnail(photo)
        if not block.startswith(_JPEG):
            return None
        orientation = exif.orientation(exif.tags(photo))
        try:
            small = pillow.opened_image(replace(source, stream=BytesIO(block)))
            if not same_shape(small.size, photo.size):
                return None
            pixels = finish(pillow.load_image(small, source, None, orientation=orientation), path, None)
        except UnreadablePhoto:
            return None
        return replace(pixels, profile=pillow.profile(photo, source), full_size=turned(photo.size, orientation))
