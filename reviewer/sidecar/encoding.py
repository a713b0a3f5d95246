"""The bytes of a sidecar as UTF-8, and back again: positions are then the same for whoever parses and whoever edits."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from reviewer.sidecar.refusals import Refused

_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
# No others: a codec may be anything in Python, also one that unpacks.
_ALLOWED = re.compile(r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d")


def to_utf8(data: bytes) -> tuple[bytes, str]:
    """A document in UTF-8, a mark of byte order at its start kept, and the codec it came in.

    Raises:
        Refused: ``encoding``: not one that sidecars come in; ``malformed``: the bytes are not what it says.
    """
    codec = _codec(data)
    try:
        text = data.decode(codec)
        if text.encode(codec) != data:
            raise Refused("malformed")
    except LookupError:
        raise Refused("encoding") from None
    except UnicodeError:
        raise Refused("malformed") from None
    return text.encode(), codec


def from_utf8(data: bytes, codec: str) -> bytes:
    """The document in its own encoding; a character that this lacks is written as its number."""
    return data if codec == "utf-8" else data.decode().encode(codec, "xmlcharrefreplace")


def _codec(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, b"<\0")):
        return "utf-16-le"
    if data.startswith((BOM_UTF16_BE, b"\0<")):
        return "utf-16-be"
    declared = _DECLARED.match(data)
    name = declared[1].decode().casefold() if declared else "utf-8"
    if not _ALLOWED.fullmatch(name):
        raise Refused("encoding")
    return "utf-8" if name == "utf8" else name
