"""The rating that people would give, as learned from 10,000 photos that some thirty people each have rated.

A picture is described twice, by its statistics (``description``) and by its textures (``codebook``); a few small
networks turn the descriptions into a rating, and their mean is it. ``resources/technical/CARD.md`` says what it was
learned from, how well it agrees with people and where it does not; ``packaging/training`` makes the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from reviewer import paths
from reviewer.scoring.technical.codebook import Textures
from reviewer.scoring.technical.description import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Picture

    Matrix = NDArray[np.float32]

_LINEAR = 3.0  # deviations: up to here an input counts as it is, beyond by its logarithm


def squashed(inputs: Matrix) -> Matrix:
    """Inputs in standard deviations, with what lies far out drawn in, yet never made equal."""
    size = np.abs(inputs)
    drawn: Matrix = np.sign(inputs) * np.where(
        size < _LINEAR, size, _LINEAR + np.log1p(np.maximum(size - _LINEAR, 0))
    ).astype(np.float32)
    return drawn


@dataclass(frozen=True, slots=True)
class Network:
    """Layers of weights (in, out) and biases (out,); all but the last are followed by SiLU."""

    layers: Sequence[tuple[Matrix, Matrix]]

    def __call__(self, inputs: Matrix) -> float:
        """The rating in standard deviations for inputs (d,)."""
        *hidden, (weights, bias) = self.layers
        for before, offset in hidden:
            inputs = inputs @ before + offset
            inputs = inputs / (1 + np.exp(-inputs))
        return float((inputs @ weights + bias)[0])


@dataclass(frozen=True, slots=True)
class Learned:
    """The model: weights, and how to rate a picture with them.

    Attributes:
        textures: The codebooks.
        mean, deviation: (359,) of the statistics of the photos it learned from.
        networks: Trained each from another seed.
        ratings: Mean and deviation of the ratings it learned from.
    """

    textures: Textures
    mean: Matrix
    deviation: Matrix
    networks: Sequence[Network]
    ratings: tuple[float, float]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> Learned:
        """From arrays as ``packaging/training`` writes them."""
        depth = sum(name.startswith("weights") for name in arrays)
        layers = [
            (arrays[f"weights{at}"].astype(np.float32), arrays[f"bias{at}"].astype(np.float32)) for at in range(depth)
        ]
        networks = [Network([(weights[at], bias[at]) for weights, bias in layers]) for at in range(len(layers[0][0]))]
        mean, deviation = (float(number) for number in arrays["ratings"])
        return cls(Textures.of(arrays), arrays["mean"], arrays["deviation"], networks, (mean, deviation))

    def rate(self, array: Picture) -> float:
        """The mean opinion score 0..1 that people would give.

        Args:
            array: (H, W, 3), 0..255, sRGB, upright, about as many pixels as 512 x 512, no side under 256.
        """
        statistics = (describe(array) - self.mean) / self.deviation
        inputs = squashed(np.concatenate([statistics, self.textures.describe(array)]))
        mean, deviation = self.ratings
        told = sum(network(inputs) for network in self.networks) / len(self.networks)
        return min(1.0, max(0.0, mean + deviation * told))


@cache
def learned() -> Learned:
    """The model that comes with the program; read once."""
    with np.load(paths.resource("technical") / "weights.npz") as arrays:
        return Learned.of(arrays)
