"""Every format, mode and depth comes out as the same upright RGB."""

from __future__ import annotations

import base64
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from reviewer.decode import Family, decode, family, read_metadata, to_srgb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The scene as libheif writes it: turned by the container with EXIF orientation 6 beside it, and as Display P3 by number
HEIC_TURNED = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAABxQABAAAAAAAAAJAAAgAAAAACVQABAAAAAAAAAHQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAi"
    "QAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAA"
    "EFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAQxtZGF0AAAAjCgBrxOAeXMFyL//9AVH/7yOeH5AEPImMX7gK/96tf+y1cp4Rhwu"
    "iXxcqMvE0gX+a9cYQgGddx7lSGip7fRjb/92wBH48tz/yrofqnc3vCqQjSL6YDx91edUQp9q1GjjkLPBexZ7W9k37GSRW6xI9BFFrs/PQvKf9B"
    "sfyCn9v5YgzYeLRSU93A/o/B4gAAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAABgAAADIBEgADAAAAAQAGAACHaQAEAAAAAQAAADgAAAAATWFr"
    "ZXIAAAKQAwACAAAAFAAAAFaSkQACAAAAAzI1AAAAAAAAMjAyNTowOTowMSAxODowMzoyMgA="
)
HEIC_P3 = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAA"
    "AAAERAAAEAAQAAAAABegABAAAAAAAAAJAAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAA"
    "AAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkA"
    "AAAwAAAwAeoDCBBZbqSSmubhgaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAAMAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAA"
    "QAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAJhtZGF0AAAAjCgBrxOAeXMFyL//9AVH/7yOeH5AEPImMX7gK/96tf"
    "+y1cp4RhwuiXxcqMvE0gX+a9cYQgGddx7lSGip7fRjb/92wBH48tz/yrofqnc3vCqQjSL6YDx91edUQp9q1GjjkLPBexZ7W9k37GSRW6xI9BFF"
    "rs/PQvKf9BsfyCn9v5YgzYeLRSU93A/o/B4g"
)

FORMATS = {
    "jpg": {"quality": 95, "subsampling": 0},
    "png": {},
    "webp": {"lossless": True},
    "tif": {},
    "gif": {},
    "bmp": {},
    "jp2": {},
    "j2k": {},
    "avif": {"quality": 95},
}
QUICK = {"jpg", "png", "webp", "gif", "bmp"}
EXIF_FORMATS = ["jpg", "png", "webp", "tif", "avif"]


@pytest.mark.parametrize("ending", FORMATS)
def test_format(scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None], ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    scene.save(path, **FORMATS[ending])
    pixels = decode(path)
    assert pixels.array.dtype == np.uint8
    assert pixels.array.flags.c_contiguous
    assert (pixels.array.shape, pixels.full_size, pixels.damaged, pixels.origin) == (
        (64, 96, 3),
        (96, 64),
        False,
        "image",
    )
    assert_scene(pixels.array)
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height, metadata.orientation) == (96, 64, 1)
    assert family(path) is (Family.QUICK if ending in QUICK else Family.GUARDED)


@pytest.mark.parametrize("ending", FORMATS)
def test_content_counts_not_the_name(
    scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None], ending: str
) -> None:
    right, wrong = tmp_path / f"a.{ending}", tmp_path / "b.jpg"
    scene.save(right, **FORMATS[ending])
    right.rename(wrong)
    assert_scene(decode(wrong).array)
    assert read_metadata(wrong).width == 96


@pytest.mark.parametrize("orientation", range(9))
@pytest.mark.parametrize("ending", EXIF_FORMATS)
def test_every_orientation_looks_the_same(
    scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None], ending: str, orientation: int
) -> None:
    path = _turned(scene, tmp_path / f"a.{ending}", orientation)
    pixels = decode(path)
    assert (pixels.array.shape, pixels.full_size) == ((64, 96, 3), (96, 64))
    assert_scene(pixels.array)
    small = decode(path, (48, 48))
    assert (small.array.shape, small.full_size) == ((32, 48, 3), (96, 64))
    assert_scene(small.array)
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height, metadata.orientation) == (96, 64, orientation or 1)


