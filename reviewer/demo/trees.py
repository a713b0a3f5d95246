# ruff: noqa: PLR2004 - a shape is drawn with numbers
"""Conifers: one silhouette drawn once, planted on visible ground at the size its distance gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer.demo import noise
from reviewer.demo.light import Air, Colour, haze, tone

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TALLEST = 512  # pixels
_SHORTEST = 5  # pixels; smaller ones are the ground's own texture
_BEACH = 0.3  # metres above the water where the first trees stand
_KINDS = 4


@dataclass(frozen=True)
class Wood:
    """Trees on a land.

    Attributes:
        candidates: How many places on the ground are tried.
        height: Of a tree, metres.
        colour: Linear.
        line: Metres above which nothing grows.
        nearest, farthest: Metres between which it grows.
    """

    candidates: int = 1500
    height: float = 16.0
    colour: Colour = (0.045, 0.075, 0.04)
    line: float = 420.0
    nearest: float = 60.0
    farthest: float = 4000.0


@dataclass(frozen=True)
class Ground:
    """What a landscape knows of its ground: by sample of distance and by every other column of the picture.

    Attributes:
        rows: Where a sample is on the picture, from above.
        heights: Metres; negative where nothing grows.
        z: Distance of the samples, metres.
        focal: The camera's focal length, pixels.
    """

    rows: NDArray[np.float32]
    heights: NDArray[np.float32]
    z: NDArray[np.float32]
    focal: float


def plant(picture: Image.Image, wood: Wood, air: Air, ground: Ground, rng: np.random.Generator) -> None:
    """Draw trees where ground is seen, the farthest first."""
    first = int(np.searchsorted(ground.z, wood.nearest))
    last = int(np.searchsorted(ground.z, wood.farthest))
    sample = np.sort(rng.integers(first, last, wood.candidates))[::-1]
    column = rng.integers(0, ground.rows.shape[1], wood.candidates)
    grows = _grows(wood, ground, sample, column, rng)
    tints = [_tint(wood.colour, air, ground.z, sunny=sunny) for sunny in (False, True)]
    for k, c in zip(sample[grows], column[grows], strict=True):
        tall = int(ground.focal * wood.height * rng.uniform(0.55, 1.25) / ground.z[k])
        if tall >= _SHORTEST:
            mask, lit = conifer(int(k + c) % _KINDS, min(tall, _TALLEST), mirrored=air.azimuth < 0)
            corner = (2 * int(c) - mask.width // 2, int(ground.rows[k, c]) - tall + max(1, tall // 30))
            picture.paste(tints[0][k], corner, mask)
            picture.paste(tints[1][k], corner, lit)


def _grows(
    wood: Wood, ground: Ground, sample: NDArray[np.int64], column: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    away = ground.z[sample]
    across = (column / ground.rows.shape[1] - 0.5) * away
    groves = noise.sample(noise.tile(0.7, 160), (across / 6).astype(np.float32), (away / 6).astype(np.float32))
    dense = groves > rng.uniform(-0.4, 0.8, len(sample))
    height = ground.heights[sample, column]
    highest = np.minimum.accumulate(ground.rows, axis=0)
    shown = ground.rows[sample, column] <= highest[sample, column] + 1
    return dense & shown & (height > _BEACH) & (height < wood.line)


def _tint(colour: Colour, air: Air, z: NDArray[np.float32], *, sunny: bool) -> list[tuple[int, ...]]:
    light = np.array(air.shade) + np.array(air.sun) * (0.42 if sunny else 0.06)
    level = haze(air, np.zeros(1, np.float32), np.full(1, 0.03, np.float32))
    clear = np.exp(-((z / air.haze) ** 1.2))[:, None]
    shown = tone((np.array(colour) * light * clear + level * (1 - clear)).astype(np.float32))
    return [tuple(values) for values in shown.tolist()]


@lru_cache(maxsize=256)
def conifer(kind: int, tall: int, *, mirrored: bool) -> tuple[Image.Image, Image.Image]:
    """The silhouette of a tree ``tall`` pixels high, and the part of it that the sun strikes."""
    whole, lit = _silhouette(kind)
    size = (max(2, whole.width * tall // _TALLEST), tall)
    pair = [mask.resize(size, Image.Resampling.BOX) for mask in (whole, lit)]
    if mirrored:
        pair = [mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for mask in pair]
    return pair[0], pair[1]


@lru_cache(maxsize=_KINDS)
def _silhouette(kind: int) -> tuple[Image.Image, Image.Image]:
    rng = np.random.default_rng(40 + kind)
    side = _TALLEST * 7 // 16
    y, x = np.mgrid[0:_TALLEST, 0:side].astype(np.float32)
    down, out = y / _TALLEST, (x - side / 2) / (side / 2)
    whorls = np.float32(rng.uniform(11, 15))
    droop = (down**0.9) * whorls + np.abs(out) * 1.6
    branch = droop - np.floor(droop)
    ragged = noise.sample(noise.tile(0.4), x * 3 + 100 * kind, y * 3)
    edge = (0.04 + 0.8 * down**0.85) * (0.62 + 0.38 * branch) * (1 + 0.13 * ragged)
    inside = (np.abs(out) < edge) & (down < 0.96)
    trunk = (np.abs(out) < 0.035) & (down > 0.9)
    fade = np.where(ragged + 1.1 > 0, 255, 90)
    lit = inside & (out + 0.25 * ragged * edge > edge * 0.12) & (branch > 0.3)
    whole = Image.fromarray((np.where(inside, fade, 0) + np.where(trunk & ~inside, 255, 0)).astype(np.uint8))
    return whole, Image.fromarray((lit * 170).astype(np.uint8))
