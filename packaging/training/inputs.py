"""What networks and kernels are given: the statistics on one scale, and principal components of the textures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from descriptions import STATISTICS
from reviewer.scoring.technical.learned import squashed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

COMPONENTS = 128
_MORE, _ROUNDS = 60, 4  # of the randomised decomposition (Halko, Martinsson and Tropp, SIAM Review 2011)
_CHUNK = 1000
_FLATTENED = 0.5  # power of a component's deviation that is kept, so that the first do not drown the others


@dataclass(frozen=True)
class Scale:
    """How descriptions become inputs. It learns from photos, never from their ratings.

    Attributes:
        mean, deviation: (359,) of the statistics.
        texture_mean: (N,) of the textures.
        components: (N, 128), orthonormal.
        component_scale: (128,) what each component is multiplied by.
    """

    mean: Matrix
    deviation: Matrix
    texture_mean: Matrix
    components: Matrix
    component_scale: Matrix

    def __call__(self, rows: Matrix) -> Matrix:
        """Inputs (n, 487) for descriptions (n, 359 + N)."""
        parts = [self._some(rows[start : start + _CHUNK]) for start in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts)

    def _some(self, rows: Matrix) -> Matrix:
        statistics = (rows[:, :STATISTICS] - self.mean) / self.deviation
        textures = (rows[:, STATISTICS:] - self.texture_mean) @ self.components * self.component_scale
        return squashed(np.concatenate([statistics, textures], axis=1))


def scale_of(rows: Matrix) -> Scale:
    """The scale of descriptions (n, 359 + N)."""
    statistics, textures = np.array(rows[:, :STATISTICS]), np.array(rows[:, STATISTICS:])
    texture_mean = textures.mean(axis=0)
    textures -= texture_mean
    count = min(COMPONENTS, len(rows) - 1)
    wide = np.random.default_rng(0).standard_normal((textures.shape[1], count + _MORE)).astype(np.float32)
    basis = np.linalg.qr(textures @ wide)[0]
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(textures @ (textures.T @ basis))[0]
    _, sizes, axes = np.linalg.svd(basis.T @ textures, full_matrices=False)
    deviations = (sizes[:count] / np.sqrt(len(rows))).astype(np.float32)
    return Scale(
        statistics.mean(axis=0),
        statistics.std(axis=0) + np.float32(1e-6),
        texture_mean,
        np.ascontiguousarray(axes[:count].T),
        ((deviations / deviations[0]) ** _FLATTENED / deviations).astype(np.float32),
    )
