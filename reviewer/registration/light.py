"""What the other frame would look like at the first one's exposure, and how much noise then remains."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.registration.planes import Plane

    Curve = NDArray[np.float64]

_BLACK, _WHITE = 5.0, 250.0  # grey levels beyond which light is cut off and tells nothing
_DEGREE = 3  # bends as an exposure does in the tone curves of cameras, and no further
_ROUNDS = 8
_SOFT = 4.685  # deviations at which Tukey's weight reaches 0
_MAD = 1.4826
_SOME = 20_000  # pixels that the curve is fitted to
_FEW = 50  # pixels not cut off, below which there is no curve
_BANDS = 8  # of brightness, each with noise of its own
_ROUNDING = 0.5  # grey levels of noise that whole numbers make


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """One channel of both frames at one exposure.

    Attributes:
        one, other: (H, W) grey levels, both cut to what neither frame had cut off.
        noise: (H, W), the standard deviation of their difference where nothing has changed.
    """

    one: Plane
    other: Plane
    noise: Plane


def evened_light(one: Plane, other: Plane, valid: NDArray[np.bool_]) -> Light:
    """Bring a channel of the other frame to the first one's exposure; ``valid`` says where both have something.

    The curve is a polynomial fitted to all pixels at once, weighed by how well they fit, so that neither what changed
    nor a colour that is there only once has a say.
    """
    curve = _curve(one, other, valid)
    ends = np.polyval(curve, np.array([_BLACK, _WHITE]))
    low, high = max(_BLACK, float(ends[0])), min(_WHITE, float(ends[1]))
    mapped = np.polyval(curve.astype(np.float32), np.clip(other, _BLACK, _WHITE))
    cut, there = (np.clip(plane, low, max(low, high)).astype(np.float32) for plane in (one, mapped))
    return Light(cut, there, _noise(there, cut - there, valid))


def _curve(one: Plane, other: Plane, valid: NDArray[np.bool_]) -> Curve:
    usable = valid & (one > _BLACK) & (one < _WHITE) & (other > _BLACK) & (other < _WHITE)
    ours, theirs = one[usable].astype(np.float64), other[usable].astype(np.float64)
    step = max(1, len(ours) // _SOME)
    ours, theirs = ours[::step], theirs[::step]
    if len(ours) < _FEW:
        return np.array([1.0, 0.0])
    weights = np.ones_like(ours)
    curve = np.array([1.0, 0.0])
    for _ in range(_ROUNDS):
        curve = _fitted(theirs, ours, weights)
        misses = abs(np.polyval(curve, theirs) - ours)
        weights = np.maximum(1 - (misses / (_SOFT * max(1.0, _MAD * float(np.median(misses))))) ** 2, 0)
    return curve


def _fitted(theirs: Curve, ours: Curve, weights: Curve) -> Curve:
    """The polynomial of the highest degree that only rises; as little brightness as there is may not bear the third."""
    levels = np.linspace(_BLACK, _WHITE, 50)
    span = float(np.ptp(theirs))
    for degree in range(_DEGREE if span > _BANDS else 1, 0, -1):
        curve: Curve = np.polyfit(theirs, ours, degree, w=weights + 1e-6)
        if (np.diff(np.polyval(curve, levels)) > 0).all():
            return curve
    return np.array([1.0, float(np.median(ours) - np.median(theirs))])


def _noise(brightness: Plane, miss: Plane, valid: NDArray[np.bool_]) -> Plane:
    """Noise by brightness: shadows that are lifted by three stops have much of it."""
    edges = np.linspace(0, 256, _BANDS + 1)
    middles, found = [], []
    for low, high in pairwise(edges):
        band = abs(miss[valid & (brightness >= low) & (brightness < high)])
        if band.size >= _FEW:
            middles.append((low + high) / 2)
            found.append(_MAD * float(np.median(band)))
    if not found:
        return np.full(brightness.shape, _ROUNDING, np.float32)
    return np.maximum(np.interp(brightness, middles, found), _ROUNDING).astype(np.float32)
