"""How long 1,000 sidecars take to be written, with all their bytes on the disk, and to be read. Run with ``-m benchmark -s``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "sidecar"))

from sidecar_shapes import DARKTABLE, LIGHTROOM

from reviewer import sidecar
from reviewer.photo import Marks
from reviewer.sidecar import Exchange

pytestmark = pytest.mark.benchmark

COUNT = 1_000
LIMIT = 5  # seconds
MARKS = Marks("pick", 3, "red", ("harbour", "Places|Norway|Oslo"))


def files(folder: Path) -> list[Path]:
    return [folder / f"IMG_{n:04}.xmp" for n in range(COUNT)]


def bare(folder: Path) -> float:
    """Seconds that the disk alone takes for as many files of this size, all their bytes on it."""
    began = time.perf_counter()
    for n in range(COUNT):
        with (folder / f"{n}.bare").open("wb") as file:
            file.write(LIGHTROOM.text)
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - began


def timed(what: str, action: Callable[[Path], object], folder: Path) -> None:
    """Five seconds; on a disk or machine that is too busy for that, no more than the disk itself takes once again."""
    disk = bare(folder)
    began, busy = time.perf_counter(), time.process_time()
    for file in files(folder):
        action(file)
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    print(f"{what}: {seconds:.2f} s, of the processor {processor:.2f} s; the disk alone {disk:.2f} s (limit {LIMIT} s)")
    assert seconds <= max(LIMIT, 2 * disk)
    assert processor <= LIMIT


def test_a_thousand_sidecars_are_written_and_read(tmp_path: Path) -> None:
    made = {}

    def write(file: Path) -> None:
        made[file] = sidecar.write(file, MARKS, "lightroom").exchange

    timed("new sidecars", write, tmp_path)
    timed("read", lambda file: sidecar.read(file, made[file]), tmp_path)


@pytest.mark.parametrize("shape", [LIGHTROOM, DARKTABLE], ids=["lightroom", "darktable"])
def test_a_thousand_sidecars_of_others_are_merged_with(tmp_path: Path, shape) -> None:
    for file in files(tmp_path):
        file.write_bytes(shape.text)
    last = Exchange(shape.says, shape.says)

    def write(file: Path) -> None:
        stars = (sidecar.read(file).marks.stars + 1) % 6
        sidecar.write(file, Marks("pick", stars, "red", ("new",)), "lightroom", last)

    timed("read and merged with what others wrote", write, tmp_path)
