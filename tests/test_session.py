"""A review under way: the place is kept whatever comes, goes or is learnt, and stepping never takes long."""

from __future__ import annotations

import time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reviewer import session as review
from reviewer.ordering import Order, arrange, standing
from reviewer.photo import Failure, Group, Metadata, Photo, Record, Score, Turn
from reviewer.scan import Changes, natural_key
from reviewer.session import Change, Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BEST_FIRST = Order("m", descending=True)


def photo(name: str, size: int = 1) -> Photo:
    return Photo(Path("/f") / f"{name}.jpg", size, 1)


def record(taken: float | None = None, group: int | None = None) -> Record:
    return Record("id", Metadata(1, 1, taken=taken), fingerprint=group)


def score(number: float, metric: str = "m") -> Score:
    return Score(metric, number, number)


def counted(session: Session) -> dict[Photo, float]:
    """What scores count for, worked out anew."""
    found = {item: judged["m"] for item, judged in session.scores.items() if "m" in judged}
    return standing({item: result for item, result in found.items() if isinstance(result, Score)})


def by_fingerprint(photos: Sequence[Photo], records: Mapping[Photo, Record]) -> list[Group]:
    """Stands in for grouping: neighbours with one fingerprint belong together."""

    def label(item: Photo) -> object:
        known = records.get(item)
        return known.fingerprint if known and known.fingerprint is not None else item

    runs = [tuple(run) for _, run in groupby(photos, label)]
    return [Group(run, "burst" if len(run) > 1 else "single") for run in runs]


@pytest.fixture(autouse=True)
def _plain_grouping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review.grouping, "group", by_fingerprint)


def opened(names: str = "abcde", order: Order | None = None) -> Session:
    session = Session(order)
    session.add(photo(name) for name in names)
    return session


def shown(session: Session) -> str:
    return "".join(item.path.stem for item in session.photos)


def here(session: Session) -> str:
    return session.current.path.stem if session.current else ""


def test_an_empty_review_has_nowhere_to_go() -> None:
    session = Session()
    assert session.current is None
    assert not any((session.go(1), session.first(), session.last(), session.go_group(1), session.settle()))
    assert session.add([]) == Change.NOTHING
    assert session.neighbours(3) == []
    assert session.index(photo("a")) is None
    assert session.current is None


def test_the_first_photo_found_is_current_and_stays_so() -> None:
    session = Session()
    assert session.add([photo("c"), photo("d")]) == Change.PHOTOS | Change.CURRENT
    assert session.add([photo("a"), photo("e")]) == Change.PHOTOS
    assert (shown(session), here(session)) == ("acde", "c")
    assert session.add([photo("a")]) == Change.NOTHING


@pytest.mark.parametrize(
    ("order", "expected"),
    [(Order("name"), "abcdef"), (Order("name", descending=True), "fedcba"), (Order("time", descending=True), "fedcba"),
     (BEST_FIRST, "abcdef")],
)  # fmt: skip
def test_batches_of_a_scan_fall_into_their_places(order: Order, expected: str) -> None:
    session = Session(order)
    for batch in ("ab", "c", "def"):
        session.add(photo(name) for name in batch)
        assert here(session) == ("b" if expected.startswith("f") else "a")
        assert [session.index(item) for item in session.photos] == list(range(len(session.photos)))
    assert shown(session) == expected
    assert session.settle() in (Change.NOTHING, Change.GROUPS)
    assert shown(session) == expected


def test_the_photo_to_start_at_is_current_when_it_arrives() -> None:
    session = Session(start=photo("d").path)
    session.add([photo("a"), photo("b")])
    assert here(session) == "a"
    assert Change.CURRENT in session.add([photo("c"), photo("d")])
    assert here(session) == "d"
    session.first()
    session.apply(Changes(removed=(photo("d"),)))
    session.add([photo("d")])
    assert here(session) == "a"


