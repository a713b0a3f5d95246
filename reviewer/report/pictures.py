"""How a page shows photos: by their own files where browsers can, else by small pictures put into the page."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from reviewer.scan import SUFFIXES

if TYPE_CHECKING:
    from reviewer.photo import Photo, Record

ORIGINAL, INLINE, NOTHING = "original", "inline", ""
"""Its file; a small picture in the page; none at all."""

ROOM = 48 << 20
"""Bytes of small pictures in one page, of which base64 makes a third more: a browser opens that at once."""

_SHOWN = frozenset({"JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"})
"""Formats that every browser of these years shows, by the names that ``decode`` gives them."""

_SMALL = 160  # px, long edge of a small picture where there are too many for larger ones
_QUALITY = 70  # libjpeg's scale: some 5 KB at that size


def manner(photo: Photo, record: Record | None, *, readable: bool) -> str:
    """How to show a photo: ``ORIGINAL``, ``INLINE`` or ``NOTHING``.

    Browsers turn a JPEG upright as its camera says, but do not agree about other formats that say so.
    """
    if not readable or record is None or not opens(photo):
        return NOTHING
    about = record.metadata
    turned = about.orientation != 1 and about.format not in ("JPEG", "AVIF")
    return ORIGINAL if about.format in _SHOWN and not turned else INLINE


def opens(photo: Photo) -> bool:
    """Whether a page may lead to the file: a browser goes by its name, and runs what is called ``.html``."""
    return photo.path.suffix.lower() in SUFFIXES


def embedded(jpeg: bytes, room: int) -> str:
    """A small picture as base64, made smaller if it takes more than ``room`` bytes; nothing for one that is damaged."""
    if len(jpeg) > room:
        try:
            with Image.open(BytesIO(jpeg)) as picture:
                picture.draft("RGB", (_SMALL, _SMALL))
                picture.thumbnail((_SMALL, _SMALL))
                stream = BytesIO()
                picture.save(stream, "JPEG", quality=_QUALITY, icc_profile=picture.info.get("icc_profile"))
        except (OSError, SyntaxError, ValueError):  # what Pillow says of them
            return ""
        jpeg = min(jpeg, stream.getvalue(), key=len)
    return b64encode(jpeg).decode("ascii")
