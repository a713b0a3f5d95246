"""A file becomes upright pixels, or a typed error; what the camera wrote becomes ``Metadata``.

``source`` opens the file and tells by its first bytes what it is; never by its name alone. One reader per family:
``pillow`` for what Pillow knows, ``heic``, and ``raw``, which prefers the preview that the camera embedded. Each hands
a picture in whatever mode, size and turn it came to ``finishing.finish``, which makes it small, 8 bit, opaque RGB
(``flatten``) and upright, in that order, so that little work is done twice and few copies exist at a time.

The embedded colour profile stays with the pixels; ``to_srgb`` (``colour``) converts. Decoders are fed bytes from
anywhere, so whatever exception they raise becomes one of ``errors``' kinds at one place, ``source.guarded``. What
cannot be caught here, a native crash or a runaway, is the caller's: families that are known for it are ``GUARDED`` and
belong in a process that may be killed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.decode import heic, pillow, raw
from reviewer.decode.colour import to_srgb
from reviewer.decode.finishing import PIXEL_LIMIT
from reviewer.decode.metadata import read_metadata
from reviewer.decode.pixels import Pixels
from reviewer.decode.source import Family, Kind, family, opened
from reviewer.decode.thumbnail import THUMBNAIL_SIZE, embedded_thumbnail, encode_jpeg
from reviewer.errors import TooLarge

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "PIXEL_LIMIT",
    "THUMBNAIL_SIZE",
    "Family",
    "Pixels",
    "decode",
    "embedded_thumbnail",
    "encode_jpeg",
    "family",
    "read_metadata",
    "to_srgb",
]

_READERS = {Kind.HEIC: heic.read, Kind.RAW: raw.read}


def decode(path: Path, fit: tuple[int, int] | None = None, *, cover: bool = False) -> Pixels:
    """A photo's pixels, upright, 8 bit RGB in the photo's own colour space.

    Args:
        path: The photo.
        fit: Width and height in pixels, each at least 1, that the upright photo is scaled down to fit inside,
            antialiased. Never enlarged. None: full size.
        cover: Scale down to cover ``fit`` instead: the smallest picture with both edges at least as long.

    Raises:
        UnreadablePhoto: Of the kind that says why; only ever this.
    """
    with opened(path) as source:
        reader = _READERS.get(source.kind, pillow.read)
        try:
            return reader(source, fit, cover=cover)
        except MemoryError as fault:
            raise TooLarge(path) from fault
