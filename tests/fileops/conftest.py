"""Photos with all that hangs on them, and a second volume."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def write(path: Path, content: bytes, age: int = 0) -> Path:
    """A file whose time of change is long ago, to a nanosecond."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(1_600_000_000_123_456_789, 1_600_000_000_123_456_789 + age * 1_000_000_007))
    return path


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