def test_a_user_who_moves_is_not_taken_to_the_start() -> None:
    session = Session(start=photo("d").path)
    session.add([photo("a"), photo("b")])
    session.go(1)
    session.add([photo("d")])
    assert here(session) == "b"


def test_stepping_stops_at_the_ends() -> None:
    session = opened("abc")
    assert session.go(1) == Change.CURRENT
    assert here(session) == "b"
    assert session.go(5) == Change.CURRENT
    assert here(session) == "c"
    assert session.go(1) == Change.NOTHING
    assert session.first() == Change.CURRENT
    assert here(session) == "a"
    assert session.go(-1) == Change.NOTHING
    assert session.last() == Change.CURRENT
    assert here(session) == "c"
    assert session.go_to(photo("b")) == Change.CURRENT
    assert session.go_to(photo("nowhere")) == Change.NOTHING
    assert here(session) == "b"


def test_groups_are_stepped_by_their_first_photo() -> None:
    session = opened("abcdefg")
    for name, group in zip("abcdefg", (1, 1, 2, 3, 3, 3, 4), strict=True):
        session.learn(photo(name), record(group=group))
    assert Change.GROUPS in session.settle()
    visited = []
    while session.go_group(1):
        visited.append(here(session))
    assert visited == ["c", "d", "g"]
    session.go_to(photo("f"))
    back = []
    while session.go_group(-1):
        back.append(here(session))
    assert back == ["c", "a"]
    session.go_to(photo("b"))
    assert session.go_group(-1) == Change.NOTHING
    assert [len(group.photos) for group in session.groups] == [2, 1, 3, 1]
    assert session.group_of(photo("e")).photos == (photo("d"), photo("e"), photo("f"))
    assert session.group_of(photo("g")).photos == (photo("g"),)


def test_the_current_photo_stays_when_the_order_changes() -> None:
    session = opened("abc")
    session.learn(photo("a"), score(0.1))
    session.learn(photo("c"), score(0.9))
    assert session.sort(BEST_FIRST) == Change.PHOTOS | Change.GROUPS
    assert (shown(session), here(session)) == ("cab", "a")
    assert session.sort(Order("name", descending=True)) == Change.PHOTOS
    assert (shown(session), here(session)) == ("cba", "a")
    assert session.order == Order("name", descending=True)


def test_new_facts_move_nothing_until_settled() -> None:
    session = opened("abc", BEST_FIRST)
    session.settle()
    assert session.learn(photo("c"), score(0.9)) == Change.STANDINGS
    assert shown(session) == "abc"
    assert session.settle() == Change.PHOTOS
    assert shown(session) == "cab"
    assert session.settle() == Change.NOTHING
    session.learn(photo("a"), score(0.9, "other"))
    assert session.settle() == Change.NOTHING


def test_a_burst_stays_together_when_sorted_by_score() -> None:
    session = opened("abcd", BEST_FIRST)
    for name, group, number in (("a", 1, 0.9), ("b", 1, 0.1), ("c", 2, 0.5)):
        session.learn(photo(name), record(group=group))
        session.learn(photo(name), score(number))
    session.settle()
    assert shown(session) == "abcd"


def test_groups_come_in_the_order_of_the_strip_by_time() -> None:
    session = opened("abcd")
    for name, taken in (("a", 9.0), ("c", 1.0), ("d", 2.0)):
        session.learn(photo(name), record(taken))
    session.settle()
    assert shown(session) == "cdab"
    assert [group.photos[0].path.stem for group in session.groups] == list("cdab")


