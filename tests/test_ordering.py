"""Order: total, stable, the unknown last, bursts kept together; and places among the scored."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ordering import Order, Standings, arrange
from reviewer.photo import Group, Metadata, Photo, Record

A, B, C, D, E = (Photo(Path(f"/f/{name}.jpg"), 1, 1) for name in "abcde")
ALL = [A, B, C, D, E]


def taken(**times: float | None) -> dict[Photo, Record]:
    photos = dict(zip("abcde", ALL, strict=True))
    return {photos[name]: Record(name, Metadata(1, 1, taken=time)) for name, time in times.items()}


def scored(**values: float) -> dict[Photo, float]:
    photos = dict(zip("abcde", ALL, strict=True))
    return {photos[name]: number for name, number in values.items()}


def test_by_name_is_the_order_given_either_way() -> None:
    assert arrange(ALL, Order("name"), {}, {}) == ALL
    assert arrange(ALL, Order("name", descending=True), {}, {}) == ALL[::-1]


def test_by_time_ties_keep_the_order_of_names() -> None:
    records = taken(a=20.0, b=10.0, c=30.0, d=10.0, e=5.0)
    assert arrange(ALL, Order("time"), records, {}) == [E, B, D, A, C]
    assert arrange(ALL, Order("time", descending=True), records, {}) == [C, A, D, B, E]


def test_a_photo_without_a_time_stays_with_the_one_its_name_follows() -> None:
    records = taken(a=None, b=20.0, c=None, d=10.0)
    assert arrange(ALL, Order("time"), records, {}) == [A, D, E, B, C]


@given(st.sets(st.sampled_from("abcde")))
def test_where_names_follow_time_nothing_moves_while_times_are_learnt(known: set[str]) -> None:
    records = taken(**{name: float(ord(name)) for name in known})
    assert arrange(ALL, Order("time"), records, {}) == ALL


def test_by_metric_the_unscored_come_last_and_ties_keep_capture_order() -> None:
    records = taken(a=3.0, b=2.0, c=1.0, d=4.0, e=5.0)
    scores = scored(a=0.5, b=0.5, c=0.9, d=0.1)
    assert arrange(ALL, Order("m", descending=True), records, scores) == [C, B, A, D, E]
    assert arrange(ALL, Order("m"), records, scores) == [D, B, A, C, E]


def test_by_metric_a_burst_stays_together_at_the_place_of_its_best() -> None:
    burst = Group((A, B, C), "burst")
    scores = scored(a=0.2, b=0.9, d=0.5, e=0.95)
    assert arrange(ALL, Order("m", descending=True), {}, scores, [burst]) == [E, B, A, C, D]
    assert arrange(ALL, Order("m"), {}, scores, [burst]) == [D, A, B, C, E]


def test_two_bursts_with_one_best_score_do_not_mix() -> None:
    bursts = [Group((A, C), "burst"), Group((B, D), "burst")]
    scores = scored(a=0.5, b=0.5, c=0.4, d=0.45)
    assert arrange(ALL, Order("m", descending=True), {}, scores, bursts) == [A, C, B, D, E]


def test_a_burst_does_not_disturb_the_order_by_time() -> None:
    assert arrange(ALL, Order("time"), taken(a=5.0, b=1.0, c=3.0), {}, [Group((A, B), "burst")]) == [B, C, D, E, A]


def test_standings_refuse_to_lose_what_they_never_had() -> None:
    with pytest.raises(KeyError):
        Standings([0.1, 0.3]).remove(0.2)
    with pytest.raises(KeyError):
        Standings().remove(0.2)


VALUES = st.floats(0, 1).map(lambda number: round(number, 1))
SCORES = st.dictionaries(st.sampled_from("abcde"), VALUES).map(lambda values: scored(**values))
RECORDS = st.dictionaries(st.sampled_from("abcde"), st.none() | st.integers(0, 3).map(float)).map(
    lambda times: taken(**times)
)
ORDERS = st.builds(Order, st.sampled_from(["time", "name", "m"]), descending=st.booleans())
GROUPS = st.lists(st.sampled_from([A, B, C, D, E]), unique=True, max_size=5).flatmap(
    lambda photos: st.integers(0, len(photos)).map(
        lambda cut: [Group(tuple(part), "burst") for part in (photos[:cut], photos[cut:]) if part]
    )
)


@given(ORDERS, RECORDS, SCORES, GROUPS)
def test_every_order_shows_every_photo_once(
    order: Order, records: dict[Photo, Record], scores: dict[Photo, float], groups: list[Group]
) -> None:
    shown = arrange(ALL, order, records, scores, groups)
    assert sorted(shown, key=ALL.index) == ALL
    assert arrange(ALL, order, records, scores, groups) == shown


@given(st.booleans(), RECORDS, SCORES, GROUPS)
def test_a_metric_orders_groups_by_their_best(
    descending: bool,
    records: dict[Photo, Record],
    scores: dict[Photo, float],
    groups: list[Group],
) -> None:
    shown = arrange(ALL, Order("m", descending=descending), records, scores, groups)
    of = {photo: group.photos for group in groups for photo in group.photos}
    stops = [of.get(photo, (photo,)) for photo in shown]
    runs = [stop for at, stop in enumerate(stops) if at == 0 or stops[at - 1] != stop]
    assert len(runs) == len(set(runs))
    best = [max((number for photo in stop if (number := scores.get(photo)) is not None), default=None) for stop in runs]
    known = [number for number in best if number is not None]
    assert known == sorted(known, reverse=descending)
    assert best[: len(known)] == known


@given(st.lists(VALUES), st.data())
def test_standings_kept_up_to_date_equal_a_count(values: list[float], data: st.DataObject) -> None:
    standings = Standings()
    for number in values:
        standings.add(number)
    gone = data.draw(st.lists(st.sampled_from(values), unique=True)) if values else []
    for number in gone:
        standings.remove(number)
        values.remove(number)
    assert list(standings.values) == sorted(values)
    for number in values:
        assert standings.place(number) == (1 + sum(other > number for other in values), len(values))


SCORES = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.2, 0.5])), min_size=1, max_size=60)


@given(SCORES, st.integers(0, 100))
def test_no_more_than_so_many_percent_are_under_the_cut(values: list[float], percent: int) -> None:
    standings = Standings(values)
    cut = standings.lowest(percent)
    assert cut in values
    assert standings.under(cut) == sum(value < cut for value in values) <= len(values) * percent / 100
    higher = sorted(value for value in values if value > cut)
    if higher and percent < 100:  # the next cut would be too much
        assert sum(value < higher[0] for value in values) > len(values) * percent / 100


@given(SCORES, st.integers(0, 100))
def test_no_fewer_than_so_many_percent_are_among_the_best(values: list[float], percent: int) -> None:
    best = Standings(values).best(percent)
    assert best in values
    assert sum(value >= best for value in values) >= max(1, len(values) * percent / 100)
    assert sum(value > best for value in values) < max(1, len(values) * percent / 100)


def test_equal_scores_have_no_lowest_and_are_all_the_best() -> None:
    standings = Standings([0.4] * 10)
    assert standings.under(standings.lowest(50)) == 0
    assert standings.best(10) == 0.4
    assert Standings().lowest(10) is None
    assert Standings().best(10) is None


def test_a_cut_tells_the_percent_it_was_made_for() -> None:
    standings = Standings(at / 400 for at in range(400))
    assert [standings.percent(standings.lowest(percent)) for percent in (0, 7, 25, 50)] == [0, 7, 25, 50]
    assert Standings().percent(0.5) == 0


@given(st.integers(1, 100))
def test_a_cut_can_be_put_between_any_two_of_few_photos(count: int) -> None:
    standings = Standings(range(count))
    for number in range(count):
        assert standings.lowest(standings.percent(number)) == number


def test_a_cut_beyond_equal_scores_does_not_fall_back_before_them() -> None:
    standings = Standings([0.1] * 305 + [0.2 + at / 1000 for at in range(698)])
    assert 305 <= standings.under(standings.lowest(standings.percent(0.2))) <= 315
