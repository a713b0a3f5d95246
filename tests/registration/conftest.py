"""Pairs of frames of one made-up scene: the map between them is known, and Pillow does the resampling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image, ImageDraw

from reviewer.registration import Transform

SIZE = (1800, 1200)
ROOM = 300  # pixels of scene around the frame, so that a frame that moved still shows something
Array = np.ndarray


@dataclass(frozen=True)
class Pair:
    one: Array
    other: Array
    truth: Transform  # from one to other

    def corner_error(self, found: Transform) -> float:
        """Pixels at the worst corner of the first frame."""
        width, height = self.one.shape[1::-1]
        corners = np.array([(0, 0), (width, 0), (0, height), (width, height)], float)
        return float(np.hypot(*(found(corners) - self.truth(corners)).T).max())


def scene(seed: int, size: tuple[int, int] = (SIZE[0] + 2 * ROOM, SIZE[1] + 2 * ROOM)) -> Image.Image:
    """Clouds of every size, and some hundred shapes with edges."""
    random = np.random.default_rng(seed)
    total = np.zeros((size[1], size[0]), np.float32)
    for cell, strength in ((400, 40), (100, 25), (25, 14), (6, 8)):
        cells = random.normal(0, strength, (size[1] // cell + 2, size[0] // cell + 2)).astype(np.float32)
        total += np.asarray(Image.fromarray(cells).resize(size, Image.Resampling.BICUBIC))
    tint = np.array([1.0, 0.9, 0.8], np.float32)
    picture = Image.fromarray(((120 + total)[..., None] * tint).clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(size[0] * size[1] // 15_000):
        x, y, radius = random.uniform(0, size[0]), random.uniform(0, size[1]), random.uniform(5, 60)
        corners = [(x + radius * random.uniform(-1, 1), y + radius * random.uniform(-1, 1)) for _ in range(4)]
        draw.polygon(corners, fill=tuple(random.integers(20, 230, 3).tolist()))
    return picture


def taken(canvas: Image.Image, truth: Transform, size: tuple[int, int] = SIZE) -> Array:
    """The frame for which ``truth`` leads from the plain frame to it."""
    back = Transform.similarity(1, 0, ROOM, ROOM) @ truth.inverse()
    data = tuple((back.matrix / back.matrix[2, 2]).ravel()[:8])
    return np.asarray(canvas.transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC))


def exposed(frame: Array, stops: float) -> Array:
    """As a sensor would have taken it with more light or less: sRGB's curve, white cut off."""
    code = frame / 255
    light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4) * 2**stops
    code = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return (code * 255).round().clip(0, 255).astype(np.uint8)


def grainy(frame: Array, deviation: float, seed: int = 5) -> Array:
    noise = np.random.default_rng(seed).normal(0, deviation, frame.shape)
    return (frame + noise).round().clip(0, 255).astype(np.uint8)


def about_middle(scale: float, degrees: float, x: float, y: float, size: tuple[int, int] = SIZE) -> Transform:
    """Turned and scaled about the middle of the frame, then moved."""
    centre = Transform.similarity(1, 0, size[0] / 2, size[1] / 2)
    there = Transform.similarity(1, 0, x, y)
    return there @ centre @ Transform.similarity(scale, np.radians(degrees), 0, 0) @ centre.inverse()


@pytest.fixture(scope="session")
def canvas() -> Image.Image:
    return scene(1)


@pytest.fixture(scope="session")
def pair(canvas: Image.Image) -> Callable[..., Pair]:
    """Makes a pair: turned, scaled, shifted, darker, with noise in both."""
    plain = taken(canvas, about_middle(1, 0, 0, 0))

    def make(scale=1.0, degrees=0.0, x=0.0, y=0.0, *, stops=0.0, noise=2.0, truth: Transform | None = None) -> Pair:
        truth = truth or about_middle(scale, degrees, x, y)
        other = taken(canvas, truth)
        other = exposed(other, stops) if stops else other
        return Pair(grainy(plain, noise, 1), grainy(other, noise, 2), truth)

    return make


@pytest.fixture(scope="session")
def other_scene() -> Array:
    return taken(scene(2), about_middle(1, 0, 0, 0))