def test_learning_says_what_changed() -> None:
    session = opened("ab")
    assert session.learn(photo("a"), record(1.0)) == Change.DETAILS
    assert session.learn(photo("b"), record(2.0)) == Change.NOTHING
    assert session.learn(photo("a"), score(0.5)) == Change.DETAILS | Change.STANDINGS
    assert session.learn(photo("b"), score(0.7)) == Change.STANDINGS
    assert session.learn(photo("b"), score(0.7)) == Change.NOTHING
    assert session.learn(photo("a"), Failure("n", "metric_failed")) == Change.DETAILS
    assert session.learn(photo("b"), Failure("", "broken")) == Change.NOTHING
    assert session.learn(photo("stranger"), score(0.5)) == Change.NOTHING
    assert session.failures == {photo("b"): Failure("", "broken")}
    assert session.records[photo("a")].metadata.taken == 1.0
    assert session.values("m") == {photo("a"): 0.5, photo("b"): 0.7}
    assert session.place(photo("a"), "m") == (2, 2)
    assert session.place(photo("a"), "n") is None
    assert list(session.standings("m").values) == [0.5, 0.7]


def test_a_photo_read_after_all_is_no_failure() -> None:
    session = opened("a")
    session.learn(photo("a"), Failure("", "timeout"))
    session.learn(photo("a"), record())
    assert session.failures == {}


def test_the_best_come_as_they_are_shown_and_the_lowest_are_known_one_by_one() -> None:
    session = opened("abcdef")
    for name, number in zip("abcde", (0.9, 0.2, 0.5, 0.9, 0.4), strict=True):
        session.learn(photo(name), score(number))
    assert [item.path.stem for item in session.best("m", 20)] == ["a", "d"]
    assert session.best("other", 20) == []
    lowest = [item.path.stem for item in session.photos if session.among_lowest(item, "m", 40)]
    assert lowest == ["b", "e"]
    session.learn(photo("b"), score(1.0))
    assert [item.path.stem for item in session.photos if session.among_lowest(item, "m", 40)] == ["c", "e"]
    assert not session.among_lowest(photo("b"), "other", 40)


def test_a_better_score_replaces_the_one_before() -> None:
    session = opened("ab")
    session.learn(photo("a"), score(0.5))
    session.learn(photo("a"), score(0.6))
    assert list(session.standings("m").values) == [0.6]
    session.learn(photo("a"), Failure("m", "metric_failed"))
    assert list(session.standings("m").values) == []
    assert session.place(photo("a"), "m") is None


@pytest.mark.parametrize(
    ("at", "gone", "then"), [("b", "b", "c"), ("b", "bc", "d"), ("d", "cd", "b"), ("b", "a", "b"), ("c", "abcd", "")]
)
def test_when_the_current_photo_goes_the_next_one_is_current(at: str, gone: str, then: str) -> None:
    session = opened("abcd")
    session.go_to(photo(at))
    change = session.apply(Changes(removed=tuple(photo(name) for name in gone)))
    assert here(session) == then
    assert (Change.CURRENT in change) == (at in gone)
    assert session.index(photo(gone[0])) is None
    assert session.find(photo(gone[0]).path) is None


def test_other_bytes_at_a_path_forget_what_was_known_of_the_old_ones() -> None:
    session = opened("abc")
    session.go(1)
    session.learn(photo("b"), score(0.5))
    session.learn(photo("b"), record(1.0))
    change = session.apply(Changes(changed=((photo("b"), photo("b", 2)),)))
    assert change == Change.PHOTOS | Change.CURRENT | Change.STANDINGS
    assert session.current == photo("b", 2)
    assert session.records == {}
    assert session.scores == {}
    assert list(session.standings("m").values) == []
    assert session.learn(photo("b"), score(0.5)) == Change.NOTHING
    assert session.find(photo("b").path) == photo("b", 2)


def test_a_removed_photo_leaves_its_group() -> None:
    session = opened("abc")
    for name in "abc":
        session.learn(photo(name), record(group=1))
    session.settle()
    session.apply(Changes(removed=(photo("b"),)))
    assert session.group_of(photo("a")).photos == (photo("a"),)
    session.settle()
    assert session.group_of(photo("a")).photos == (photo("a"), photo("c"))


