"""Where a point of one frame lies in another: a projective map, most often a mere similarity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Matrix = NDArray[np.float64]

_SIMILARITY = 4  # free numbers; a projective map has 8
_FLAT = 1e-12  # below it three points lie on a line, or on top of each other


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """Maps a point of the first frame to its place in the other.

    Attributes:
        matrix: (3, 3), acting on (x, y, 1) in full-size pixels from the upper left corner; the middle of the first
            pixel is (0.5, 0.5).
    """

    matrix: Matrix

    @classmethod
    def similarity(cls, scale: float, turn: float, x: float, y: float) -> Transform:
        """Turned by ``turn`` radians clockwise as seen on the screen, scaled, then moved by (x, y) pixels."""
        cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
        return cls(np.array([[cosine, -sine, x], [sine, cosine, y], [0.0, 0.0, 1.0]]))

    @property
    def scale(self) -> float:
        """How much larger things are in the other frame, at the first frame's corner."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:2, :2]))))

    def __matmul__(self, first: Transform) -> Transform:
        """``first``, then this."""
        return Transform(self.matrix @ first.matrix)

    def inverse(self) -> Transform:
        """From the other frame to the first."""
        inverse = np.linalg.inv(self.matrix)
        return Transform(inverse / inverse[2, 2])

    def reduced(self, by: float, other_by: float | None = None) -> Transform:
        """The same between frames reduced by a factor, or each by its own."""
        other_by = by if other_by is None else other_by
        inward, outward = np.diag([by, by, 1.0]), np.diag([1 / other_by, 1 / other_by, 1.0])
        return Transform(outward @ self.matrix @ inward)

    def __call__(self, points: Points) -> Points:
        """Places in the other frame of points (N, 2), as (x, y)."""
        ends = points @ self.matrix[:2, :2].T + self.matrix[:2, 2]
        depth = points @ self.matrix[2, :2] + self.matrix[2, 2]
        placed: Points = ends / depth[:, None]
        return placed


IDENTITY = Transform(np.eye(3))


def similarity_of(points: Points, places: Points, weights: NDArray[np.float64]) -> Transform:
    """The similarity that brings points (N, 2) nearest to their places in the sense of weighted least squares.

    In complex numbers it is place = a * point + b, so the best a is a quotient of two sums.
    """
    one, other = points @ (1, 1j), places @ (1, 1j)
    share = weights / weights.sum()
    middle, there = share @ one, share @ other
    spread = (share * abs(one - middle) ** 2).sum()
    factor = (share * np.conj(one - middle) * (other - there)).sum() / max(spread, _FLAT)
    shift = there - factor * middle
    return Transform.similarity(abs(factor), np.angle(factor), shift.real, shift.imag)


def projective_of(points: Points, places: Points, weights: NDArray[np.float64]) -> Transform:
    """The projective map nearest to the weighted pairs (direct linear transform, R. Hartley's normalisation, 1997)."""
    inward, outward = _centred(points), _centred(places)
    (x, y), (u, v) = inward(points).T, outward(places).T
    zero, one, root = np.zeros_like(x), np.ones_like(x), np.sqrt(weights)[:, None]
    rows = np.concatenate([
        root * np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=1),
        root * np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=1),
    ])  # fmt: skip
    wanted = np.concatenate([root[:, 0] * u, root[:, 0] * v])
    found = np.linalg.lstsq(rows, wanted, rcond=None)[0]
    matrix = (outward.inverse() @ Transform(np.append(found, 1.0).reshape(3, 3)) @ inward).matrix
    return Transform(matrix / matrix[2, 2])


def _centred(points: Points) -> Transform:
    """Moves points about the origin, at a distance of about one."""
    middle = points.mean(axis=0)
    size = 1 / max(float(np.sqrt(((points - middle) ** 2).sum(axis=1).mean())), _FLAT)
    return Transform(np.array([[size, 0, -size * middle[0]], [0, size, -size * middle[1]], [0, 0, 1]]))
