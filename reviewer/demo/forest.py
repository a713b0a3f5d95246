"""A wood with the sun behind it: trunk behind trunk, each row paler, leaves above, light slanting through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reviewer.demo import noise
from reviewer.demo.light import Colour, tone

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EDGE = [0 if value < 118 else min(255, (value - 118) * 24) for value in range(256)]  # noqa: PLR2004
_ROWS = 4  # of trunks


@dataclass(frozen=True)
class Season:
    """Linear colours of a wood: light between the trees, leaves, and what lies on the ground."""

    light: Colour
    leaf: Colour
    litter: Colour


SUMMER = Season((0.85, 0.95, 0.5), (0.16, 0.27, 0.035), (0.09, 0.12, 0.035))
AUTUMN = Season((1.15, 0.85, 0.45), (0.5, 0.2, 0.025), (0.27, 0.12, 0.035))


def wood(season: Season, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A wood of ``size`` pixels."""
    height = size[1]
    sun = (rng.uniform(0.3, 0.7), 0.3)
    picture = _distance(season, size, sun)
    ground = round(height * 0.6)
    for row in range(_ROWS):
        near = (row + 1) / _ROWS
        foot = round(ground + (height * 1.02 - ground) * near**2.2)
        _floor(picture, season, foot, near, rng)
        _trunks(picture, season, foot, near, rng)
        _leaves(picture, season, near, rng)
        if row < _ROWS - 1:
            picture = Image.blend(picture, _distance(season, size, sun), 0.3 * (1 - near))
    return _shafts(picture, season, sun)


def _distance(season: Season, size: tuple[int, int], sun: tuple[float, float]) -> Image.Image:
    width, height = size[0] // 8, size[1] // 8
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    away = np.hypot((x - sun[0]) * 1.5, y - sun[1])
    bright = 0.34 + 1.5 * np.exp(-away * 3.6) + 0.5 * np.exp(-((away / 0.12) ** 2))
    colour = np.array(season.light, np.float32) * bright[..., None].astype(np.float32)
    return Image.fromarray(tone(colour)).resize(size, Image.Resampling.BILINEAR)


