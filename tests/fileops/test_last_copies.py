"""Rejects that nothing else stands for: told in words, counted right."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer import words
from reviewer.fileops import LastCopies, last_copies
from reviewer.photo import Group, Photo

A, B, C, D, E = (Photo(Path(f"/card/{name}.JPG"), 1, 1) for name in "abcde")


def test_a_reject_that_is_all_of_its_group_is_found():
    groups = [Group((A, B)), Group((C,)), Group((D, E))]
    found = last_copies(groups, {}, {B, C, D, E})
    assert found.of_group == (C, D, E)
    assert found.of_half_hour == (), "of unknown time, it is in no half hour"


def test_a_reject_with_no_other_frame_in_the_half_hour_around_it_is_found():
    groups = [Group((photo,)) for photo in (A, B, C, D)]
    taken = {A: 0.0, B: 899.0, C: 1802.0, D: 10_000.0}
    assert last_copies(groups, taken, {A, C, D}).of_half_hour == (C, D)
    assert last_copies(groups, taken, {A}).of_half_hour == ()
    assert last_copies(groups, taken, {B}).of_half_hour == ()
    assert last_copies(groups, taken, set()) == LastCopies()


def test_it_is_told_in_words():
    assert words.count(3, "last_of_group") == "3 of these rejects are the only frame of their group"
    assert words.count(1, "last_of_group") == "1 of these rejects is the only frame of its group"
    assert words.count(3, "last_of_half_hour") == "3 of these rejects are the only frame of this half hour"


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 7200), st.booleans()), max_size=30))
def test_it_is_what_trying_each_says(shots: list[tuple[int, float, bool]]):
    photos = [Photo(Path(f"/card/{number}.JPG"), 1, 1) for number in range(len(shots))]
    taken = {photo: at for photo, (_, at, _) in zip(photos, shots, strict=True)}
    rejected = {photo for photo, (_, _, out) in zip(photos, shots, strict=True) if out}
    members = {photo: group for photo, (group, _, _) in zip(photos, shots, strict=True)}
    groups = [Group(tuple(photo for photo in photos if members[photo] == number)) for number in set(members.values())]
    found = last_copies(groups, taken, rejected)
    kept = set(photos) - rejected
    assert set(found.of_group) == {
        photo for photo in rejected if all(members[other] != members[photo] for other in kept)
    }
    near = {photo for photo in rejected if all(abs(taken[other] - taken[photo]) > 900 for other in kept)}
    edge = {photo for photo in rejected if any(abs(abs(taken[other] - taken[photo]) - 900) < 1e-6 for other in kept)}
    assert set(found.of_half_hour) - edge == near - edge
