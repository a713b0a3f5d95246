"""LibRaw, opened: its faults as ours, which way up its pictures are, and the preview that the camera embedded."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import rawpy
from PIL import Image
from PIL.ImageFile import ImageFile

from reviewer.decode import pillow
from reviewer.decode.finishing import Loaded
from reviewer.decode.pixels import turned
from reviewer.decode.source import FAULTS, Kind, Source, guarded
from reviewer.errors import BrokenImage, NoPreview, TooLarge, UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewer.decode.pixels import Size

_LEAST_PREVIEW = 1000  # pixels on the long edge; below, focus cannot be judged even on a small screen
_ORIENTATIONS = {0: 1, 1: 2, 2: 4, 3: 3, 4: 5, 5: 8, 6: 6, 7: 7}  # LibRaw's flip, a set of bits, as EXIF orientation


@contextmanager
def opened(source: Source) -> Iterator[rawpy.RawPy]:
    """A RAW file in LibRaw, as long as the block lasts, and its faults as typed errors.

    Raises:
        NoPreview: Not a RAW that LibRaw knows.
        TooLarge, BrokenImage: As their names say.
    """
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


def orientation(raw: rawpy.RawPy) -> int:
    """How the sensor lay, as EXIF orientation. LibRaw forgets it once it has developed."""
    return _ORIENTATIONS.get(raw.sizes.flip, 1)


def preview(raw: rawpy.RawPy, source: Source) -> Image.Image | None:
    """The embedded preview: a JPEG of which only the header was read, or a bitmap; None where there is none to use."""
    try:
        thumb = raw.extract_thumb()
        if isinstance(thumb.data, bytes):
            return pillow.opened_image(replace(source, kind=Kind.JPEG, stream=BytesIO(thumb.data)))
        return Image.fromarray(thumb.data)
    except (rawpy.LibRawError, UnreadablePhoto, *FAULTS):
        return None


def orientation_of(picture: Image.Image, raw: rawpy.RawPy) -> int:
    """The sensor's orientation, unless the preview stands upright already beside a sensor that lay on its side."""
    turn = orientation(raw)
    sensor = (raw.sizes.width, raw.sizes.height)
    lay = turned(sensor, turn) != sensor
    stands = (picture.width < picture.height) != (sensor[0] < sensor[1])
    return 1 if lay and stands else turn


def is_large(picture: Image.Image) -> bool:
    """Whether a preview is large enough to stand for the photo."""
    return max(picture.size) >= _LEAST_PREVIEW


def shown(picture: Image.Image, source: Source, fit: Size | None, *, cover: bool = False, orientation: int) -> Loaded:
    """A preview decoded; ``fit`` and ``cover`` as for ``decode``."""
    if isinstance(picture, ImageFile):
        source = replace(source, kind=Kind.JPEG)
        return pillow.load_image(picture, source, fit, cover=cover, orientation=orientation, origin="preview")
    return Loaded(picture, picture.size, orientation=orientation, origin="preview")
