"""The reader for what Pillow knows: JPEG, PNG, WebP, GIF, BMP, TIFF, JPEG 2000, AVIF.

Pillow's plugins are opened directly, not through ``Image.open``: its limit on pixels and its flag for truncated files
are global, so threads would share them; ours are per file.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from reviewer.decode import colour, exif, icc, jpeg
from reviewer.decode.finishing import PIXEL_LIMIT, WHOLE_LIMIT, Loaded, require_room
from reviewer.decode.jpeg import JpegImage
from reviewer.decode.pixels import scaled, turned
from reviewer.decode.source import Kind, Source, guarded
from reviewer.errors import BrokenImage

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.ImageFile import ImageFile

    from reviewer.decode.finishing import Box
    from reviewer.decode.pixels import Size

# Odd EXIF, odd palettes: what matters of it comes back as None or as an error, and there may be thousands.
warnings.filterwarnings("ignore", module=r"PIL\.")

# Some of Pillow's steps ask its global limit all the same and refuse above twice as much; ours comes first, and is less
# but for whole pictures.
Image.MAX_IMAGE_PIXELS = WHOLE_LIMIT // 4 // 2

_BYTES = {"1": 1, "L": 1, "I;16": 6, "I;16B": 6, "I": 8, "F": 8}  # a pixel, with what it is made into; others: 4
_CODING_STYLE = b"\xff\x52\x00"  # JPEG 2000's COD marker and the high byte of its length
_COLR = b"colrnclx"
_NEAR_START = 1 << 16

_PLUGINS: dict[Kind, type[ImageFile]] = {
    Kind.JPEG: JpegImage,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
    Kind.GIF: GifImageFile,
    Kind.BMP: BmpImageFile,
    Kind.TIFF: TiffImageFile,
    Kind.JPEG2000: Jpeg2KImageFile,
    Kind.AVIF: AvifImageFile,
}


def opened_image(source: Source) -> ImageFile:
    """The picture's header, nothing decoded: size, mode, EXIF, profile. Valid as long as the source is open.

    Raises:
        BrokenImage: The header makes no sense.
        TooLarge: It names a canvas that cannot be.
    """
    with guarded(source.path):
        image = _PLUGINS[source.kind](source.stream, "")  # no name: a mapped file that shrinks would end the process
        if isinstance(image, PngImageFile):
            exif.find_late(image, source.stream)
        if not image.tile and source.kind in (Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.BMP):
            raise BrokenImage(source.path, "no pixels")
        return image


def load(source: Source, fit: Size | None, *, cover: bool, limit: int = PIXEL_LIMIT) -> Loaded:
    """Decode at the size wanted, or a little above; see ``decode``. ``limit`` as for ``require_room``."""
    image = opened_image(source)
    return load_image(image, source, fit, cover=cover, limit=limit, orientation=orientation(image))


def orientation(image: Image.Image) -> int:
    """The EXIF orientation that is still to be applied: none for a TIFF, which Pillow opens and decodes upright."""
    return 1 if isinstance(image, TiffImageFile) else exif.orientation(exif.tags(image))


def load_image(
    image: ImageFile,
    source: Source,
    fit: Size | None,
    *,
    cover: bool = False,
    limit: int = PIXEL_LIMIT,
    orientation: int,
    origin: str = "image",
) -> Loaded:
    """As ``load``, for a header that was opened before and an orientation that is known."""
    full = image.size
    embedded = profile(image, source)
    size = turned(scaled(turned(full, orientation), fit, cover=cover), orientation)
    with guarded(source.path):
        box = _reduced(image, source, size)
        if isinstance(image, JpegImage):
            jpeg.check_progressive(image, source.path, full, limit)
    require_room(source.path, image.size, _BYTES.get(image.mode, 4), limit=limit)
    if isinstance(image, JpegImage) and size == full:
        with guarded(source.path):
            array = jpeg.decoded_at_once(image)
        if array is not None:
            return Loaded(array, full, None, orientation, embedded, origin=origin)
    damaged = _loaded(image, source.path)
    return Loaded(image, full, box, orientation, embedded, damaged, origin)


def profile(image: ImageFile, source: Source) -> bytes | None:
    """The profile that a picture carries, or that its EXIF or its container names; None: none, so sRGB."""
    embedded = image.info.get("icc_profile")
    if isinstance(embedded, bytes) and colour.space(embedded):
        return embedded
    if exif.is_adobe_rgb(image):
        return icc.adobe_rgb()
    return _named_profile(source) if source.kind is Kind.AVIF else None


def _named_profile(source: Source) -> bytes | None:
    """AVIF's colour by numbers, which Pillow does not pass on (ISO/IEC 23008-12, the colr box)."""
    with guarded(source.path):
        source.stream.seek(0)
        start = source.stream.read(_NEAR_START)
    at = start.find(_COLR) + len(_COLR)
    if at < len(_COLR) or at + 4 > len(start):
        return None
    return colour.named(int.from_bytes(start[at : at + 2], "big"), int.from_bytes(start[at + 2 : at + 4], "big"))


def _reduced(image: ImageFile, source: Source, size: Size) -> Box | None:
    """Have the decoder itself reduce, where it can; the part of its result that is picture, where it pads."""
    if image.size == size:
        return None
    if isinstance(image, JpegImage):
        return jpeg.reduce(image, size)
    if isinstance(image, Jpeg2KImageFile):
        ratio = min(image.size[0] // size[0], image.size[1] // size[1])
        most = min(ratio.bit_length() - 1, _resolutions(source))
        image.reduce = max(halvings for halvings in range(most + 1) if _rounds_alike(image.size, halvings))
    return None


def _rounds_alike(size: Size, halvings: int) -> bool:
    """Whether Pillow, which rounds, expects the size that OpenJPEG, which rounds up, delivers; otherwise it fails."""
    power = 1 << halvings
    return all((edge + power // 2) // power == -(-edge // power) for edge in size)


def _resolutions(source: Source) -> int:
    """How often a JPEG 2000 file can be halved: the decomposition levels in its COD marker (ISO 15444-1, A.6.1)."""
    with guarded(source.path):
        source.stream.seek(0)
        start = source.stream.read(_NEAR_START)
    at = start.find(_CODING_STYLE)
    return start[at + 9] if 0 <= at < len(start) - 9 else 0


def _loaded(image: ImageFile, path: Path) -> bool:
    """Decode; whether the file was damaged.

    Pillow's decoders write rows as they come. When one gives up, what it wrote is still there.

    Raises:
        BrokenImage: Nothing could be decoded: no rows, or all of one colour.
    """
    fault = None
    try:
        with guarded(path):
            image.load()
    except BrokenImage as error:
        fault = error
        image.tile = []
        with guarded(path):
            image.load()
            if isinstance(image, TiffImageFile):
                image.load_end()  # turns it upright, unless that was done
    damaged = fault is not None or (isinstance(image, JpegImage) and image.cut_short)
    if damaged and _is_blank(image):
        raise BrokenImage(path, fault.detail if fault else "") from fault
    return damaged


def _is_blank(image: Image.Image) -> bool:
    extrema = image.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(band[0] == band[1] for band in bands)