@pytest.mark.parametrize(
    ("moves", "expected"),
    [([4], "fgdhic"), ([5, -1], "dcfbag"), ([1], "cdaefg"), ([9], "ihgfed"), ([9, -9], "bcdefg"), ([8], "jhgfed")],
)
def test_neighbours_look_where_the_user_is_going(moves: list[int], expected: str) -> None:
    session = opened("abcdefghij")
    for step in moves:
        session.go(step)
    assert "".join(item.path.stem for item in session.neighbours(6)) == expected


@given(st.integers(0, 6), st.integers(0, 9), st.booleans())
def test_neighbours_are_other_photos_each_once(size: int, count: int, back: bool) -> None:
    session = opened("abcdef"[:size])
    session.go(size // 2)
    session.go(-1 if back else 0)
    near = session.neighbours(count)
    assert len(near) == len(set(near)) == min(count, max(0, size - 1))
    assert session.current not in near


NAMES = st.sampled_from("abcdefgh")


class Reviewing(RuleBasedStateMachine):
    """Whatever happens in whatever order, the session agrees with a plain recount."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(review.grouping, "group", by_fingerprint)
        self.session = Session()
        self.there: dict[str, Photo] = {}

    def teardown(self) -> None:
        self.patch.undo()

    @rule(names=st.lists(NAMES, unique=True), size=st.integers(1, 2))
    def add(self, names: list[str], size: int) -> None:
        before = self.session.current
        change = self.session.add(photo(name, size) for name in names)
        self.there.update((name, photo(name, size)) for name in names)
        assert (Change.CURRENT in change) == (before != self.session.current)
        if before is not None:
            assert here(self.session) == before.path.stem

    @rule(names=st.sets(NAMES))
    def remove(self, names: set[str]) -> None:
        before = self.session.current
        change = self.session.apply(Changes(removed=tuple(self.there[name] for name in names & set(self.there))))
        for name in names:
            self.there.pop(name, None)
        assert (Change.CURRENT in change) == (before != self.session.current)
        if before and before.path.stem in self.there:
            assert self.session.current == before

    @precondition(lambda self: self.there)
    @rule(data=st.data(), number=st.sampled_from([0.1, 0.5, 0.9]), taken=st.integers(0, 3), group=st.integers(0, 2))
    def learn(self, data: st.DataObject, number: float, taken: int, group: int) -> None:
        item = self.there[data.draw(st.sampled_from(sorted(self.there)))]
        fact = data.draw(
            st.sampled_from(
                [
                    score(number),
                    Score("m", number, number, flags=("night", "grain")),
                    Failure("m", "x"),
                    record(taken, group),
                    Failure("", "broken"),
                ]
            )
        )
        assert (Change.DETAILS in self.session.learn(item, fact)) == (item == self.session.current)

    @rule(order=st.builds(Order, st.sampled_from(["name", "time", "m"]), descending=st.booleans()))
    def sort(self, order: Order) -> None:
        before = self.session.current
        self.session.sort(order)
        assert self.session.current == before
        self.is_settled()

    @rule()
    def settle(self) -> None:
        self.session.settle()
        self.is_settled()

    @rule(step=st.integers(-3, 3))
    def go(self, step: int) -> None:
        before = self.session.current
        assert (Change.CURRENT in self.session.go(step)) == (before != self.session.current)

    @rule(step=st.sampled_from([-1, 1]))
    def go_group(self, step: int) -> None:
        before = self.session.current
        change = self.session.go_group(step)
        assert (Change.CURRENT in change) == (before != self.session.current)
        if change and before and self.session.current:
            assert self.session.group_of(before) != self.session.group_of(self.session.current)

    def is_settled(self) -> None:
        session = self.session
        by_name = sorted(self.there.values(), key=lambda item: natural_key(item.path))
        expected = arrange(by_name, session.order, session.records, counted(session), session.groups)
        assert list(session.photos) == expected
        assert sorted(item.path.stem for group in session.groups for item in group.photos) == sorted(self.there)

    @invariant()
    def agrees_with_a_recount(self) -> None:
        session = self.session
        assert set(session.photos) == set(self.there.values())
        assert len(session.photos) == len(self.there)
        assert [session.index(item) for item in session.photos] == list(range(len(session.photos)))
        assert (session.current is None) == (not self.there)
        values = counted(session)
        assert session.values("m") == values
        assert list(session.standings("m").values) == sorted(values.values())
        for item in session.photos:
            better = sum(other > values[item] for other in values.values()) if item in values else 0
            assert session.value(item, "m") == values.get(item)
            assert session.place(item, "m") == ((better + 1, len(values)) if item in values else None)
        assert set(session.records) | set(session.scores) | set(session.failures) <= set(self.there.values())


TestReviewing = Reviewing.TestCase


def test_a_hundred_thousand_photos_do_not_slow_a_step_or_a_fact() -> None:
    session = Session()
    everything = [photo(f"IMG_{number:06d}") for number in range(100_000)]
    for start in range(0, len(everything), 4096):
        session.add(everything[start : start + 4096])
    begun = time.perf_counter()
    for item in everything[:1000]:
        session.learn(item, score(hash(item) % 1000 / 1000))
        session.learn(item, record(1.0))
        session.go(1)
        session.neighbours(8)
        session.place(item, "m")
    assert time.perf_counter() - begun < 1.0


def test_a_batch_with_many_flagged_photos_costs_little_in_a_large_folder() -> None:
    session = Session()
    everything = [photo(f"IMG_{number:06d}") for number in range(20_000)]
    session.add(everything)
    for at, item in enumerate(everything):
        value = hash(item) % 997 / 1000
        session.learn(item, Score("m", value, value, flags=("night",) if at % 4 == 0 else ()))
    session.place(everything[0], "m")
    begun = time.perf_counter()
    for item in everything[:200]:
        session.learn(item, score(0.5))
    session.place(everything[0], "m")
    for item in everything[:2000]:
        session.place(item, "m")
        session.among_lowest(item, "m", 20)
    assert time.perf_counter() - begun < 0.5


# Which way up


def test_a_turn_is_told_once_and_goes_all_the_way_round() -> None:
    session = opened("ab")
    first, second = session.photos
    assert [session.turn(first, 1) for _ in range(4)] == [Change.TURNS] * 4
    assert session.turn_of(first) == 0
    session.turn(first, -1)
    assert (session.turn_of(first), session.turn_of(second)) == (3, 0)
    assert session.turn(first, 4) == Change.NOTHING


def test_an_earlier_turn_comes_in_late_and_yields_to_the_users_own() -> None:
    session = opened("ab")
    first, second = session.photos
    session.turn(first, 1)
    session.turn(first, -1)
    assert session.learn(first, Turn(2)) == Change.NOTHING
    assert session.learn(second, Turn(2)) == Change.TURNS
    assert (session.turn_of(first), session.turn_of(second)) == (0, 2)
    assert session.learn(photo("elsewhere"), Turn(2)) == Change.NOTHING


def test_other_bytes_and_a_photo_that_is_back_are_turned_as_before() -> None:
    session = opened("ab")
    before = session.photos[0]
    session.turn(before, 3)
    after = photo("a", size=2)
    session.apply(Changes(changed=((before, after),)))
    assert session.turn_of(after) == 3
    session.apply(Changes(removed=(after,)))
    session.apply(Changes(added=(after,)))
    assert session.turn_of(after) == 3


def test_a_turn_leaves_scores_and_order_alone() -> None:
    session = opened("ab", BEST_FIRST)
    for number, one in enumerate(session.photos):
        session.learn(one, score(number))
    session.settle()
    shown, place = list(session.photos), session.place(session.photos[0], "m")
    session.turn(session.photos[0], 1)
    assert session.settle() == Change.NOTHING
    assert (list(session.photos), session.place(session.photos[0], "m")) == (shown, place)
