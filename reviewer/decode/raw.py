"""The reader for RAW, through LibRaw: the preview that the camera embedded, or else a development at half size."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import rawpy
from PIL import Image
from PIL.ImageFile import ImageFile

from reviewer.decode import exif, pillow
from reviewer.decode.finishing import finish, require_room
from reviewer.decode.pixels import Pixels, scaled, turned
from reviewer.decode.source import FAULTS, Kind, Source, guarded
from reviewer.errors import BrokenImage, NoPreview, TooLarge, UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewer.decode.exif import Tags
    from reviewer.decode.pixels import Size

_LEAST_PREVIEW = 1000  # pixels on the long edge; below, focus cannot be judged even on a small screen
_BYTES = {  # a pixel: the sensor's 16 bits and a quarter of the developed RGB; or four of these and all of that
    rawpy.RawType.Flat: 2.75,
    rawpy.RawType.Stack: 11.0,
}
_ORIENTATIONS = {0: 1, 1: 2, 2: 4, 3: 3, 4: 5, 5: 8, 6: 6, 7: 7}  # LibRaw's flip, a set of bits, as EXIF orientation

# Where formats that are not built like a TIFF keep their EXIF
_NEAR_START = 1 << 20
_ALMOST_TIFF = {b"IIU\0": b"II*\0", b"IIRO": b"II*\0", b"IIRS": b"II*\0", b"MMOR": b"MM\0*"}
_RAF_PREVIEW = 84  # where a RAF says how far into it its JPEG is, 32 bit big-endian


def read(source: Source, fit: Size | None, *, cover: bool) -> Pixels:
    """Decode the preview if it is at least 1000 pixels long, else develop; see ``decode``.

    Raises:
        NoPreview: Not a RAW that LibRaw knows.
        BrokenImage: A RAW of which nothing can be decoded.
    """
    try:
        with _opened(source) as raw:
            return _best(raw, source, fit, cover=cover)
    except NoPreview:
        if source.is_tiff:  # not a RAW at all, or one too new for LibRaw, which may still have a picture in front
            return pillow.read(replace(source, kind=Kind.TIFF), fit, cover=cover)
        raise


def read_header(source: Source) -> tuple[Size, int, Tags]:
    """Upright width and height, EXIF orientation and EXIF of a RAW, without decoding it.

    Raises:
        NoPreview, BrokenImage: As for ``read``.
    """
    with _opened(source) as raw:
        orientation = _orientation(raw)
        size = turned((raw.sizes.width, raw.sizes.height), orientation)
        tags = _tags(source)
        return size, orientation, tags if tags.main else _preview_tags(raw)


@contextmanager
def _opened(source: Source) -> Iterator[rawpy.RawPy]:
    try:
        with guarded(source.path), rawpy.imread(_readable(source)) as raw:
            yield raw
    except rawpy.LibRawFileUnsupportedError as fault:
        raise NoPreview(source.path) from fault
    except (rawpy.LibRawTooBigError, rawpy.LibRawUnsufficientMemoryError) as fault:
        raise TooLarge(source.path, _said(fault)) from fault
    except rawpy.LibRawError as fault:
        raise BrokenImage(source.path, _said(fault)) from fault


def _readable(source: Source) -> str | BinaryIO:
    """What LibRaw is to open: the file by its name, which costs no copy, unless the name is not text."""
    name = str(source.path)
    try:
        name.encode()
    except UnicodeEncodeError:
        return source.stream
    return name


def _said(fault: Exception) -> str:
    message = fault.args[0] if fault.args else ""
    return message.decode("ascii", "replace") if isinstance(message, bytes) else str(message)


def _orientation(raw: rawpy.RawPy) -> int:
    return _ORIENTATIONS.get(raw.sizes.flip, 1)


def _best(raw: rawpy.RawPy, source: Source, fit: Size | None, *, cover: bool) -> Pixels:
    preview = _preview(raw, source)
    if preview is not None and max(preview.size) >= _LEAST_PREVIEW:
        with suppress(UnreadablePhoto):
            return _shown(preview, source, fit, cover=cover, orientation=_orientation_of(preview, raw))
        preview = None
    if preview is None:
        return _developed(raw, source, fit, cover=cover)
    orientation = _orientation_of(preview, raw)  # before LibRaw develops, which makes it forget
    try:
        return _developed(raw, source, fit, cover=cover)
    except (rawpy.LibRawError, UnreadablePhoto):
        return _shown(preview, source, fit, cover=cover, orientation=orientation)


def _preview(raw: rawpy.RawPy, source: Source) -> Image.Image | None:
    """The embedded preview: a JPEG of which only the header was read, or a bitmap; None where there is none to use."""
    try:
        thumb = raw.extract_thumb()
        if isinstance(thumb.data, bytes):
            return pillow.opened_image(replace(source, kind=Kind.JPEG, stream=BytesIO(thumb.data)))
        return Image.fromarray(thumb.data)
    except (rawpy.LibRawError, UnreadablePhoto, *FAULTS):
        return None


def _orientation_of(preview: Image.Image, raw: rawpy.RawPy) -> int:
    """The sensor's orientation, unless the preview stands upright already beside a sensor that lay on its side."""
    orientation = _orientation(raw)
    sensor = (raw.sizes.width, raw.sizes.height)
    lay = turned(sensor, orientation) != sensor
    stands = (preview.width < preview.height) != (sensor[0] < sensor[1])
    return 1 if lay and stands else orientation


def _shown(preview: Image.Image, source: Source, fit: Size | None, *, cover: bool, orientation: int) -> Pixels:
    if isinstance(preview, ImageFile):
        source = replace(source, kind=Kind.JPEG)
        return pillow.read_image(preview, source, fit, cover=cover, orientation=orientation, origin="preview")
    return _finished(preview, source, fit, cover=cover, orientation=orientation, origin="preview")


def _developed(raw: rawpy.RawPy, source: Source, fit: Size | None, *, cover: bool) -> Pixels:
    orientation = _orientation(raw)
    size = (raw.sizes.raw_width, raw.sizes.raw_height)
    require_room(source.path, size, _BYTES[rawpy.RawType.Flat])
    with guarded(source.path):
        require_room(source.path, size, _BYTES[raw.raw_type])  # known only once LibRaw has unpacked it
        array = raw.postprocess(half_size=True, use_camera_wb=True, user_flip=0)
        if array.min() == array.max():  # even a lens cap leaves noise
            raise BrokenImage(source.path, "no sensor data")
        image = Image.fromarray(array[..., 0] if array.shape[2] == 1 else array)
    return _finished(image, source, fit, cover=cover, orientation=orientation, origin="developed")


def _finished(
    image: Image.Image, source: Source, fit: Size | None, *, cover: bool, orientation: int, origin: str
) -> Pixels:
    size = turned(scaled(turned(image.size, orientation), fit, cover=cover), orientation)
    return finish(image, source.path, size, full=image.size, orientation=orientation, origin=origin)


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
    """CR3 keeps each directory as a TIFF of its own, the main one in box CMT1, the exposure's in CMT2."""
    return exif.Tags(_box(start, b"CMT1"), _box(start, b"CMT2"))


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