def _turned(upright: Image.Image, path: Path, orientation: int) -> Path:
    """Save a picture lying as a camera that was held that way would have written it."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the inverse of what EXIF asks for, as Pillow's Transpose
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation in undo else upright
    exif = Image.Exif()
    exif[274] = orientation
    stored.save(path, exif=exif, **FORMATS[path.suffix[1:]])
    return path


def test_orientation_behind_the_pixels_of_a_png(
    scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None]
) -> None:
    path = _turned(scene, tmp_path / "a.png", 6)
    data = path.read_bytes()
    at = data.index(b"eXIf") - 4
    length = 12 + struct.unpack(">I", data[at : at + 4])[0]
    chunk, rest = data[at : at + length], data[:at] + data[at + length :]
    end = rest.index(b"IEND") - 4
    path.write_bytes(rest[:end] + chunk + rest[end:])
    assert_scene(decode(path).array)
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height, metadata.orientation) == (96, 64, 6)


def test_compressed_and_turned_tiff(scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None]) -> None:
    stored = scene.transpose(Image.Transpose.ROTATE_90)
    path = tmp_path / "a.tif"
    stored.save(path, compression="tiff_lzw", tiffinfo={274: 6})
    assert_scene(decode(path).array)
    assert_scene(decode(path, (30, 30)).array)


def test_heic_is_turned_once(tmp_path: Path, assert_scene: Callable[..., None]) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(base64.b64decode(HEIC_TURNED))
    pixels = decode(path)
    assert (pixels.array.shape, pixels.full_size) == ((96, 64, 3), (64, 96))
    assert_scene(np.rot90(pixels.array))  # orientation 6 says: turn right
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height, metadata.orientation, metadata.make) == (64, 96, 6, "Maker")
    assert metadata.taken == pytest.approx(1756749802.25)
    assert family(path) is Family.GUARDED


def test_heic_that_names_display_p3(tmp_path: Path, assert_scene: Callable[..., None]) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(base64.b64decode(HEIC_P3))
    pixels = decode(path)
    assert_scene(pixels.array)
    assert pixels.profile is not None
    red = to_srgb(pixels).array[8, 8].astype(int)
    assert np.abs(red - (241, 0, 25)).max() <= 6  # (220, 40, 40) of Display P3, by the CSS Color 4 matrices


@pytest.mark.parametrize("ending", FORMATS)
def test_fit(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(path, **FORMATS[ending])
    for fit, expected in {(48, 48): (48, 36), (10, 1000): (10, 8), (1, 1): (1, 1), (640, 479): (639, 479)}.items():
        pixels = decode(path, fit)
        assert pixels.array.shape == (expected[1], expected[0], 3)
        assert pixels.full_size == (640, 480)


def test_never_enlarged(scene: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    scene.save(path)
    assert decode(path, (5000, 5000)).array.shape == (64, 96, 3)
    assert decode(path, (5000, 5000), cover=True).array.shape == (64, 96, 3)


def test_cover(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path)
    assert decode(path, (120, 120), cover=True).array.shape == (120, 160, 3)
    assert decode(path, (640, 10), cover=True).array.shape == (480, 640, 3)


@pytest.mark.parametrize(("ending", "within"), [("jpg", 9), ("png", 9), ("jp2", 20)])
def test_reduced_is_the_picture_made_smaller(noise: Image.Image, tmp_path: Path, ending: str, within: float) -> None:
    """Of a spread of 60. JPEG 2000's own half of a noisy picture is rougher than an average would be."""
    path = tmp_path / f"a.{ending}"
    noise.save(path, **FORMATS[ending])
    for size in ((320, 240), (200, 150), (92, 69)):
        reference = noise.resize(size, Image.Resampling.BICUBIC)
        difference = decode(path, size).array.astype(int) - np.asarray(reference)
        assert np.sqrt((difference**2).mean()) < within


@pytest.mark.parametrize("size", [(1001, 77), (333, 999), (17, 5)])
def test_jpeg2000_of_sizes_that_do_not_halve(tmp_path: Path, size: tuple[int, int]) -> None:
    """Pillow fails where rounding and rounding up differ; reduced decoding has to stay clear of those."""
    path = tmp_path / "a.jp2"
    Image.linear_gradient("L").resize(size).save(path)
    for edge in (1, 7, 40, 100):
        pixels = decode(path, (edge, edge))
        assert max(pixels.array.shape[:2]) == min(edge, max(size))
        assert not pixels.damaged


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"])
def test_tiff_mode(tmp_path: Path, mode: str) -> None:
    """A wedge from black to white stays one, whatever its mode."""
    wedge = np.tile(np.arange(256, dtype=np.uint8), (32, 1))
    path = tmp_path / "a.tif"
    _in_mode(wedge, mode).save(path)
    array = decode(path).array.astype(int)
    assert array.shape == (32, 256, 3)
    if mode == "1":
        assert set(np.unique(array)) == {0, 255}
    else:
        assert np.abs(array - wedge[..., None]).max() <= 3