def _floor(picture: Image.Image, season: Season, foot: int, near: float, rng: np.random.Generator) -> None:
    width, height = picture.size
    top = foot - round(70 * near)
    if top >= height:
        return
    deep = np.linspace(0, 1, (height - top) // 2 + 1, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, width // 2, dtype=np.float32)[None, :]
    scale = np.float32(110) / (deep + np.float32(0.35))
    spots = noise.sample(noise.tile(0.4), across * scale * 2 + np.float32(rng.uniform(0, 999)), scale * 6)
    light = (0.45 + 0.5 * np.clip(spots, -0.6, 1.6)) * (1.15 - 0.7 * near)
    colour = np.array(season.litter, np.float32) * 2.2 * np.clip(light, 0.12, 2)[..., None].astype(np.float32)
    sheet = Image.fromarray(tone(colour)).resize((width, height - top), Image.Resampling.BILINEAR)
    grain = noise.grain(width, height).crop((0, top, width, height))
    sheet = ImageChops.overlay(sheet, Image.merge("RGB", (grain, grain, grain)))
    edge = np.clip(np.arange(height - top) * (255 / (60 * near + 8)), 0, 255).astype(np.uint8)
    picture.paste(sheet, (0, top), Image.fromarray(np.repeat(edge[:, None], width, axis=1)))


def _trunks(picture: Image.Image, season: Season, foot: int, near: float, rng: np.random.Generator) -> None:
    width, height = picture.size
    count = round(26 - 20 * near)
    mask = Image.new("L", picture.size)
    draw = ImageDraw.Draw(mask)
    for x in (np.arange(count) + rng.uniform(0.1, 0.9, count)) * width / count:
        thick = (7 + 95 * near**2.4) * rng.uniform(0.7, 1.3)
        lean, bend = rng.uniform(-0.04, 0.04) * height, rng.uniform(-25, 25) * near
        base = foot + rng.uniform(-30, 20) * near
        ys = np.linspace(base, -10, 14)
        up = (base - ys) / (base + 10)
        middle = x + lean * up + bend * np.sin(up * 5)
        half = thick / 2 * (1 - 0.38 * up + 0.9 * np.exp(-up * 34))
        outline = [*zip(middle - half, ys, strict=True), *zip((middle + half)[::-1], ys[::-1], strict=True)]
        draw.polygon([(float(px), float(py)) for px, py in outline], fill=255)
    picture.paste(_bark(season, picture.size, near), mask=mask)


def _bark(season: Season, size: tuple[int, int], near: float) -> Image.Image:
    base = np.array((0.028, 0.022, 0.017)) * near + np.array(season.light) * 0.2 * (1 - near) ** 1.6
    shown = tone(base.astype(np.float32))
    width, height = size
    grain = noise.grain(width, height).crop((0, 0, width, height // 6)).resize(size, Image.Resampling.BILINEAR)
    grain = grain.point([max(0, min(255, round(128 + (value - 128) * 1.9))) for value in range(256)])
    flat = Image.new("RGB", size, tuple(int(value) + round(20 * near) for value in shown))
    return ImageChops.overlay(flat, Image.merge("RGB", (grain, grain, grain)))


def _leaves(picture: Image.Image, season: Season, near: float, rng: np.random.Generator) -> None:
    width, height = picture.size
    leaf = 1.4 + 5 * near
    x, y = np.meshgrid(np.arange(0, width, 4, dtype=np.float32), np.arange(0, height, 4, dtype=np.float32))
    start = np.float32(rng.uniform(0, 999))
    clumps = noise.sample(noise.tile(0.7, 160), x / np.float32(4 * leaf) + start, y / np.float32(5 * leaf) + start)
    cover = 1.45 * clumps + 1.3 - y / height * (3.4 + 3.4 * near) - 0.7 * near
    fine = noise.grain(width, height).crop((0, 0, int(width / leaf), int(height / leaf)))
    fine = fine.resize(picture.size, Image.Resampling.BILINEAR)
    clump = Image.fromarray(np.clip(cover * 60 + 110, 0, 255).astype(np.uint8))
    mask = ImageChops.add(clump.resize(picture.size, Image.Resampling.BILINEAR), fine, 1, -128).point(_EDGE)
    tint: NDArray[np.float32] = np.array(season.leaf, np.float32) * np.float32(1.35 - 0.85 * near)
    tint += np.array(season.light, np.float32) * np.float32(0.14 * (1 - near))
    depth = noise.sample(noise.tile(0.8, 160), x / np.float32(14) + start, y / np.float32(14))
    depth = np.clip(np.float32(0.95) + np.float32(0.55) * depth, 0.2, 2)[..., None]
    leaves = Image.fromarray(tone(tint * depth)).resize(picture.size, Image.Resampling.BILINEAR)
    leaves = ImageChops.overlay(leaves, Image.merge("RGB", (fine, fine, fine)))
    picture.paste(leaves, mask=mask)


def _shafts(picture: Image.Image, season: Season, sun: tuple[float, float]) -> Image.Image:
    width, height = picture.width // 8, picture.height // 8
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    angle = np.arctan2(y - np.float32(sun[1] - 0.5), (x - np.float32(sun[0])) * 1.5)
    streak = np.clip(noise.sample(noise.tile(0.7, 160), angle * 70, np.full_like(angle, 7)) - 0.1, 0, 2)
    bright = streak * np.exp(-np.hypot((x - sun[0]) * 1.5, y - sun[1]) * 1.7) * 0.16
    colour = tone(np.array(season.light, np.float32) * bright[..., None].astype(np.float32))
    veil = Image.fromarray(colour).filter(ImageFilter.GaussianBlur(2)).resize(picture.size, Image.Resampling.BILINEAR)
    return ImageChops.screen(picture, veil)
