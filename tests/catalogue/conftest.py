"""A catalogue of the test's own, photos with the worst names a disk can hold, and records to keep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reviewer.catalogue import Catalogue
from reviewer.photo import Metadata, Photo, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES = {
    "plain": b"IMG_1.JPG",
    "not UTF-8": b"byte \xff.jpg",
    "newline": b"new\nline.jpg",
    "quotes": b"quote ' \" ; DROP TABLE photo --.jpg",
    "formula": b"=cmd()|%LIKE_.jpg",
    "markup": b"<img onerror=1>#%?.jpg",
    "right to left": "\u202egpj.\u05d0\u05d1".encode(),
    "255 bytes": b"x" * 255,
}


@pytest.fixture(params=NAMES.values(), ids=NAMES.keys())
def name(request: pytest.FixtureRequest) -> bytes:
    """A file name as the disk holds it: bytes."""
    return request.param


@pytest.fixture
def photo() -> Callable[..., Photo]:
    """Makes a photo: ``photo(b"IMG_1.JPG", size=1000)``."""

    def make(
        name: bytes = b"IMG_1.JPG", *, folder: bytes = b"/card", size: int = 1000, mtime_ns: int = 10**18 + 7
    ) -> Photo:
        return Photo(Path(os.fsdecode(folder + b"/" + name)), size, mtime_ns)

    return make


@pytest.fixture
def record() -> Callable[..., Record]:
    """Makes a record with something in every field: ``record("content id", damaged=False)``."""
    metadata = Metadata(
        6000, 4000, "JPEG", 1756742602.25, "2025-09-01 18:03:22", "NIKON", "Z 6", "123", "24-70/2.8",
        1 / 250, 2.8, 400, 50.0, -0.33, 2, 6,
    )  # fmt: skip

    def make(
        content_id: str = "c1", metadata: Metadata = metadata, fingerprint: int | None = 2**63 + 5, damaged: bool = True
    ) -> Record:
        return Record(content_id, metadata, fingerprint, damaged, (("detail", 9.1234), ("blown", 0.0)))

    return make


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "catalogue.db"


@pytest.fixture
def catalogue(file: Path) -> Iterator[Catalogue]:
    with Catalogue.open(file) as opened:
        yield opened
