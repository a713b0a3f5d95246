"""Any of Pillow's modes to 8 bit, opaque RGB, and the profile that then describes it.

In two steps, because pictures are made smaller between them: fewer than 8 bits, palettes and more than 8 bits cannot be
averaged well as they are; alpha, ink and grey can, and are fewer pixels afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from reviewer.decode import colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEUTRAL = 128  # what shows through: middle grey flatters neither dark nor light cut-outs

# TIFF tags and their values
_BITS = 258
_PHOTOMETRIC = 262
_SAMPLE_FORMAT = 339
_SIGNED = 2
_WHITE_IS_ZERO = 0
_BLACK_IS_ZERO = 1

_PLAIN = {
    "1": "L",
    "La": "LA",
    "PA": "RGBA",
    "RGBa": "RGBA",
    "RGBX": "RGB",
    "YCbCr": "RGB",
    "HSV": "RGB",
}


def eight_bits(image: Image.Image) -> Image.Image:
    """The picture in a mode with 8 bits a channel: L, LA, RGB, RGBA, CMYK or LAB."""
    mode = image.mode
    if mode.startswith(("I", "F")):
        return _levels(image)
    if mode == "P" or (mode in ("L", "RGB") and "transparency" in image.info):
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image.convert(_PLAIN[mode]) if mode in _PLAIN else image


def opaque_rgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """The picture as RGB, and the RGB profile that describes it (None: sRGB).

    Args:
        image: In one of the modes of ``eight_bits``.
        profile: What the file carries. Ink, Lab and grey are converted to sRGB through it; a profile of another
            colour space than the picture's is not used, as other programs do; grey under an RGB profile is a
            neutral RGB picture.
    """
    if image.mode in ("LA", "RGBA"):
        image = _opaque(image)
    space = colour.space(profile)
    if image.mode in ("CMYK", "LAB") or (image.mode == "L" and space == "L"):
        return colour.converted(image, profile if space == image.mode else None), None
    rgb = image if image.mode == "RGB" else image.convert("RGB")
    return rgb, profile if space == "RGB" else None


def _opaque(image: Image.Image) -> Image.Image:
    alpha = image.getchannel("A")
    solid = image.convert(image.mode.removesuffix("A"))
    if alpha.getextrema() == (255, 255):
        return solid
    ground = Image.new(solid.mode, solid.size, (_NEUTRAL,) * len(solid.getbands()))
    ground.paste(solid, mask=alpha)
    return ground


def _levels(image: Image.Image) -> Image.Image:
    """Grey of more than 8 bits as 8 bits: white is the format's white; for floating point 1, or the brightest value."""
    values, white = _floating(image) if image.mode == "F" else _whole(image)
    if _tag(image, _PHOTOMETRIC, _BLACK_IS_ZERO) == _WHITE_IS_ZERO:
        values = white - values
    np.multiply(values, 255 / white, out=values)
    return Image.fromarray(np.clip(np.rint(values, out=values), 0, 255, out=values).astype(np.uint8))


def _floating(image: Image.Image) -> tuple[NDArray[np.float32], float]:
    values = np.nan_to_num(np.asarray(image, np.float32), nan=0.0)
    return values, max(1.0, float(values.max()))


def _whole(image: Image.Image) -> tuple[NDArray[np.float32], float]:
    values = np.asarray(image)
    bits = _tag(image, _BITS, 16)
    signed = _tag(image, _SAMPLE_FORMAT, 1) == _SIGNED
    if image.mode == "I" and not signed:  # Pillow keeps unsigned numbers of 32 bits in signed ones
        values = values.view(np.uint32)
    return values.astype(np.float32), 2.0 ** (bits - signed) - 1


def _tag(image: Image.Image, number: int, otherwise: int) -> int:
    tags = image.tag_v2 if isinstance(image, TiffImageFile) else {}
    value = tags.get(number)
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else otherwise
