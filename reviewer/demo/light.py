"""Light: the colours of an hour, the sky it makes, and how linear light becomes the values of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reviewer.demo import noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Air:
    """The light of an hour. Colours are linear, 1 is white; directions are in half picture widths.

    Attributes:
        zenith, horizon: The sky's colour above and at the horizon; the horizon's is also the haze's.
        glow: Added around the sun.
        sun: Colour of direct light.
        shade: Colour of light from the sky.
        azimuth: Where the sun is, from the middle of the picture to the right.
        elevation: How high the sun is above the horizon.
        clouds: Cover, 0..1.
        cloud: Colour of lit cloud.
        haze: Metres at which haze has taken two thirds of the colour.
        behind: The sun is behind the camera.
        stars: The sky is dark enough for them.
    """

    zenith: Colour
    horizon: Colour
    glow: Colour
    sun: Colour
    shade: Colour
    azimuth: float
    elevation: float
    clouds: float
    cloud: Colour
    haze: float
    behind: bool = False
    stars: bool = False

    def direction(self, view: float) -> Colour:
        """Towards the sun, as a unit vector (right, up, ahead), for a camera with tangent ``view``."""
        towards = np.array((self.azimuth * view, self.elevation * view, -1.0 if self.behind else 1.0))
        x, y, z = towards / np.linalg.norm(towards)
        return (float(x), float(y), float(z))


NOON = Air((0.05, 0.17, 0.52), (0.48, 0.64, 0.8), (0.5, 0.5, 0.45), (2.3, 2.15, 1.9), (0.26, 0.33, 0.45),
           -1.6, 1.1, 0.47, (1.15, 1.15, 1.17), 24000, behind=True)  # fmt: skip
EVENING = Air((0.08, 0.14, 0.34), (0.95, 0.48, 0.2), (1.3, 0.5, 0.12), (3.0, 1.5, 0.6), (0.26, 0.25, 0.36),
              0.35, 0.12, 0.46, (1.25, 0.55, 0.32), 9000)  # fmt: skip
GOLDEN = Air((0.1, 0.22, 0.5), (0.75, 0.66, 0.55), (0.6, 0.4, 0.2), (3.1, 2.1, 1.15), (0.22, 0.27, 0.4),
             1.5, 0.42, 0.4, (1.25, 1.0, 0.78), 20000, behind=True)  # fmt: skip
ALPENGLOW = Air((0.09, 0.17, 0.4), (0.62, 0.46, 0.5), (0.0, 0.0, 0.0), (3.3, 1.65, 0.95), (0.2, 0.24, 0.4),
                -1.7, 0.3, 0.42, (1.25, 0.78, 0.66), 26000, behind=True)  # fmt: skip
MIST = Air((0.36, 0.45, 0.52), (0.72, 0.72, 0.68), (0.5, 0.42, 0.3), (1.1, 0.95, 0.75), (0.42, 0.45, 0.47),
           0.25, 0.5, 0.3, (0.9, 0.88, 0.84), 2600)  # fmt: skip
BLUE = Air((0.02, 0.05, 0.13), (0.24, 0.23, 0.32), (0.35, 0.18, 0.12), (0.3, 0.32, 0.5), (0.14, 0.19, 0.34),
           0.5, 0.02, 0.3, (0.28, 0.24, 0.32), 16000)  # fmt: skip
NIGHT = Air((0.008, 0.017, 0.045), (0.08, 0.115, 0.15), (0.0, 0.0, 0.0), (0.16, 0.17, 0.22), (0.05, 0.065, 0.1),
            -1.0, 0.9, 0.0, (0.0, 0.0, 0.0), 14000, behind=True, stars=True)  # fmt: skip
RAIN = Air((0.2, 0.24, 0.28), (0.42, 0.45, 0.47), (0.0, 0.0, 0.0), (0.25, 0.25, 0.25), (0.36, 0.38, 0.4),
           0.0, 1.0, 0.75, (0.42, 0.43, 0.45), 4500, behind=True)  # fmt: skip


def sky(air: Air, u: Field, v: Field) -> Field:
    """Linear colour of a clear sky in directions u to the right, v up; shape (..., 3)."""
    colour = haze(air, u, v)
    if not air.behind:
        away = np.hypot(u - air.azimuth, (v - air.elevation) * 1.15)
        halo = 1.5 * np.exp(-away * 8.0) + 30.0 * np.exp(-((away / 0.03) ** 2))
        colour += _c(air.glow) * halo[..., None].astype(np.float32)
    return colour


def haze(air: Air, u: Field, v: Field) -> Field:
    """The sky without the sun itself: what air in front of things adds to them."""
    low = np.exp(-np.maximum(v, 0) * np.float32(2.6))[..., None]
    colour: Field = _c(air.zenith) * (1 - low) + _c(air.horizon) * low
    if not air.behind:
        away = np.hypot(u - air.azimuth, (v - air.elevation) * 1.15)
        colour = colour + _c(air.glow) * (np.float32(0.7) * np.exp(-away * np.float32(2.4)))[..., None]
    return colour


def cloudy_sky(air: Air, u: Field, v: Field, rng: np.random.Generator) -> Field:
    """The sky with clouds on a level plane above, or with stars."""
    colour = sky(air, u, v)
    if air.stars:
        return colour + _milky_way(u, v)
    if air.clouds <= 0:
        return colour
    up = np.maximum(v, 0)
    far = np.float32(34.0) / (up + np.float32(0.12))
    x = u * far * np.float32(0.9) + np.float32(rng.uniform(0, 999))
    y = far * np.float32(1.3) + np.float32(rng.uniform(0, 999))
    field = noise.tile(0.8, 160)
    density = noise.sample(field, x, y) + np.float32(0.22) * noise.sample(field, x * 5, y * 5)
    towards = noise.sample(field, x + 5 * np.tanh(3 * (air.azimuth - u)), y - 4 if air.behind else y + 4)
    cover = np.clip((density - np.float32(1.5 - 3.0 * air.clouds)) * np.float32(0.8), 0, 1)
    cover *= cover * (3 - 2 * cover) * np.clip(up * 9, 0, 1)
    lit = np.clip(0.66 + 0.55 * (density - towards) - 0.3 * cover, 0.1, 1.35)[..., None]
    alpha = np.float32(0.93) * cover[..., None]
    cloud: Field = _c(air.cloud) * lit + colour * np.float32(0.2)
    colour += (cloud - colour) * alpha
    return colour


def _milky_way(u: Field, v: Field) -> Field:
    along = u * np.float32(0.5) + v * np.float32(0.87)
    across = u * np.float32(0.87) - v * np.float32(0.5) + np.float32(0.1)
    dust = noise.sample(noise.tile(0.6, 200), along * 260 + 300, across * 260 + 300)
    band = np.exp(-((across / 0.2) ** 2)) * np.clip(0.75 + 0.3 * dust, 0.1, 2)
    lane = 1 - 0.8 * np.exp(-(((across + 0.03 + 0.03 * dust) / 0.045) ** 2))
    bright: Field = (band * lane)[..., None].astype(np.float32) * _c((0.17, 0.155, 0.19))
    return bright


def tone(colour: Field) -> NDArray[np.uint8]:
    """Linear light to display values, with bright light rolled off as film does."""
    shown = np.maximum(colour, 0)
    shown *= np.float32(1.55) * (1 + np.float32(0.12) * shown) / (1 + np.float32(0.75) * shown)
    np.sqrt(shown, out=shown)
    np.minimum(shown, 1, out=shown)
    return (shown * 255 + np.float32(0.5)).astype(np.uint8)


def _c(colour: Colour) -> Field:
    return np.array(colour, np.float32)
