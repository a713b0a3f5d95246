"""EXIF tags read with distrust: what is missing, of the wrong type or nonsense is None, and never an exception.

Tag numbers and types: CIPA DC-008 (Exif 2.32); TIFF 6.0 for the main directory.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from reviewer.decode.source import FAULTS

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngImageFile

Directory = Mapping[int, object]

_EXIF_IFD = 0x8769
_INTEROP_IFD = 0xA005
_ORIENTATION = 0x0112
_COLOR_SPACE = 0xA001
_INTEROP_INDEX = 1
_THUMBNAIL = 0x0201
_THUMBNAIL_LENGTH = 0x0202
_SEGMENT = 1 << 16  # bytes that EXIF in a JPEG has at the most
_PREFIX = b"Exif\0\0"
_ADOBE = 2  # not in the standard, but written by some
_LONGEST = 200  # characters
_EARLIEST = 1900  # year; older is a reset clock or nonsense
_FARTHEST = 15 * 60  # minutes from UTC; real zones reach from -12 to +14 hours

_CLOCK = re.compile(r"\s*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D+(\d{1,2})\D+(\d{1,2})\D+(\d{1,2})")
_OFFSET = re.compile(r"\s*([+-])(\d{1,2}):?(\d{2})")

_PNG_SIGNATURE = 8  # bytes
_PNG_CHECKSUM = 4  # bytes


@dataclass(frozen=True, slots=True)
class Tags:
    """One photo's EXIF directories: the main one, the one for the exposure, and the maker's where that is a box."""

    main: Directory = field(default_factory=dict)
    exposure: Directory = field(default_factory=dict)
    maker: Directory = field(default_factory=dict)


def tags(image: Image.Image) -> Tags:
    """A picture's EXIF, empty where there is none or it cannot be read. Never decodes the picture."""
    try:
        return tags_of(Image.Image.getexif(image))  # PngImageFile's own would decode the pixels to look behind them
    except FAULTS:
        return Tags()


def tags_of(exif: Image.Exif) -> Tags:
    """The directories of EXIF that was loaded by itself."""
    return Tags(exif, _directory(exif, _EXIF_IFD))


def tags_in(data: bytes) -> Tags:
    """The directories of a block of EXIF."""
    exif = Image.Exif()
    try:
        exif.load(data)
    except FAULTS:
        return Tags()
    return tags_of(exif)


def tags_at(stream: IO[bytes]) -> Tags:
    """The directories of a file that is built like a TIFF, whatever its pictures are."""
    exif = Image.Exif()
    try:
        exif.load_from_fp(stream)
    except FAULTS:
        return Tags()
    return tags_of(exif)


def _directory(exif: Image.Exif, pointer: int) -> Directory:
    try:
        return exif.get_ifd(pointer)
    except FAULTS:
        return {}


def find_late(image: PngImageFile, stream: IO[bytes]) -> None:
    """Give a PNG the EXIF that stands behind its pixels, where ExifTool writes it, without decoding them."""
    if "exif" in image.info or "Raw profile type exif" in image.info:
        return
    start = stream.tell()
    stream.seek(_PNG_SIGNATURE)
    while len(header := stream.read(8)) == 8:  # noqa: PLR2004  length and type, four bytes each
        length, kind = struct.unpack(">I4s", header)
        if kind == b"eXIf":
            image.info["exif"] = stream.read(length)
            break
        stream.seek(length + _PNG_CHECKSUM, 1)
    stream.seek(start)


def thumbnail(image: Image.Image) -> bytes:
    """The thumbnail's JPEG in a picture's EXIF, of which nothing was checked; empty where there is none."""
    block = image.info.get("exif")
    if not isinstance(block, bytes):
        return b""
    try:
        directory = Image.Image.getexif(image).get_ifd(ExifTags.IFD.IFD1)
    except FAULTS:
        return b""
    start, length = whole(directory, _THUMBNAIL, 1, _SEGMENT), whole(directory, _THUMBNAIL_LENGTH, 1, _SEGMENT)
    return block.removeprefix(_PREFIX)[start : start + length] if start and length else b""


def orientation(tags: Tags) -> int:
    """How the picture is to be turned, EXIF orientation 1..8; 1 where it does not say, or nonsense."""
    return whole(tags.main, _ORIENTATION, 1, 8) or 1


def is_adobe_rgb(image: Image.Image) -> bool:
    """Whether a camera says Adobe RGB, by interoperability index R03 as DCF 2.0 has it or by a colour space of 2."""
    shot = tags(image).exposure
    if whole(shot, _COLOR_SPACE, 0, _ADOBE) == _ADOBE:
        return True
    return _INTEROP_IFD in shot and text(_directory(Image.Image.getexif(image), _INTEROP_IFD), _INTEROP_INDEX) == "R03"


def real(directory: Directory, tag: int, low: float, high: float) -> float | None:
    """A number within bounds, else None. Of several, the first."""
    value = _value(directory, tag)
    if not isinstance(value, (int, float, IFDRational)):
        return None
    try:
        number = float(value)
    except ArithmeticError:  # a denominator of 0
        return None
    return number if low <= number <= high else None


def whole(directory: Directory, tag: int, low: int, high: int) -> int | None:
    """A whole number within bounds, else None."""
    number = real(directory, tag, low, high)
    return None if number is None or number != math.floor(number) else int(number)


def wholes(directory: Directory, tag: int, low: int, high: int) -> tuple[int, ...]:
    """Several whole numbers, each within bounds, else none."""
    try:
        values = directory.get(tag)
    except FAULTS:
        return ()
    if not isinstance(values, tuple):
        return ()
    numbers = tuple(value for value in values if isinstance(value, int) and low <= value <= high)
    return numbers if len(numbers) == len(values) else ()


def text(directory: Directory, tag: int) -> str | None:
    """Words up to the first NUL, without blanks around; None where there are none."""
    value = _value(directory, tag)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    return value.split("\0", 1)[0].strip()[:_LONGEST].rstrip() or None


def clock(directory: Directory, tag: int) -> datetime | None:
    """A camera's wall clock, marked as UTC; None for zeros and for dates that do not exist."""
    match = _CLOCK.match(text(directory, tag) or "")
    if not match:
        return None
    try:
        year, month, day, hour, minute, second = (int(part) for part in match.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year >= _EARLIEST else None


def fraction(directory: Directory, tag: int) -> float:
    """The part of a second in a SubSecTime tag, whose digits follow the decimal point; 0 where there is none."""
    digits = text(directory, tag) or ""
    return float(f"0.{digits}") if digits.isascii() and digits.isdigit() else 0.0


def offset(directory: Directory, tag: int) -> int | None:
    """Seconds that a wall clock is ahead of UTC, as ``+09:00`` says; None where it does not say."""
    match = _OFFSET.match(text(directory, tag) or "")
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return None if minutes > _FARTHEST else (-60 if match[1] == "-" else 60) * minutes


def _value(directory: Directory, tag: int) -> object:
    try:
        value = directory.get(tag)
    except FAULTS:
        return None
    return value[0] if isinstance(value, tuple) and value else value
