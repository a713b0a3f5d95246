"""Filters let through what matches all that is asked, and survive being kept."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.filtering import EVERYTHING, UNDECIDED, Filter, Known, apply, choices, matches, types_of
from reviewer.photo import Failure, Marks, Metadata, Photo, Record, Score


def photo(name: str, companion: str = "") -> Photo:
    return Photo(Path("/shoot") / name, 1, 1, Path("/shoot") / companion if companion else None)


def record(model: str | None = None, lens: str | None = None, taken: float | None = None) -> Record:
    return Record("c", Metadata(1, 1, model=model, lens=lens, taken=taken))


A, B, C, D = photo("IMG_1.JPG", "IMG_1.NEF"), photo("img_2.jpeg"), photo("Straße.tif"), photo("d.cr3")
PHOTOS = [A, B, C, D]
KNOWN = Known(
    marks={A: Marks("pick", 3, "red", ("Ann", "Bob")), B: Marks("reject"), C: Marks("", 5, "", ("Ann",))},
    records={A: record("Z 6", "50mm", 100.0), B: record("Z 6", None, 200.0), C: record(None, "85mm", None)},
    scores={A: {"m": Score("m", 1, 0.25)}, B: {"m": Score("m", 1, 0.75)}, C: {"m": Failure("m", "broken")}},
    viewed=[C, D],
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Filter(), PHOTOS),
        (Filter(flags=frozenset({"pick"})), [A]),
        (Filter(flags=frozenset({"", "reject"})), [B, C, D]),
        (Filter(stars=3), [A, C]),
        (Filter(stars=3, at_least=False), [A]),
        (Filter(stars=0, at_least=False), [B, D]),
        (Filter(colours=frozenset({"red"})), [A]),
        (Filter(colours=frozenset({""})), [B, C, D]),
        (Filter(metric="m", low=0.25, high=0.5), [A]),
        (Filter(metric="m"), [A, B]),
        (Filter(metric="other"), []),
        (Filter(since=100.0, until=200.0), [A]),
        (Filter(since=150.0), [B]),
        (Filter(until=250.0), [A, B]),
        (Filter(cameras=frozenset({"Z 6"})), [A, B]),
        (Filter(cameras=frozenset({""})), [C, D]),
        (Filter(lenses=frozenset({"50mm", "85mm"})), [A, C]),
        (Filter(types=frozenset({"JPEG"})), [A, B]),
        (Filter(types=frozenset({"NEF", "TIFF"})), [A, C]),
        (Filter(keywords=frozenset({"Ann"})), [A, C]),
        (Filter(keywords=frozenset({"Ann", "Bob"})), [A]),
        (Filter(text="img_"), [A, B]),
        (Filter(text="STRASSE"), [C]),
        (Filter(unreviewed=True), []),
        (UNDECIDED, [D]),
        (Filter(flags=frozenset({""}), text="d"), [D]),
    ],
)
def test_what_is_asked_is_what_comes_through(asked, found):
    assert apply(PHOTOS, asked, KNOWN) == found
    assert [one for one in PHOTOS if matches(one, asked, KNOWN)] == found
    assert Filter.read(json.loads(json.dumps(asked.kept()))) == asked


def test_unreviewed_is_neither_looked_at_nor_decided():
    fresh = Known(KNOWN.marks, {}, {}, viewed=frozenset())
    assert apply(PHOTOS, Filter(unreviewed=True), fresh) == [D]


def test_the_photo_an_undo_went_back_to_stays_in_its_place():
    assert apply(PHOTOS, Filter(flags=frozenset({"reject"})), KNOWN, keep=C) == [B, C]


def test_nothing_asked_is_kept_as_nothing():
    assert EVERYTHING.kept() == {}
    assert Filter.read({}) == EVERYTHING


@pytest.mark.parametrize("nonsense", [None, 7, "x", [1], {"a": 1}, float("nan"), True, ["", None]])
def test_nonsense_is_not_asked(nonsense):
    for field in fields(Filter):
        read = Filter.read({field.name: nonsense, "unknown": nonsense})
        assert isinstance(apply(PHOTOS, read, KNOWN), list)
        json.dumps(read.kept(), allow_nan=False)


@given(st.sets(st.sampled_from(PHOTOS)))
def test_the_order_is_kept(kept):
    photos = [one for one in reversed(PHOTOS) if one in kept]
    assert apply(photos, Filter(text="."), KNOWN) == photos


def test_what_there_is_to_ask_for():
    found = choices(PHOTOS, KNOWN)
    assert found["cameras"] == {"Z 6": 2}
    assert found["lenses"] == {"50mm": 1, "85mm": 1}
    assert found["types"] == {"JPEG": 2, "NEF": 1, "TIFF": 1, "CR3": 1}
    assert found["keywords"] == {"Ann": 2, "Bob": 1}
    assert types_of(photo("no ending")) == ("",)
