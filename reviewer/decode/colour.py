"""Colour: which profile describes a photo, and the way from there to sRGB, through LittleCMS.

Relative colorimetric with black point compensation, as Photoshop and Lightroom convert by default.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms

from reviewer.decode import icc

if TYPE_CHECKING:
    from reviewer.decode.pixels import Pixels

_SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK", b"Lab ": "LAB"}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_STRIP = 1 << 18  # pixels converted at a time: 1 MB, which stays in the cache
_VISIBLE = 1  # levels of 255; profiles that differ less from sRGB are copies of it, rounded

# ITU-T H.273 tables 2 and 3, as HEIC and AVIF write them
_NAMED = {12: icc.display_p3, 9: icc.bt_2020}
_ORDINARY_CURVES = (1, 2, 6, 13, 14, 15)


def space(profile: bytes | None) -> str:
    """The Pillow mode of the pixels that an ICC profile describes; empty for none and for nonsense."""
    if not profile or profile[36:40] != b"acsp":
        return ""
    return _SPACES.get(profile[16:20], "")


def named(primaries: int, transfer: int) -> bytes | None:
    """The profile for colour primaries and transfer characteristics given by number (ITU-T H.273); None: as sRGB.

    HDR transfers are not known here: such a picture is shown as it is coded.
    """
    return _NAMED[primaries]() if primaries in _NAMED and transfer in _ORDINARY_CURVES else None


def to_srgb(pixels: Pixels) -> Pixels:
    """The same picture in sRGB; ``profile`` is None afterwards. A broken profile counts as sRGB.

    The array is a new one, or the given one where nothing has to change.
    """
    transform = _transform(pixels.profile, "RGB") if pixels.profile else None
    if transform is None:
        return replace(pixels, profile=None)
    array = np.empty_like(pixels.array)
    height, width = array.shape[:2]
    step = max(1, _STRIP // width)
    for top in range(0, height, step):
        strip = Image.fromarray(pixels.array[top : top + step])
        ImageCms.applyTransform(strip, transform, inPlace=True)
        array[top : top + step] = np.asarray(strip)
    return replace(pixels, array=array, profile=None)


def converted(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Ink, Lab or grey as an sRGB picture.

    Args:
        image: Of mode CMYK, LAB or L.
        profile: That describes it, if there is one. Without, or if it is broken: Lab is D50's, the others are
            converted by Pillow's plain formula.
    """
    transform = _transform(None if image.mode == "LAB" else profile, image.mode)
    if transform is None:
        return image.convert("RGB")
    result = ImageCms.applyTransform(image, transform)
    return result if result is not None else image


@lru_cache(maxsize=16)
def _transform(profile: bytes | None, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB; None where nothing needs to be done, or can be.

    LittleCMS reads a transform without changing it, so threads share them.
    """
    try:
        source = _parsed(profile, mode)
        if source is None:
            return None
        transform = ImageCms.buildTransform(
            source,
            _SRGB,
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _parsed(profile: bytes | None, mode: str) -> ImageCms.ImageCmsProfile | None:
    if profile is not None:
        return ImageCms.ImageCmsProfile(BytesIO(profile))
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")) if mode == "LAB" else None


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    levels = np.arange(0, 256, 17, dtype=np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(64, 64, 3)
    sample = Image.fromarray(grid)
    ImageCms.applyTransform(sample, transform, inPlace=True)
    return int(np.abs(np.asarray(sample).astype(int) - grid).max()) <= _VISIBLE
