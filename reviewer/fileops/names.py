"""Names at a target: which are one to it, which it cannot hold, and free ones for all files of a unit.

Two names that differ in case or in how an accent is written are taken for one everywhere. Some targets cannot hold
both, and files that were copied to one that can are often copied on.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\udc80-\udcff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_LONGEST = 255  # bytes, of nearly every file system


def key(name: str) -> str:
    """What is equal for names that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def stems(name: str) -> Iterator[str]:
    """Keys of all that a name could be the stem's of: ``a`` and ``a.b`` for ``a.b.c``."""
    whole = key(name)
    return (whole[:place] for place, char in enumerate(whole) if char == ".")


def legal(stem: str, *, windows: bool, tail: int) -> str:
    """The stem as the target can hold it, most often as it is.

    Args:
        stem: Of a photo's name.
        windows: Whether the target holds only what Windows takes as a name.
        tail: Bytes of the longest ending that follows it.
    """
    if windows:
        stem = _ILLEGAL.sub("_", stem)
        stem = _RESERVED.sub(lambda match: f"{match[0]}_", stem, count=1) if _RESERVED.match(stem) else stem
    if len(_bytes(stem)) + tail <= _LONGEST:
        return stem
    return _bytes(stem)[: _LONGEST - tail].decode("utf-8", "ignore").rstrip(" .")


def tails(stem: str, files: Iterable[str]) -> list[str]:
    """What follows the photo's stem in the names of its unit: ``.JPG``, ``.CR2.xmp``, ``_01.CR2.xmp``."""
    return [name[_length(stem, name) :] for name in files]


def _length(stem: str, name: str) -> int:
    """How much of the name is the stem: its case may differ, and with it, as in ß and SS, its length."""
    if name.startswith(stem):
        return len(stem)
    wanted = stem.casefold()
    return next(length for length in range(len(name) + 1) if name[:length].casefold() == wanted)


def others(stem: str) -> Iterator[str]:
    """Stems to try in turn where one is taken: ``IMG_1-2``, ``IMG_1-3``..."""
    return (f"{stem}-{number}" for number in count(2))


def size(name: str) -> int:
    """Bytes that a name takes."""
    return len(_bytes(name))


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
