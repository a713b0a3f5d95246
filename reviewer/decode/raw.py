"""The reader for RAW: the preview that the camera embedded, or else a development at half size."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import rawpy
from PIL import Image

from reviewer.decode import development, exif, libraw, pillow
from reviewer.decode.finishing import PIXEL_LIMIT
from reviewer.decode.pixels import turned
from reviewer.decode.source import FAULTS, Kind, Source
from reviewer.errors import NoPreview, UnreadablePhoto

if TYPE_CHECKING:
    from reviewer.decode.exif import Tags
    from reviewer.decode.finishing import Loaded
    from reviewer.decode.pixels import Size

# Where formats that are not built like a TIFF keep their EXIF
_NEAR_START = 1 << 20
_ALMOST_TIFF = {b"IIU\0": b"II*\0", b"IIRO": b"II*\0", b"IIRS": b"II*\0", b"MMOR": b"MM\0*"}
_RAF_PREVIEW = 84  # where a RAF says how far into it its JPEG is, 32 bit big-endian


def load(source: Source, fit: Size | None, *, cover: bool, limit: int = PIXEL_LIMIT) -> Loaded:
    """Decode the preview if it is at least 1000 pixels long, else develop; see ``decode``.

    Raises:
        NoPreview: Not a RAW that LibRaw knows.
        BrokenImage: A RAW of which nothing can be decoded.
    """
    try:
        with libraw.opened(source) as raw:
            size = development.full_size(raw, source)  # before LibRaw develops, which makes it forget
            return replace(_best(raw, source, fit, cover=cover), raw_size=size)
    except NoPreview:
        if source.is_tiff:  # not a RAW at all, or one too new for LibRaw, which may still have a picture in front
            return pillow.load(replace(source, kind=Kind.TIFF), fit, cover=cover, limit=limit)
        raise


def read_header(source: Source) -> tuple[Size, int, Tags]:
    """Upright width and height, EXIF orientation and EXIF of a RAW, without decoding it.

    Raises:
        NoPreview, BrokenImage: As for ``read``.
    """
    with libraw.opened(source) as raw:
        orientation = libraw.orientation(raw)
        size = turned((raw.sizes.width, raw.sizes.height), orientation)
        tags = _tags(source)
        return size, orientation, tags if tags.main else _preview_tags(raw)


def _best(raw: rawpy.RawPy, source: Source, fit: Size | None, *, cover: bool) -> Loaded:
    preview = libraw.preview(raw, source)
    if preview is not None and libraw.is_large(preview):
        with suppress(UnreadablePhoto):
            return libraw.shown(preview, source, fit, cover=cover, orientation=libraw.orientation_of(preview, raw))
        preview = None
    if preview is None:
        return development.half(raw, source)
    orientation = libraw.orientation_of(preview, raw)  # before LibRaw develops, which makes it forget
    try:
        return development.half(raw, source)
    except (rawpy.LibRawError, UnreadablePhoto):
        return libraw.shown(preview, source, fit, cover=cover, orientation=orientation)


def _tags(source: Source) -> Tags:
    """The EXIF of a RAW file, by the way it is built; empty where that is not known here."""
    stream, head = source.stream, source.head
    try:
        if source.is_tiff:
            stream.seek(0)
            return exif.tags_at(stream)
        stream.seek(0)
        start = stream.read(_NEAR_START)
        if head[:4] in _ALMOST_TIFF:
            return exif.tags_at(BytesIO(_ALMOST_TIFF[head[:4]] + start[4:]))
        if head.startswith(b"FUJI"):
            preview = start[int.from_bytes(start[_RAF_PREVIEW : _RAF_PREVIEW + 4], "big") :]
            return exif.tags(pillow.opened_image(replace(source, kind=Kind.JPEG, stream=BytesIO(preview))))
        return _canon_tags(start)
    except (UnreadablePhoto, *FAULTS):
        return exif.Tags()


def _canon_tags(start: bytes) -> Tags:
    """CR3 keeps each directory as a TIFF of its own, the main one in CMT1, exposure in CMT2, Canon's own in CMT3."""
    return exif.Tags(_box(start, b"CMT1"), _box(start, b"CMT2"), _box(start, b"CMT3"))


def _box(start: bytes, name: bytes) -> exif.Directory:
    at = start.find(name)
    length = int.from_bytes(start[max(0, at - 4) : max(0, at)], "big")
    return exif.tags_in(start[at + 4 : at - 4 + length]).main


def _preview_tags(raw: rawpy.RawPy) -> Tags:
    """The EXIF of the embedded preview; LibRaw writes one of what it knows where the camera wrote none."""
    try:
        thumb = raw.extract_thumb()
        return exif.tags(Image.open(BytesIO(thumb.data))) if isinstance(thumb.data, bytes) else exif.Tags()
    except (rawpy.LibRawError, *FAULTS):
        return exif.Tags()
