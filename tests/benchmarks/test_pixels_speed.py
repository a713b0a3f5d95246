"""All pixels: how soon a JPEG, a RAW and a part of a huge picture are there, and what that takes in memory."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
import simplejpeg
from PIL import Image

from reviewer import decode, link
from reviewer.link import Link

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.benchmark

SIZE = (6000, 4000)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the quickest run: what the others add is the machine's."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def scene(size: tuple[int, int]) -> np.ndarray:
    """Soft forms under fine grain: as hard to decode as a photo."""
    rng = np.random.default_rng(4)
    small = Image.fromarray(rng.integers(30, 220, (size[1] // 40, size[0] // 40, 3), np.uint8))
    soft = np.asarray(small.resize(size, Image.Resampling.BICUBIC)).astype(np.int16)
    return (soft + rng.integers(-6, 7, soft.shape[:2])[..., None]).clip(0, 255).astype(np.uint8)


def dng(path: Path, size: tuple[int, int], preview: bytes = b"") -> Path:
    spec = importlib.util.spec_from_file_location("pictures", Path(__file__).parent.parent / "decode" / "conftest.py")
    assert spec
    assert spec.loader
    pictures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pictures)
    light = (scene(size)[..., 1] / 255.0) ** 2.2 * 10000
    path.write_bytes(pictures._dng(light, 1, preview, size if preview else (0, 0), pictures.BAYER))
    return path


def test_jpeg_of_24_megapixels(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(scene(SIZE)).save(path, quality=92)
    ours, pillow = best(lambda: decode.decode(path)), best(lambda: np.asarray(Image.open(path)))
    print(f"JPEG 24 MP: {ours * 1000:.0f} ms; Pillow {pillow * 1000:.0f} ms, {ours / pillow:.2f} of it")
    assert ours < 0.15
    assert ours < 0.7 * pillow


def test_raw_of_24_megapixels(tmp_path: Path) -> None:
    preview = simplejpeg.encode_jpeg(scene(SIZE), quality=90)
    path = dng(tmp_path / "a.dng", SIZE, preview)
    with Link("screen") as one:
        one.decode(path, (100, 100))
        seconds = best(lambda: one.decode(path, develop=True), 4)
    print(f"RAW 24 MP developed, through the worker: {seconds:.2f} s")
    assert seconds < 1.5


def test_raw_of_60_megapixels_keeps_within_its_limits(tmp_path: Path) -> None:
    path = dng(tmp_path / "a.dng", (9504, 6336))
    with Link("screen") as one:
        one.decode(path, (100, 100))
        seconds = best(lambda: one.decode(path, develop=True), 1)
    print(f"RAW 60 MP developed, through the worker: {seconds:.2f} s of {link.WHOLE.computing:.0f}")
    assert seconds < link.WHOLE.computing / 3


def test_a_screenful_of_200_megapixels(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(
        simplejpeg.encode_jpeg(np.tile(scene((5000, 2500)), (4, 4, 1)), quality=90, colorsubsampling="420")
    )
    with Link("screen") as one:
        first = best(lambda: one.region(path, (9000, 4000, 2560, 1440)), 1)
        at = iter(range(0, 5000, 100))
        next_ones = best(lambda: one.region(path, (next(at), 4000, 2560, 1440)), 20)
        scaled = best(lambda: one.region(path, (3000, 2000, 7680, 4320), (2560, 1440)), 5)
        memory = psutil.Process(one.pid).memory_info().rss
    print(
        f"200 MP: first part {first:.1f} s, next {next_ones * 1000:.0f} ms, of a third {scaled * 1000:.0f} ms", end="; "
    )
    print(f"worker {memory >> 20} MB")
    assert next_ones < 0.02
    assert memory < 900 << 20


def test_push_of_24_megapixels() -> None:
    array = np.random.default_rng(0).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    seconds = best(lambda: decode.push(array, 1.0))
    print(f"push 24 MP: {seconds * 1000:.0f} ms")
    assert seconds < 0.1


def test_conversion_to_a_monitor_of_24_megapixels() -> None:
    array = scene(SIZE)
    pixels = decode.Pixels(array, decode.icc.adobe_rgb(), SIZE)
    seconds = best(lambda: decode.to_display(pixels, decode.icc.display_p3()), 3)
    print(f"to_display 24 MP: {seconds * 1000:.0f} ms")
    assert seconds < 1.0
