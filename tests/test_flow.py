"""Which photo a key means, which one comes up after a decision, and what is left to decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.photo import Marks, Photo
from reviewer.session.flow import Cut, Tally, coming, meant, returning, tally

A, B, C, D, E = PHOTOS = [Photo(Path("/shoot") / f"{name}.jpg", 1, 1) for name in "abcde"]


@pytest.mark.parametrize("milliseconds", range(0, 601, 10))
def test_a_key_soon_after_an_automatic_cut_means_the_photo_before(milliseconds):
    found = meant(milliseconds / 1000, B, Cut(0.0, A, automatic=True), 0.35)
    assert found.photo == (A if milliseconds < 350 else B)
    assert found.outgoing == (milliseconds < 350)
    assert found.after_cut == pytest.approx(milliseconds / 1000)


@pytest.mark.parametrize("milliseconds", range(0, 601, 50))
def test_after_a_step_by_hand_a_key_means_the_framed_photo(milliseconds):
    found = meant(10.0 + milliseconds / 1000, B, Cut(10.0, A, automatic=False), 0.35)
    assert (found.photo, found.outgoing, found.after_cut) == (B, False, None)


def test_a_key_from_before_the_cut_means_what_was_seen_then():
    assert meant(9.99, B, Cut(10.0, A, automatic=True), 0.0).photo == A
    assert meant(10.0, B, Cut(10.0, A, automatic=True), 0.0).photo == B
    assert meant(10.0, B, None, 0.35).photo == B


def test_without_advance_the_photo_stays_while_the_filter_shows_it():
    assert coming(PHOTOS, set(PHOTOS), PHOTOS.index(C), advance=False) == C
    assert coming(PHOTOS, set(PHOTOS), PHOTOS.index(C), advance=True) == D


def test_the_next_one_that_matches_comes_up_when_the_photo_falls_out():
    assert coming(PHOTOS, {A, E}, PHOTOS.index(C), advance=False) == E
    assert coming(PHOTOS, {A, B}, PHOTOS.index(C), advance=False) == B
    assert coming(PHOTOS, {A, B, E}, PHOTOS.index(C), advance=True) == E
    assert coming(PHOTOS, set(), PHOTOS.index(C), advance=True) is None


def test_the_end_is_a_wall():
    assert coming(PHOTOS, set(PHOTOS), PHOTOS.index(E), advance=True) == E


@given(st.sets(st.sampled_from(PHOTOS)), st.sampled_from(PHOTOS), st.booleans())
def test_something_that_matches_always_comes_up_and_nothing_is_skipped(shown, current, advance):
    found = coming(PHOTOS, shown, PHOTOS.index(current), advance=advance)
    if not shown:
        assert found is None
        return
    assert found in shown
    at, now = PHOTOS.index(current), PHOTOS.index(found)
    assert not shown.intersection(PHOTOS[at + 1 : now])


def test_an_undo_goes_back_to_its_photo():
    assert returning(PHOTOS, {B.path, D.path}, A) == B
    assert returning(PHOTOS, {B.path, D.path}, D) == D
    assert returning(PHOTOS, {Path("/elsewhere.jpg")}, A) is None


def test_a_photo_without_flag_or_stars_is_undecided_and_never_rejected():
    marks = {A: Marks("pick", 3), B: Marks("reject"), C: Marks(stars=2), D: Marks(colour="red", keywords=("x",))}
    assert tally(PHOTOS, marks) == Tally(picked=1, rejected=1, rated=1, undecided=2)
