"""The colours of a large image for a screen, by Qt: seven times as quick as LittleCMS, for profiles where both agree.

LittleCMS decides what is right: whether Qt gives the same is looked up for each pair of profiles, on colours from all
over the cube. Profiles of primaries and curves, as cameras and most screens have, pass; where not, it is LittleCMS.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColorSpace, QColorTransform, QImage

from reviewer import decode
from reviewer.decode import Pixels
from reviewer.decode.colour import is_of_screen

_NEAR = 1  # levels of 255 by which the two may differ: each rounds on its own
_STEP = 17  # levels between the colours tried
_STRIP = 1 << 17  # pixels at a time: Qt holds the interpreter, so never for more than 1 ms


@lru_cache(maxsize=16)
def transform(profile: bytes | None, monitor: bytes | None) -> QColorTransform | None:
    """From a photo's ICC profile to a screen's, None being sRGB; None where it has to be ``decode.to_display``."""
    if not all(icc is None or is_of_screen(icc) for icc in (profile, monitor)):
        return None
    source, screen = (
        QColorSpace.fromIccProfile(icc) if icc else QColorSpace(QColorSpace.NamedColorSpace.SRgb)
        for icc in (profile, monitor)
    )
    if not source.isValid() or not screen.isValid():
        return None
    made = source.transformationToColorSpace(screen)
    return made if _agrees(made, profile, monitor) else None


def convert(image: QImage, colours: QColorTransform) -> None:
    """Convert an image of 32 bits a pixel in place. For any thread; others run meanwhile."""
    height = image.height()
    rows = np.frombuffer(image.bits(), np.uint8).reshape(height, image.bytesPerLine())
    step = max(1, _STRIP // image.width())
    for top in range(0, height, step):
        strip = image.copy(0, top, image.width(), min(step, height - top))
        strip.applyColorTransform(colours)
        rows[top : top + step] = np.frombuffer(strip.constBits(), np.uint8).reshape(strip.height(), -1)


def _agrees(made: QColorTransform, profile: bytes | None, monitor: bytes | None) -> bool:
    levels = np.arange(0, 256, _STEP, dtype=np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(64, 64, 3)
    right = decode.to_display(Pixels(grid, profile, (64, 64)), monitor).array
    image = QImage(grid.data, 64, 64, 64 * 3, QImage.Format.Format_RGB888).convertToFormat(QImage.Format.Format_RGB32)
    image.applyColorTransform(made)
    ours = np.frombuffer(image.constBits(), np.uint8).reshape(64, 64, 4)[..., 2::-1]
    return bool(np.abs(ours.astype(int) - right).max() <= _NEAR)
