"""Pictures that the decode tests make themselves."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BAYER = np.array([[0, 1], [1, 2]])  # which of red, green and blue a pixel of the sensor sees
QUADRANTS = ((220, 40, 40), (40, 200, 40), (40, 40, 220), (230, 230, 230))


@pytest.fixture
def scene() -> Image.Image:
    """96 x 64 with another colour in each quarter, so that every turn and mirror shows: red, green, blue, light grey."""
    array = np.zeros((64, 96, 3), np.uint8)
    array[:32, :48], array[:32, 48:], array[32:, :48], array[32:, 48:] = QUADRANTS
    return Image.fromarray(array)


@pytest.fixture
def noise() -> Image.Image:
    """640 x 480 with detail everywhere, so that a cut file has lost something."""
    small = np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)
    return Image.fromarray(small).resize((640, 480), Image.Resampling.BILINEAR)


@pytest.fixture
def assert_scene() -> Callable[..., None]:
    """Check that an array is the scene, upright, within what lossy compression changes."""

    def check(array: np.ndarray, within: int = 12) -> None:
        height, width = array.shape[:2]
        points = [
            (height // 4, width // 4),
            (height // 4, -width // 4),
            (-height // 4, width // 4),
            (-height // 4, -width // 4),
        ]
        for (row, column), colour in zip(points, QUADRANTS, strict=True):
            assert np.abs(array[row, column].astype(int) - colour).max() <= within, (row, column, array[row, column])

    return check


@pytest.fixture
def make_dng(tmp_path: Path) -> Callable[..., Path]:
    """A DNG of a grey wedge, brighter to the right, or of ``raw``; with or without an embedded JPEG preview."""

    def make(
        size: tuple[int, int] = (240, 160),
        orientation: int = 1,
        preview: Image.Image | None = None,
        cut: int | None = None,
        raw: np.ndarray | None = None,
        pattern: np.ndarray = BAYER,
        **options: object,
    ) -> Path:
        path = tmp_path / "a.dng"
        stream = BytesIO()
        if preview:
            preview.save(stream, "JPEG", quality=95, **options)
        if raw is None:
            raw = np.tile(np.linspace(500, 15000, size[0]), (size[1], 1))
        path.write_bytes(_dng(raw, orientation, stream.getvalue()[:cut], preview.size if preview else (0, 0), pattern))
        return path

    return make


def _dng(
    sensor: np.ndarray, orientation: int, preview: bytes, preview_size: tuple[int, int], pattern: np.ndarray
) -> bytes:
    height, width = sensor.shape
    raw = sensor.astype("<u2").tobytes()
    jpeg = preview_size if preview else None
    matrix = [(v, 10000) for v in (10000, 0, 0, 0, 10000, 0, 0, 0, 10000)]
    raw_tags = [
        (254, 4, [0]),
        (256, 4, [width]),
        (257, 4, [height]),
        (258, 3, [16]),
        (259, 3, [1]),
        (262, 3, [32803]),
        (273, 4, ["raw"]),
        (277, 3, [1]),
        (278, 4, [height]),
        (279, 4, [len(raw)]),
        (284, 3, [1]),
        (33421, 3, list(pattern.shape)),
        (33422, 1, pattern.ravel().tolist()),
        (50717, 4, [16383]),
    ]
    camera_tags = [
        (271, 2, b"Handmade\0"),
        (272, 2, b"One\0"),
        (274, 3, [orientation]),
        (50706, 1, [1, 4, 0, 0]),
        (50708, 2, b"Handmade One\0"),
        (50721, 10, matrix),
        (50728, 5, [(1, 1), (1, 1), (1, 1)]),
        (50778, 3, [21]),
        (34665, 4, ["exif"]),
    ]
    exposure_tags = [(33434, 5, [(1, 125)]), (36867, 2, b"2025:09:01 18:03:22\0"), (37521, 2, b"50\0")]
    if jpeg is None:
        directories = {"main": raw_tags + camera_tags}
    else:
        preview_tags = [
            (254, 4, [1]),
            (256, 4, [jpeg[0]]),
            (257, 4, [jpeg[1]]),
            (258, 3, [8, 8, 8]),
            (259, 3, [7]),
            (262, 3, [6]),
            (273, 4, ["jpeg"]),
            (277, 3, [3]),
            (278, 4, [jpeg[1]]),
            (279, 4, [len(preview)]),
            (330, 4, ["sub"]),
        ]
        directories = {"main": preview_tags + camera_tags, "sub": raw_tags}
    return _tiff({**directories, "exif": exposure_tags}, {"jpeg": preview, "raw": raw})


def _tiff(directories: dict[str, list], blocks: dict[str, bytes]) -> bytes:
    """Lay out a little-endian TIFF; a string among the values stands for the place of a directory or a block."""
    formats = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 10: "ii"}
    places, at = {}, 8
    for name, tags in directories.items():
        places[name] = at
        at += 2 + 12 * len(tags) + 4
    extra_at = at
    extras = {name: sum(_size(formats, kind, v) for _, kind, v in tags) for name, tags in directories.items()}
    at += sum(extras.values())
    for name, block in blocks.items():
        places[name] = at
        at += len(block)
    out, tail = b"II*\0" + struct.pack("<I", places["main"]), b""
    for tags in directories.values():
        out += struct.pack("<H", len(tags))
        for tag, kind, values in sorted(tags, key=lambda entry: entry[0]):
            data = _packed(formats[kind], values, places)
            count = len(values)
            if len(data) > 4:
                place = extra_at + len(tail)
                tail += data
                data = struct.pack("<I", place)
            out += struct.pack("<HHI", tag, kind, count) + data.ljust(4, b"\0")
        out += struct.pack("<I", 0)
    body = (out + tail).ljust(extra_at + sum(extras.values()), b"\0")
    return body + b"".join(blocks.values())


def _packed(form: str, values: bytes | list, places: dict[str, int]) -> bytes:
    if isinstance(values, bytes):
        return values
    flat = [places[v] if isinstance(v, str) else v for v in values]
    return b"".join(struct.pack("<" + form, *(v if isinstance(v, tuple) else (v,))) for v in flat)


def _size(formats: dict[int, str], kind: int, values: bytes | list) -> int:
    size = len(values) if isinstance(values, bytes) else struct.calcsize("<" + formats[kind]) * len(values)
    return size if size > 4 else 0
