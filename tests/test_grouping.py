"""Bursts are told by body, time and look, and by all three."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reviewer.decode import decode, read_metadata
from reviewer.grouping import BURST_DISTANCE, fingerprint, group
from reviewer.photo import Group, Metadata, Photo, Record

LOOK = 0x0F0F_33CC_5555_AAAA


def _photo(name: str) -> Photo:
    return Photo(Path("/photos") / name, 1, 1)


def _record(taken: float | None, look: int | None = LOOK, serial: str = "1") -> Record:
    return Record("id", Metadata(6000, 4000, taken=taken, make="Maker", model="Body", serial=serial), look)


def _grouped(*records: Record | None) -> list[list[int]]:
    photos = [_photo(f"{index}.jpg") for index in range(len(records))]
    known = {photo: record for photo, record in zip(photos, records, strict=True) if record}
    return [[photos.index(photo) for photo in found.photos] for found in group(photos, known)]


def _picture(seed: int, shift: int = 0) -> np.ndarray:
    grid = np.random.default_rng(seed).integers(0, 255, (9, 12, 3)).astype(np.uint8)
    return np.roll(grid.repeat(64, axis=0).repeat(64, axis=1), shift, axis=1)


def test_quick_frames_that_look_alike_are_a_burst() -> None:
    photos = [_photo("1.jpg"), _photo("2.jpg"), _photo("3.jpg")]
    records = {photo: _record(100 + index / 8, LOOK ^ index) for index, photo in enumerate(photos)}
    assert group(photos, records) == [Group(tuple(photos), "burst")]


def test_a_steady_pace_is_no_burst() -> None:
    assert _grouped(_record(0.0), _record(2.0), _record(4.0)) == [[0], [1], [2]]


def test_whole_seconds_one_apart_may_be_a_burst() -> None:
    assert _grouped(_record(10.0), _record(10.0), _record(11.0)) == [[0, 1, 2]]


def test_another_look_ends_a_burst() -> None:
    other = LOOK ^ (2 ** (BURST_DISTANCE + 1) - 1)
    assert _grouped(_record(0.0), _record(0.2), _record(0.4, other), _record(0.6, other)) == [[0, 1], [2, 3]]


def test_two_bodies_at_once_are_two_bursts() -> None:
    mixed = (_record(0.0), _record(0.1, serial="2"), _record(0.2), _record(0.3, serial="2"))
    assert _grouped(*mixed) == [[0, 2], [1, 3]]


@pytest.mark.parametrize("unknown", [None, _record(None), _record(0.2, look=None)])
def test_what_is_not_known_stands_alone(unknown: Record | None) -> None:
    assert _grouped(_record(0.0), unknown, _record(0.3)) in ([[0], [1], [2]], [[0, 2], [1]])


def test_no_photos_make_no_groups() -> None:
    assert group([], {}) == []


def test_the_fingerprint_ignores_size_and_exposure() -> None:
    picture = _picture(1)
    dark = (picture * 0.4).astype(np.uint8)
    small = picture[::4, ::4]
    assert (fingerprint(picture) ^ fingerprint(dark)).bit_count() <= 3
    assert (fingerprint(picture) ^ fingerprint(small)).bit_count() <= 3


def test_the_fingerprint_tells_pictures_apart_and_frames_of_one_burst_not() -> None:
    assert (fingerprint(_picture(1)) ^ fingerprint(_picture(2))).bit_count() > BURST_DISTANCE
    assert (fingerprint(_picture(1)) ^ fingerprint(_picture(1, shift=8))).bit_count() <= BURST_DISTANCE


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 900, 3), (900, 2, 3)])
def test_any_size_has_a_fingerprint(shape: tuple[int, int, int]) -> None:
    assert 0 <= fingerprint(np.full(shape, 128, dtype=np.uint8)) < 2**64


def test_ten_thousand_photos_are_grouped_in_a_moment() -> None:
    photos = [_photo(f"{index}.jpg") for index in range(10_000)]
    records = {photo: _record(index / 4) for index, photo in enumerate(photos)}
    times = []
    for _ in range(3):
        began = time.perf_counter()
        found = group(photos, records)
        times.append(time.perf_counter() - began)
    assert min(times) < 0.3
    assert len(found) == 1


def _sizes(folder: Path, *, faster: float = 1.0) -> list[int]:
    """Sizes of the groups in a folder of real photos, had they been taken so many times as fast."""
    photos, records = [], {}
    for path in sorted(folder.glob("*.[jJ][pP]*[gG]")):
        metadata = read_metadata(path)
        assert metadata.taken is not None
        photos.append(Photo(path, path.stat().st_size, 0))
        look = fingerprint(decode(path, (320, 320)).array)
        records[photos[-1]] = Record("", replace(metadata, taken=metadata.taken / faster), look)
    return [len(found.photos) for found in group(photos, records)]


@pytest.mark.parametrize(("folder", "count"), [("flight", 4), ("flash_sequence", 3), ("align_36mp", 3)])
def test_what_is_seconds_apart_is_no_burst(shared: Path, folder: str, count: int) -> None:
    assert _sizes(shared / "photos" / folder) == [1] * count


def test_an_aerial_survey_is_no_burst_at_any_pace(shared: Path) -> None:
    assert _sizes(shared / "photos/flight", faster=8.0) == [1, 1, 1, 1]


def test_a_bracket_taken_quickly_is_one_group(shared: Path) -> None:
    assert _sizes(shared / "photos/align_36mp", faster=8.0) == [3]


def test_hand_held_frames_of_real_photos_look_alike(shared: Path) -> None:
    """Frames moved by a fiftieth of the picture, turned by up to 1.4 degrees, a third of a stop lighter or darker."""
    random = np.random.default_rng(5)
    found = []
    for path in sorted((shared / "photos/wallpapers").glob("*.jpg")) + sorted((shared / "photos/faces").glob("*.jpg")):
        picture = Image.fromarray(decode(path, (900, 900)).array)
        first, second = (fingerprint(_frame(picture, *random.uniform(-1, 1, 4))) for _ in range(2))
        found.append((first ^ second).bit_count() <= BURST_DISTANCE)
    assert len(found) >= 10
    assert np.mean(found) >= 0.85


def _frame(picture: Image.Image, right: float, down: float, turn: float, light: float) -> np.ndarray:
    width, height = picture.size
    left, top = width * (0.08 + right / 100), height * (0.08 + down / 100)
    turned = picture.rotate(0.7 * turn, resample=Image.Resampling.BICUBIC)
    frame = turned.crop((round(left), round(top), round(left + 0.84 * width), round(top + 0.84 * height)))
    frame.thumbnail((320, 320))
    return np.clip(np.asarray(frame) * 2 ** (light / 3 / 2.2), 0, 255).astype(np.uint8)
