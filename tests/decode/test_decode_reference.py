"""At 100 % every format is what its library, used directly, makes of it; tolerances stand at each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pi_heif
import pytest
import simplejpeg
from PIL import Image, ImageOps

from reviewer.decode import decode, to_srgb, whole

if TYPE_CHECKING:
    from pathlib import Path

ORIENTATIONS = range(1, 9)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize(
    "options", [{}, {"subsampling": 0}, {"subsampling": 1}, {"progressive": True}, {"optimize": True}]
)
@pytest.mark.parametrize("size", [(640, 480), (641, 479), (17, 3)])
def test_jpeg_is_the_same_to_the_level_as_pillow_makes_it(
    noise: Image.Image, tmp_path: Path, options: dict[str, object], size: tuple[int, int]
) -> None:
    noise.resize(size).save(tmp_path / "a.jpg", quality=93, **options)
    assert np.array_equal(decode(tmp_path / "a.jpg").array, np.asarray(Image.open(tmp_path / "a.jpg")))


def test_jpeg_that_the_quick_way_refuses_is_decoded_all_the_same(
    noise: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise.save(tmp_path / "a.jpg", quality=93)
    expected = decode(tmp_path / "a.jpg").array

    def refuse(*_: object) -> None:
        raise ValueError("corrupt")

    monkeypatch.setattr(simplejpeg, "decode_jpeg", refuse)
    assert np.array_equal(decode(tmp_path / "a.jpg").array, expected)


def test_jpeg_in_ink_and_in_grey(noise: Image.Image, tmp_path: Path) -> None:
    for mode in ("CMYK", "L"):
        noise.convert(mode).save(tmp_path / f"{mode}.jpg", quality=95)
        picture = Image.open(tmp_path / f"{mode}.jpg").convert("RGB")
        assert np.array_equal(decode(tmp_path / f"{mode}.jpg").array, np.asarray(picture))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_orientations_look_the_same(noise: Image.Image, tmp_path: Path, orientation: int) -> None:
    """The same upright picture in all eight ways, whole, fitted and in parts. No tolerance: nothing is lossy."""
    back = {6: 8, 8: 6}.get(orientation, orientation)
    exif = Image.Exif()
    exif[274] = back
    lying = ImageOps.exif_transpose(_with(noise, exif, tmp_path / "b.png"))
    exif[274] = orientation
    lying.save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(decode(tmp_path / "a.png").array, np.asarray(noise))
    assert np.array_equal(whole(tmp_path / "a.png").part((30, 40, 200, 100)).array, np.asarray(noise)[40:140, 30:230])
    fitted = decode(tmp_path / "a.png", (160, 160)).array
    assert difference(fitted, np.asarray(noise.resize((160, 120), Image.Resampling.BOX))) < 4


def _with(image: Image.Image, exif: Image.Exif, path: Path) -> Image.Image:
    image.save(path, exif=exif)
    return Image.open(path)


def test_avif_is_what_libavif_makes_of_it(noise: Image.Image, tmp_path: Path) -> None:
    noise.save(tmp_path / "a.avif", quality=90)
    assert np.array_equal(decode(tmp_path / "a.avif").array, np.asarray(Image.open(tmp_path / "a.avif").convert("RGB")))


def test_real_orientations_look_the_same(shared: Path) -> None:
    """Each was compressed by itself: within 6 levels on average of the first, whole, in a part and fitted."""
    paths = [shared / f"photos/orientation/Landscape_{number}.jpg" for number in range(9)]
    rect = (600, 300, 400, 250)
    first, first_fitted = decode(paths[0]).array, decode(paths[0], (500, 500)).array
    small_part = np.asarray(Image.fromarray(first[300:550, 600:1000]).resize((200, 125), Image.Resampling.BOX))
    for path in paths:
        kept = whole(path)
        picture = decode(path).array
        assert difference(picture, first) < 6
        assert np.array_equal(kept.part(rect).array, picture[300:550, 600:1000])
        assert difference(decode(path, (500, 500)).array, first_fitted) < 6
        assert difference(kept.part(None, (500, 500)).array, first_fitted) < 6
        assert difference(kept.part(rect, (200, 200)).array, small_part) < 6


def test_real_heic_is_what_libheif_makes_of_it(shared: Path) -> None:
    """Same pixels, and in sRGB within 2 levels on average where the file says no other colour space."""
    for path in sorted((shared / "photos/heic_avif").glob("*.heic"), key=lambda path: path.stat().st_size)[:2]:
        reference = np.asarray(pi_heif.open_heif(path, convert_hdr_to_8bit=True).to_pillow().convert("RGB"))
        picture = decode(path)
        assert np.array_equal(picture.array, reference)
        assert picture.full_size == (reference.shape[1], reference.shape[0])
        if picture.profile is None:
            assert difference(to_srgb(picture).array, reference) < 2
        assert np.array_equal(whole(path).part((50, 60, 200, 100)).array, reference[60:160, 50:250])


def test_real_avif_is_what_libavif_makes_of_it(shared: Path) -> None:
    """Same pixels, also of 10 bits (made 8 by libavif) and without colour; the library's own turn is not repeated."""
    paths = sorted((shared / "photos/heic_avif").glob("*.avif"))
    assert paths
    for path in paths:
        reference = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        picture = decode(path)
        assert np.array_equal(picture.array, np.asarray(reference))
        assert np.array_equal(whole(path).part((5, 6, 50, 40)).array, picture.array[6:46, 5:55])
