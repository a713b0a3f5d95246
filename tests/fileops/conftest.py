"""Photos with all that hangs on them, and a second volume."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.photo import Photo

Tree = dict[str, tuple[bytes, int]]


def photo(path: Path) -> Photo:
    seen = path.stat()
    return Photo(path, seen.st_size, seen.st_mtime_ns)


def tree(folder: Path) -> Tree:
    """Every file below a folder, with its bytes and time of change."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(path: Path, content: bytes, age: int = 0) -> Path:
    """A file whose time of change is long ago, to a nanosecond."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(1_600_000_000_123_456_789, 1_600_000_000_123_456_789 + age * 1_000_000_007))
    return path


def drain(steps):
    """Run to the end; all troubles met, and the last progress."""
    troubles, last = [], None
    for last in steps:
        troubles += last.troubles
    return troubles, last


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Three photos in a folder: a pair with two sidecars, a Live Photo with its edits, one alone."""
    folder = tmp_path / "shoot"
    names = [
        "IMG_1.JPG",
        "IMG_1.CR2",
        "IMG_1.xmp",
        "img_1.jpg.XMP",
        "IMG_2.HEIC",
        "IMG_2.MOV",
        "IMG_2.AAE",
        "IMG_10.JPG",
    ]
    for number, name in enumerate(names):
        write(folder / name, name.encode() * (500 + number), number)
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Path]:
    """A folder on another volume than ``tmp_path``."""
    for place in ("/dev/shm", "/run/user/" + str(getattr(os, "getuid", int)()), str(Path.cwd())):
        if os.access(place, os.W_OK) and Path(place).stat().st_dev != tmp_path.stat().st_dev:
            folder = Path(tempfile.mkdtemp(prefix="photo-reviewer-", dir=place))
            break
    else:
        pytest.skip("there is no second volume to write to here")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=["one volume", "two volumes"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where to copy or move to; not there yet."""
    return (tmp_path if request.param == "one volume" else request.getfixturevalue("other")) / "picks"


@pytest.fixture
def own_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's trash, on the volume of ``tmp_path``; not there yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share" / "Trash"
