"""How long an unchanged folder of 10,000 photos takes to come back from the catalogue. Run with ``-m benchmark -s``."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.photo import Metadata, Photo, Reason, Record, Score

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.benchmark

PHOTOS = 10_000
METRICS = {
    name: ("" if name in {"technical", "piqe"} else "ab" * 32, 1)
    for name in ("technical", "piqe", "clipiqa", "nima", "brisque", "musiq")
}


@contextmanager
def measured(what: str, limit: float) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    print(f"{what}: {seconds:.3f} s (limit {limit} s)")
    assert seconds <= limit


def photos() -> list[Photo]:
    folder = Path("/media/photographer/card/DCIM/2025-09-01 wedding")
    return [Photo(folder / f"IMG_{n:05}.JPG", 10_000_000 + n, 1_756_742_602_123_456_789 + n) for n in range(PHOTOS)]


def record(n: int) -> Record:
    metadata = Metadata(
        6000, 4000, "JPEG", 1.7e9 + n, "2025-09-01 18:03:22", "NIKON CORPORATION", "NIKON Z 6_2", "3012345",
        "NIKKOR Z 24-70mm f/2.8 S", 1 / 250, 2.8, 400, 50.0, 0.0, 0, 1,
    )  # fmt: skip
    return Record(f"{n * 7919:032x}", metadata, n * 2654435761**2 % 2**64)


def score(metric: str, n: int) -> Score:
    reasons = (Reason("soft", share=n / PHOTOS), Reason("highlights_clipped", share=0.08), Reason("noisy", sigma=3.25))
    return Score(metric, 12.5 + n, n / PHOTOS, *METRICS[metric], reasons if metric == "technical" else ())


def test_an_unchanged_folder_of_ten_thousand_comes_back_within_a_second(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    listed = photos()
    with Catalogue.open(file) as catalogue, measured("10,000 records and technical scores put, 64 at a time", 3.0):
        for start in range(0, PHOTOS, 64):
            batch = [(photo, record(start + m)) for m, photo in enumerate(listed[start : start + 64])]
            catalogue.put_records(batch)
            catalogue.put_scores((kept.content_id, score("technical", start + m)) for m, (_, kept) in enumerate(batch))
    with measured("10,000 photos reopened with technical", 1.0), Catalogue.open(file) as catalogue:
        found = catalogue.records(listed)
        failed = catalogue.failures(listed)
        scores = catalogue.scores((kept.content_id for kept in found.values()), {"technical": METRICS["technical"]})
    assert (len(found), len(failed), len(scores)) == (PHOTOS, 0, PHOTOS)
    with Catalogue.open(file) as catalogue:
        for metric in METRICS:
            catalogue.put_scores((record(n).content_id, score(metric, n)) for n in range(PHOTOS))
    with measured("10,000 photos reopened with six metrics", 1.5), Catalogue.open(file) as catalogue:
        found = catalogue.records(listed)
        scores = catalogue.scores((kept.content_id for kept in found.values()), METRICS)
    assert sum(map(len, scores.values())) == PHOTOS * len(METRICS)


def test_thumbnails_come_by_the_screen_and_go_by_the_thousand(tmp_path: Path) -> None:
    listed, jpeg = photos(), b"j" * 12_000
    with Thumbnails.open(tmp_path / "thumbnails.db", 80_000_000) as cache:
        with measured("5,000 thumbnails put, 64 at a time", 3.0):
            for start in range(0, 5000, 64):
                cache.put_many((photo, jpeg) for photo in listed[start : min(start + 64, 5000)])
        with measured("100 thumbnails got", 0.1):
            assert len(cache.get_many(listed[1000:1100])) == 100
        with measured("an eviction of a tenth", 1.0):
            cache.put_many((photo, jpeg) for photo in listed[5000:7000])
            assert len(cache.get_many(listed[:10])) == 0
