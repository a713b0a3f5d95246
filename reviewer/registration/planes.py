"""Grey planes to correlate: one channel, reduced, its light evened out; and planes looked up between their pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.registration.transform import Transform

    Frame = NDArray[np.uint8]
    Plane = NDArray[np.float32]

_GREEN = 1  # a good stand-in for brightness, and no arithmetic
_FLAT = 2.0  # grey levels of local contrast that are noise or compression rather than a picture


def grey(frame: Frame, by: int) -> Plane:
    """The green of a frame (H, W, 3), reduced by a whole number; the rest at the right and below is left out."""
    height, width = frame.shape[0] // by, frame.shape[1] // by
    green = frame[: height * by, : width * by, _GREEN]
    if by == 1:
        return green.astype(np.float32)
    rows = np.add.reduce(green.reshape(height, by, width * by), axis=1, dtype=np.uint16)
    total = np.add.reduce(rows.reshape(height, width, by), axis=2, dtype=np.uint32)
    mean: Plane = total.astype(np.float32) / np.float32(by * by)
    return mean


def glance(frame: Frame, by: int) -> Plane:
    """As ``grey``, from every fourth pixel of every fourth row: eight times as quick, a little noisier."""
    fine = 4
    if by < 2 * fine:
        return grey(frame, by)
    height, width = frame.shape[0] // by, frame.shape[1] // by
    offset = fine // 2
    some = frame[offset : height * by : fine, offset : width * by : fine]
    return grey(some, by // fine)


def evened(plane: Plane, room: int) -> Plane:
    """A plane with the mean taken off and the contrast brought to one, each within ``room`` pixels around.

    What is left of a picture at another exposure is nearly the same.
    """
    return (plane - _box(plane, room)) / (contrast(plane, room) + np.float32(_FLAT))


def contrast(plane: Plane, room: int) -> Plane:
    """The standard deviation within ``room`` pixels around each."""
    mean = _box(plane, room)
    deviation: Plane = np.sqrt(np.maximum(_box(plane * plane, room) - mean * mean, 0))
    return deviation


def _box(plane: Plane, room: int) -> Plane:
    """The mean of the square of 2 * room + 1 pixels about each pixel, edges repeated."""
    return _run(_run(plane, room).T, room).T


def _run(plane: Plane, room: int) -> Plane:
    size = 2 * room + 1
    padded = np.pad(plane, ((room + 1, room), (0, 0)), mode="edge").astype(np.float64)
    sums = np.cumsum(padded, axis=0)
    return ((sums[size:] - sums[:-size]) / size).astype(np.float32)


def looked_up(plane: Plane, transform: Transform, size: tuple[int, int]) -> tuple[Plane, NDArray[np.bool_]]:
    """A plane seen through a transform, bilinear: what lies where each pixel of (width, height) goes.

    Returns:
        The picture, and where it comes from inside the plane; outside, the edge is repeated.
    """
    width, height = size
    x = np.arange(width, dtype=np.float32) + np.float32(0.5)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5))[:, None]
    (a, b, c), (d, e, f), (g, h, i) = transform.matrix.astype(np.float32)
    depth = g * x + h * y + i
    across, down = (a * x + b * y + c) / depth - np.float32(0.5), (d * x + e * y + f) / depth - np.float32(0.5)
    rows, columns = plane.shape
    inside = (across > -1) & (across < columns) & (down > -1) & (down < rows)
    across, down = np.clip(across, 0, columns - 1), np.clip(down, 0, rows - 1)
    left, top = (
        np.minimum(across.astype(np.int32), max(columns - 2, 0)),
        np.minimum(down.astype(np.int32), max(rows - 2, 0)),
    )
    across, down = across - left, down - top
    at, right, below = top * columns + left, int(columns > 1), columns * int(rows > 1)
    flat = plane.ravel()
    upper = flat[at] + across * (flat[at + right] - flat[at])
    lower = flat[at + below] + across * (flat[at + below + right] - flat[at + below])
    return upper + down * (lower - upper), inside
