"""From a first guess to a fraction of a pixel: many small blocks, each with its own shift, and the map most agree on.

A block of the first frame is compared with what the map so far takes for the same block of the other. Blocks without
detail, where something moved or light has eaten the picture are unclear or disagree, and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reviewer.registration.correlation import shifts
from reviewer.registration.planes import grey, looked_up
from reviewer.registration.transform import Transform, projective_of, similarity_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reviewer.registration.correlation import Stack
    from reviewer.registration.planes import Frame, Plane
    from reviewer.registration.transform import Points

    _Solver = Callable[[Points, Points, NDArray[np.float64]], Transform]

_CLEAR = 7.0  # standard deviations of a peak: chance reaches 5
_FEWEST = 6  # blocks that agree: two make a similarity, four more bear it out
_INSIDE = 0.75  # of a block has to be in the other frame, along either side
_SHARE = 0.3  # of the blocks that have a shift at all, which agree
_NEAR = 2.0  # reduced pixels between a block's place and where the map puts it, as one looks for those that agree
_ROUNDS = 6
_SOFT = 4.685  # deviations at which Tukey's weight reaches 0: 95 % efficient for a normal curve
_MAD = 1.4826
_LEAST = 0.05  # pixels of deviation that blocks have at best
_BENT = 0.8  # of the similarity's error: the projective map has to be better than that to be taken
_ENOUGH_TO_BEND = 12  # blocks, against eight numbers


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A map that blocks agree on.

    Attributes:
        transform: From the first frame to the other.
        share: 0..1 of the blocks with a clear shift that agree.
        blocks: How many agree.
        error: Pixels of the other frame by which the middle one of them misses it.
    """

    transform: Transform
    share: float
    blocks: int
    error: float


def refined(one: Frame, other: Frame, guess: Transform, corners: NDArray[np.int64], side: int, by: int) -> Fit | None:
    """A map made more exact by blocks.

    Args:
        one: The first frame at full size.
        other: The other, likewise.
        guess: The map so far, right to about a third of a block.
        corners: Upper left corners (N, 2) of the blocks, in full-size pixels, as (x, y).
        side: Pixels along a reduced block; even.
        by: How much blocks are reduced.

    Returns:
        None where too few blocks agree.
    """
    there = max(1, round(by * guess.scale))  # the frames may be of two sizes
    found = [(corner, pair) for corner in corners if (pair := _pair(one, other, guess, corner, side, (by, there)))]
    if len(found) < _FEWEST:
        return None
    middles = np.array([corner for corner, _ in found]) + side * by / 2
    blocks, places = (np.stack([pair[which] for _, pair in found]) for which in range(2))
    return moved(middles, guess, blocks, places, by)


def moved(middles: Points, guess: Transform, blocks: Stack, places: Stack, by: int) -> Fit | None:
    """The map that blocks agree on, given with what the map so far takes for them.

    The shift is found in the first frame's pixels: what a block shows lies where the guess puts its shifted middle.
    """
    shift, clear = shifts(blocks, places)
    fine = clear >= _CLEAR
    if fine.sum() < _FEWEST:
        return None
    return agreed(middles[fine], guess(middles[fine] + shift[fine] * by), _NEAR * by)


def _pair(
    one: Frame, other: Frame, guess: Transform, corner: NDArray[np.int64], side: int, by: tuple[int, int]
) -> tuple[Plane, Plane] | None:
    """A block and what the guess takes for it, reduced; None where that is not in the other frame."""
    x, y = int(corner[0]), int(corner[1])
    full = side * by[0]
    ends = guess(np.array([(x, y), (x + full, y), (x, y + full), (x + full, y + full)], np.float64))
    spare, room = 2 * by[1], np.array(other.shape[1::-1])
    left, top = np.clip(np.floor(ends.min(axis=0)) - spare, 0, room).astype(int).tolist()
    right, bottom = np.clip(np.ceil(ends.max(axis=0)) + spare, 0, room).astype(int).tolist()
    if min(right - left, bottom - top) < _INSIDE * full * guess.scale:
        return None
    there = grey(other[top:bottom, left:right], by[1])
    place = Transform.similarity(1, 0, -left, -top) @ guess @ Transform.similarity(1, 0, x, y)
    seen, _ = looked_up(there, place.reduced(*by), (side, side))
    return grey(one[y : y + full, x : x + full], by[0]), seen


def agreed(points: Points, places: Points, near: float) -> Fit | None:
    """The map that most of the pairs agree on.

    Every two pairs make a similarity; the one that most others bear out is bettered by weighing each pair by how well
    it fits (Tukey's biweight). A camera that was turned aside sees the scene bent as no similarity bends it: where
    a projective map fits clearly better, it is taken.
    """
    best = _most_agree(points, places, near)
    if best is None:
        return None
    plain, plain_error = _bettered(similarity_of, best, points, places, near)
    inside = _misses(plain, points, places) <= near
    if inside.sum() < max(_FEWEST, _SHARE * len(points)):
        return None
    found, error = plain, plain_error
    if inside.sum() >= _ENOUGH_TO_BEND:
        bent, bent_error = _bettered(projective_of, plain, points, places, 2 * near)
        if bent_error < _BENT * plain_error:
            found, error = bent, bent_error
    inside = _misses(found, points, places) <= near
    return Fit(found, float(inside.mean()), int(inside.sum()), error)


def _most_agree(points: Points, places: Points, near: float) -> Transform | None:
    """The similarity through two of the pairs that most pairs bear out."""
    one, other = points @ (1, 1j), places @ (1, 1j)
    first, second = np.triu_indices(len(one), 1)
    apart = one[second] - one[first]
    usable = abs(apart) > 0
    first, second, apart = first[usable], second[usable], apart[usable]
    if not len(first):
        return None
    factor = (other[second] - other[first]) / apart
    shift = other[first] - factor * one[first]
    misses = abs(factor[:, None] * one + shift[:, None] - other)
    at = np.minimum(misses / near, 1).sum(axis=1).argmin()
    return Transform.similarity(abs(factor[at]), np.angle(factor[at]), shift[at].real, shift[at].imag)


def _bettered(solve: _Solver, start: Transform, points: Points, places: Points, near: float) -> tuple[Transform, float]:
    """A map after weighing the pairs by how well they fit, and its error."""
    found = start
    for _ in range(_ROUNDS):
        misses = _misses(found, points, places)
        inside = misses < near
        if inside.sum() < _FEWEST:
            break
        deviation = max(_LEAST, _MAD * float(np.median(misses[inside])))
        weights = np.maximum(1 - (misses / (_SOFT * deviation)) ** 2, 0) ** 2
        used = weights > 0
        found = solve(points[used], places[used], weights[used])
    misses = _misses(found, points, places)
    return found, float(np.median(misses[misses < near])) if (misses < near).any() else near


def _misses(transform: Transform, points: Points, places: Points) -> NDArray[np.float64]:
    misses: NDArray[np.float64] = np.hypot(*(transform(points) - places).T)
    return misses
