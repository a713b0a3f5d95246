"""Opening a photo: what it is by its first bytes, and every fault on the way as a typed error."""

from __future__ import annotations

import enum
import stat
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image

from reviewer.errors import (
    BrokenImage,
    EmptyFile,
    FileGone,
    NoPermission,
    NotAnImage,
    TooLarge,
    UnreadablePhoto,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = 64
_MOST_QUICK = 100_000_000  # pixels: 400 MB
_BITMAP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)  # bytes; "BM" alone is also how many a text begins
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_RAW = (b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"FUJIFILMCCD-RAW", b"FOVb", b"\0MRM", b"II\x1a\0\0\0HEAPCCDR", b"ARECOYK")

FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What decoders raise on hostile bytes, besides what they mean to: seen in Pillow's plugins and with fuzzed files."""


class Family(enum.Enum):
    """Where a photo may be decoded."""

    QUICK = "quick"
    """In a thread of the window."""
    GUARDED = "guarded"
    """In a process that can be killed: big native decoders that are known to crash or to run away."""


class Kind(enum.Enum):
    """What the first bytes say."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    BMP = "BMP"
    TIFF = "TIFF"
    JPEG2000 = "JPEG2000"
    AVIF = "AVIF"
    HEIC = "HEIF"
    RAW = "RAW"
    UNKNOWN = ""


_SIGNATURES = {
    Kind.JPEG: (b"\xff\xd8\xff",),
    Kind.PNG: (b"\x89PNG\r\n\x1a\n",),
    Kind.GIF: (b"GIF87a", b"GIF89a"),
    Kind.JPEG2000: (b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  \r\n\x87\n"),
}
_QUICK = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.BMP, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Source:
    """An open photo.

    Attributes:
        path: For error messages, and for libraries that want to open the file themselves.
        stream: The bytes, seekable, at their start.
        kind: What they are.
        head: The first 64 bytes.
    """

    path: Path
    stream: BinaryIO
    kind: Kind
    head: bytes = b""

    @property
    def is_tiff(self) -> bool:
        """Whether the file is built like a TIFF, as most RAW files are."""
        return self.head.startswith(_TIFF)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a photo.

    Raises:
        UnreadablePhoto: Gone, no permission, empty, not a regular file or not a picture.
    """
    stream = _open(path)
    with stream:
        with guarded(path):
            head = stream.read(_HEAD)
            stream.seek(0)
        kind = _kind(head, path.suffix.lower())
        if kind is Kind.UNKNOWN:
            raise NotAnImage(path)
        yield Source(path, stream, kind, head)


def family(path: Path) -> Family:
    """Where this photo may be decoded, by its first bytes.

    Raises:
        UnreadablePhoto: Gone, no permission, empty or not a picture.
    """
    with opened(path) as source:
        return Family.QUICK if source.kind in _QUICK and not _is_huge_png(source.head) else Family.GUARDED


def _is_huge_png(head: bytes) -> bool:
    """Whether a PNG, which no one can decode in part, would take more memory than the window may."""
    if not head.startswith(_SIGNATURES[Kind.PNG]):
        return False
    return int.from_bytes(head[16:20], "big") * int.from_bytes(head[20:24], "big") > _MOST_QUICK


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn whatever a decoder raises on a photo into a typed error; only decoders' calls belong inside."""
    try:
        yield
    except UnreadablePhoto:
        raise
    except (MemoryError, Image.DecompressionBombError) as fault:
        raise TooLarge(path, str(fault)) from fault
    except FAULTS as fault:
        if isinstance(fault, OSError) and fault.errno:
            raise _system_fault(path, fault) from fault
        raise BrokenImage(path, str(fault)) from fault


def _open(path: Path) -> BinaryIO:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its writer
            raise NotAnImage(path)
        if not status.st_size:
            raise EmptyFile(path)
        return path.open("rb")
    except OSError as fault:
        raise _system_fault(path, fault) from fault


def _system_fault(path: Path, fault: OSError) -> UnreadablePhoto:
    if isinstance(fault, (FileNotFoundError, NotADirectoryError)):
        return FileGone(path)
    if isinstance(fault, PermissionError):
        return NoPermission(path)
    return UnreadablePhoto(path, fault.strerror or "")


def _kind(head: bytes, suffix: str) -> Kind:
    for kind, signatures in _SIGNATURES.items():
        if head.startswith(signatures):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS:
        return Kind.BMP
    return _brand(head) if head[4:8] == b"ftyp" else _raw_or_tiff(head, suffix)


def _raw_or_tiff(head: bytes, suffix: str) -> Kind:
    if head.startswith(_RAW) or head[8:10] == b"CR":
        return Kind.RAW
    if head.startswith(_TIFF):  # what a NEF, ARW or DNG is too: there the name decides who is asked first
        return Kind.TIFF if suffix in (".tif", ".tiff") else Kind.RAW
    return Kind.UNKNOWN


def _brand(head: bytes) -> Kind:
    brands = {head[at : at + 4] for at in (8, *range(16, min(len(head), int.from_bytes(head[:4], "big")), 4))}
    if b"crx " in brands:
        return Kind.RAW
    if brands & {b"avif", b"avis"}:
        return Kind.AVIF
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}:
        return Kind.HEIC
    return Kind.UNKNOWN
