# ruff: noqa: PLR2004 - a room is built with numbers
"""Still life: fruit on a wooden table, lit by a window at the left. Spheres and a plane, traced exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from reviewer.demo import noise
from reviewer.demo.light import Colour, tone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

_SUN = np.array((-0.62, 0.62, -0.48), np.float32)  # towards the window; a unit vector
_EYE_HEIGHT, _FOCAL, _TILT = 3.4, 2.1, 0.33  # in units of an orange; focal length and tilt in half picture widths


@dataclass(frozen=True)
class Fruit:
    """A ball on the table: where it stands (right, away), its radius, colour, and how its skin is."""

    x: float
    z: float
    radius: float
    colour: Colour
    bumps: float
    shine: float

    @property
    def centre(self) -> NDArray[np.float32]:
        """In the room: right, up, away."""
        return np.array((self.x, self.radius, self.z), np.float32)


_ORANGE = ((0.78, 0.24, 0.02), 1.0, 0.09, 0.22)
_LEMON = ((0.7, 0.47, 0.035), 0.74, 0.07, 0.25)
_APPLE = ((0.36, 0.025, 0.02), 0.92, 0.0, 0.5)
_PLUM = ((0.075, 0.03, 0.1), 0.58, 0.015, 0.12)
_BASKET = (_ORANGE, _APPLE, _LEMON, _ORANGE, _PLUM, _APPLE, _LEMON, _PLUM, _PLUM, _PLUM)
_WALL, _BEHIND = 15.0, 11.5  # how far away the table ends, and where it is out of focus


def still_life(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A table laid at random."""
    fruits = _laid(rng)
    picture = _room(size, fruits)
    for fruit in sorted(fruits, key=lambda fruit: -fruit.z):
        _paint(picture, fruit, fruits)
    return picture


def _laid(rng: np.random.Generator) -> list[Fruit]:
    laid: list[Fruit] = []
    for colour, radius, bumps, shine in _BASKET:
        size = radius * rng.uniform(0.9, 1.08)
        while True:
            fruit = Fruit(rng.normal(0.0, 1.5), rng.normal(8.6, 1.0), size, colour, bumps, shine)
            if all(np.hypot(fruit.x - other.x, fruit.z - other.z) > size + other.radius for other in laid):
                laid.append(fruit)
                break
    return laid


def _rays(x: Field, y: Field, size: tuple[int, int]) -> tuple[Field, Field, Field]:
    """Unit directions through pixels: right, up, away."""
    right = (x - size[0] / 2) / (size[0] / 2)
    up = (size[1] / 2 - y) / (size[0] / 2)
    cos, sin = np.float32(np.cos(_TILT)), np.float32(np.sin(_TILT))
    rise, ahead = up * cos - _FOCAL * sin, up * sin + _FOCAL * cos
    length = np.sqrt(right * right + rise * rise + ahead * ahead)
    return right / length, rise / length, ahead / length


def _room(size: tuple[int, int], fruits: list[Fruit]) -> Image.Image:
    x, y = np.meshgrid(np.arange(0, size[0], 2, dtype=np.float32), np.arange(0, size[1], 2, dtype=np.float32))
    right, rise, ahead = _rays(x, y, size)
    far = np.minimum(np.float32(_EYE_HEIGHT) / np.maximum(-rise, np.float32(1e-3)), 60)
    px, pz = right * far, ahead * far
    light = np.exp(((px + 1.8) ** 2 + (pz - 7.5) ** 2) * np.float32(-1 / 30))
    lit = 0.16 + 1.6 * light * _unshaded(px, np.zeros_like(px), pz, fruits) * _unpressed(px, pz, fruits)
    gleam = 0.25 + 1.1 * np.exp(-(((x / size[0] - 0.22) / 0.4) ** 2))
    wall = np.array((0.11, 0.13, 0.14), np.float32) * gleam[..., None]
    colour = np.where((pz < _WALL)[..., None], _planks(px, pz) * lit[..., None], wall).astype(np.float32)
    picture = Image.fromarray(tone(colour)).resize(size, Image.Resampling.BICUBIC)
    edge = int(np.argmax(pz[:, 0] < _BEHIND)) * 2
    behind = picture.crop((0, 0, size[0], edge)).filter(ImageFilter.GaussianBlur(9))
    fade = np.clip((edge - np.arange(edge)) * 1.6, 0, 255).astype(np.uint8)
    picture.paste(behind, (0, 0), Image.fromarray(np.repeat(fade[:, None], size[0], axis=1)))
    return picture


def _planks(x: Field, z: Field) -> Field:
    board = np.floor(z / np.float32(1.3))
    rings = noise.sample(noise.tile(0.7, 160), x * 3 + board * 57, z * 46 + board * 31)
    fine = noise.sample(noise.tile(0.4), x * 14, z * 260)
    seam = np.abs(z / np.float32(1.3) - board - np.float32(0.5)) > np.float32(0.488)
    grain = np.clip(1 + 0.2 * rings + 0.09 * fine, 0.3, 2) * np.where(seam, 0.35, 1) * (1 + 0.1 * np.sin(board * 2.3))
    wood: Field = np.array((0.23, 0.115, 0.05), np.float32) * grain[..., None].astype(np.float32)
    return wood


