"""What the camera wrote about a photo, without decoding the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewer.decode import exif, heic, pillow, raw
from reviewer.decode.pixels import turned
from reviewer.decode.source import Kind, Source, opened
from reviewer.errors import NoPreview
from reviewer.photo import Metadata

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reviewer.decode.exif import Tags
    from reviewer.decode.pixels import Size

# Tags of the main directory
_MAKE = 0x010F
_MODEL = 0x0110
_DNG_SERIAL = 0xC62F

# Tags of the exposure directory
_EXPOSURE_TIME = 0x829A
_F_NUMBER = 0x829D
_ISO = 0x8827
_LONG_ISO = 0x8832  # RecommendedExposureIndex: where the true one does not fit 16 bits
_BIAS = 0x9204
_FOCAL_LENGTH = 0x920A
_EXPOSURE_MODE = 0xA402
_SERIAL = 0xA431
_LENS = 0xA434

# Clock, part of a second, offset from UTC: as the picture was taken, or else as it was digitised, which in a camera is
# the same. Not the plain DateTime, which programs that change a picture set.
_MOMENTS = ((0x9003, 0x9291, 0x9011), (0x9004, 0x9292, 0x9012))

# What can be true of a photo; anything else is nonsense
_LONGEST_EXPOSURE = 1e6  # seconds
_SHORTEST_EXPOSURE = 1e-7
_WIDEST = 0.1  # f-number
_NARROWEST = 1000.0
_LONGEST_LENS = 1e5  # mm
_SHORTEST_LENS = 0.1
_HIGHEST_ISO = 100_000_000
_ISO_OVERFLOW = 65535
_GREATEST_BIAS = 30.0  # EV


def read_metadata(path: Path) -> Metadata:
    """What the camera wrote, and the upright size. Decodes no pixels.

    Raises:
        UnreadablePhoto: Of the kind that says why.
    """
    with opened(path) as source:
        size, orientation, tags = header(source)
        return _metadata(source, size, orientation, tags)


def header(source: Source) -> tuple[Size, int, Tags]:
    """Upright size, orientation that was or will be applied, EXIF.

    Raises:
        UnreadablePhoto: Of the kind that says why.
    """
    if source.kind is Kind.HEIC:
        return heic.read_header(source)
    if source.kind is Kind.RAW:
        try:
            return raw.read_header(source)
        except NoPreview:
            if not source.is_tiff:
                raise
            source = replace(source, kind=Kind.TIFF)
    image = pillow.opened_image(source)
    tags = exif.tags(image)
    return turned(image.size, pillow.orientation(image)), exif.orientation(tags), tags


def _metadata(source: Source, size: Size, orientation: int, tags: Tags) -> Metadata:
    shot = tags.exposure
    taken, clock = _moment(shot)
    return Metadata(
        width=size[0],
        height=size[1],
        format=_format(source),
        taken=taken,
        taken_text=clock.strftime("%Y-%m-%d %H:%M:%S") if clock else None,
        make=exif.text(tags.main, _MAKE),
        model=exif.text(tags.main, _MODEL),
        serial=exif.text(shot, _SERIAL) or exif.text(tags.main, _DNG_SERIAL),
        lens=exif.text(shot, _LENS),
        exposure=exif.real(shot, _EXPOSURE_TIME, _SHORTEST_EXPOSURE, _LONGEST_EXPOSURE),
        aperture=exif.real(shot, _F_NUMBER, _WIDEST, _NARROWEST),
        iso=_iso(shot),
        focal_length=exif.real(shot, _FOCAL_LENGTH, _SHORTEST_LENS, _LONGEST_LENS),
        bias=exif.real(shot, _BIAS, -_GREATEST_BIAS, _GREATEST_BIAS),
        exposure_mode=exif.whole(shot, _EXPOSURE_MODE, 0, 2),
        orientation=orientation,
    )


def _format(source: Source) -> str:
    return source.path.suffix[1:].upper() or "RAW" if source.kind is Kind.RAW else source.kind.value


def _iso(shot: exif.Directory) -> int | None:
    iso = exif.whole(shot, _ISO, 1, _HIGHEST_ISO)
    return exif.whole(shot, _LONG_ISO, 1, _HIGHEST_ISO) or iso if iso in (None, _ISO_OVERFLOW) else iso


def _moment(shot: exif.Directory) -> tuple[float | None, datetime | None]:
    for clock_tag, fraction_tag, offset_tag in _MOMENTS:
        clock = exif.clock(shot, clock_tag)
        if clock:
            ahead = exif.offset(shot, offset_tag) or 0
            return clock.timestamp() + exif.fraction(shot, fraction_tag) - ahead, clock
    return None, None
