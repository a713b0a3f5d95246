"""A picture described by the small patches it is made of, each compared with a codebook of typical ones.

The way of Xu et al., "Blind image quality assessment based on high order statistics aggregation" (IEEE TIP 2016):
patches of brightness at three sizes and of colour at one are freed of their mean and their contrast, whitened and
compared with some dozens of typical patches, found by k-means in photos that nobody need have rated. How often each is
met, and how those that resemble it differ from it on average and in variance, says what the picture's texture is made
of. Principal components then keep what varies most between photos.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from reviewer.scoring.technical.planes import halve, luma_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Picture

    Matrix = NDArray[np.float32]
    Vector = NDArray[np.float32]

PATCH, COLOUR_PATCH = 7, 5  # px
STEPS = (6, 4, 3, 5)  # px from patch to patch at full, half and quarter size, and of colour at half size
_CONTRAST, _COLOUR_CONTRAST = 4.0, 10.0  # grey levels: below, contrast is not made up for
_COLOUR_GAIN = 2.0  # chroma varies less than brightness
_SHARPNESS = 0.5  # of the choice between typical patches: the nearest three share most of a patch


def patches(array: Picture) -> list[Matrix]:
    """Patches of a picture, a row each, freed of mean and contrast: (n, 49) at three sizes, (n, 75) of colour.

    Args:
        array: (H, W, 3), 0..255, sRGB, upright, at least 64 pixels a side.
    """
    luma = luma_of(array)
    half = halve(luma)
    red, blue = (halve(array[..., channel].astype(np.float32)) - half for channel in (0, 2))
    colour = np.stack([half, blue * np.float32(_COLOUR_GAIN * 0.564), red * np.float32(_COLOUR_GAIN * 0.713)], axis=-1)
    windows = [sliding_window_view(plane, (PATCH, PATCH)) for plane in (luma, half, halve(half))]
    windows.append(sliding_window_view(colour, (COLOUR_PATCH, COLOUR_PATCH), axis=(0, 1)))
    rows = [np.ascontiguousarray(seen[::step, ::step]) for seen, step in zip(windows, STEPS, strict=True)]
    flat = [each.reshape(each.shape[0] * each.shape[1], -1) for each in rows]
    return [*(_levelled(each, _CONTRAST) for each in flat[:3]), _levelled(flat[3], _COLOUR_CONTRAST)]


def _levelled(rows: Matrix, contrast: float) -> Matrix:
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1])[:, None] + np.float32(contrast)
    return rows


@dataclass(frozen=True, slots=True)
class Codebook:
    """Typical patches of one kind.

    Attributes:
        mean: (D,) of all patches.
        whitening: (D, d) to components of about equal variance.
        centres: (K, d) the typical patches, whitened.
    """

    mean: Vector
    whitening: Matrix
    centres: Matrix

    def __call__(self, rows: Matrix) -> Vector:
        """Describe patches, (n, D), by (K + 2 K d,) numbers, each the root of an amount with its sign kept."""
        whitened = (rows - self.mean) @ self.whitening
        nearness = whitened @ self.centres.T
        nearness -= np.float32(0.5) * np.einsum("ij,ij->i", self.centres, self.centres)
        nearness -= nearness.max(axis=1, keepdims=True)
        nearness *= np.float32(2 * _SHARPNESS)
        shares = np.exp(nearness, out=nearness)
        shares /= shares.sum(axis=1, keepdims=True)
        amount = shares.sum(axis=0)[:, None]
        scale = np.float32(len(self.centres) / len(rows))
        means = (shares.T @ whitened - amount * self.centres) * scale
        spreads = (shares.T @ (whitened * whitened) - amount * (self.centres**2 + 1)) * scale
        described = np.concatenate([amount.ravel() * scale, means.ravel(), spreads.ravel()])
        rooted: Vector = np.sign(described) * np.sqrt(np.abs(described))
        return rooted


@dataclass(frozen=True, slots=True)
class Textures:
    """The codebooks, and the components that are kept of what they say.

    Attributes:
        books: One for each kind of patch.
        mean: (N,) of the codebooks' numbers.
        components: (N, C) of unit variance over the photos they were learned from.
    """

    books: Sequence[Codebook]
    mean: Vector
    components: Matrix

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> Textures:
        """From arrays as ``packaging/training`` writes them."""
        books = [
            Codebook(*(arrays[f"{part}{at}"].astype(np.float32) for part in ("mean", "whitening", "centres")))
            for at in range(len(STEPS))
        ]
        components = arrays["components"].astype(np.float32) * arrays["component_scale"].astype(np.float32)
        return cls(books, arrays["texture_mean"].astype(np.float32), components)

    def describe(self, array: Picture) -> Vector:
        """(C,) numbers for a picture, as ``patches`` takes it."""
        numbers = np.concatenate([book(rows) for book, rows in zip(self.books, patches(array), strict=True)])
        described: Vector = (numbers - self.mean) @ self.components
        return described
