"""A file becomes upright pixels, or a typed error; what the camera wrote becomes ``Metadata``.

``source`` opens the file and tells by its first bytes what it is; never by its name alone. One reader per family:
``pillow`` for what Pillow knows, ``heic``, and ``raw``, which prefers the preview that the camera embedded. Each hands
a picture in whatever mode, size and turn it came to ``finishing.finish``, which makes it small, 8 bit, opaque RGB
(``flatten``) and upright, in that order, so that little work is done twice and few copies exist at a time.

Where every pixel counts a RAW is developed in full (``development``), and a picture too large to be had at once is kept
as it was decoded, to be cut (``whole``): both by the same readers and the same finish.

The embedded colour profile stays with the pixels; ``to_srgb`` and ``to_display`` (``colour``) convert. Decoders are fed
bytes from anywhere, so whatever exception they raise becomes one of ``errors``' kinds at one place, ``source.guarded``.
What cannot be caught here, a native crash or a runaway, is the caller's: families that are known for it are ``GUARDED``
and belong in a process that may be killed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reviewer.decode import development, heic, pillow, raw
from reviewer.decode.colour import is_in_colours_of, profile_name, to_display, to_srgb
from reviewer.decode.exposure import push
from reviewer.decode.finishing import PIXEL_LIMIT, WHOLE_LIMIT, finish
from reviewer.decode.focus import FocusArea, focus_area
from reviewer.decode.metadata import read_metadata
from reviewer.decode.pixels import Pixels
from reviewer.decode.source import Family, Kind, family, opened
from reviewer.decode.straight import decode_onto
from reviewer.decode.thumbnail import THUMBNAIL_SIZE, embedded_thumbnail, encode_jpeg
from reviewer.decode.whole import Whole
from reviewer.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reviewer.decode.finishing import Loaded
    from reviewer.decode.source import Source

__all__ = [
    "PIXEL_LIMIT",
    "THUMBNAIL_SIZE",
    "WHOLE_LIMIT",
    "Family",
    "FocusArea",
    "Pixels",
    "Whole",
    "decode",
    "decode_onto",
    "develop",
    "embedded_thumbnail",
    "encode_jpeg",
    "family",
    "focus_area",
    "is_in_colours_of",
    "profile_name",
    "push",
    "read_metadata",
    "to_display",
    "to_srgb",
    "whole",
]


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
    with opened(path) as source, _memory(path):
        return finish(_loaded(source, fit, cover=cover), path, fit, cover=cover)


def develop(path: Path, fit: tuple[int, int] | None = None, *, stops: float = 0.0) -> Pixels:
    """A RAW's own pixels: developed in full, upright, sRGB, as bright and cut as the camera's preview.

    A second and more: for a process of its own. ``full_size`` is the developed size.

    Args:
        path: The photo.
        fit: As for ``decode``.
        stops: How much brighter, in doublings of the light that the sensor saw; bounded to -3..3.

    Raises:
        NoPreview: Not a RAW, or none that can be developed.
        UnreadablePhoto: Of the kind that says why.
    """
    with opened(path) as source, _memory(path):
        return finish(development.load(source, stops), path, fit)


def whole(path: Path, *, develop: bool = False) -> Whole:
    """A photo kept in memory so that parts of it can be had at once.

    Seconds, and up to 1.7 GB: for a process of its own.

    Args:
        path: The photo.
        develop: A RAW's full development, as ``develop``; otherwise what ``decode`` would give.

    Raises:
        TooLarge: More than 1.7 GB, or so large beside so small a file that it is no photo.
        UnreadablePhoto: Of the kind that says why.
    """
    with opened(path) as source, _memory(path):
        loaded = development.load(source, 0.0) if develop else _loaded(source, None, limit=WHOLE_LIMIT)
        return Whole(path, loaded)


@contextmanager
def _memory(path: Path) -> Iterator[None]:
    try:
        yield
    except MemoryError as fault:
        raise TooLarge(path) from fault


def _loaded(source: Source, fit: tuple[int, int] | None, *, cover: bool = False, limit: int = PIXEL_LIMIT) -> Loaded:
    if source.kind is Kind.HEIC:
        return heic.load(source, limit=limit)
    reader = raw.load if source.kind is Kind.RAW else pillow.load
    return reader(source, fit, cover=cover, limit=limit)
