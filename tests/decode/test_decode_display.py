"""On its way to a monitor a picture goes from its own profile to the monitor's, checked on pixels."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageCms

from reviewer.decode import Pixels, decode, icc, profile_name, to_display, to_srgb

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = np.arange(0, 256, 15, dtype=np.uint8)
GRID = np.stack(np.meshgrid(LEVELS, LEVELS, LEVELS), axis=-1).reshape(54, 108, 3)
SRGB_PRIMARIES = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))


def monitor(primaries: tuple[tuple[float, float], ...], curve: tuple[float, ...] = icc._SRGB_CURVE) -> bytes:
    return icc._profile("A monitor", primaries, curve)


SRGB = monitor(SRGB_PRIMARIES)
SWAPPED = monitor((SRGB_PRIMARIES[2], SRGB_PRIMARIES[0], SRGB_PRIMARIES[1]))  # red drives what shines blue, ...
GAMMA_1 = monitor(SRGB_PRIMARIES, (1.0,))


def pixels(array: np.ndarray = GRID, profile: bytes | None = None) -> Pixels:
    return Pixels(array, profile, (array.shape[1], array.shape[0]))


def differences(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.abs(one.astype(int) - other).max())


def test_srgb_on_an_srgb_monitor_stays_as_it_is() -> None:
    for given, screen in ((None, None), (SRGB, None), (None, SRGB), (SRGB, SRGB)):
        shown = to_display(pixels(profile=given), screen)
        assert shown.array is GRID
        assert shown.profile == screen


def test_a_monitor_with_exchanged_channels_is_given_exchanged_channels() -> None:
    shown = to_display(pixels(), SWAPPED)
    assert differences(shown.array, GRID[..., [2, 0, 1]]) <= 1
    assert shown.profile == SWAPPED


def test_a_photo_with_exchanged_channels_looks_right_on_any_monitor() -> None:
    photo = pixels(GRID[..., [2, 0, 1]].copy(), SWAPPED)
    assert differences(to_display(photo, None).array, GRID) <= 1
    assert to_display(photo, SWAPPED).array is photo.array
    assert differences(to_display(photo, monitor(SRGB_PRIMARIES[::-1])).array, GRID[..., ::-1]) <= 1


def test_a_linear_monitor_gets_linear_light() -> None:
    parts = GRID / 255
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    assert differences(to_display(pixels(), GAMMA_1).array, np.rint(light * 255)) <= 1


def test_wide_colours_reach_a_wide_monitor_and_are_cut_for_another() -> None:
    green = np.full((4, 4, 3), (0, 255, 0), np.uint8)
    photo = pixels(green, icc.display_p3())
    assert to_display(photo, icc.display_p3()).array is green
    assert differences(to_display(photo, None).array, green) <= 1
    shown = to_display(pixels(green), icc.display_p3()).array[0, 0]
    assert (shown.astype(int) - (117, 251, 76)).tolist() == pytest.approx([0, 0, 0], abs=2)  # sRGB's green in P3: known


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"nonsense",
        SRGB[:200],
        SRGB[:16] + b"CMYK" + SRGB[20:],
        SRGB[:16] + b"GRAY" + SRGB[20:],
        SRGB[:128] + bytes(4),
    ],
)
def test_a_broken_profile_is_srgb(broken: bytes) -> None:
    assert to_display(pixels(), broken).array is GRID
    assert to_display(pixels(), broken).profile is None
    assert to_display(pixels(profile=broken), None).array is GRID
    assert differences(to_display(pixels(profile=broken), SWAPPED).array, GRID[..., [2, 0, 1]]) <= 1
    assert differences(to_display(pixels(GRID[..., [2, 0, 1]].copy(), SWAPPED), broken).array, GRID) <= 1


def test_all_of_a_large_picture_is_converted() -> None:
    array = np.random.default_rng(3).integers(0, 256, (700, 1100, 3), np.uint8)
    before = array.copy()
    assert differences(to_display(pixels(array), SWAPPED).array, array[..., [2, 0, 1]]) <= 1
    assert np.array_equal(array, before)


def test_threads_share_transforms() -> None:
    array = np.random.default_rng(3).integers(0, 256, (300, 500, 3), np.uint8)
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(lambda screen: to_display(pixels(array), screen).array, [SWAPPED, GAMMA_1] * 8))
    for first, again in zip(shown, shown[2:], strict=False):
        assert np.array_equal(first, again)


def test_to_srgb_is_the_way_to_a_monitor_without_a_profile() -> None:
    photo = pixels(profile=icc.adobe_rgb())
    assert np.array_equal(to_srgb(photo).array, to_display(photo, None).array)
    assert to_srgb(photo).profile is None


def test_what_a_profile_calls_itself() -> None:
    assert profile_name(icc.display_p3()) == "Display P3"
    assert profile_name(SRGB) == "A monitor"
    stream = BytesIO(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert "sRGB" in profile_name(stream.getvalue())
    for nothing in (None, b"", b"nonsense", SRGB[:200]):
        assert profile_name(nothing) == ""


def test_real_wide_gamut_photos(shared: Path) -> None:
    """Each hides a mark in colours outside sRGB: seen on a wide monitor, gone on an sRGB one; LittleCMS is the judge."""
    folder = shared / "photos/colour"
    for name, wide in (("P3-sRGB-red.png", icc.display_p3()), ("R2020-sRGB-green.jpg", icc.bt_2020())):
        photo = decode(folder / name)
        assert photo.profile
        assert profile_name(photo.profile)
        on_wide, on_srgb = to_display(photo, wide).array.astype(int), to_display(photo, None).array.astype(int)
        assert on_wide.std(axis=(0, 1)).max() > on_srgb.std(axis=(0, 1)).max()
        image = Image.fromarray(photo.array)
        judge = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(photo.profile)),
            ImageCms.ImageCmsProfile(BytesIO(wide)),
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        assert differences(np.asarray(judge), on_wide) <= 1
        part = replace(photo, array=np.ascontiguousarray(photo.array[10:50, 20:90]))
        assert np.array_equal(to_display(part, wide).array, on_wide[10:50, 20:90])
