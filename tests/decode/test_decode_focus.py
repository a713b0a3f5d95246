"""Where the camera focused: parts of the upright photo, whichever way the file lies, and nothing rather than nonsense."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from reviewer.decode import FocusArea, focus_area
from reviewer.errors import FileGone

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (400, 300)
AREA, LOCATION, WIDTH, HEIGHT, NOTES = 0x9214, 0xA214, 0xA002, 0xA003, 0x927C


def photo(
    folder: Path, tags: dict[int, object], *, orientation: int = 1, size: tuple[int, int] = SIZE, model: str = ""
) -> Path:
    exif = Image.Exif()
    exif[0x0112] = orientation
    if model:
        exif[0x0110] = model
    exif.get_ifd(0x8769).update(tags)
    Image.new("RGB", size, "red").save(folder / "a.jpg", exif=exif)
    return folder / "a.jpg"


def about(*numbers: float) -> FocusArea:
    return FocusArea(*(pytest.approx(number, abs=1e-6) for number in numbers))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({AREA: (100, 60)}, about(0.25, 0.2, 0, 0)),
        ({AREA: (100, 60, 40)}, about(0.2, 40 / 300, 0.1, 40 / 300)),
        ({AREA: (100, 60, 80, 30)}, about(0.15, 0.15, 0.2, 0.1)),
        ({LOCATION: (300, 150)}, about(0.75, 0.5, 0, 0)),
        ({AREA: (10, 10, 80, 80)}, about(0, 0, 0.125, 50 / 300)),
        ({AREA: (1000, 600, 800, 300), WIDTH: 4000, HEIGHT: 3000}, about(0.15, 0.15, 0.2, 0.1)),
    ],
)
def test_what_exif_says(tmp_path: Path, tags: dict[int, object], expected: FocusArea) -> None:
    assert focus_area(photo(tmp_path, tags)) == expected


UPRIGHT = {
    1: (0.15, 0.15, 0.2, 0.1),
    2: (0.65, 0.15, 0.2, 0.1),
    3: (0.65, 0.75, 0.2, 0.1),
    4: (0.15, 0.75, 0.2, 0.1),
    5: (0.15, 0.15, 0.1, 0.2),
    6: (0.75, 0.15, 0.1, 0.2),
    7: (0.75, 0.65, 0.1, 0.2),
    8: (0.15, 0.65, 0.1, 0.2),
}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_the_photo_is(tmp_path: Path, orientation: int) -> None:
    path = photo(tmp_path, {AREA: (100, 60, 80, 30)}, orientation=orientation)
    assert focus_area(path) == about(*UPRIGHT[orientation])


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {AREA: (0, 0)},
        {AREA: (500, 60)},
        {AREA: (100, 60, 5, 5, 5)},
        {AREA: 100},
        {AREA: "100 60"},
        {AREA: (100, 60), WIDTH: 400, HEIGHT: 225},
        {NOTES: b"Canon notes they are not"},
        {NOTES: b"\1\0\x26\0\3\0\x30\0\0\0\xff\xff\xff\xffII*\0\xff\xff\xff\xff"},
    ],
)
def test_nonsense_is_nothing(tmp_path: Path, tags: dict[int, object]) -> None:
    assert focus_area(photo(tmp_path, tags)) is None


def canon_notes(points: list[tuple[int, int, int, int]], focused: int, *, place: int = 700, lie: int = 0) -> bytes:
    """Notes that once stood at ``place`` and hold one table."""
    n = len(points)
    arrays = [column % 65536 for columns in zip(*points, strict=True) for column in columns]
    table = [2, n, n, 4000, 3000, 4000, 3000, *arrays, focused]
    data = struct.pack(f"<{len(table) + 1}H", 2 * (len(table) + 1) + lie, *table)
    start = place + 2 + 12 + 4
    return struct.pack("<HHHIII", 1, 0x26, 3, len(table) + 1, start, 0) + data + b"II*\0" + struct.pack("<I", place)


POINTS = [(400, 300, 0, 0), (400, 300, 800, 600), (400, 300, -800, 0)]


@pytest.mark.parametrize(
    ("model", "focused", "expected"),
    [
        ("Canon EOS R6", 0b001, (0.45, 0.45, 0.1, 0.1)),
        ("Canon EOS R6", 0b010, (0.65, 0.25, 0.1, 0.1)),
        ("Canon PowerShot G7", 0b010, (0.65, 0.65, 0.1, 0.1)),
        ("Canon EOS R6", 0b101, (0.25, 0.45, 0.3, 0.1)),
    ],
)
def test_points_that_a_canon_names(tmp_path: Path, model: str, focused: int, expected: tuple[float, ...]) -> None:
    assert focus_area(photo(tmp_path, {NOTES: canon_notes(POINTS, focused)}, model=model)) == about(*expected)


def test_notes_that_contradict_themselves_are_nothing(tmp_path: Path) -> None:
    for notes in (canon_notes(POINTS, 0), canon_notes(POINTS, 1, lie=2), canon_notes(POINTS, 1)[:-8]):
        assert focus_area(photo(tmp_path, {NOTES: notes}, model="Canon EOS R6")) is None


def test_a_photo_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        focus_area(tmp_path / "a.jpg")


def test_real_cameras(shared: Path) -> None:
    centre = focus_area(shared / "photos/flight/IMG_9373.jpg")
    assert centre == about(0.41, 0.41, 0.18, 0.18)
    one, other = (focus_area(shared / f"photos/flash_sequence/{name}.JPG") for name in (30, 32))
    assert one
    assert other
    assert one.left + one.width / 2 == pytest.approx(0.5, abs=0.01)
    assert other.left + other.width / 2 == pytest.approx(0.5 - 674 / 4272, abs=0.001)
    assert other.top + other.height / 2 == pytest.approx(0.5 + 333 / 2848, abs=0.001)
    for path in (shared / "photos/cameras").iterdir():
        focus_area(path)
    assert focus_area(shared / "bad/raw/Canon-R6-pruned.CR3") is None
