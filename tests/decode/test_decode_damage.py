"""What is damaged is shown as far as it goes and says so; what cannot be shown is a typed error."""

from __future__ import annotations

import os
import struct
import threading
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageFile

from reviewer.decode import PIXEL_LIMIT, decode, embedded_thumbnail, family, read_metadata
from reviewer.errors import (
    BrokenImage,
    EmptyFile,
    FileGone,
    NoPermission,
    NotAnImage,
    TooLarge,
    UnreadablePhoto,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")  # Pillow says much about odd EXIF; see decode.pillow

READERS = [decode, read_metadata, family, embedded_thumbnail]


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("jpg", {}),
        ("jpg", {"progressive": True}),
        ("png", {}),
        ("gif", {}),
        ("tif", {}),
        ("bmp", {}),
    ],
)
def test_cut_file_is_shown_and_marked(
    noise: Image.Image, tmp_path: Path, ending: str, options: dict[str, object]
) -> None:
    path = tmp_path / f"a.{ending}"
    noise.save(path, **options)
    whole = decode(path)
    assert not whole.damaged
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    cut = decode(path)
    assert cut.damaged
    assert cut.array.shape == whole.array.shape
    like = np.abs(cut.array.astype(int) - whole.array).mean(axis=(1, 2)) < 40
    assert like.mean() > 0.3
    assert decode(path, (100, 100)).damaged
    assert read_metadata(path).width == 640


@pytest.mark.parametrize(("ending", "options"), [("tif", {"compression": "tiff_lzw"}), ("png", {})])
def test_spoilt_file_is_shown_and_marked(
    noise: Image.Image, tmp_path: Path, ending: str, options: dict[str, object]
) -> None:
    path = tmp_path / f"a.{ending}"
    noise.save(path, **options)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = b"\xaa" * 3000
    path.write_bytes(data)
    pixels = decode(path)
    assert pixels.damaged
    assert np.abs(pixels.array[:100].astype(int) - np.asarray(noise)[:100]).max() == 0


def test_cut_jpeg_keeps_its_orientation(noise: Image.Image, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    path = tmp_path / "a.jpg"
    noise.save(path, exif=exif)
    path.write_bytes(path.read_bytes()[:-5000])
    assert decode(path).array.shape == (640, 480, 3)


def test_cut_tiff_keeps_its_orientation(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    noise.save(path, tiffinfo={274: 6})
    assert decode(path).array.shape == (640, 480, 3)
    path.write_bytes(path.read_bytes()[:-300_000])
    pixels = decode(path)
    assert (pixels.array.shape, pixels.damaged) == ((640, 480, 3), True)
    assert pixels.array[:, -100:].std() > 20  # the first rows are the last columns
    assert pixels.array[:, :100].max() == 0


def test_damage_is_per_file(noise: Image.Image, tmp_path: Path) -> None:
    """Nothing global is switched, so threads that read whole and cut files do not disturb each other."""
    whole, cut = tmp_path / "a.jpg", tmp_path / "b.jpg"
    noise.save(whole)
    cut.write_bytes(whole.read_bytes()[:-3000])
    results: list[tuple[bool, bool]] = []

    def work(path: Path) -> None:
        results.extend((path is cut, decode(path).damaged) for _ in range(10))

    threads = [threading.Thread(target=work, args=(path,)) for path in (whole, cut, whole, cut)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 40
    assert all(is_cut == damaged for is_cut, damaged in results)
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "tif", "bmp", "webp", "jp2", "avif"])
def test_nothing_but_a_header_is_broken(noise: Image.Image, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    noise.save(path)
    data = path.read_bytes()
    for length in (20, 64, min(300, len(data) // 8)):
        path.write_bytes(data[:length])
        with pytest.raises(UnreadablePhoto):
            decode(path)


@pytest.mark.parametrize("reader", READERS)
def test_world_faults(tmp_path: Path, reader: object) -> None:
    assert callable(reader)
    empty, text, bm = tmp_path / "a.jpg", tmp_path / "b.jpg", tmp_path / "c.bmp"
    empty.touch()
    text.write_text("<html>502 Bad Gateway</html>")
    bm.write_text("BMW drivers are here in great numbers")
    for path, kind in {
        empty: EmptyFile,
        text: NotAnImage,
        bm: NotAnImage,
        tmp_path: NotAnImage,
        tmp_path / "gone.jpg": FileGone,
        text / "beneath.jpg": FileGone,
    }.items():
        with pytest.raises(kind) as caught:
            reader(path)
        assert caught.value.path == path


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions work otherwise on this system")
def test_no_permission(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path)
    path.chmod(0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)  # root may read everything, nobody may not
    try:
        with pytest.raises(NoPermission):
            decode(path)
    finally:
        os.seteuid(me)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    os.mkfifo(path)
    with pytest.raises(NotAnImage):
        decode(path)


def test_read_error_half_way(monkeypatch: pytest.MonkeyPatch, noise: Image.Image, tmp_path: Path) -> None:
    """A card that fails is not called a broken photo."""
    path = tmp_path / "a.jpg"
    noise.resize((1600, 1200)).save(path, quality=95)
    data = path.read_bytes()

    class Failing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 2000 or size is None or size < 0:
                raise OSError(5, "Input/output error")
            return super().read(size)

    monkeypatch.setattr(type(path), "open", lambda *_: Failing(data))
    with pytest.raises(UnreadablePhoto) as caught:
        decode(path)
    assert (caught.value.code, caught.value.detail) == ("unreadable", "Input/output error")


def _png(width: int, height: int) -> bytes:
    """A PNG header that promises so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def test_bomb_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png(40_000, 40_000))
    with pytest.raises(TooLarge):
        decode(path)
    with pytest.raises(TooLarge):
        decode(path, (100, 100))  # PNG cannot be decoded at a reduced size
    assert read_metadata(path).width == 40_000


def _stretched(path: Path, edge: int) -> None:
    """Give a JPEG another size in its header."""
    data = bytearray(path.read_bytes())
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    data[at + 5 : at + 9] = struct.pack(">HH", edge, edge)
    path.write_bytes(data)


def test_limit_counts_after_reduction(noise: Image.Image, tmp_path: Path) -> None:
    """A JPEG of 225 megapixels is too large as it is, and not when decoded at an eighth."""
    path = tmp_path / "a.jpg"
    noise.save(path)
    _stretched(path, 15_000)
    assert PIXEL_LIMIT < 15_000**2 * 4
    with pytest.raises(TooLarge):
        decode(path)
    pixels = decode(path, (200, 200))
    assert (pixels.full_size, pixels.array.shape) == ((15_000, 15_000), (200, 200, 3))


def test_progressive_jpeg_cannot_be_reduced_in_memory(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path, progressive=True)
    _stretched(path, 15_000)
    with pytest.raises(TooLarge):
        decode(path, (200, 200))


def test_progressive_jpeg_with_absurdly_many_scans(noise: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise.save(path, progressive=True)
    _stretched(path, 9_000)
    data = path.read_bytes()
    last = data.rindex(b"\xff\xda")
    path.write_bytes(data[:last] + data[last:-2] * 70 + data[-2:])
    with pytest.raises(TooLarge):
        decode(path)


def test_photo_of_a_large_camera_fits(tmp_path: Path) -> None:
    """102 megapixels, the largest that are photographed with, are inside the limit at full size."""
    assert PIXEL_LIMIT >= 11_648 * 8_736 * 4


def test_no_pixels_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png(64, 64)[:33])
    with pytest.raises(BrokenImage):
        decode(path)
