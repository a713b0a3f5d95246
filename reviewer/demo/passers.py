"""What moves through a burst: birds, a balloon, a sailing boat. Drawn large, then reduced, so that edges are smooth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

_LARGER = 4  # times that a figure is drawn larger than it is shown

# A balloon, in parts of its height from above.
_WAIST, _MOUTH, _ROPES_END, _FLOOR = 0.38, 0.72, 0.89, 0.98
_BASKET, _ROPE = 0.15, 0.012  # half widths
_SILK = ((214, 58, 44), (240, 190, 70), (236, 226, 204), (40, 92, 150))
_WICKER = (70, 46, 28)


@dataclass(frozen=True)
class Passer:
    """Something that crosses the picture.

    Attributes:
        kind: ``birds``, ``balloon`` or ``boat``.
        place: Where it is at first, as parts of the picture's width and height.
        speed: How far it goes a second, as parts of the picture's width and height.
        tall: Its height as a part of the picture's.
    """

    kind: str
    place: tuple[float, float]
    speed: tuple[float, float]
    tall: float


def draw(scene: Image.Image, passer: Passer, seconds: float) -> Image.Image:
    """The scene with the passer where it is after so many seconds."""
    picture = scene.copy()
    x = round((passer.place[0] + passer.speed[0] * seconds) * scene.width)
    y = round((passer.place[1] + passer.speed[1] * seconds) * scene.height)
    tall = round(passer.tall * scene.height)
    if passer.kind == "birds":
        for number in range(9):
            side = number // 2 * (1 if number % 2 else -1)
            figure = _bird(round(tall * (1 - 0.04 * abs(side))), round(seconds * 9 + number * 2.3) % 6)
            picture.paste((22, 24, 30), (x - abs(side) * tall * 2, y + side * tall + number % 3 * 5), figure)
        return picture
    figure = _balloon(tall) if passer.kind == "balloon" else _boat(tall)
    picture.paste(figure, (x - figure.width // 2, y - figure.height), figure)
    if passer.kind == "boat":
        below = figure.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((figure.width, figure.height * 2 // 3))
        below.putalpha(below.getchannel("A").point([value * 2 // 5 for value in range(256)]))
        picture.paste(below, (x - figure.width // 2, y), below)
    return picture


@lru_cache(maxsize=64)
def _bird(tall: int, beat: int) -> Image.Image:
    side = tall * _LARGER
    mask = Image.new("L", (side * 2, side))
    lift = side * (0.42 * np.cos(beat * np.pi / 3) + 0.05)
    middle = side * 0.5
    pen = ImageDraw.Draw(mask)
    for way in (-1, 1):
        tip = (side + way * side * 0.95, middle - lift)
        bend = (side + way * side * 0.45, middle - lift * 0.75 - side * 0.1)
        under = (bend[0], bend[1] + side * 0.13)
        pen.polygon([(side, middle - side * 0.06), bend, tip, under, (side, middle + side * 0.1)], fill=255)
    pen.ellipse((side * 0.82, middle - side * 0.07, side * 1.3, middle + side * 0.09), fill=255)
    return mask.resize((tall * 2, tall), Image.Resampling.LANCZOS)


@lru_cache(maxsize=8)
def _balloon(tall: int) -> Image.Image:
    side = tall * 2
    y, x = np.mgrid[0:side, 0 : side * 3 // 4].astype(np.float32)
    across, down = (x - side * 0.375) / (side * 0.36), y / side
    width = np.sqrt(np.clip(1 - ((down - _WAIST) / _WAIST) ** 2, 0, 1)) * (1 - np.maximum(down - _WAIST, 0) * 0.5)
    inside = (np.abs(across) < width) & (down < _MOUTH)
    basket = (np.abs(across) < _BASKET) & (down > _ROPES_END) & (down < _FLOOR)
    rope = np.abs(np.abs(across) - _BASKET - (_ROPES_END - down) * 0.6) < _ROPE
    ropes = rope & (down >= _MOUTH) & (down <= _ROPES_END)
    gore = np.arcsin(np.clip(across / np.maximum(width, 1e-3), -1, 1)) * 5.1
    shade = np.clip(0.62 - 0.42 * across, 0.2, 1.1) * (1.1 - 0.45 * down)
    colour = np.array(_SILK)[np.floor(gore + 20).astype(int) % len(_SILK)] * shade[..., None]
    colour[basket | ropes] = _WICKER
    figure = np.dstack([np.clip(colour, 0, 255), (inside | basket | ropes) * 255]).astype(np.uint8)
    return Image.fromarray(figure).resize((tall * 3 // 4, tall), Image.Resampling.BOX)


@lru_cache(maxsize=8)
def _boat(tall: int) -> Image.Image:
    side = tall * _LARGER
    figure = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(figure)
    shapes = (
        ((0.5, 0.02, 0.52, 0.82, 0.9, 0.8), (238, 224, 204, 255)),
        ((0.47, 0.1, 0.47, 0.82, 0.16, 0.8), (206, 188, 170, 255)),
        ((0.48, 0.0, 0.495, 0.0, 0.495, 0.88, 0.48, 0.88), (40, 30, 26, 255)),
        ((0.08, 0.86, 0.95, 0.85, 0.82, 1.0, 0.2, 1.0), (52, 34, 30, 255)),
    )
    for outline, colour in shapes:
        pen.polygon([side * part for part in outline], fill=colour)
    return figure.resize((tall, tall), Image.Resampling.LANCZOS)
