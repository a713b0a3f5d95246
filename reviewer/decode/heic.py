"""The reader for HEIC, through libheif.

libheif turns the picture by the container's own orientation while it decodes; the EXIF orientation beside it repeats
that (ISO/IEC 23008-12, annex A) and is not applied a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.decode import colour, exif
from reviewer.decode.finishing import PIXEL_LIMIT, Loaded, require_room
from reviewer.decode.source import Source, guarded

if TYPE_CHECKING:
    from pi_heif import HeifFile

    from reviewer.decode.exif import Tags
    from reviewer.decode.pixels import Size


def opened_heif(source: Source, limit: int = PIXEL_LIMIT) -> HeifFile:
    """The container, nothing decoded: upright size, EXIF, profile of its primary picture.

    Raises:
        BrokenImage: It makes no sense.
    """
    import pi_heif  # noqa: PLC0415  a large native library that most folders do without

    with guarded(source.path):
        file = pi_heif.HeifFile(source.stream, convert_hdr_to_8bit=True)
        require_room(source.path, file.size, limit=limit)
        return file


def load(source: Source, *, limit: int = PIXEL_LIMIT) -> Loaded:
    """Decode at full size, which is all that libheif can."""
    file = opened_heif(source, limit)
    with guarded(source.path):
        image = file.to_pillow()
    return Loaded(image, image.size, profile=_profile(file))


def _profile(file: HeifFile) -> bytes | None:
    embedded = file.info.get("icc_profile")
    if colour.space(embedded):
        return bytes(embedded)
    numbers = file.info.get("nclx_profile") or {}
    return colour.named(numbers.get("color_primaries", 1), numbers.get("transfer_characteristics", 1))


def read_header(source: Source) -> tuple[Size, int, Tags]:
    """Upright width and height, orientation that libheif applies, EXIF."""
    file = opened_heif(source)
    tags = exif.tags_in(file.info.get("exif") or b"")
    return file.size, exif.orientation(tags), tags
