"""The camera: frames a scene, makes the mistakes that photographers make, and writes the file with its EXIF."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageFilter
from PIL.TiffImagePlugin import IFDRational

if TYPE_CHECKING:
    from datetime import datetime

SIZE = (2400, 1600)
CANVAS = (2496, 1664)  # of a scene: room to frame it anew
_MARGIN = ((CANVAS[0] - SIZE[0]) // 2, (CANVAS[1] - SIZE[1]) // 2)

_GRAIN = 3.0  # standard deviation of a clean frame's noise, in display values
_NOISY = 30.0
_STOPS = {"dark": -3.1, "bright": 1.9}
_SOFT = 6  # pixels


@dataclass(frozen=True)
class Settings:
    """How a scene is exposed: shutter seconds, f-number, ISO, millimetres."""

    shutter: Fraction
    aperture: float
    iso: int
    focal: int


@dataclass(frozen=True)
class Take:
    """One press of the button.

    Attributes:
        after: Seconds since the one before.
        shift: How far the frame moved, pixels.
        fault: ``soft``, ``dark``, ``bright``, ``noisy``, ``tilted`` or nothing.
        form: ``jpeg``, ``avif`` or ``damaged``, a JPEG that ends half-way.
    """

    after: float
    shift: tuple[int, int] = (0, 0)
    fault: str = ""
    form: str = "jpeg"


def develop(scene: Image.Image, take: Take, rng: np.random.Generator) -> Image.Image:
    """A frame of ``SIZE`` out of a scene of ``CANVAS``, faults included."""
    picture = _framed(scene, take, rng)
    if take.fault == "soft":
        picture = picture.filter(ImageFilter.BoxBlur(_SOFT)).filter(ImageFilter.BoxBlur(_SOFT // 2))
    picture = ImageChops.multiply(picture, _vignette())
    if take.fault in _STOPS:
        picture = picture.point(_exposed(_STOPS[take.fault]) * 3)
    return _noisy(picture, _NOISY if take.fault == "noisy" else _GRAIN, rng)


def _framed(scene: Image.Image, take: Take, rng: np.random.Generator) -> Image.Image:
    x, y = (min(max(0, margin + move), 2 * margin) for margin, move in zip(_MARGIN, take.shift, strict=True))
    if take.fault != "tilted":
        return scene.crop((x, y, x + SIZE[0], y + SIZE[1]))
    angle = np.radians(rng.choice([-1, 1]) * rng.uniform(4, 7))
    zoom = 1 / (np.cos(angle) + abs(np.sin(angle)) * SIZE[0] / SIZE[1])
    a, b = zoom * np.cos(angle), zoom * np.sin(angle)
    cx, cy = CANVAS[0] / 2, CANVAS[1] / 2
    shift = (cx - a * SIZE[0] / 2 - b * SIZE[1] / 2, cy + b * SIZE[0] / 2 - a * SIZE[1] / 2)
    turned = (float(a), float(b), float(shift[0]), float(-b), float(a), float(shift[1]))
    return scene.transform(SIZE, Image.Transform.AFFINE, turned, Image.Resampling.BICUBIC)


@lru_cache(maxsize=1)
def _vignette() -> Image.Image:
    x, y = np.meshgrid(np.linspace(-1, 1, SIZE[0], dtype=np.float32), np.linspace(-1, 1, SIZE[1], dtype=np.float32))
    fall = Image.fromarray((255 - 34 * (x * x + y * y) ** 1.3 / 2).astype(np.uint8))
    return Image.merge("RGB", (fall, fall, fall))


def _exposed(stops: float) -> list[int]:
    """A table from display value to display value, for light 2 ** stops as strong; display gamma 2.2."""
    return [min(255, round(255 * (value / 255) * 2 ** (stops / 2.2))) for value in range(256)]


@lru_cache(maxsize=1)
def _static() -> Image.Image:
    rng = np.random.default_rng(30)
    shape = (SIZE[1] // 2 + 32, SIZE[0] // 2 + 32, 3)
    grey = rng.standard_normal((*shape[:2], 1), dtype=np.float32)
    colour = rng.standard_normal(shape, dtype=np.float32)
    quarter = np.clip(128 + 30 * (0.8 * grey + 0.6 * colour), 0, 255).astype(np.uint8)
    return Image.fromarray(np.tile(quarter, (2, 2, 1)))


def _noisy(picture: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    x, y = (int(place) for place in rng.integers(0, 64, 2))
    static = _static().crop((x, y, x + SIZE[0], y + SIZE[1]))
    static = static.point([round(128 + (value - 128) * strength / 30) for value in range(256)] * 3)
    return ImageChops.add(picture, static, 1, -128)


def encode(picture: Image.Image, take: Take, settings: Settings, when: datetime) -> bytes:
    """The bytes of the file."""
    exif = _exif(take, settings, when)
    file = io.BytesIO()
    if take.form == "avif":
        picture.save(file, "AVIF", quality=72, speed=10, exif=exif)
        return file.getvalue()
    picture.save(file, "JPEG", quality=88, exif=exif)
    whole = file.getvalue()
    return whole[: len(whole) * 11 // 20] if take.form == "damaged" else whole


def _exif(take: Take, settings: Settings, when: datetime) -> Image.Exif:
    stops = round(_STOPS.get(take.fault, 0))
    shutter = settings.shutter * 4 if take.fault == "soft" else settings.shutter * Fraction(2) ** stops
    clock = when.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif.update({0x010F: "Larkfield", 0x0110: "Larkfield L2", 0x0132: clock, 0x0131: "Photo Reviewer demo"})
    exif.get_ifd(0x8769).update(
        {
            0x829A: IFDRational(shutter.numerator, shutter.denominator),
            0x829D: IFDRational(round(settings.aperture * 10), 10),
            0x8827: 12800 if take.fault == "noisy" else settings.iso,
            0x9003: clock,
            0x9011: "+02:00",
            0x9291: f"{when.microsecond // 10_000:02d}",
            0x9204: IFDRational(stops, 1),
            0x920A: IFDRational(settings.focal, 1),
            0xA402: 0,
            0xA431: "L2-004711",
            0xA434: "Larkfield 24-105mm f/4",
        }
    )
    return exif
