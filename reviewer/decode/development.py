"""RAW developed by LibRaw: at half size where there is no preview to show, and in full where every pixel counts.

Both with the camera's white balance, in sRGB, not turned. In full, the picture takes the place of the camera's own
preview on screen, so it gets the preview's shape and its brightness: one gain, with a shoulder that keeps the sensor's
white where it is, as a camera's own curve does. Where there is no such preview LibRaw's rule for the brightness holds
in both sizes.

The demosaicing is PPG (C. K. Lin, "Pixel Grouping for Color Filter Array Demosaicing", 2003). Measured at 24 megapixels
on two slow cores, and the mean error of green against the picture that the mosaic was made of, in levels of 255: PPG
0.9 s, 0.66; bilinear 1.0 s, 0.87; AHD 1.7 s, 0.65; DHT 2.9 s; DCB 3.8 s; VNG 4.1 s. Other patterns than Bayer's, which
are Fujifilm's X-Trans, are bilinear: 0.9 s, 0.71, where LibRaw's own way for them takes 5 s, 0.44.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import rawpy
from PIL import Image

from reviewer.decode import exposure, libraw
from reviewer.decode.colour import to_srgb
from reviewer.decode.finishing import PIXEL_LIMIT, WHOLE_LIMIT, Loaded, finish, require_room, size_of, turn
from reviewer.decode.pixels import same_shape, turned
from reviewer.decode.source import Kind, Source, guarded
from reviewer.errors import BrokenImage, NoPreview, UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from reviewer.decode.pixels import Size

_HALF_BYTES = {  # a pixel: the sensor's 16 bits and a quarter of the developed RGB; or four of these and all of that
    rawpy.RawType.Flat: 2.75,
    rawpy.RawType.Stack: 11.0,
}
_FULL_BYTES = {  # measured; known of it: the sensor's 16 bits or four times these; four times 16 at work; 8 bit RGB
    rawpy.RawType.Flat: 16.0,
    rawpy.RawType.Stack: 22.0,
}
_LOOK: dict[str, Any] = {
    "use_camera_wb": True,
    "user_flip": 0,
    "gamma": (2.4, 12.92),
}  # LibRaw's terms for sRGB's curve
_SMALL = (384, 384)  # pixels: enough to compare brightness
_WHITE = 65535.0
_DARKEST, _BRIGHTEST = 0.5, 8.0  # a preview's gain; cameras keep up to 3 stops in reserve for highlights
_SAME_SHAPE = 0.01  # of the ratio of width to height


def half(raw: rawpy.RawPy, source: Source) -> Loaded:
    """The development at half size, in LibRaw's own brightness.

    Raises:
        TooLarge: More than is developed in the window's or the scoring's memory.
        BrokenImage: No sensor data.
    """
    orientation = libraw.orientation(raw)
    _require_room(raw, source, _HALF_BYTES, PIXEL_LIMIT)
    array = _developed(raw, source, half_size=True)
    image = Image.fromarray(array[..., 0] if array.shape[2] == 1 else array)
    return Loaded(image, image.size, orientation=orientation, origin="developed")


def load(source: Source, stops: float) -> Loaded:
    """The development in full, ``stops`` brighter than the camera's preview.

    Raises:
        NoPreview: Not a RAW that LibRaw knows.
        TooLarge, BrokenImage: As their names say.
    """
    if source.kind is not Kind.RAW:
        raise NoPreview(source.path)
    with libraw.opened(source) as raw:
        _require_room(raw, source, _FULL_BYTES, WHOLE_LIMIT)
        orientation = libraw.orientation(raw)
        model = _Model.of(raw, source)
        sizes = raw.sizes
        look = _brightness(_gain(raw, source, model) if model else None, stops)
        array = _developed(raw, source, demosaic_algorithm=_demosaicing(raw), **look)
    left, top, right, bottom = _frame(sizes, size_of(array), model.size if model else None)
    part = array[top:bottom, left:right]
    image = Image.fromarray(part[..., 0]) if part.shape[2] == 1 else part
    return Loaded(image, size_of(image), orientation=orientation, origin="developed")


def full_size(raw: rawpy.RawPy, source: Source) -> Size:
    """Upright width and height of what ``load`` gives, without developing it."""
    preview = libraw.preview(raw, source)
    like = _lying(preview, raw) if preview is not None and libraw.is_large(preview) else None
    left, top, right, bottom = _frame(raw.sizes, (raw.sizes.width, raw.sizes.height), like)
    return turned((right - left, bottom - top), libraw.orientation(raw))


def _lying(preview: Image.Image, raw: rawpy.RawPy) -> Size:
    """Width and height of a preview if it lay as the sensor lay."""
    turn, sensor = libraw.orientation_of(preview, raw), libraw.orientation(raw)
    return preview.size if turn == sensor else turned(preview.size, sensor)


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The camera's preview, small, which a development is to look like.

    Attributes:
        size: Its true width and height, lying as the sensor lay.
        light: Its luminance in linear light, upright.
    """

    size: Size
    light: Image.Image

    @classmethod
    def of(cls, raw: rawpy.RawPy, source: Source) -> _Model | None:
        """None where the preview is not what is shown: too small, broken, not there."""
        preview = libraw.preview(raw, source)
        if preview is None or not libraw.is_large(preview):
            return None
        turn, lying = libraw.orientation_of(preview, raw), _lying(preview, raw)
        try:
            small = finish(libraw.shown(preview, source, _SMALL, orientation=turn), source.path, _SMALL)
        except UnreadablePhoto:
            return None
        return cls(lying, exposure.luminance(exposure.to_linear(to_srgb(small).array)))


