"""Parts of a picture that is kept whole are the same pixels, whatever its mode, turn and profile."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from reviewer.decode import Family, decode, develop, family, finishing, icc, whole
from reviewer.errors import BrokenImage, FileGone, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECT = (200, 100, 320, 210)


def part_of(array: np.ndarray, rect: tuple[int, int, int, int]) -> np.ndarray:
    left, top, width, height = rect
    return array[top : top + height, left : left + width]


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[274] = orientation
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_a_part_is_that_part_of_the_upright_picture(
    noise: Image.Image, tmp_path: Path, name: str, orientation: int
) -> None:
    path = tmp_path / name
    noise.save(path, exif=turned(orientation), quality=95)
    picture, kept = decode(path), whole(path)
    rect = RECT if orientation < 5 else (100, 200, 210, 320)
    for _ in range(2):
        part = kept.part(rect)
        assert np.array_equal(part.array, part_of(picture.array, rect))
        assert (part.full_size, part.origin, part.damaged) == (picture.full_size, "image", False)
    assert np.array_equal(kept.part().array, picture.array)
    assert kept.size == picture.full_size


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_part_may_be_scaled_down(noise: Image.Image, tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "a.jpg"
    noise.resize((2560, 1920)).save(path, exif=turned(orientation), quality=95)
    picture, kept = decode(path), whole(path)
    rect = (300, 200, 1200, 900)
    for fit in ((400, 300), (130, 130), (1200, 900), (5000, 5000)):
        part = kept.part(rect, fit)
        width, height = min(fit[0], 1200), round(min(fit[0], 1200) * 0.75)
        assert part.array.shape[:2] == (height, width)
        expected = Image.fromarray(part_of(picture.array, rect)).resize((width, height), Image.Resampling.BOX)
        assert np.abs(part.array.astype(int) - np.asarray(expected)).mean() < 4
    small = kept.part(None, (300, 300))
    assert np.abs(small.array.astype(int) - decode(path, (300, 300)).array).mean() < 3


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.jpg", "CMYK"), ("a.jpg", "L"), ("a.png", "P"), ("a.png", "RGBA"), ("a.png", "LA"), ("a.gif", "P")],
)
def test_a_part_of_any_mode(noise: Image.Image, tmp_path: Path, name: str, mode: str) -> None:
    path = tmp_path / name
    picture = noise.convert("L").convert(mode) if mode in ("L", "LA") else noise.convert(mode)
    if "A" in mode[1:]:
        picture.putalpha(Image.linear_gradient("L").resize(noise.size))
    picture.save(path)
    assert np.array_equal(whole(path).part(RECT).array, part_of(decode(path).array, RECT))


@pytest.mark.parametrize("kind", ["I;16", "F"])
def test_a_dark_part_of_deep_grey_is_not_brightened(tmp_path: Path, kind: str) -> None:
    values = np.tile(np.linspace(0, 3 if kind == "F" else 65535, 640), (480, 1))
    Image.fromarray(values.astype(np.float32 if kind == "F" else np.uint16)).save(tmp_path / "a.tif")
    array = decode(tmp_path / "a.tif").array
    assert np.array_equal(whole(tmp_path / "a.tif").part((0, 0, 100, 100)).array, array[:100, :100])


def test_a_part_has_the_profile_of_the_whole(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path, icc_profile=icc.display_p3())
    assert whole(path).part(RECT).profile == whole(path).part().profile == icc.display_p3()


def test_what_lies_outside_is_left_out(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    noise.save(path)
    array = decode(path).array
    kept = whole(path)
    assert np.array_equal(kept.part((-50, -20, 100, 100)).array, array[:80, :50])
    assert np.array_equal(kept.part((600, 450, 100, 100)).array, array[450:, 600:])
    for nowhere in ((640, 0, 10, 10), (0, -10, 10, 10), (5, 5, 0, 3)):
        with pytest.raises(BrokenImage):
            kept.part(nowhere)


def test_a_part_of_a_raw(make_dng: Callable[..., Path]) -> None:
    path = make_dng(size=(240, 160), orientation=6)
    assert np.array_equal(whole(path, develop=True).part((10, 20, 100, 90)).array, develop(path).array[20:110, 10:110])
    assert np.array_equal(whole(path).part((10, 20, 50, 60)).array, decode(path).array[20:80, 10:60])
    assert whole(path, develop=True).part((10, 20, 100, 90)).origin == "developed"


def test_a_damaged_picture_is_kept_as_far_as_it_goes(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path, quality=95)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    part = whole(path).part((0, 0, 200, 100))
    assert part.damaged
    assert np.array_equal(part.array, decode(path).array[:100, :200])


def test_more_pixels_than_are_decoded_otherwise(
    noise: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path, quality=95)
    monkeypatch.setattr(finishing.require_room, "__kwdefaults__", {"limit": 640 * 480})
    monkeypatch.setattr(finishing, "PIXEL_LIMIT", 640 * 480)
    with pytest.raises(TooLarge):
        finishing.require_room(path, noise.size)
    assert np.array_equal(whole(path).part((10, 10, 200, 100)).array, np.asarray(Image.open(path))[10:110, 10:210])


def test_a_small_file_is_not_believed_to_hold_many_pixels(tmp_path: Path) -> None:
    """A bomb: as many pixels as may be kept, of which the file can hold none."""
    path = tmp_path / "a.png"
    header = struct.pack(">IIBBBBB", 16000, 12000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))
    with pytest.raises(TooLarge):
        whole(path)
    assert family(path) is Family.GUARDED


def test_more_than_may_be_kept_is_refused(noise: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer.decode.WHOLE_LIMIT", 640 * 480 * 4 - 1)
    noise.save(tmp_path / "a.png")
    noise.save(tmp_path / "a.jpg", progressive=True, subsampling=0)
    for name in ("a.png", "a.jpg"):
        with pytest.raises(TooLarge):
            whole(tmp_path / name)


def test_a_photo_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        whole(tmp_path / "a.jpg")
