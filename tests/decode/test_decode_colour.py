"""Colours come out numerically right, against LittleCMS and against published matrices."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageCms

from reviewer.decode import Pixels, decode, encode_jpeg, icc, to_srgb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Linear light, to sRGB's primaries (W3C CSS Color 4, section 18; Adobe RGB (1998) annex C combined with IEC 61966-2-1)
P3_TO_SRGB = np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]])
ADOBE_TO_SRGB = np.array([[1.3984, -0.3984, 0.0], [0.0, 1.0, 0.0], [0.0, -0.0429, 1.0429]])
BT2020_TO_SRGB = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])


def _linear(value: np.ndarray) -> np.ndarray:
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _coded(value: np.ndarray) -> np.ndarray:
    value = np.clip(value, 0, 1)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)


@pytest.fixture
def patches() -> np.ndarray:
    """Muted colours, which every one of the spaces can show: shape (24, 24, 3)."""
    return np.random.default_rng(3).integers(70, 180, (24, 24, 3), np.uint8)


@pytest.mark.parametrize(
    ("profile", "matrix", "decode_curve"),
    [
        (icc.display_p3, P3_TO_SRGB, _linear),
        (icc.bt_2020, BT2020_TO_SRGB, _linear),
        (icc.adobe_rgb, ADOBE_TO_SRGB, lambda value: value ** (563 / 256)),
    ],
)
def test_own_profiles(
    patches: np.ndarray,
    profile: Callable[[], bytes],
    matrix: np.ndarray,
    decode_curve: Callable[[np.ndarray], np.ndarray],
) -> None:
    expected = 255 * _coded(decode_curve(patches / 255) @ matrix.T)
    converted = to_srgb(Pixels(patches, profile(), (24, 24)))
    assert converted.profile is None
    assert np.abs(converted.array - expected).max() <= 1.6


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
def test_embedded_profile_stays_and_is_used(patches: np.ndarray, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    flat = Image.new("RGB", (32, 32), (150, 90, 60))
    flat.save(path, icc_profile=icc.display_p3(), quality=95)
    pixels = decode(path)
    assert pixels.profile == icc.display_p3()
    assert np.abs(pixels.array.astype(int) - (150, 90, 60)).max() <= 3
    expected = 255 * _coded(P3_TO_SRGB @ _linear(np.array([150, 90, 60]) / 255))
    assert np.abs(to_srgb(pixels).array - expected).max() <= 4


def test_swapped_channels_are_swapped(scene: Image.Image, tmp_path: Path) -> None:
    """A profile that calls green red is honoured, or the picture shows it."""
    profile = bytearray(icc.display_p3())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    path = tmp_path / "a.png"
    scene.save(path, icc_profile=bytes(profile))
    array = to_srgb(decode(path)).array
    assert array[4, 4].argmax() == 1
    assert array[4, -4].argmax() == 0


def test_equals_littlecms_for_a_large_picture(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    large = noise.resize((1400, 900))
    large.save(path, icc_profile=icc.adobe_rgb())
    transform = ImageCms.buildTransform(
        BytesIO(icc.adobe_rgb()), ImageCms.createProfile("sRGB"), "RGB", "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    assert np.array_equal(to_srgb(decode(path)).array, np.asarray(ImageCms.applyTransform(large, transform)))


def test_srgb_and_broken_profiles_change_nothing(scene: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"nonsense", icc.display_p3()[:200], srgb[:16] + b"CMYK" + srgb[20:]):
        scene.save(path, icc_profile=profile)
        pixels = decode(path)
        converted = to_srgb(pixels)
        assert converted.profile is None
        assert np.array_equal(converted.array, np.asarray(scene))
        assert np.array_equal(pixels.array, np.asarray(scene))


@pytest.mark.parametrize("index", ["R03", "R98"])
def test_adobe_rgb_by_interoperability_index(tmp_path: Path, index: str) -> None:
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 0xFFFF, 0xA005: {1: index}}
    path = tmp_path / "a.jpg"
    Image.new("RGB", (32, 32), (120, 160, 90)).save(path, exif=exif, quality=95)
    assert decode(path).profile == (icc.adobe_rgb() if index == "R03" else None)


def test_adobe_rgb_by_colour_space_number(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 2}
    path = tmp_path / "a.jpg"
    Image.new("RGB", (32, 32), (120, 160, 90)).save(path, exif=exif, quality=95)
    assert decode(path).profile == icc.adobe_rgb()


def test_embedded_profile_goes_before_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 2}
    path = tmp_path / "a.jpg"
    Image.new("RGB", (32, 32)).save(path, exif=exif, icc_profile=icc.display_p3())
    assert decode(path).profile == icc.display_p3()


def test_avif_that_names_display_p3(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    Image.new("RGB", (32, 32), (150, 90, 60)).save(path, quality=95)
    data = path.read_bytes()
    at = data.index(b"colrnclx") + 8
    for primaries, expected in ((1, None), (12, icc.display_p3()), (9, icc.bt_2020())):
        path.write_bytes(data[:at] + primaries.to_bytes(2, "big") + data[at + 2 :])
        assert decode(path).profile == expected


def test_grey_profile(tmp_path: Path) -> None:
    """Grey of gamma 1.8, old Macintoshes', becomes grey of sRGB's curve."""
    path = tmp_path / "a.png"
    wedge = np.tile(np.arange(256, dtype=np.uint8), (8, 1))
    Image.fromarray(wedge).save(path, icc_profile=_grey_profile())
    pixels = decode(path)
    assert pixels.profile is None
    assert np.abs(pixels.array - (255 * _coded((wedge / 255) ** 1.8))[..., None]).max() <= 2


def _grey_profile() -> bytes:
    """The tags of a grey profile of gamma 1.8, in a colour profile's frame."""
    donor = icc.adobe_rgb().replace(b"RGB XYZ ", b"GRAYXYZ ", 1).replace(b"rTRC", b"kTRC", 1)
    at = donor.index(b"para") + 12
    return donor[:at] + round(1.8 * 65536).to_bytes(4, "big") + donor[at + 4 :]


