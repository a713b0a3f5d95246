"""How long a decision takes to count, to be written, to be found again, and to be filtered by, in a folder of 10,000.

Run with ``-m benchmark -s``.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from reviewer.catalogue import Catalogue, Excerpt
from reviewer.filtering import UNDECIDED, Filter, Known, apply, choices
from reviewer.photo import Mark, Marks, Metadata, Photo, Record, Score
from reviewer.session.deciding import Decisions
from reviewer.session.flow import coming, tally

pytestmark = pytest.mark.benchmark

Result = TypeVar("Result")

PHOTOS = [
    Photo(Path(f"/media/photographer/card/DCIM/2025-09-01 wedding/IMG_{n:05}.JPG"), 10_000_000 + n, n)
    for n in range(10_000)
]
PATHS = [photo.path for photo in PHOTOS]
FLAGS, STARS = ("pick", "reject", ""), range(6)


def timed(action: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    result = action()
    return 1000 * (time.perf_counter() - started), result


def usual(what: str, times: list[float], limit: float) -> None:
    found = statistics.quantiles(times, n=100)[94]
    print(f"{what}: 95 % within {found:.2f} ms, median {statistics.median(times):.2f} ms (limit {limit} ms)")
    assert found <= limit


def best(what: str, limit: float, action: Callable[[], Result]) -> Result:
    """The best of some runs counts: the others tell what else the machine was doing."""
    runs = [timed(action) for _ in range(5)]
    times = [took for took, _ in runs]
    print(f"{what}: {min(times):.1f} ms, at worst {max(times):.1f} ms (limit {limit} ms)")
    assert min(times) <= limit
    return runs[-1][1]


def reviewed(catalogue: Catalogue) -> Decisions:
    """A folder of which all is decided, twice over, with stars, and a rule's colours on all of it."""
    chance = random.Random(1)
    decisions = Decisions(lambda photo: f"content {photo.mtime_ns}")
    decisions.load(PATHS, catalogue.decided(dict.fromkeys(PATHS, "")))
    for _ in range(2):
        for photo in PHOTOS:
            marks = (Mark("flag", chance.choice(FLAGS)), Mark("stars", chance.choice(STARS)))
            decisions.decide({photo: marks}, at=1.0)
    decisions.decide(dict.fromkeys(PHOTOS, (Mark("colour", "yellow"),)), at=1.0, by="rule")
    catalogue.put_steps(decisions.pending)
    decisions.kept(catalogue.steps_since(decisions.number or 0))
    return decisions


def test_a_decision_counts_is_written_and_comes_back(tmp_path: Path) -> None:
    chance = random.Random(2)
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        decisions = reviewed(catalogue)
        counting, writing = [], []
        for photo in chance.sample(PHOTOS, 200):
            mark = Mark("colour", chance.choice(("red", "green")))
            counting.append(timed(lambda: decisions.decide({photo: (mark,)}, at=1.0))[0])  # noqa: B023 -- called at once

            def write() -> None:
                catalogue.put_steps(decisions.pending)
                decisions.kept(catalogue.steps_since(decisions.number or 0))

            writing.append(timed(write)[0])
        undoing = [timed(lambda: decisions.undo(1.0))[0] for _ in range(100)]
        usual("a decision in memory, among 20,000 steps", counting, 2.0)
        usual("a decision on the disk", writing, 100.0)
        usual("an undo in memory, among 20,000 steps", undoing, 50.0)

        rule = dict.fromkeys(PHOTOS, (Mark("colour", "blue"),))
        took, step = timed(lambda: decisions.decide(rule, at=1.0, by="rule"))
        print(f"a rule over 10,000 photos: {took:.0f} ms in memory, {timed(write)[0]:.0f} ms on the disk")
        assert step is not None
        took, _ = timed(lambda: decisions.take_off(step.id, 1.0))
        print(f"its marks taken off: {took:.0f} ms")
        write()

        of = {photo.path: f"content {photo.mtime_ns}" for photo in PHOTOS}
        excerpt = best("all of it read", 2000.0, lambda: catalogue.decided(of))
        again = best("and replayed", 1000.0, lambda: loaded(excerpt))
        assert again.marks_of(PHOTOS) == decisions.marks_of(PHOTOS)


def loaded(excerpt: Excerpt) -> Decisions:
    decisions = Decisions(lambda photo: "")
    decisions.load(PATHS, excerpt)
    return decisions


def known() -> Known:
    chance = random.Random(3)
    models, lenses = ("NIKON Z 6_2", "NIKON Z 8"), ("NIKKOR Z 24-70mm f/2.8 S", "NIKKOR Z 50mm f/1.8 S")
    return Known(
        {
            photo: Marks(chance.choice(FLAGS), chance.choice(STARS), chance.choice(("", "red")), ("Ann", "Bob"))
            for photo in PHOTOS
        },
        {
            photo: Record(
                f"{n:032x}",
                Metadata(6000, 4000, "JPEG", 1.7e9 + n, model=chance.choice(models), lens=chance.choice(lenses)),
            )
            for n, photo in enumerate(PHOTOS)
        },
        {photo: {"technical": Score("technical", 1.0, chance.random())} for photo in PHOTOS},
        set(chance.sample(PHOTOS, 5000)),
    )


EVERYTHING_ASKED = Filter(
    flags=frozenset({"pick", ""}), stars=0, colours=frozenset({"", "red"}), metric="technical", low=0.01, since=1.0,
    until=2e9, cameras=frozenset({"NIKON Z 6_2", "NIKON Z 8"}), lenses=frozenset({"NIKKOR Z 24-70mm f/2.8 S", "NIKKOR Z 50mm f/1.8 S"}),
    types=frozenset({"JPEG"}), keywords=frozenset({"Ann"}), text="img",
)  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [UNDECIDED, Filter(text="img_01"), Filter(metric="technical", low=0.3), Filter(unreviewed=True), EVERYTHING_ASKED],
    ids=["undecided", "text", "score", "unreviewed", "everything"],
)
def test_ten_thousand_photos_are_filtered_within_fifty_milliseconds(asked: Filter) -> None:
    material = known()
    found = best("10,000 photos filtered", 50.0, lambda: apply(PHOTOS, asked, material))
    assert 0 < len(found) < len(PHOTOS)


def test_what_a_filter_offers_and_what_comes_next_are_quick() -> None:
    material = known()
    best("what there is to choose from", 100.0, lambda: choices(PHOTOS, material))
    best("the count of picks and rejects", 50.0, lambda: tally(PHOTOS, material.marks))
    shown = set(PHOTOS[:10])
    best("the next photo that matches", 16.0, lambda: coming(PHOTOS, shown, 9_999, advance=False))
