"""A town by the water at night: houses with lit windows, lamps on the quay, and all of it again in the water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reviewer.demo.terrain import mirror, sky_image

if TYPE_CHECKING:
    from reviewer.demo.light import Air

_CELL = (15, 21)  # pixels a window takes, with the wall around it
_TRIPLED = [min(255, 3 * value) for value in range(256)]
_WARM = ((255, 214, 140), (255, 190, 105), (250, 228, 180), (205, 222, 245), (255, 170, 80))


def town(air: Air, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A skyline across ``size`` pixels, with its reflection."""
    width, height = size
    quay = round(height * 0.66)
    picture = sky_image(air, size, quay, rng)
    for layer, nearness in enumerate((0.0, 0.45, 1.0)):
        _row(picture, quay, layer, nearness, rng)
    _lamps(picture, quay, rng)
    wet = np.zeros((height, width), bool)
    wet[quay:] = True
    mirror(picture, wet, quay, 2.2, rng)
    return _glowing(picture)


def _row(picture: Image.Image, quay: int, layer: int, nearness: float, rng: np.random.Generator) -> None:
    left = -int(rng.integers(0, 80))
    while left < picture.width:
        wide = int(rng.integers(5, 13)) * _CELL[0]
        swell = np.exp(-((((left + wide / 2) / picture.width - 0.56) / 0.24) ** 2))
        floors = int(rng.integers(8, 17) + swell * rng.integers(2, 34) * (1 - 0.6 * nearness))
        if layer < 2 or rng.random() < 0.6:  # noqa: PLR2004 - the nearest row has gaps
            _house(picture, (left, quay), (wide, floors), nearness, rng)
        left += wide + int(rng.integers(0, 30) * (1 + 3 * nearness))


def _house(
    picture: Image.Image, corner: tuple[int, int], size: tuple[int, int], nearness: float, rng: np.random.Generator
) -> None:
    (left, quay), (wide, floors) = corner, size
    columns = wide // _CELL[0]
    wall = np.array((46, 50, 68)) * (1 - nearness) + np.array((17, 18, 25)) * nearness + rng.integers(-4, 5)
    lit = rng.random((floors, columns)) < rng.uniform(0.12, 0.5)
    shades = np.array(_WARM)[rng.integers(0, len(_WARM), lit.shape)] * rng.uniform(0.4, 1.0, (*lit.shape, 1))
    panes = np.where(lit[..., None], shades * (0.72 + 0.28 * nearness), wall * 0.8 + 3)
    facade = np.empty((floors * _CELL[1], columns * _CELL[0], 3))
    facade[:] = wall
    for y in range(6, 17):
        for x in range(4, 12):
            facade[y :: _CELL[1], x :: _CELL[0]] = panes * (1.08 - 0.016 * y)
    top = quay - facade.shape[0]
    picture.paste(Image.fromarray(np.clip(facade, 0, 255).astype(np.uint8)), (left, top))
    if floors > 26:  # noqa: PLR2004 - towers carry a mast with a red lamp
        draw = ImageDraw.Draw(picture)
        middle = left + wide // 2
        draw.rectangle((middle - wide // 5, top - 46, middle + wide // 5, top), fill=tuple(int(v) for v in wall))
        draw.line((middle, top - 150, middle, top - 40), fill=(30, 30, 40), width=4)
        draw.ellipse((middle - 5, top - 158, middle + 5, top - 148), fill=(255, 60, 40))


def _lamps(picture: Image.Image, quay: int, rng: np.random.Generator) -> None:
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, quay - 16, picture.width, quay), fill=(15, 15, 18))
    for x in range(int(rng.integers(20, 60)), picture.width, 96):
        draw.line((x, quay - 60, x, quay - 10), fill=(22, 22, 26), width=4)
        draw.ellipse((x - 7, quay - 70, x + 7, quay - 56), fill=(255, 226, 170))
        draw.rectangle((x - 30, quay - 15, x + 30, quay - 11), fill=(120, 92, 55))


def _glowing(picture: Image.Image) -> Image.Image:
    """Bright light spreads in lens and air."""
    small = picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)
    bright = small.point([max(0, value - 105) for value in range(256)] * 3)
    for radius in (5, 22):
        spread = bright.filter(ImageFilter.GaussianBlur(radius)).point(_TRIPLED * 3)
        picture = ImageChops.screen(picture, spread.resize(picture.size, Image.Resampling.BILINEAR))
    return picture
