"""Landscapes: a height field seen in perspective, lit by the sun, veiled by air.

Each column of the picture is a ray over the ground. Heights are sampled along it at distances dense enough that two
samples are never far apart on screen; what rises above everything before it is visible, and covers the rows down to the
one before (the method of early flight simulators: quick, and right about what hides what).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops

from reviewer.demo import noise
from reviewer.demo.light import Air, cloudy_sky, haze, tone
from reviewer.demo.trees import Ground, Wood, plant

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Field = NDArray[np.float32]

_NEAR_SAMPLES = 340
_FAR_SAMPLES = 460
_FINE = np.float32(1200)  # metres at which fine structure is half as strong as before the feet


@dataclass(frozen=True)
class Land:
    """A country.

    Attributes:
        height: Heights in metres at places in metres (x right, z ahead).
        colour: Linear colour (..., 3) by height in metres, steepness (1 flat .. 0 upright) and a noise field.
        eye: Height of the camera above the ground or water it stands on, metres.
        horizon: Where the horizon is, as a part of the picture's height from above.
        view: Tangent of half the angle of view.
        middle, far: Metres to which samples follow the rows of the picture, and to which there is ground at all.
        water: Height of the water's surface in metres; None if there is none.
        ripple: How rough the water is, 0..1.
        wood: What grows there.
        texture: Strength of fine structure on the ground, 0..1.
    """

    height: Callable[[Field, Field], Field]
    colour: Callable[[Field, Field, Field], Field]
    eye: float = 20.0
    horizon: float = 0.5
    view: float = 0.5
    middle: float = 800.0
    far: float = 16000.0
    water: float | None = None
    ripple: float = 0.3
    wood: Wood | None = None
    texture: float = 0.5


def landscape(land: Land, air: Air, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A landscape of ``size`` pixels."""
    width, height = size
    horizon = round(height * land.horizon)
    focal = width / 2 / land.view
    u = np.linspace(-1, 1, width // 2, dtype=np.float32)
    z = _distances(land, focal / (height - horizon))
    x = z[:, None] * u * np.float32(land.view)
    heights = land.height(x, np.broadcast_to(z[:, None], x.shape))
    floor = -np.inf if land.water is None else land.water
    eye = max(float(heights[0].mean()), floor) + land.eye
    wet = heights <= floor
    heights = np.maximum(heights, np.float32(floor))
    clear = np.exp(-((z / air.haze) ** np.float32(1.2)))
    colours = _lit(land, air, heights, (x, z, u))
    shown = _packed(_veiled(air, colours, clear, u), np.float32(land.texture) * clear / (1 + z / _FINE))
    rows = horizon - focal * (heights - np.float32(eye)) / z[:, None]
    seen = _visible(_wider(rows), height)
    picture = _textured(np.take_along_axis(np.repeat(shown, 2, axis=1), seen, 0))
    picture.paste(sky_image(air, size, horizon, rng), mask=Image.fromarray(seen == len(z)))
    if land.wood:
        plant(picture, land.wood, air, Ground(rows, np.where(wet, -1, heights), z, focal), rng)
    if wet.any():
        wet = np.vstack([wet, np.zeros_like(wet[:1])])
        mirror(picture, np.take_along_axis(np.repeat(wet, 2, axis=1), seen, 0), horizon, land.ripple, rng)
    return picture


def _distances(land: Land, closest: float) -> Field:
    near = max(land.eye * closest, 0.6)
    by_row = 1 / np.linspace(1 / near, 1 / land.middle, _NEAR_SAMPLES, endpoint=False)
    beyond = np.geomspace(land.middle, land.far, _FAR_SAMPLES)
    return np.concatenate([by_row, beyond]).astype(np.float32)


def _lit(land: Land, air: Air, heights: Field, places: tuple[Field, Field, Field]) -> Field:
    x, z, u = places
    across = np.gradient(heights, axis=1) / (np.float32(2 * land.view / len(u)) * z[:, None])
    along = np.gradient(heights, z, axis=0) - u * np.float32(land.view) * across
    upright = 1 / np.sqrt(1 + across**2 + along**2)
    sun = np.array(air.direction(land.view), np.float32)
    facing = (-across * sun[0] + sun[1] - along * sun[2]) * upright
    spots = noise.sample(noise.tile(0.4), x * np.float32(1.7), z[:, None] * np.float32(1.7))
    light: Field = np.clip(facing, 0, 1)[..., None] * np.array(air.sun, np.float32)
    light += (0.45 + 0.55 * upright)[..., None] * np.array(air.shade, np.float32)
    light *= land.colour(heights, upright, spots)
    return light


def _veiled(air: Air, colours: Field, clear: Field, u: Field) -> Field:
    level = np.minimum(haze(air, u, np.full_like(u, 0.03)), 1.1)
    colours -= level
    colours *= clear[:, None, None]
    colours += level
    return colours


def _packed(colours: Field, texture: Field) -> NDArray[np.uint32]:
    """Display colours and strength of texture, one number each; a last row for the sky, which is painted over."""
    shown = np.zeros((colours.shape[0] + 1, colours.shape[1], 4), np.uint8)
    shown[:-1, :, :3] = tone(colours)
    shown[:-1, :, 3] = (texture * 255).astype(np.uint8)[:, None]
    return shown.view(np.uint32)[..., 0]


def _wider(rows: Field) -> Field:
    wide = np.repeat(rows, 2, axis=1)
    wide[:, 1:-1:2] += rows[:, 1:]
    wide[:, 1:-1:2] /= 2
    return wide


def _visible(rows: Field, height: int) -> NDArray[np.int16]:
    """For each pixel the number of the sample seen there; the number of samples where it is sky."""
    count, width = rows.shape
    highest = np.minimum.accumulate(rows, axis=0)
    emerges = np.ones(rows.shape, bool)
    np.less(rows[1:], highest[:-1], out=emerges[1:])
    pixel = np.ceil(np.maximum(rows, 0)).astype(np.int32)
    emerges &= pixel < height
    sample, column = np.nonzero(emerges[::-1])  # the nearest last, so that it wins the pixel
    sample = count - 1 - sample
    seen = np.full((height, width), count, np.int16)
    seen[pixel[sample, column], column] = sample
    return np.minimum.accumulate(seen, axis=0, out=seen)


def _textured(packed: NDArray[np.uint32]) -> Image.Image:
    shown = Image.fromarray(packed.view(np.uint8).reshape(*packed.shape, 4))
    picture, strength = shown.convert("RGB"), shown.getchannel("A")
    grain = noise.grain(*picture.size)
    picture.paste(ImageChops.overlay(picture, Image.merge("RGB", (grain, grain, grain))), mask=strength)
    return picture


def sky_image(air: Air, size: tuple[int, int], horizon: int, rng: np.random.Generator) -> Image.Image:
    """The sky down to a row of the picture, and haze below it."""
    width, height = size
    small = (width // 4, height // 4)
    u, v = np.meshgrid(
        np.linspace(-1, 1, small[0], dtype=np.float32),
        ((horizon - np.linspace(0, height, small[1])) / (width / 2)).astype(np.float32),
    )
    image = Image.fromarray(tone(cloudy_sky(air, u, v, rng))).resize(size, Image.Resampling.BILINEAR)
    if air.stars:
        _stars(image, horizon, rng)
    return image


def _stars(image: Image.Image, horizon: int, rng: np.random.Generator) -> None:
    for x, y, bright in zip(
        rng.integers(2, image.width - 2, 1500), rng.integers(2, horizon, 1500), rng.pareto(1.6, 1500), strict=True
    ):
        value = int(min(255, 70 + 60 * bright))
        tint = (value, value, min(255, value + 14))
        side = 2 if bright > 2 else 1  # noqa: PLR2004 - the few bright ones are larger
        image.paste(tint, (int(x), int(y), int(x) + side, int(y) + side))


def mirror(picture: Image.Image, wet: NDArray[np.bool_], horizon: int, ripple: float, rng: np.random.Generator) -> None:
    """Show in the water what stands above it, broken by ripples that grow towards the camera."""
    width, height = picture.width, picture.height - horizon
    below = np.arange(1, height + 1, dtype=np.float32)[:, None]
    across = np.arange(0, width, 2, dtype=np.float32)[None, :] - width / 2
    deep = np.float32(5200) / (below[::2] + 6)
    field, start = noise.tile(0.4), np.float32(rng.uniform(0, 999))
    wave = noise.sample(field, across * deep * np.float32(0.0045) + start, deep * 12)
    wave = np.asarray(Image.fromarray(wave).resize((width, height), Image.Resampling.BILINEAR))
    source = horizon - below + wave * (np.float32(ripple) * (3 + below * np.float32(0.13)))
    row = np.clip(source, 0, horizon - 1).astype(np.intp)
    above = np.asarray(picture.convert("RGBX")).view(np.uint32)[..., 0]
    mirrored = np.take_along_axis(above, row, 0).view(np.uint8).reshape(height, width, 4)[..., :3]
    strength = np.clip(225 - 95 * (below / height) + wave * np.float32(18 * ripple), 0, 255).astype(np.uint8)
    depth = Image.new("RGB", (width, height), (10, 24, 34))
    water = Image.composite(Image.fromarray(mirrored), depth, Image.fromarray(strength))
    picture.paste(water, (0, horizon), Image.fromarray(wet[horizon:]))
