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
_STRIP = 1 << 16  # pixels converted at a time, some 2 ms: Pillow holds the interpreter meanwhile, and others wait
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
    return to_display(pixels, None)


def to_display(pixels: Pixels, monitor: bytes | None) -> Pixels:
    """The same picture in a monitor's colours; ``profile`` is ``monitor`` afterwards. Threads may share.

    Args:
        pixels: The picture.
        monitor: The monitor's ICC profile; None is sRGB, and so is one that is broken or not RGB.

    Returns:
        The array is a new one, or the given one where nothing has to change.
    """
    screen = _sound(monitor, screen=True)
    transform = _to_screen(pixels.profile, screen)
    if transform is None:
        return replace(pixels, profile=screen)
    array = np.empty_like(pixels.array)
    height, width = array.shape[:2]
    step = max(1, _STRIP // width)
    for top in range(0, height, step):
        strip = Image.fromarray(pixels.array[top : top + step])
        ImageCms.applyTransform(strip, transform, inPlace=True)
        array[top : top + step] = np.asarray(strip)
    return replace(pixels, array=array, profile=screen)


def is_of_screen(profile: bytes | None) -> bool:
    """Whether a picture can be converted to this profile: RGB, whole, and not for a scanner only."""
    return _sound(profile, screen=True) is not None


def is_in_colours_of(profile: bytes | None, monitor: bytes | None) -> bool:
    """Whether pixels of a profile are a monitor's colours as they are, both as in ``to_display``."""
    return _to_screen(profile, _sound(monitor, screen=True)) is None


def _to_screen(profile: bytes | None, screen: bytes | None) -> ImageCms.ImageCmsTransform | None:
    source = _sound(profile)
    return None if source == screen else _transform(source, "RGB", screen)


@lru_cache(maxsize=16)
def profile_name(profile: bytes | None) -> str:
    """What a profile calls itself; empty for none, for a broken one and for one without a name."""
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile))).strip() if profile else ""
    except (ImageCms.PyCMSError, OSError):
        return ""


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
def _transform(profile: bytes | None, mode: str, screen: bytes | None = None) -> ImageCms.ImageCmsTransform | None:
    """From a profile to a monitor's, both None for sRGB; None where nothing needs to be done, or can be.

    LittleCMS reads a transform without changing it, so threads share them.
    """
    try:
        source = _parsed(profile, mode)
        transform = _built(source, mode, _parsed(screen, "RGB") or _SRGB) if source else None
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if transform and mode == "RGB" and _changes_nothing(transform) else transform


def _built(source: ImageCms.ImageCmsProfile, mode: str, screen: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.buildTransform(source, screen, mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC, flags)


def _parsed(profile: bytes | None, mode: str) -> ImageCms.ImageCmsProfile | None:
    if profile is not None:
        return ImageCms.ImageCmsProfile(BytesIO(profile))
    if mode == "RGB":
        return _SRGB
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")) if mode == "LAB" else None


@lru_cache(maxsize=16)
def _sound(profile: bytes | None, *, screen: bool = False) -> bytes | None:
    """The profile, or None for sRGB where it does not describe RGB or LittleCMS cannot convert from it.

    ``screen``: to it, which is more: a scanner's profile is for one way only.
    """
    if profile is None or space(profile) != "RGB":
        return None
    try:
        parsed = ImageCms.ImageCmsProfile(BytesIO(profile))
        _built(_SRGB, "RGB", parsed) if screen else _built(parsed, "RGB", _SRGB)
    except (ImageCms.PyCMSError, OSError):
        return None
    return profile


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    levels = np.arange(0, 256, 17, dtype=np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(64, 64, 3)
    sample = Image.fromarray(grid)
    ImageCms.applyTransform(sample, transform, inPlace=True)
    return int(np.abs(np.asarray(sample).astype(int) - grid).max()) <= _VISIBLE