def _in_mode(wedge: np.ndarray, mode: str) -> Image.Image:
    match mode:
        case "I;16":
            return Image.fromarray(wedge.astype(np.uint16) * 257)
        case "I":
            return Image.fromarray(wedge.astype(np.int32) * (2**31 // 255))
        case "F":
            return Image.fromarray(wedge.astype(np.float32) / 255)
        case "CMYK":
            ink = np.zeros((*wedge.shape, 4), np.uint8)
            ink[..., 3] = 255 - wedge
            return Image.fromarray(ink, "CMYK")
        case "LAB":
            linear = np.where(wedge / 255 <= 0.04045, wedge / 255 / 12.92, ((wedge / 255 + 0.055) / 1.055) ** 2.4)
            lightness = np.where(linear > 0.008856, 116 * np.cbrt(linear) - 16, 903.3 * linear)
            lab = np.zeros((*wedge.shape, 3), np.uint8)
            lab[..., 0] = np.rint(lightness * 2.55)
            return Image.frombytes("LAB", wedge.shape[::-1], lab.tobytes())
        case _:
            return Image.fromarray(wedge).convert(mode)


@pytest.mark.parametrize("ending", ["png", "tif", "jp2"])
def test_sixteen_bit_grey(tmp_path: Path, ending: str) -> None:
    levels = np.tile(np.linspace(0, 65535, 512).astype(np.uint16), (16, 1))
    path = tmp_path / f"a.{ending}"
    Image.fromarray(levels).save(path)
    assert np.abs(decode(path).array - levels[..., None] / 257.0).max() <= 1
    assert np.abs(decode(path, (256, 256)).array[:, :, 0].mean(axis=0) - np.linspace(0, 255, 256)).max() <= 2


def test_sixteen_bit_colour_and_white_that_is_zero(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64).astype("<u2")
    colour = np.stack([ramp, ramp[::-1], np.full(64, 32768, "<u2")], axis=-1)[None]
    path = tmp_path / "a.tif"
    path.write_bytes(_plain_tiff(colour.tobytes(), (64, 1), [16, 16, 16], photometric=2))
    assert np.abs(decode(path).array - colour / 257.0).max() <= 1
    path.write_bytes(_plain_tiff(ramp.tobytes(), (64, 1), [16], photometric=0))
    assert np.abs(decode(path).array[0, :, 0] - (255 - ramp / 257.0)).max() <= 1


def _plain_tiff(data: bytes, size: tuple[int, int], bits: list[int], photometric: int) -> bytes:
    tags = [
        (256, size[0]),
        (257, size[1]),
        (258, bits),
        (259, 1),
        (262, photometric),
        (273, 0),
        (277, len(bits)),
        (278, size[1]),
        (279, len(data)),
    ]
    body, extra = struct.pack("<H", len(tags)), b""
    after = 8 + 2 + 12 * len(tags) + 4
    for tag, value in tags:
        if isinstance(value, list) and len(value) > 2:
            body += struct.pack("<HHII", tag, 3, len(value), after)
            extra = struct.pack(f"<{len(value)}H", *value)
        else:
            plain = value[0] if isinstance(value, list) else value
            body += struct.pack(
                "<HHII", tag, 4, 1, after + 2 * (len(bits) if len(bits) > 2 else 0) if tag == 273 else plain
            )
    return b"II*\0" + struct.pack("<I", 8) + body + bytes(4) + extra + data


def test_floating_point_beyond_white_and_not_a_number(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(np.array([[0.0, 2.0, 4.0, np.nan]], np.float32)).save(path)
    assert decode(path).array[0, :, 0].tolist() == [0, 128, 255, 0]


@pytest.mark.parametrize("ending", ["png", "webp", "tif", "avif"])
def test_alpha_shows_neutral_grey(tmp_path: Path, ending: str) -> None:
    array = np.zeros((32, 32, 4), np.uint8)
    array[:, :16] = (255, 0, 0, 255)
    array[:, 16:] = (0, 255, 0, 0)
    path = tmp_path / f"a.{ending}"
    Image.fromarray(array).save(path, **FORMATS[ending])
    pixels = decode(path)
    assert np.abs(pixels.array[8, 4].astype(int) - (255, 0, 0)).max() <= 6
    assert np.abs(pixels.array[8, 28].astype(int) - 128).max() <= 2


def test_half_alpha_grey_alpha_and_transparent_palette(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (4, 4), (255, 255, 255, 128)).save(path)
    assert np.abs(decode(path).array.astype(int) - 192).max() <= 1
    Image.new("LA", (4, 4), (0, 128)).save(path)
    assert np.abs(decode(path).array.astype(int) - 64).max() <= 1
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([255, 0, 0, 0, 255, 0])
    palette.putpixel((0, 0), 0)
    palette.save(path, transparency=1)
    array = decode(path).array
    assert array[0, 0].tolist() == [255, 0, 0]
    assert array[1, 1].tolist() == [128, 128, 128]
    Image.new("RGB", (4, 4), (10, 20, 30)).save(path, transparency=(10, 20, 30))
    assert decode(path).array[0, 0].tolist() == [128, 128, 128]


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "tif", "avif"])
def test_first_frame_of_an_animation(
    scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None], ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    black = Image.new("RGB", scene.size)
    scene.save(path, save_all=True, append_images=[black, black], **FORMATS[ending])
    assert_scene(decode(path).array)


def test_second_picture_of_an_mpo_is_left_out(
    scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None]
) -> None:
    path = tmp_path / "a.jpg"
    scene.save(path, "MPO", save_all=True, append_images=[Image.new("RGB", scene.size)], quality=95)
    assert_scene(decode(path).array)
    assert read_metadata(path).format == "JPEG"
