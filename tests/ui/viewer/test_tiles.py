from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.viewer.framing import Framing
from reviewer.ui.viewer.tiles import SIDE, in_file, in_sight

sizes = st.tuples(st.integers(300, 20_000), st.integers(300, 20_000))
rooms = st.tuples(st.integers(64, 3000), st.integers(64, 2000))
parts = st.floats(0, 1)


@given(sizes, rooms, st.floats(0.1, 4), parts, parts)
def test_tiles_cover_what_is_in_sight_once_and_are_never_coarse(full, room, scale, x, y):
    place = Framing(scale, (x, y)).place(full, room)
    found = in_sight(full, place, room)
    lying = [tile.lies(full, place) for tile in found]
    left, top = max(0, place.left), max(0, place.top)
    right, bottom = min(room[0], place.left + place.width), min(room[1], place.top + place.height)
    shown = sum(
        max(0, min(right, rect.right() + 1) - max(left, rect.left()))
        * max(0, min(bottom, rect.bottom() + 1) - max(top, rect.top()))
        for rect in lying
    )
    assert shown == (right - left) * (bottom - top)
    for tile in found:
        assert max(tile.room) <= SIDE
        reduced = tile.part[2] / tile.room[0]
        assert reduced == 1 or scale * reduced <= 1.01  # never enlarged below 100 %
        assert reduced * scale > 0.45 or tile.room[0] < 8 or scale > 1


def test_the_middle_comes_first_and_what_lies_around_last():
    full, room = (20_000, 10_000), (2560, 1440)
    place = Framing(1.0, (0.5, 0.5)).place(full, room)
    seen, around = in_sight(full, place, room), in_sight(full, place, room, around=1)
    assert around[: len(seen)] == seen
    assert len(around) > len(seen)
    distances = [np.hypot(tile.part[0] + SIDE / 2 - 10_000, tile.part[1] + SIDE / 2 - 5000) for tile in seen]
    assert distances == sorted(distances)


def test_panning_finds_the_tiles_it_had():
    full, room = (20_000, 10_000), (1280, 720)
    framing = Framing(0.7, (0.5, 0.5))
    before = set(in_sight(full, framing.place(full, room), room))
    after = set(in_sight(full, framing.panned((-30, 10), full, room).place(full, room), room))
    assert len(before & after) > len(before) / 2


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_part_of_a_turned_photo_is_found_in_its_file(turn):
    file = np.arange(12 * 7).reshape(7, 12)
    shown = np.rot90(file, -turn)
    left, top, width, height = in_file((1, 2, 3, 4), (shown.shape[1], shown.shape[0]), turn)
    part = np.rot90(file[top : top + height, left : left + width], -turn)
    assert np.array_equal(part, shown[2:6, 1:4])
