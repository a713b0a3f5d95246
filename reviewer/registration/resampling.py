"""A part of the other frame as it lies in the first one's place, quick enough to follow a hand.

The three channels of a pixel are laid into one number of 64 bits, sixteen for each, so that one multiplication weighs
them all: a weight goes to 256 and a channel to 255, which together fill their lane and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.registration.transform import Transform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.registration.planes import Frame

    Lanes = NDArray[np.uint64]
    Place = NDArray[np.int32]

_LANE = np.uint64(16)  # bits
_PART = np.uint64(8)  # bits of a weight
_MASK = np.uint64(0x00FF00FF00FF)
_HALF = np.uint64(0x008000800080)  # so that the shift rounds
_STRIP = 8  # rows at a time stay in the processor's cache


def warped(
    other: Frame, transform: Transform, region: tuple[float, float, float, float], size: tuple[int, int]
) -> Frame:
    """What of the other frame lies in a region of the first, as a picture of a given size.

    Args:
        other: (H, W, 3), the other frame at full size.
        transform: From the first frame to it, in full-size pixels.
        region: Left, top, width and height in the first frame's pixels; may reach beyond it.
        size: Width and height of the picture. Bilinear from 50 % up; smaller is averaged first.

    Returns:
        (height, width, 3); black where the other frame has nothing.
    """
    left, top, across, down = region
    width, height = size
    inward = Transform(np.array([[across / width, 0, left], [0, down / height, top], [0, 0, 1.0]]))
    place = transform @ inward
    source, place = _needed(other, place, size)
    picture = np.zeros((height, width, 3), np.uint8)
    if source.size:
        lanes = _laned(source)
        for row in range(0, height, _STRIP):
            picture[row : row + _STRIP] = _strip(lanes, place, width, (row, min(row + _STRIP, height)))
    return picture


def _needed(other: Frame, place: Transform, size: tuple[int, int]) -> tuple[Frame, Transform]:
    """The part of a frame that a picture is made of, averaged where the picture is much smaller."""
    width, height = size
    ends = place(np.array([(0, 0), (width, 0), (0, height), (width, height)], np.float64))
    by = max(1, int(place.scale))
    room = (other.shape[1], other.shape[0])
    left, top = (int(min(max(edge - 2 * by, 0), most)) for edge, most in zip(ends.min(axis=0), room, strict=True))
    right, bottom = (int(min(max(edge + 2 * by, 0), most)) for edge, most in zip(ends.max(axis=0), room, strict=True))
    part = other[top:bottom, left:right]
    place = Transform.similarity(1, 0, -left, -top) @ place
    return averaged(part, by), place.reduced(1, by)


def averaged(frame: Frame, by: int) -> Frame:
    """A frame reduced by a whole number."""
    if by == 1:
        return frame
    height, width = frame.shape[0] // by, frame.shape[1] // by
    whole = frame[: height * by, : width * by].reshape(height, by, width * by * 3)
    rows = np.add.reduce(whole, axis=1, dtype=np.uint16).reshape(height, width, by, 3)
    mean: Frame = (np.add.reduce(rows, axis=2, dtype=np.uint32) // (by * by)).astype(np.uint8)
    return mean


def _laned(frame: Frame) -> Lanes:
    """One number a pixel, framed by black so that edges fade out within a pixel."""
    lanes = np.zeros((frame.shape[0] + 2, frame.shape[1] + 2, 4), np.uint16)
    lanes[1:-1, 1:-1, :3] = frame
    return lanes.view("<u8")[..., 0]


def _strip(lanes: Lanes, place: Transform, width: int, rows: tuple[int, int]) -> Frame:
    """Some rows of the picture."""
    at, across, down = _places(lanes.shape, place, width, rows)
    flat, below = lanes.ravel(), lanes.shape[1]
    upper = _mixed(flat[at], flat[at + 1], across)
    at += below
    mixed = _mixed(upper, _mixed(flat[at], flat[at + 1], across), down)
    strip: Frame = mixed[..., None].view("<u2").astype(np.uint8)[..., :3]
    return strip


def _mixed(one: Lanes, other: Lanes, share: Lanes) -> Lanes:
    """``share`` of 256 of the one, the rest of the other, in each lane."""
    mixed: Lanes = ((one * (np.uint64(256) - share) + other * share + _HALF) >> _PART) & _MASK
    return mixed


def _places(
    shape: tuple[int, ...], place: Transform, width: int, rows: tuple[int, int]
) -> tuple[NDArray[np.intp], Lanes, Lanes]:
    """For each pixel of some rows the number of its upper left source pixel, and 256ths to the next ones."""
    x = np.arange(width) + 0.5
    y = (np.arange(*rows) + 0.5)[:, None]
    (a, b, c), (d, e, f), (g, h, i) = place.matrix
    across, down = a * x + (b * y + c), d * x + (e * y + f)
    if g or h:
        depth = g * x + (h * y + i)
        across, down = across / depth, down / depth
    # Framed by a pixel and looked up at middles: + 1 - 0.5. In 256ths, whole numbers do the rest.
    across = np.clip((across + 0.5) * 256, 0, (shape[1] - 1) * 256 - 1).astype(np.int64)
    down = np.clip((down + 0.5) * 256, 0, (shape[0] - 1) * 256 - 1).astype(np.int64)
    at = (down >> 8) * shape[1] + (across >> 8)
    return at, (across & 255).astype(np.uint64), (down & 255).astype(np.uint64)
