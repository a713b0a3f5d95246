"""Two frames of one scene brought into place: a guess at a small size, then blocks at three sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.registration.coarse import SIDE, coarse
from reviewer.registration.fine import Fit, moved, refined
from reviewer.registration.planes import contrast, evened, glance, looked_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.registration.planes import Frame, Plane
    from reviewer.registration.transform import Transform

_ROOM = 8  # pixels around, of the small size, within which light is evened out
_BLOCK = 64  # pixels along a block of the small size
_BLOCKS = (8, 6)  # along and across the small size, overlapping
_PASSES = 2  # at the small size: the first guess may be turned by half a degree too much
_SIDE = 128  # pixels along a block of the larger sizes
_STEPS = ((4, (6, 5)), (1, (8, 6)))  # reduction, and so many blocks along the long and the short edge
_LEAST = 2 * _BLOCK  # pixels along either edge of a frame, less and there is nothing to agree on
_TRIES = 3  # places in each direction of its cell where a block may be


def register(one: Frame, other: Frame) -> Fit | None:
    """Where each point of one frame lies in another of the same scene.

    Frames may be shifted, turned by 5 degrees, scaled by a twentieth, of another exposure or size, and differ in parts.
    The work hardly grows with the frame: 0.3 s of one core at 24 megapixels, 0.4 s at 36.

    Args:
        one: The first frame (H, W, 3), upright, full size, in any colour space.
        other: The other, likewise.

    Returns:
        How they lie, or None where they do not show the same.
    """
    if min(*one.shape[:2], *other.shape[:2]) < _LEAST:
        return None
    by, other_by = _reduction(one), _reduction(other)
    planes = glance(one, by), glance(other, other_by)
    small = _small(evened(planes[0], _ROOM), evened(planes[1], _ROOM))
    if small is None:
        return None
    detail = _detail(*planes, small.transform)
    fit = Fit(small.transform.reduced(1 / by, 1 / other_by), small.share, small.blocks, small.error * other_by)
    for step, counts in _STEPS:
        if step < by and _SIDE * step <= min(one.shape[:2]):
            corners = _spots(one, detail, by, _SIDE * step, counts)
            fit = refined(one, other, fit.transform, corners, _SIDE, step) or fit
    return fit


def _reduction(frame: Frame) -> int:
    by = -(-int(max(frame.shape[:2])) // SIDE)
    return by if by < 8 else -(-by // 4) * 4  # noqa: PLR2004 -- what ``glance`` can do quickly


def _small(one: Plane, other: Plane) -> Fit | None:
    """How two small planes lie, by blocks of them."""
    guess, _ = coarse(one, other)
    fit: Fit | None = None
    for _ in range(_PASSES):
        seen, inside = looked_up(other, guess, (one.shape[1], one.shape[0]))
        corners = _grid(one.shape, _BLOCK, _BLOCKS)
        whole = [(x, y) for x, y in corners if inside[y : y + _BLOCK, x : x + _BLOCK].mean() >= 3 / 4]
        if not whole:
            return None
        pairs = [np.stack([plane[y : y + _BLOCK, x : x + _BLOCK] for x, y in whole]) for plane in (one, seen)]
        fit = moved(np.array(whole) + _BLOCK / 2, guess, pairs[0], pairs[1], 1)
        if fit is None:
            return None
        guess = fit.transform
    return fit


def _detail(one: Plane, other: Plane, transform: Transform) -> Plane:
    """How much there is to see in both frames around each pixel of the first one's small size."""
    seen, inside = looked_up(contrast(other, _ROOM // 2), transform, (one.shape[1], one.shape[0]))
    return np.where(inside, np.minimum(contrast(one, _ROOM // 2), seen), np.float32(0))


def _grid(shape: tuple[int, ...], side: int, counts: tuple[int, int]) -> NDArray[np.int64]:
    """Corners (N, 2) of blocks spread evenly over a frame."""
    height, width = shape[:2]
    along, across = counts if width >= height else counts[::-1]
    x, y = np.linspace(0, width - side, along), np.linspace(0, height - side, across)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype(np.int64)


def _spots(frame: Frame, detail: Plane, by: int, side: int, counts: tuple[int, int]) -> NDArray[np.int64]:
    """Corners (N, 2) of blocks, each where in its part of the frame there is most to see."""
    height, width = frame.shape[:2]
    along, across = counts if width >= height else counts[::-1]
    part = max(0.0, (width - side) / along), max(0.0, (height - side) / across)
    steps = (np.arange(_TRIES) + 0.5) / _TRIES
    x = (np.arange(along)[:, None] + steps).ravel() * part[0]
    y = (np.arange(across)[:, None] + steps).ravel() * part[1]
    rows = np.minimum(((y + side / 2) / by).astype(int), detail.shape[0] - 1)
    columns = np.minimum(((x + side / 2) / by).astype(int), detail.shape[1] - 1)
    there = detail[np.ix_(rows, columns)].reshape(across, _TRIES, along, _TRIES).swapaxes(1, 2)
    best = there.reshape(across * along, -1).argmax(axis=1)
    row, column = np.divmod(np.arange(across * along), along)
    return np.stack([x[column * _TRIES + best % _TRIES], y[row * _TRIES + best // _TRIES]], axis=1).astype(np.int64)