def _unshaded(x: Field, y: Field, z: Field, fruits: list[Fruit]) -> Field:
    """How much of the window is seen from places, past the fruits between."""
    seen = np.ones_like(x)
    for fruit in fruits:
        cx, cy, cz = fruit.centre
        dx, dy, dz = cx - x, cy - y, cz - z
        along = dx * _SUN[0] + dy * _SUN[1] + dz * _SUN[2]
        aside = np.sqrt(np.maximum(dx * dx + dy * dy + dz * dz - along * along, 0))
        soft = np.float32(0.05) + np.maximum(along, 0) * np.float32(0.16)
        part = np.clip((aside - fruit.radius) / soft * 0.5 + 0.5, 0, 1)
        seen *= np.where(along > 0, part * part * (3 - 2 * part), 1)
    return seen


def _unpressed(x: Field, z: Field, fruits: list[Fruit]) -> Field:
    open_sky = np.ones_like(x)
    for fruit in fruits:
        away = ((x - fruit.x) ** 2 + (z - fruit.z) ** 2) / np.float32(fruit.radius**2)
        open_sky *= 1 - np.float32(0.8) * np.exp(-away * np.float32(1.6))
    return open_sky


def _paint(picture: Image.Image, fruit: Fruit, fruits: list[Fruit]) -> None:
    box = _box(fruit, picture.size)
    x, y = np.meshgrid(np.arange(box[0], box[2], dtype=np.float32), np.arange(box[1], box[3], dtype=np.float32))
    ray = _rays(x, y, picture.size)
    centre = fruit.centre - np.array((0, _EYE_HEIGHT, 0), np.float32)
    nearest = sum((r * c for r, c in zip(ray, centre, strict=True)), np.zeros_like(x))
    inside = np.float32(fruit.radius**2) - np.float32((centre**2).sum()) + nearest * nearest
    far = nearest - np.sqrt(np.maximum(inside, 0))
    normal = [(far * r - c) / np.float32(fruit.radius) for r, c in zip(ray, centre, strict=True)]
    others = [other for other in fruits if other is not fruit and np.hypot(other.x - fruit.x, other.z - fruit.z) < 4]
    seen = _unshaded(far * ray[0], far * ray[1] + np.float32(_EYE_HEIGHT), far * ray[2], others)
    colour = _skin(fruit, normal, ray, seen)
    edge = np.clip(inside * np.float32(90 / fruit.radius**2), 0, 1)
    mask = Image.fromarray((edge * 255).astype(np.uint8))
    picture.paste(Image.fromarray(tone(colour)), box[:2], mask)


def _skin(fruit: Fruit, normal: list[Field], ray: tuple[Field, Field, Field], seen: Field) -> Field:
    """Linear colour of a fruit's surface: window light, light off the table, and a gleam."""
    turn, tilt = np.arctan2(normal[0], -normal[2]), np.arcsin(np.clip(normal[1], -1, 1))
    pores, own = noise.tile(0.4), np.float32(fruit.x * 50)
    bumps = np.float32(fruit.bumps)
    right = normal[0] + bumps * noise.sample(pores, turn * 75 + 333, tilt * 75)
    up = normal[1] + bumps * noise.sample(pores, turn * 75 + own, tilt * 75)
    facing = np.clip(right * _SUN[0] + up * _SUN[1] + normal[2] * _SUN[2], 0, 1)
    mottled = 1 + 0.16 * noise.sample(noise.tile(0.7, 160), turn * 16 + own, tilt * 30)
    light = (1.5 * facing * seen + 0.09 + 0.08 * np.clip(up, 0, 1)) * mottled
    bounce = np.clip(-up, 0, 1) * 0.16
    half = [s - r for s, r in zip(_SUN, ray, strict=True)]
    length = np.sqrt(half[0] ** 2 + half[1] ** 2 + half[2] ** 2)
    gleam = np.clip((right * half[0] + up * half[1] + normal[2] * half[2]) / length, 0, 1)
    shine = np.float32(fruit.shine) * seen * (gleam**70 + np.float32(0.1) * gleam**8)
    table = np.array((0.23, 0.115, 0.05), np.float32)
    colour: Field = np.array(fruit.colour, np.float32) * light[..., None] + table * bounce[..., None]
    colour += shine[..., None]
    return colour.astype(np.float32, copy=False)


def _box(fruit: Fruit, size: tuple[int, int]) -> tuple[int, int, int, int]:
    right, up, away = (float(value) for value in fruit.centre - np.array((0, _EYE_HEIGHT, 0), np.float32))
    rise, ahead = up * np.cos(_TILT) + away * np.sin(_TILT), away * np.cos(_TILT) - up * np.sin(_TILT)
    scale = _FOCAL * size[0] / 2 / ahead
    x, y, reach = size[0] / 2 + right * scale, size[1] / 2 - rise * scale, fruit.radius * scale * 1.2
    return (max(0, int(x - reach)), max(0, int(y - reach)), min(size[0], int(x + reach)), min(size[1], int(y + reach)))
