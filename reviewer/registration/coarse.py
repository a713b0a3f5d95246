"""The first guess: turn and scale by the spectra in log-polar coordinates, then the shift, at a small size.

The magnitude of a spectrum does not know about shifts; a turn of the picture turns it and a scale shrinks it, which in
(logarithm of the radius, angle) are shifts again (B. S. Reddy and B. N. Chatterji, 1996). A guess without turn or scale
is tried too, and the clearer one taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.registration.correlation import shifts
from reviewer.registration.planes import looked_up
from reviewer.registration.transform import Transform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.registration.planes import Plane

SIDE = 384
"""Pixels of the square that both planes are laid into, and so the most that their long edges may have."""

_ANGLES, _RADII = 512, 128  # over half a turn, and from the innermost to the outermost ring
_RINGS = (10.0, 150.0)  # of SIDE / 2 = 192 frequencies: shapes, neither light and shade nor noise
_MOST_TURN = np.radians(15.0)  # hand-held frames turn by less
_MOST_SCALE = 1.25


def coarse(one: Plane, other: Plane) -> tuple[Transform, float]:
    """Where one small, evened plane lies in another.

    Args:
        one: (H, W), at most SIDE long.
        other: Likewise, of any size.

    Returns:
        The similarity in pixels of these planes, and how clear it is: as ``correlation.shifts`` tells.
    """
    scale, turn = _turn(one, other)
    guesses = [_shifted(one, other, Transform.similarity(scale, turn, 0, 0)), _shifted(one, other, _PLAIN)]
    return max(guesses, key=lambda guess: guess[1])


_PLAIN = Transform.similarity(1.0, 0.0, 0.0, 0.0)


def _shifted(one: Plane, other: Plane, turned: Transform) -> tuple[Transform, float]:
    """A turn about the middle completed by the shift."""
    centre = np.array([[one.shape[1] / 2, one.shape[0] / 2]])
    there = np.array([other.shape[1] / 2, other.shape[0] / 2])
    x, y = there - turned(centre)[0]
    about = Transform.similarity(1, 0, x, y) @ turned
    size = (one.shape[1] // 2 * 2, one.shape[0] // 2 * 2)
    seen, inside = looked_up(other, about, size)
    moved, clear = shifts(one[None, : size[1], : size[0]], np.where(inside, seen, np.float32(0))[None])
    return about @ Transform.similarity(1, 0, *moved[0]), float(clear[0])


def _turn(one: Plane, other: Plane) -> tuple[float, float]:
    """How much larger the other picture is, and by how many radians it is turned."""
    surface = _correlated(_polar(one), _polar(other))
    step = np.log(_RINGS[1] / _RINGS[0]) / (_RADII - 1)
    turn = np.fft.fftfreq(_ANGLES, 1 / _ANGLES)[:, None] * np.pi / _ANGLES
    growth = np.fft.fftfreq(2 * _RADII, 1 / (2 * _RADII)) * step
    allowed = (np.abs(turn) <= _MOST_TURN) & (np.abs(growth) <= np.log(_MOST_SCALE))
    at = np.where(allowed, surface, -np.inf).argmax()
    row, column = np.divmod(at, 2 * _RADII)
    return float(np.exp(-growth[column])), float(turn[row, 0])


def _correlated(one: Plane, other: Plane) -> NDArray[np.float64]:
    """Where two log-polar spectra agree; angles wrap around, radii do not."""
    room = (_ANGLES, 2 * _RADII)
    cross = np.conj(np.fft.rfft2(one, room)) * np.fft.rfft2(other, room)
    return np.fft.irfft2(cross / np.sqrt(np.abs(cross) + np.finfo(np.float32).tiny), room)


def _polar(plane: Plane) -> Plane:
    """The logarithm of a plane's spectrum by (angle over half a turn, logarithm of the radius)."""
    height, width = plane.shape
    window = np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)
    spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(plane * window, (SIDE, SIDE)))).astype(np.float32))
    angle = (np.arange(_ANGLES) * np.pi / _ANGLES)[:, None]
    radius = np.geomspace(*_RINGS, _RADII)
    across, down = SIDE // 2 + radius * np.cos(angle), SIDE // 2 + radius * np.sin(angle)
    polar = _between(spectrum, across, down)
    level: Plane = polar - polar.mean(axis=0)
    return level


def _between(plane: Plane, across: NDArray[np.float64], down: NDArray[np.float64]) -> Plane:
    left, top = across.astype(np.intp), down.astype(np.intp)
    across, down = across - left, down - top
    upper = plane[top, left] * (1 - across) + plane[top, left + 1] * across
    lower = plane[top + 1, left] * (1 - across) + plane[top + 1, left + 1] * across
    return (upper * (1 - down) + lower * down).astype(np.float32)
