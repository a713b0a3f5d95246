"""Real photos decode, all of them, and agree with what is known about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageOps

from reviewer.decode import Family, decode, family, read_metadata

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")


def test_every_photo_decodes_whole_and_as_large_as_its_header_says(shared: Path) -> None:
    paths = [path for path in sorted((shared / "photos").rglob("*")) if path.is_file() and path.suffix != ".csv"]
    assert len(paths) > 130
    for path in paths:
        pixels = decode(path, (256, 256))
        metadata = read_metadata(path)
        assert not pixels.damaged, path.name
        assert max(pixels.array.shape[:2]) == min(256, max(pixels.full_size)), path.name
        assert pixels.array.std() > 0 or path.name == "tests_67-0_length_string.jpg", path.name  # painted over, grey
        if pixels.origin == "image":
            assert (metadata.width, metadata.height) == pixels.full_size, path.name


def test_every_orientation_of_one_photo(shared: Path) -> None:
    upright = decode(shared / "photos/orientation/Landscape_1.jpg", (450, 450)).array.astype(int)
    for number in range(9):
        pixels = decode(shared / f"photos/orientation/Landscape_{number}.jpg", (450, 450))
        assert pixels.full_size == (1800, 1200)
        assert np.abs(pixels.array - upright).mean() < 6, number


def test_orientation_agrees_with_pillow_s(shared: Path) -> None:
    for path in sorted((shared / "photos/cameras").glob("orientation_*.jpg")):
        with Image.open(path) as image:
            reference = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        assert np.array_equal(decode(path).array, reference), path.name


def test_jpeg_pixels_are_pillow_s(shared: Path) -> None:
    path = shared / "photos/flight/IMG_9373.jpg"
    with Image.open(path) as image:
        assert np.array_equal(decode(path).array, np.asarray(image))


def test_families(shared: Path) -> None:
    photos = shared / "photos"
    assert family(photos / "flight/IMG_9373.jpg") is Family.QUICK
    for path in (*photos.glob("heic_avif/*"), *photos.glob("raw/*")):
        assert family(path) is Family.GUARDED, path.name