def _gain(raw: rawpy.RawPy, source: Source, model: _Model) -> float:
    """By how much LibRaw's plain development has to be brightened."""
    orientation, sizes = libraw.orientation(raw), raw.sizes
    plain = {**_LOOK, "gamma": (1, 1), "no_auto_bright": True, "output_bps": 16, "half_size": True}
    with guarded(source.path):
        linear = raw.postprocess(**plain)
    left, top, right, bottom = (edge // 2 for edge in _frame(sizes, (sizes.width, sizes.height), model.size))
    step = max(1, min(linear.shape[:2]) // _SMALL[0])
    sample = linear[top:bottom:step, left:right:step].astype(np.float32) / _WHITE
    light = turn(exposure.luminance(np.broadcast_to(sample, (*sample.shape[:2], 3))), orientation)
    return max(_DARKEST, min(_BRIGHTEST, exposure.gain(model.light, light)))


def _brightness(gain: float | None, stops: float) -> dict[str, Any]:
    """LibRaw's options for a preview's gain, None without one, and a change of exposure.

    A gain above 1 is LibRaw's shift, which keeps white white by bending what is above 1 / gain; a change upwards then
    multiplies all of that, so that it shows twice the light of what was shown. A change downwards lessens the shift
    first: who darkens wants to see apart what the bend brought together.
    """
    stops = exposure.bounded(stops)
    if gain is None:
        return {"bright": 2.0**stops}
    shift, push = gain * 2.0 ** min(0.0, stops), 2.0 ** max(0.0, stops)
    if shift <= 1:
        return {"no_auto_bright": True, "bright": shift * push}
    return {"no_auto_bright": True, "bright": push, "exp_shift": shift, "exp_preserve_highlights": 1.0}


def _demosaicing(raw: rawpy.RawPy) -> rawpy.DemosaicAlgorithm:
    pattern = raw.raw_pattern  # None where there is nothing to demosaic
    is_bayer = pattern is None or pattern.shape == (2, 2)
    return rawpy.DemosaicAlgorithm.PPG if is_bayer else rawpy.DemosaicAlgorithm.LINEAR


def _require_room(raw: rawpy.RawPy, source: Source, needed: Mapping[rawpy.RawType, float], limit: int) -> None:
    size = (raw.sizes.raw_width, raw.sizes.raw_height)
    require_room(source.path, size, needed[rawpy.RawType.Flat], limit=limit)
    with guarded(source.path):
        kind = raw.raw_type  # known only once LibRaw has unpacked it
    require_room(source.path, size, needed[kind], limit=limit)


def _developed(raw: rawpy.RawPy, source: Source, **options: Any) -> NDArray[np.uint8]:  # noqa: ANN401  LibRaw's, of all kinds
    with guarded(source.path):
        array: NDArray[np.uint8] = raw.postprocess(**_LOOK, **options)
        if array.min() == array.max():  # even a lens cap leaves noise
            raise BrokenImage(source.path, "no sensor data")
    return array


def _frame(sizes: rawpy.ImageSizes, developed: Size, like: Size | None) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what a preview of the size ``like`` shows of a development, neither of them turned.

    Cameras say which part of the sensor is the picture; where neither that nor all of it has the preview's shape, as
    when a square was set in the camera, it is the middle.
    """
    whole = (0, 0, *developed)
    if like is None:
        return whole
    left, top = sizes.crop_left_margin - sizes.left_margin, sizes.crop_top_margin - sizes.top_margin
    said = (left, top, left + sizes.crop_width, top + sizes.crop_height)
    is_sound = min(said[:2]) >= 0 and said[2] <= sizes.width and said[3] <= sizes.height and sizes.crop_width > 1
    choices = [said, whole] if is_sound and developed == (sizes.width, sizes.height) else [whole]
    same = (box for box in choices if same_shape((box[2] - box[0], box[3] - box[1]), like, _SAME_SHAPE))
    return next(same, None) or _middle(choices[0], like)


def _middle(box: tuple[int, int, int, int], like: Size) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    across, down = min(width, round(height * like[0] / like[1])), min(height, round(width * like[1] / like[0]))
    left, top = left + (width - across) // 2, top + (height - down) // 2
    return left, top, left + max(1, across), top + max(1, down)
