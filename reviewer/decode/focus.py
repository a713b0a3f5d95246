"""Where a camera focused, as its EXIF or a Canon's own notes say, turned upright with the photo.

CIPA DC-008 (Exif 2.32), SubjectArea and SubjectLocation: pixels of the picture as it lies in the file, before it is
turned. Where EXIF says how large that picture was, it is measured by that: programs make pictures smaller and leave
these tags as they were. A picture of another shape was cut, and then nobody knows where the area went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.decode import canon, exif
from reviewer.decode.metadata import header
from reviewer.decode.pixels import FIRST_TURNED, FROM_BOTTOM, FROM_RIGHT, same_shape, turned
from reviewer.decode.source import opened

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.decode.exif import Directory
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
    lying = turned(size, orientation)
    found = _subject(tags.exposure, lying) or canon.focused(tags)
    if not found or not same_shape(found[1], lying):
        return None
    (left, top, right, bottom), (width, height) = found
    parts = [max(0.0, min(1.0, part)) for part in (left / width, top / height, right / width, bottom / height)]
    return _upright(FocusArea(parts[0], parts[1], parts[2] - parts[0], parts[3] - parts[1]), orientation)


def _subject(shot: Directory, lying: Size) -> tuple[canon.Box, Size] | None:
    """Left, top, right, bottom, and the width and height that they are measured in."""
    numbers = exif.wholes(shot, _SUBJECT_AREA, 0, _LARGEST) or exif.wholes(shot, _SUBJECT_LOCATION, 0, _LARGEST)
    size = exif.whole(shot, _WIDTH, 1, _LARGEST), exif.whole(shot, _HEIGHT, 1, _LARGEST)
    across, down = size[0] or lying[0], size[1] or lying[1]
    if len(numbers) not in (_POINT, _CIRCLE, _RECTANGLE) or numbers[0] > across or numbers[1] > down:
        return None
    x, y = numbers[:2]
    if not x and not y:  # how some write that there is none
        return None
    width, height = (numbers[2], numbers[-1]) if len(numbers) > _POINT else (0, 0)
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2), (across, down)


def _upright(area: FocusArea, orientation: int) -> FocusArea:
    left, top, width, height = area.left, area.top, area.width, area.height
    if orientation >= FIRST_TURNED:
        left, top, width, height = top, left, height, width
    if orientation in FROM_RIGHT:
        left = 1 - left - width
    if orientation in FROM_BOTTOM:
        top = 1 - top - height
    return FocusArea(left, top, width, height)
