"""Folders of photos as cameras write them, for benchmarks that need no real ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

_ORIGINALS = 6
_SIZE = (4000, 3000)


@pytest.fixture(scope="session")
def camera_folder(tmp_path_factory) -> Callable[..., Path]:
    """Makes a folder of so many 12 MP JPEGs of some 4 MB each: hard links to a few, with EXIF thumbnails or without."""

    def make(count: int, *, thumbnails: bool = True) -> Path:
        folder = tmp_path_factory.mktemp("camera")
        originals = [_photo(folder / f"IMG_{at:05}.jpg", at, thumbnails=thumbnails) for at in range(_ORIGINALS)]
        for at in range(_ORIGINALS, count):
            os.link(originals[at % _ORIGINALS], folder / f"IMG_{at:05}.jpg")
        return folder

    return make


def _photo(path: Path, seed: int, *, thumbnails: bool) -> Path:
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 256, (9, 12, 3), np.uint8)).resize(_SIZE, Image.Resampling.BICUBIC)
    grain = random.normal(0, 9, (_SIZE[1], _SIZE[0], 1)).astype(np.int16)
    image = Image.fromarray((np.asarray(coarse).astype(np.int16) + grain).clip(0, 255).astype(np.uint8))
    image.save(path, quality=90, exif=_exif(image) if thumbnails else b"")
    return path


def _exif(image: Image.Image) -> bytes:
    """An EXIF block with nothing but a thumbnail, in its second directory."""
    stream = BytesIO()
    image.resize((160, 120)).save(stream, "JPEG", quality=80)
    thumbnail = stream.getvalue()

    def entry(tag: int, value: int) -> bytes:
        return b"".join(number.to_bytes(size, "little") for number, size in ((tag, 2), (4, 2), (1, 4), (value, 4)))

    main = b"II*\0\x08\0\0\0" + b"\0\0" + (14).to_bytes(4, "little")
    return b"Exif\0\0" + main + b"\x02\0" + entry(0x0201, 44) + entry(0x0202, len(thumbnail)) + bytes(4) + thumbnail
