"""The countries of the trip: how their ground rises, and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.demo import noise
from reviewer.demo.terrain import Land
from reviewer.demo.trees import Wood

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reviewer.demo.light import Colour

    Field = NDArray[np.float32]


def _rise(low: float, high: float, x: Field) -> Field:
    """0 below ``low``, 1 above ``high``, smooth between."""
    part: Field = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return part * part * (3 - 2 * part)


def _mix(one: Field, other: Colour, share: Field) -> Field:
    return one + (np.array(other, np.float32) - one) * share[..., None]


def _plain(colour: Colour, tint: Field) -> Field:
    return np.array(colour, np.float32) * tint[..., None]


def _at(roughness: float, cell: float, x: Field, z: Field, origin: tuple[float, float]) -> Field:
    """Noise with cells of so many metres."""
    scale, right, ahead = np.float32(1 / cell), np.float32(origin[0]), np.float32(origin[1])
    return noise.sample(noise.tile(roughness, 400), x * scale + right, z * scale + ahead)


def _ridges(field: Field, height: float) -> Field:
    """Sharp crests where noise passes through 0, just blunt enough for samples not to miss them."""
    crest: Field = np.maximum(height - np.sqrt(field * field + np.float32(0.012)) * np.float32(0.85), 0)
    return crest


def mountains(seed: int, *, water: bool, snow: float = 700.0) -> Land:
    """Peaks behind a lake or a meadow."""
    (a, b, c, d) = np.random.default_rng(seed).uniform(0, noise.SIDE, 4)

    def height(x: Field, z: Field) -> Field:
        ridge = _ridges(_at(1.0, 22, x, z, (a, b)), 1.25) ** np.float32(1.5)
        rock = _ridges(_at(0.75, 6, x, z, (c, a)), 1.0)
        back = _rise(700, 4200, z)
        hills = _at(0.8, 2, x, z, (c, d)) * _rise(2200, 300, z)
        low = -9 + 30 * _rise(250, 1300, z) if water else 10 * _rise(60, 900, z)
        up: Field = low + (ridge * 520 + rock * (60 + 190 * ridge)) * back + hills * (3 if water else 6)
        return up

    def colour(up: Field, steep: Field, spots: Field) -> Field:
        ground = _plain((0.10, 0.135, 0.045), 1 + 0.2 * spots)
        ground = _mix(ground, (0.19, 0.165, 0.14), _rise(0.86, 0.74, steep + 0.03 * spots))
        ground = _mix(ground, (0.2, 0.18, 0.16), _rise(snow * 0.5, snow * 0.8, up + 60 * spots))
        return _mix(ground, (0.92, 0.95, 1.0), _rise(snow, snow + 130, up + 90 * spots) * _rise(0.46, 0.62, steep))

    trees = Wood(2200, 16, (0.05, 0.085, 0.04), snow * 0.5, 150)
    horizon, level = (0.56, 0.0) if water else (0.6, None)
    return Land(
        height, colour, eye=8, horizon=horizon, view=0.45, middle=1200, far=8500, water=level, ripple=0.22, wood=trees
    )


def dunes(seed: int) -> Land:
    """Sand in the wind."""
    (a, b, c, d) = np.random.default_rng(seed).uniform(0, noise.SIDE, 4)

    def height(x: Field, z: Field) -> Field:
        bend = 26 * _at(1.0, 5, x, z, (a, b))
        phase = (x * np.float32(0.5) + z * np.float32(0.86) + bend * 2.2) * np.float32(1 / 190)
        saw = phase - np.floor(phase)
        dune = np.minimum(saw / np.float32(0.72), (1 - saw) / np.float32(0.28)) + 0.5 * _at(1.1, 3, x, z, (c, d))
        ripples = np.sin((x * np.float32(0.4) + z + bend * np.float32(0.4)) * np.float32(5)) * _rise(90, 20, z)
        up: Field = (34 * dune * _rise(20, 260, z) + np.float32(0.045) * ripples).astype(np.float32)
        return up

    def colour(up: Field, steep: Field, spots: Field) -> Field:
        del up
        return _mix(_plain((0.52, 0.30, 0.14), 1 + 0.05 * spots), (0.42, 0.21, 0.09), _rise(0.95, 0.8, steep))

    return Land(height, colour, eye=12, horizon=0.42, view=0.5, middle=420, far=9000, texture=0.3)


def canyon(seed: int) -> Land:
    """Red table mountains in a dry plain."""
    (a, b, c, d) = np.random.default_rng(seed).uniform(0, noise.SIDE, 4)

    def height(x: Field, z: Field) -> Field:
        field = _at(1.0, 8, x, z, (a, b)) + 0.07 * _at(0.8, 1.5, x, z, (c, d))
        field -= _rise(2600, 800, z)
        table = 90 * _rise(0.4, 0.62, field) + 130 * _rise(0.75, 0.95, field) + 60 * _rise(1.2, 1.3, field)
        table = table * _rise(700, 1500, z) + 45 * _rise(-0.4, 0.6, field)
        return table + np.float32(0.4) * _at(0.6, 0.6, x, z, (d, c)) * _rise(600, 60, z)

    def colour(up: Field, steep: Field, spots: Field) -> Field:
        band = np.sin(up * np.float32(0.33) + 0.8 * spots) * 0.5 + np.sin(up * np.float32(0.11) + 1) * 0.5
        cliff = _plain((0.36, 0.135, 0.065), 1 + 0.2 * band)
        floor = _mix(_plain((0.36, 0.2, 0.105), 1 + 0.12 * spots), (0.13, 0.14, 0.07), _rise(0.5, 1.4, spots))
        share = _rise(0.78, 0.95, steep)[..., None]
        return cliff + (floor - cliff) * share

    return Land(height, colour, eye=26, horizon=0.47, view=0.4, middle=700, far=9000, texture=0.5)


def coast(seed: int, *, ripple: float = 0.75) -> Land:
    """Islands in the sea."""
    (a, b, c, d) = np.random.default_rng(seed).uniform(0, noise.SIDE, 4)

    def height(x: Field, z: Field) -> Field:
        island = _at(1.0, 7, x, z, (a, b)) - 0.75 - 1.6 * _rise(1500, 400, z)
        up: Field = island * 85 + np.float32(5) * _at(0.7, 1.5, x, z, (c, d)) * _rise(0, 0.3, island)
        return up

    def colour(up: Field, steep: Field, spots: Field) -> Field:
        ground = _mix(_plain((0.15, 0.125, 0.1), 1 + 0.25 * spots), (0.085, 0.105, 0.04), _rise(0.7, 0.88, steep))
        return _mix(ground, (0.3, 0.26, 0.2), _rise(7, 2, up))

    return Land(height, colour, eye=9, horizon=0.55, view=0.5, water=0.0, ripple=ripple, far=12000, texture=0.55)


def hills(seed: int, *, autumn: bool = False) -> Land:
    """Farmed, wooded hills, one behind the other."""
    (a, b, c, d) = np.random.default_rng(seed).uniform(0, noise.SIDE, 4)
    field_colour: Colour = (0.2, 0.16, 0.05) if autumn else (0.12, 0.19, 0.05)

    def height(x: Field, z: Field) -> Field:
        waves = _at(1.2, 3.2, x, z, (a, b)) * 38 * _rise(40, 700, z) + 110 * _rise(900, 7000, z)
        return waves + np.float32(1.5) * _at(0.8, 1.2, x, z, (c, d)) * _rise(900, 200, z)

    def colour(up: Field, steep: Field, spots: Field) -> Field:
        del up
        green = _plain(field_colour, 1 + 0.22 * spots)
        return _mix(green, (0.06, 0.09, 0.03), np.maximum(_rise(0.2, 0.9, spots) * 0.7, _rise(0.9, 0.75, steep)))

    leaves: Colour = (0.19, 0.09, 0.025) if autumn else (0.055, 0.09, 0.035)
    return Land(height, colour, eye=34, horizon=0.42, view=0.45, wood=Wood(3200, 12, leaves, 900, 130), texture=0.6)
