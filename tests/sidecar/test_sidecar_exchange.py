"""Three ways: what is news from outside, what is ours, and what both changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reviewer import sidecar
from reviewer.photo import Marks
from reviewer.sidecar import FIELDS, Exchange, changes
from reviewer.sidecar.properties import COLOURS

THEN = Marks("pick", 2, "red", ("a", "b"))
BOTH = Exchange(THEN, THEN, written=True)

marks = st.builds(
    Marks,
    st.sampled_from(["", "pick", "reject"]),
    st.integers(0, 5),
    st.sampled_from(["", *COLOURS]),
    st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
)


def test_nothing_happened() -> None:
    found = changes(BOTH, THEN, replace(THEN, keywords=("b", "a")))
    assert found == sidecar.Changes(THEN)


def test_each_side_may_change_another_field() -> None:
    found = changes(BOTH, replace(THEN, stars=5), replace(THEN, colour=""))
    assert (found.ours, found.outside, found.conflicts) == (("stars",), ("colour",), ())
    assert found.merged == Marks("pick", 5, "", ("a", "b"))


def test_what_both_changed_to_the_same_is_no_conflict() -> None:
    found = changes(BOTH, replace(THEN, stars=5), replace(THEN, stars=5))
    assert (found.outside, found.conflicts, found.merged.stars) == ((), (), 5)


def test_what_both_changed_differently_is_one_and_keeps_theirs() -> None:
    found = changes(BOTH, replace(THEN, flag="reject"), replace(THEN, flag=""))
    assert (found.ours, found.outside, found.conflicts, found.merged.flag) == ((), (), ("flag",), "")


def test_keywords_of_both_sides_come_together() -> None:
    found = changes(BOTH, replace(THEN, keywords=("a", "mine")), replace(THEN, keywords=("b", "theirs")))
    assert found.merged.keywords == ("mine", "theirs")
    assert (found.outside, found.ours, found.conflicts) == (("keywords",), ("keywords",), ())


def test_a_sidecar_that_cannot_say_all_of_ours_has_not_changed() -> None:
    last = Exchange(Marks("reject", 3), Marks("reject", 0), written=True)
    assert changes(last, Marks("reject", 3), Marks("reject", 0)) == sidecar.Changes(Marks("reject", 3))


@given(marks, marks, marks)
def test_every_change_is_on_one_side_or_a_conflict(then: Marks, ours: Marks, theirs: Marks) -> None:
    found = changes(Exchange(then, then), ours, theirs)
    for name in ("flag", "stars", "colour"):
        before, mine, other = (getattr(one, name) for one in (then, ours, theirs))
        assert (name in found.conflicts) == (before not in (mine, other) and mine != other)
        assert getattr(found.merged, name) == (mine if other == before else other)
    assert set(found.merged.keywords) == {
        word
        for word in {*then.keywords, *ours.keywords, *theirs.keywords}
        if (word in ours.keywords and word in theirs.keywords) or word not in then.keywords
    }
    assert set(found.ours) | set(found.outside) | set(found.conflicts) <= set(FIELDS)


def test_a_conflict_stays_until_it_is_settled(tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.xmp"
    last = sidecar.write(file, Marks("pick", 1), "lightroom").exchange
    sidecar.write(file, Marks("pick", 5), "lightroom", last)  # somebody else, who had read the same
    for _ in range(2):
        written = sidecar.write(file, Marks("reject", 3), "lightroom", last)
        last = written.exchange
        assert (written.found.conflicts, sidecar.read(file).marks) == (("stars",), Marks("reject", 5))
    theirs = sidecar.read(file, last).marks
    settled = sidecar.write(file, Marks("reject", 3), "lightroom", Exchange(theirs, theirs))
    assert (settled.found.conflicts, sidecar.read(file).marks) == ((), Marks("reject", 3))
