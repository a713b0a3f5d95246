"""Photos spoilt on purpose: five visible, rising levels of each fault, and sharp subjects before a blurred background.

A learned score must fall with every level, and must not fall where only the background is blurred.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

LEVELS = 5
FAULTS = ("blur", "motion", "noise", "compression", "overexposure", "underexposure")

_BLUR = (1.0, 1.7, 2.6, 4.0, 6.0)  # deviation of the Gaussian, px
_MOTION = (5.0, 9.0, 14.0, 21.0, 32.0)  # length of the track, px
_NOISE = (8.0, 14.0, 23.0, 36.0, 55.0)  # deviation, grey levels
_QUALITY = (34.0, 22.0, 14.0, 8.0, 4.0)  # of JPEG
_OVER = (0.7, 1.2, 1.7, 2.3, 3.0)  # stops
_UNDER = (1.0, 1.7, 2.5, 3.3, 4.2)  # stops
_GAMMA = 2.2


def spoil(array: Picture, fault: str, level: int, seed: int) -> Picture:
    """A photo with a fault.

    Args:
        array: (H, W, 3), 0..255.
        fault: One of ``FAULTS``.
        level: 1..5.
        seed: What is random about it; it also makes all levels up to a sixth stronger or weaker.
    """
    random = np.random.default_rng(seed)
    strength = float(random.uniform(0.85, 1.17))
    return _WAYS[fault](array, level - 1, strength, random)


def _blur(array: Picture, at: int, strength: float, _random: np.random.Generator) -> Picture:
    return blurred(array, _BLUR[at] * strength)


def blurred(array: Picture, deviation: float) -> Picture:
    """The photo out of focus."""
    return np.asarray(Image.fromarray(array).filter(ImageFilter.GaussianBlur(deviation)))


def _motion(array: Picture, at: int, strength: float, random: np.random.Generator) -> Picture:
    angle, length = float(random.uniform(0, math.pi)), _MOTION[at] * strength
    across, down = math.cos(angle), math.sin(angle)
    steps = max(3, round(length))
    reach = math.ceil(length / 2) + 1
    padded = np.pad(array, ((reach, reach), (reach, reach), (0, 0)), mode="edge").astype(np.float32)
    height, width = array.shape[:2]
    total = np.zeros(array.shape, np.float32)
    for offset in np.linspace(-length / 2, length / 2, steps):
        top, left = reach + round(offset * down), reach + round(offset * across)
        total += padded[top : top + height, left : left + width]
    return (total / steps + 0.5).astype(np.uint8)


def _noise(array: Picture, at: int, strength: float, random: np.random.Generator) -> Picture:
    grain = random.standard_normal(array.shape, np.float32) * np.float32(_NOISE[at] * strength)
    return np.clip(array + grain + np.float32(0.5), 0, 255).astype(np.uint8)


def _compression(array: Picture, at: int, strength: float, _random: np.random.Generator) -> Picture:
    stream = io.BytesIO()
    Image.fromarray(array).save(stream, "JPEG", quality=max(1, round(_QUALITY[at] / strength)))
    return np.asarray(Image.open(stream))


def _overexposure(array: Picture, at: int, strength: float, _random: np.random.Generator) -> Picture:
    return exposed(array, _OVER[at] * strength)


def _underexposure(array: Picture, at: int, strength: float, _random: np.random.Generator) -> Picture:
    return exposed(array, -_UNDER[at] * strength)


def exposed(array: Picture, stops: float) -> Picture:
    """The photo with more light, clipped, or with less."""
    levels = 255 * ((np.arange(256) / 255) ** _GAMMA * 2.0**stops) ** (1 / _GAMMA)
    return np.clip(levels + 0.5, 0, 255).astype(np.uint8)[array]


_WAYS: dict[str, Callable[[Picture, int, float, np.random.Generator], Picture]] = {
    "blur": _blur,
    "motion": _motion,
    "noise": _noise,
    "compression": _compression,
    "overexposure": _overexposure,
    "underexposure": _underexposure,
}


def before_blur(array: Picture, seed: int) -> Picture:
    """The photo with a sharp subject, an ellipse about the middle, before a background far out of focus."""
    random = np.random.default_rng(seed)
    height, width = array.shape[:2]
    middle_y, middle_x = random.uniform(0.4, 0.6, 2) * (height, width)
    radius_y, radius_x = random.uniform(0.22, 0.36, 2) * (height, width)
    rows, columns = np.mgrid[:height, :width]
    distance = np.hypot((rows - middle_y) / radius_y, (columns - middle_x) / radius_x)
    subject = np.clip((1.15 - distance) / 0.15, 0, 1)[..., None]
    behind = blurred(array, float(random.uniform(4, 8)))
    return (array * subject + behind * (1 - subject) + 0.5).astype(np.uint8)
