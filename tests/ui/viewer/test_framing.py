from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.viewer.framing import LARGEST, Framing, fit_scale

sides = st.integers(1, 12_000)
sizes = st.tuples(sides, sides)
rooms = st.tuples(st.integers(64, 4000), st.integers(64, 2500))


@given(sizes, rooms)
def test_fitted_is_whole_centred_and_never_enlarged(full, room):
    place = Framing().place(full, room)
    assert place.scale <= 1
    assert place.width <= room[0]
    assert place.height <= room[1]
    assert abs(place.left * 2 + place.width - room[0]) <= 1
    assert abs(place.top * 2 + place.height - room[1]) <= 1
    if place.scale < 1:
        assert place.width == room[0] or place.height == room[1]


def test_a_small_photo_is_shown_at_its_own_pixels():
    assert Framing().place((400, 300), (1366, 768)).scale == 1


@given(sizes, rooms, st.floats(0.05, LARGEST), st.floats(0, 1), st.floats(0, 1))
def test_zoomed_covers_the_viewport_or_is_centred(full, room, scale, x, y):
    place = Framing(scale, (x, y)).place(full, room)
    for corner, extent, space in ((place.left, place.width, room[0]), (place.top, place.height, room[1])):
        if extent <= space:
            assert abs(corner * 2 + extent - space) <= 1
        else:
            assert corner <= 0
            assert corner + extent >= space


@given(st.tuples(st.integers(2000, 9000), st.integers(2000, 9000)), st.floats(0.3, 0.7), st.floats(0.3, 0.7))
def test_the_point_under_the_pointer_stays_there(full, x, y):
    room = (1366, 768)
    at = (room[0] * x, room[1] * y)
    before = Framing(1.0).place(full, room)
    after = Framing(1.0).zoomed(3.0, at, full, room).place(full, room)
    for axis, (old, new) in enumerate(
        (
            ((before.left, before.width), (after.left, after.width)),
            ((before.top, before.height), (after.top, after.height)),
        )
    ):
        part = (at[axis] - old[0]) / old[1]
        assert new[0] + part * new[1] == pytest.approx(at[axis], abs=2)


def test_zooming_out_ends_at_fit_and_passing_100_percent_stops_there():
    full, room, at = (6000, 4000), (1366, 768), (600.0, 300.0)
    framing = Framing(1.1).stepped(-3, at, full, room)
    assert framing.scale == 1.0
    assert framing.stepped(1, at, full, room).scale == 1.25
    for _ in range(20):
        framing = framing.stepped(-1, at, full, room)
    assert framing == Framing()
    for _ in range(40):
        framing = framing.stepped(1, at, full, room)
    assert framing.scale == LARGEST


def test_a_pan_stops_at_the_edge_and_comes_back_at_once():
    full, room = (6000, 4000), (1000, 800)
    framing = Framing(1.0).panned((99_999, 99_999), full, room)
    assert (framing.place(full, room).left, framing.place(full, room).top) == (0, 0)
    back = framing.panned((-10, -20), full, room).place(full, room)
    assert (back.left, back.top) == (-10, -20)


def test_the_place_is_kept_relative_for_a_photo_of_another_size():
    framing = Framing(1.0, (0.25, 0.75))
    for full in ((6000, 4000), (4000, 6000)):
        place = framing.place(full, (1000, 800))
        assert (500 - place.left) / full[0] == pytest.approx(0.25, abs=0.001)
        assert (400 - place.top) / full[1] == pytest.approx(0.75, abs=0.001)


def test_fit_scale_of_a_wide_and_a_tall_photo():
    assert fit_scale((2000, 1000), (1000, 1000)) == 0.5
    assert fit_scale((1000, 4000), (1000, 1000)) == 0.25


@given(sizes, st.tuples(st.integers(200, 4000), st.integers(200, 2500)), st.integers(0, 90))
def test_a_margin_stays_free_on_all_sides_of_a_fitted_photo(full, room, margin):
    place = Framing(margin=margin).place(full, room)
    assert place.left >= margin
    assert place.top >= margin
    assert place.left + place.width <= room[0] - margin
    assert place.top + place.height <= room[1] - margin


def test_portrait_and_landscape_share_the_centre_and_the_surround():
    room, framing = (1920, 1080), Framing(margin=40)
    wide, tall = framing.place((6000, 4000), room), framing.place((4000, 6000), room)
    for place in (wide, tall):
        assert abs(place.left * 2 + place.width - room[0]) <= 1
        assert abs(place.top * 2 + place.height - room[1]) <= 1
        assert place.top == 40


def test_zooming_keeps_the_margin_for_when_the_photo_is_fitted_again():
    full, room, at = (6000, 4000), (1366, 768), (600.0, 300.0)
    fitted = Framing(margin=30)
    zoomed = fitted.stepped(1, at, full, room)
    assert zoomed.scale == pytest.approx(fitted.place(full, room).scale * 1.25)
    assert zoomed.stepped(-1, at, full, room) == fitted
    assert zoomed.zoomed(1.0, at, full, room).fitted() == fitted
