"""Photos of a kind that a metric judges badly have their place among those of their kind."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ordering import Judgements, standing
from reviewer.ordering.kinds import ENOUGH
from reviewer.photo import Photo, Score


def scores(*kinds: tuple[int, float, float, tuple[str, ...]]) -> dict[Photo, Score]:
    """So many photos each, their scores spread evenly from one value to another, with these flags."""
    found: dict[Photo, Score] = {}
    for count, low, high, flags in kinds:
        for at in range(count):
            value = low + (high - low) * (at + 0.5) / count
            found[Photo(Path(f"/f/{len(found):05d}.jpg"), 1, 1)] = Score("m", value, value, flags=flags)
    return found


def parts(counted: dict[Photo, float]) -> dict[Photo, float]:
    """Where each stands in the folder, 0..1."""
    return {photo: sum(other < value for other in counted.values()) / len(counted) for photo, value in counted.items()}


def test_without_flags_a_score_counts_for_itself() -> None:
    plain = scores((30, 0.1, 0.9, ()))
    assert standing(plain) == {photo: score.value for photo, score in plain.items()}


def test_many_of_a_kind_stand_among_each_other() -> None:
    folder = scores((100, 0.4, 0.9, ()), (40, 0.0, 0.2, ("night",)))
    counted = standing(folder)
    night = [photo for photo, score in folder.items() if score.flags]
    where = parts(counted)
    for at, photo in enumerate(night):
        assert where[photo] == pytest.approx((at + 0.5) / 40, abs=0.03)


def test_exactly_enough_is_enough() -> None:
    few = standing(scores((100, 0.4, 0.9, ()), (ENOUGH - 1, 0.0, 0.2, ("night",))))
    many = standing(scores((100, 0.4, 0.9, ()), (ENOUGH, 0.0, 0.2, ("night",))))
    assert max(list(few.values())[100:]) < 0.65  # never above the middle
    assert max(list(many.values())[100:]) > 0.85


def test_few_of_a_kind_are_drawn_halfway_towards_the_middle() -> None:
    folder = scores((99, 0.2, 0.9, ()), (1, 0.0, 0.1, ("fog",)))
    assert parts(standing(folder))[list(folder)[-1]] == pytest.approx(0.25, abs=0.02)
    above = scores((99, 0.2, 0.7, ()), (1, 0.8, 0.8, ("fog",)))
    assert list(standing(above).values())[-1] == 0.8


def test_of_several_kinds_the_larger_counts() -> None:
    night, both = (30, 0.0, 0.1, ("night",)), (1, 0.3, 0.3, ("grain", "night"))
    folder = scores((100, 0.4, 0.9, ()), (25, 0.3, 0.4, ("grain",)), night, both)
    best = list(folder)[-1]
    assert parts(standing(folder))[best] > 0.95  # the best of the night, though the least of the grainy


def test_a_kind_that_scores_well_loses_nothing() -> None:
    folder = scores((100, 0.1, 0.6, ()), (30, 0.7, 0.9, ("bokeh",)))
    counted = standing(folder)
    assert all(counted[photo] == score.value for photo, score in folder.items() if score.flags)


def test_where_all_are_of_one_kind_nothing_changes() -> None:
    folder = scores((50, 0.0, 0.3, ("night",)))
    assert standing(folder) == pytest.approx({photo: score.value for photo, score in folder.items()})


FLAGS = st.sets(st.sampled_from(["night", "fog"])).map(lambda flags: tuple(sorted(flags)))
FOLDERS = st.lists(st.tuples(st.floats(0, 1), FLAGS), min_size=1, max_size=90).map(
    lambda items: {
        Photo(Path(f"/f/{at}.jpg"), 1, 1): Score("m", value, value, flags=flags)
        for at, (value, flags) in enumerate(items)
    }
)


@given(FOLDERS)
def test_nobody_loses_by_a_flag_and_a_kind_keeps_its_order(folder: dict[Photo, Score]) -> None:
    counted = standing(folder)
    for photo, score in folder.items():
        assert score.value - 1e-12 <= counted[photo] <= 1
        if not score.flags:
            assert counted[photo] == score.value
    for flags in (("night",), ("fog",), ("fog", "night")):
        alike = sorted((score.value, counted[photo]) for photo, score in folder.items() if score.flags == flags)
        assert all(one[1] <= other[1] + 1e-9 for one, other in pairwise(alike))


@given(FOLDERS, st.data())
def test_scores_that_come_change_and_go_count_as_if_worked_out_anew(
    folder: dict[Photo, Score], data: st.DataObject
) -> None:
    judgements = Judgements()
    known: dict[Photo, Score] = {}
    for photo, score in folder.items():
        judgements.learn(photo, None, score)
        known[photo] = score
    gone = data.draw(st.lists(st.sampled_from(list(folder)), unique=True, max_size=10))
    for at, photo in enumerate(gone):
        after = None if at % 2 else Score("m", 0.5, 0.5, flags=("night",) if at % 4 else ())
        judgements.learn(photo, known.pop(photo), after)
        if after:
            known[photo] = after
        counted = standing(known)
        assert {one: judgements.value(one, score) for one, score in known.items()} == pytest.approx(counted)
        assert list(judgements.standings.values) == pytest.approx(sorted(counted.values()))
    assert judgements.learn(Photo(Path("/f/new.jpg"), 1, 1), None, None) is False


def test_whether_a_photo_stands_among_its_kind_is_told() -> None:
    judgements = Judgements()
    folder = scores((30, 0.4, 0.9, ()), (ENOUGH, 0.0, 0.2, ("night",)))
    for photo, score in folder.items():
        judgements.learn(photo, None, score)
    assert judgements.is_among_its_kind(Score("m", 0.1, 0.1, flags=("night", "fog")))
    assert not judgements.is_among_its_kind(Score("m", 0.1, 0.1, flags=("fog",)))
    assert not judgements.is_among_its_kind(Score("m", 0.1, 0.1))
    photo = list(folder)[-1]
    judgements.learn(photo, folder[photo], None)
    assert not judgements.is_among_its_kind(Score("m", 0.1, 0.1, flags=("night",)))
