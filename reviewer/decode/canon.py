"""Which focus points Canon cameras say were in focus: the table AFInfo2 of their maker notes.

Canon publishes nothing about it; the layout and the sense of the vertical axis, up in EOS cameras and down in
PowerShots, are as Phil Harvey's ExifTool documents them. Everything is checked against the table's own length, so that
other notes give nothing rather than nonsense.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from reviewer.decode import exif

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.decode.exif import Directory, Tags

_MODEL = 0x0110
_MAKER_NOTE = 0x927C
_AF_INFO = 0x26
_HEAD = 8  # numbers: length in bytes, mode, points, valid ones, picture's size, size in which the points are measured
_WORD = 16  # bits of each number of the mask
_FOOTER = (b"II*\0", b"MM\0*")
_EDGE = 1 << 16

Box = tuple[float, float, float, float]


def focused(tags: Tags) -> tuple[Box, tuple[int, int]] | None:
    """Left, top, right and bottom around all points in focus, and the width and height that they are measured in.

    Of the picture as it lies in the file; None where there are none.
    """
    numbers = exif.wholes(tags.maker or _notes(tags.exposure), _AF_INFO, 0, _EDGE)
    if len(numbers) < _HEAD or numbers[0] != 2 * len(numbers):
        return None
    count, (width, height) = numbers[2], numbers[6:_HEAD]
    mask = numbers[_HEAD + 4 * count :]
    if not count or not width or not height or len(mask) * _WORD < count:
        return None
    up = "EOS" in (exif.text(tags.main, _MODEL) or "")
    arrays = [_signed(numbers[_HEAD + n * count : _HEAD + (n + 1) * count]) for n in range(4)]
    points = [point for n, point in enumerate(zip(*arrays, strict=True)) if mask[n // _WORD] >> n % _WORD & 1]
    boxes = [_box(point, (width, height), up=up) for point in points if point[0] > 0 and point[1] > 0]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms)), (width, height)


def _box(point: Sequence[int], size: tuple[int, int], *, up: bool) -> Box:
    """A point's box; its place is that of its middle, from the picture's middle."""
    width, height, x, y = point
    across, down = size[0] / 2 + x, size[1] / 2 + (-y if up else y)
    return across - width / 2, down - height / 2, across + width / 2, down + height / 2


def _signed(numbers: Sequence[int]) -> list[int]:
    return [number - _EDGE if number >= _EDGE // 2 else number for number in numbers]


def _notes(shot: Directory) -> Directory:
    """The directory in Canon's notes: offsets count from where the notes once stood, as their last bytes tell."""
    notes = shot.get(_MAKER_NOTE)
    if not isinstance(notes, bytes) or notes[-8:-4] not in _FOOTER:
        return {}
    order = "<" if notes[-8:-6] == b"II" else ">"
    (place,) = struct.unpack(order + "I", notes[-4:])
    if not _HEAD <= place < _EDGE:
        return {}
    return exif.tags_in((notes[-8:-4] + notes[-4:]).ljust(place, b"\0") + notes).main
