"""The thumbnail that a camera embedded is shown only where it is the picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from reviewer.decode import THUMBNAIL_SIZE, decode, embedded_thumbnail, encode_jpeg, icc
from reviewer.errors import NotAnImage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


pytestmark = pytest.mark.filterwarnings("ignore:::PIL")  # Pillow says much about odd EXIF; see decode.pillow


def _with_thumbnail(
    photo: Image.Image, thumbnail: Image.Image | bytes, path: Path, orientation: int = 1, **options: object
) -> Path:
    if isinstance(thumbnail, Image.Image):
        stream = BytesIO()
        thumbnail.save(stream, "JPEG", quality=90)
        thumbnail = stream.getvalue()
    main = b"II*\0\x08\0\0\0" + b"\x01\0" + _entry(0x0112, 3, orientation) + (26).to_bytes(4, "little")
    second = b"\x02\0" + _entry(0x0201, 4, 56) + _entry(0x0202, 4, len(thumbnail)) + bytes(4)
    photo.save(path, exif=b"Exif\0\0" + main + second + thumbnail, quality=90, **options)
    return path


def _entry(tag: int, kind: int, value: int) -> bytes:
    return (
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + (1).to_bytes(4, "little") + value.to_bytes(4, "little")
    )


def test_thumbnail_is_found_and_upright(scene: Image.Image, tmp_path: Path, assert_scene: Callable[..., None]) -> None:
    lying = scene.transpose(Image.Transpose.ROTATE_90)
    path = _with_thumbnail(lying.resize((640, 960)), lying, tmp_path / "a.jpg", orientation=6)
    pixels = embedded_thumbnail(path)
    assert pixels is not None
    assert (pixels.array.shape, pixels.full_size) == ((64, 96, 3), (960, 640))
    assert_scene(pixels.array, within=20)


def test_thumbnail_has_the_photo_s_profile(scene: Image.Image, tmp_path: Path) -> None:
    path = _with_thumbnail(scene.resize((960, 640)), scene, tmp_path / "a.jpg", icc_profile=icc.display_p3())
    pixels = embedded_thumbnail(path)
    assert pixels is not None
    assert pixels.profile == icc.display_p3()


@pytest.mark.parametrize("size", [(160, 120), (96, 96), (64, 96)])
def test_thumbnail_of_another_shape_is_not_the_picture(
    scene: Image.Image, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Black bars, a square crop, one that was turned when the photo was not."""
    path = _with_thumbnail(scene.resize((960, 640)), scene.resize(size), tmp_path / "a.jpg")
    assert embedded_thumbnail(path) is None


@pytest.mark.parametrize("rubbish", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe0" + bytes(200), b"", b"text"])
def test_rubbish_is_no_thumbnail(scene: Image.Image, tmp_path: Path, rubbish: bytes) -> None:
    assert embedded_thumbnail(_with_thumbnail(scene, rubbish, tmp_path / "a.jpg")) is None


def test_none_where_there_is_none(scene: Image.Image, tmp_path: Path) -> None:
    for ending in ("jpg", "png", "tif"):
        scene.save(tmp_path / f"a.{ending}")
        assert embedded_thumbnail(tmp_path / f"a.{ending}") is None
    (tmp_path / "b.jpg").write_text("no picture")
    with pytest.raises(NotAnImage):
        embedded_thumbnail(tmp_path / "b.jpg")


def test_kept_thumbnail(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    noise.save(path)
    small = decode(path, (THUMBNAIL_SIZE, THUMBNAIL_SIZE))
    jpeg = encode_jpeg(small)
    assert len(jpeg) < small.array.nbytes / 3
    with Image.open(BytesIO(jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (320, 240))
        assert np.abs(np.asarray(image).astype(int) - small.array).mean() < 10
    assert len(encode_jpeg(small, 30)) < len(jpeg)


def test_real_thumbnails(shared: Path) -> None:
    path = shared / "photos/flight/IMG_9373.jpg"
    pixels = embedded_thumbnail(path)
    assert pixels is not None
    assert (pixels.array.shape, pixels.full_size) == ((120, 160, 3), (4000, 3000))
    small = decode(path, (160, 120))
    assert np.abs(pixels.array.astype(int) - small.array).mean() < 12