def test_colour_profile_on_grey_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.linear_gradient("L").save(path, icc_profile=icc.display_p3())
    pixels = decode(path)
    assert pixels.profile == icc.display_p3()
    assert np.abs(to_srgb(pixels).array.astype(int) - np.asarray(Image.linear_gradient("L"))[..., None]).max() <= 1


def test_cmyk_with_and_without_profile(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("CMYK", (32, 32), (0, 255, 255, 0)).save(path, quality=95)
    plain = decode(path)
    assert plain.profile is None
    assert np.abs(plain.array[16, 16].astype(int) - (255, 0, 0)).max() <= 3
    Image.new("CMYK", (32, 32), (0, 255, 255, 0)).save(path, quality=95, icc_profile=icc.display_p3())
    assert np.array_equal(decode(path).array, plain.array)  # a profile for other pixels than these


def test_lab(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("LAB", (8, 8), (136, 208, 195)).save(
        path
    )  # sRGB red is L* 53.2, a* 80.1, b* 67.2 under D65; 54.3, 80.8, 69.9 here
    assert np.abs(decode(path).array[4, 4].astype(int) - (250, 0, 0)).max() <= 12


def test_thumbnail_keeps_the_profile(patches: np.ndarray, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encode_jpeg(Pixels(patches, icc.display_p3(), (24, 24)), 95))
    assert decode(path).profile == icc.display_p3()
    path.write_bytes(encode_jpeg(Pixels(patches, None, (24, 24))))
    assert decode(path).profile is None


def test_threads_share_transforms(noise: Image.Image) -> None:
    pixels = Pixels(np.asarray(noise), icc.display_p3(), noise.size)
    expected = to_srgb(pixels).array
    results: list[bool] = []

    def work() -> None:
        results.extend(np.array_equal(to_srgb(pixels).array, expected) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 20


def test_real_profiles_against_littlecms(shared: Path) -> None:
    for path in sorted((shared / "photos/colour").iterdir()):
        with Image.open(path) as image:
            profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
            transform = ImageCms.buildTransform(
                profile, ImageCms.createProfile("sRGB"), "RGB", "RGB",
                ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )  # fmt: skip
            reference = np.asarray(ImageCms.applyTransform(image.convert("RGB"), transform))
        converted = to_srgb(decode(path)).array
        assert np.array_equal(converted, reference), path.name
