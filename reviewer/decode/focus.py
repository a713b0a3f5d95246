"""Where a camera focused, as its EXIF says: the subject area, turned upright with the photo.

CIPA DC-008 (Exif 2.32), SubjectArea and SubjectLocation: pixels of the picture as it lies in the file, before it is
turned. Where EXIF says how large that picture was, it is measured by that: programs make pictures smaller and leave
these tags as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.decode import exif
from reviewer.decode.metadata import header
from reviewer.decode.pixels import FIRST_TURNED, FROM_BOTTOM, FROM_RIGHT, turned
from reviewer.decode.source import opened

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.decode.pixels import Size

# Tags of the exposure directory
_SUBJECT_AREA = 0x9214
_SUBJECT_LOCATION = 0xA214
_WIDTH = 0xA002
_HEIGHT = 0xA003

_POINT, _CIRCLE, _RECTANGLE = 2, 3, 4  # how many numbers each has
_LARGEST = 1 << 20  # pixels


@dataclass(frozen=True, slots=True)
class FocusArea:
    """Where the camera focused, in parts 0..1 of the upright photo's width and height.

    ``width`` and ``height`` are 0 where the camera names a point.
    """

    left: float
    top: float
    width: float
    height: float


def focus_area(path: Path) -> FocusArea | None:
    """Where the camera focused; None where it does not say, or says nonsense. Decodes no pixels.

    Raises:
        UnreadablePhoto: Of the kind that says why.
    """
    with opened(path) as source:
        size, orientation, tags = header(source)
    shot = tags.exposure
    numbers = exif.wholes(shot, _SUBJECT_AREA, 0, _LARGEST) or exif.wholes(shot, _SUBJECT_LOCATION, 0, _LARGEST)
    lying = turned(size, orientation)
    reference = (
        exif.whole(shot, _WIDTH, 1, _LARGEST) or lying[0],
        exif.whole(shot, _HEIGHT, 1, _LARGEST) or lying[1],
    )
    return _upright(_area(numbers, reference), orientation)


def _area(numbers: tuple[int, ...], size: Size) -> FocusArea | None:
    """The numbers as parts of the picture that they were measured in."""
    if len(numbers) not in (_POINT, _CIRCLE, _RECTANGLE):
        return None
    x, y = numbers[:2]
    width, height = (numbers[2], numbers[-1]) if len(numbers) > _POINT else (0, 0)
    left, right = (max(0.0, min(1.0, edge / size[0])) for edge in (x - width / 2, x + width / 2))
    top, bottom = (max(0.0, min(1.0, edge / size[1])) for edge in (y - height / 2, y + height / 2))
    if x > size[0] or y > size[1] or not (x or y):
        return None
    return FocusArea(left, top, right - left, bottom - top)


def _upright(area: FocusArea | None, orientation: int) -> FocusArea | None:
    if area is None:
        return None
    left, top, width, height = area.left, area.top, area.width, area.height
    if orientation >= FIRST_TURNED:
        left, top, width, height = top, left, height, width
    if orientation in FROM_RIGHT:
        left = 1 - left - width
    if orientation in FROM_BOTTOM:
        top = 1 - top - height
    return FocusArea(left, top, width, height)
