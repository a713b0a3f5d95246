"""RAW: the preview where it is large enough, a development where it is not, turned once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from reviewer.decode import Family, decode, family, read_metadata
from reviewer.errors import BrokenImage, NotAnImage, UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _preview(size: tuple[int, int]) -> Image.Image:
    """A picture that is red on the left, blue on the right and darker at the bottom."""
    array = np.zeros((size[1], size[0], 3), np.uint8)
    array[:, : size[0] // 2] = (220, 30, 30)
    array[:, size[0] // 2 :] = (30, 30, 220)
    array[size[1] // 2 :] //= 2
    return Image.fromarray(array)


def _is_red(pixel: np.ndarray) -> bool:
    return int(pixel[0]) > int(pixel[2]) + 50


def test_large_preview_is_shown(make_dng: Callable[..., Path]) -> None:
    pixels = decode(make_dng(preview=_preview((1200, 800))))
    assert (pixels.origin, pixels.full_size, pixels.array.shape) == ("preview", (1200, 800), (800, 1200, 3))
    assert _is_red(pixels.array[100, 100])
    assert not _is_red(pixels.array[100, 1100])


def test_small_preview_gives_way_to_a_development(make_dng: Callable[..., Path]) -> None:
    pixels = decode(make_dng(preview=_preview((600, 400))))
    assert (pixels.origin, pixels.full_size) == ("developed", (120, 80))


def test_development_is_brighter_where_the_sensor_was(make_dng: Callable[..., Path]) -> None:
    pixels = decode(make_dng())
    assert (pixels.origin, pixels.array.shape, pixels.profile) == ("developed", (80, 120, 3), None)
    assert pixels.array[40, 100].min() > pixels.array[40, 20].max() + 40


def test_fit_applies_to_preview_and_development(make_dng: Callable[..., Path]) -> None:
    assert decode(make_dng(preview=_preview((1200, 800))), (300, 300)).array.shape == (200, 300, 3)
    assert decode(make_dng(), (60, 60)).array.shape == (40, 60, 3)


@pytest.mark.parametrize("own", [1, 6])
def test_preview_is_turned_once(make_dng: Callable[..., Path], own: int) -> None:
    """By the RAW's orientation; an orientation that the preview repeats in its own EXIF is not added."""
    exif = Image.Exif()
    exif[274] = own
    pixels = decode(make_dng(preview=_preview((1200, 800)), orientation=6, exif=exif), (400, 600))
    assert (pixels.full_size, pixels.array.shape) == ((800, 1200), (600, 400, 3))
    assert _is_red(pixels.array[100, 200])  # the left edge is on top
    assert not _is_red(pixels.array[500, 200])
    assert pixels.array[100, 100].max() < pixels.array[100, 300].max()  # the dark bottom is on the left


def test_preview_that_stands_upright_already_stays(make_dng: Callable[..., Path]) -> None:
    pixels = decode(make_dng(preview=_preview((800, 1200)), orientation=6))
    assert pixels.full_size == (800, 1200)
    assert _is_red(pixels.array[100, 100])


@pytest.mark.parametrize(("orientation", "bright"), [(1, "right"), (2, "left"), (3, "left"), (6, "bottom"), (8, "top")])
def test_development_is_turned_once(make_dng: Callable[..., Path], orientation: int, bright: str) -> None:
    array = decode(make_dng(orientation=orientation)).array.astype(int)
    assert array.shape[:2] == ((120, 80) if orientation in (6, 8) else (80, 120))
    rows, columns = array.mean(axis=(1, 2)), array.mean(axis=(0, 2))
    slopes = {
        "right": columns[-9] - columns[8],
        "left": columns[8] - columns[-9],
        "bottom": rows[-9] - rows[8],
        "top": rows[8] - rows[-9],
    }
    assert max(slopes, key=slopes.__getitem__) == bright
    assert slopes[bright] > 40


def test_broken_preview_gives_way_to_a_development(make_dng: Callable[..., Path]) -> None:
    assert decode(make_dng(preview=_preview((1200, 800)), cut=300)).origin == "developed"


def test_small_preview_is_better_than_nothing(make_dng: Callable[..., Path]) -> None:
    path = make_dng(preview=_preview((600, 400)))
    path.write_bytes(path.read_bytes()[:-60000])  # of the 76,800 bytes of sensor data
    pixels = decode(path)
    assert (pixels.origin, pixels.full_size) == ("preview", (600, 400))
    assert _is_red(pixels.array[50, 100])


def test_sensor_data_that_is_all_zero_is_broken(make_dng: Callable[..., Path]) -> None:
    path = make_dng()
    path.write_bytes(path.read_bytes()[:-76_800] + bytes(76_800))
    with pytest.raises(BrokenImage):
        decode(path)


def test_metadata(make_dng: Callable[..., Path]) -> None:
    metadata = read_metadata(make_dng(orientation=6, preview=_preview((1200, 800))))
    assert (metadata.width, metadata.height, metadata.orientation) == (160, 240, 6)
    assert (metadata.make, metadata.model, metadata.format) == ("Handmade", "One", "DNG")
    assert metadata.taken_text == "2025-09-01 18:03:22"
    assert metadata.taken == pytest.approx(1756749802.5)
    assert metadata.exposure == pytest.approx(1 / 125)


def test_name_that_is_no_text(make_dng: Callable[..., Path], tmp_path: Path) -> None:
    odd = tmp_path / "a\udcff\n.dng"
    try:
        make_dng().rename(odd)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert decode(odd).origin == "developed"
    assert read_metadata(odd).make == "Handmade"


def test_tiff_under_another_name_is_a_tiff(
    scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None]
) -> None:
    path = tmp_path / "a.dat"
    scene.save(path, "TIFF")
    assert_scene(decode(path).array)
    assert read_metadata(path).width == 96


def test_family_is_guarded(make_dng: Callable[..., Path]) -> None:
    assert family(make_dng()) is Family.GUARDED


def test_header_alone_is_broken(make_dng: Callable[..., Path]) -> None:
    path = make_dng()
    path.write_bytes(path.read_bytes()[:60])
    for read in (decode, read_metadata):
        with pytest.raises(UnreadablePhoto):
            read(path)


def test_lfs_pointer_is_no_raw(tmp_path: Path) -> None:
    path = tmp_path / "a.cr2"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    with pytest.raises(NotAnImage):
        decode(path)


def test_real_raw(shared: Path) -> None:
    preview = decode(shared / "photos/raw/canon_eos_6d.dng")
    assert (preview.origin, preview.full_size) == ("preview", (1024, 683))
    developed = decode(shared / "photos/raw/colorchart.dng")
    assert (developed.origin, developed.full_size) == ("developed", (867, 578))
    assert 40 < developed.array.mean() < 200


def test_real_headers(shared: Path) -> None:
    """Files that were cut after the header still tell what the camera wrote, each in its own format."""
    raw = shared / "bad/raw"
    r6 = read_metadata(raw / "Canon-R6-pruned.CR3")
    assert (r6.model, r6.serial, r6.lens) == ("Canon EOS R6", "093022004357", "RF70-200mm F2.8 L IS USM")
    assert r6.taken == pytest.approx(1620814881.92)
    assert read_metadata(raw / "FujiFilm.raf").model == "FinePix S5Pro"
    assert read_metadata(raw / "Panasonic.rw2").model == "DMC-LX3"
    assert read_metadata(raw / "SigmaDP2.x3f").model == "SIGMA DP2"
    with pytest.raises(BrokenImage):
        decode(raw / "Canon-R6-pruned.CR3")
