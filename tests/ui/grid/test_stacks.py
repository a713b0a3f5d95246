"""Which photos have a cell: closed stacks share one, whatever the order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reviewer.photo import Group, Photo
from reviewer.ui.grid.stacks import Stacks


def photos(count):
    return [Photo(Path(f"/folder/IMG_{at}.jpg"), 1, 1) for at in range(count)]


def cells_of(stacks, shown, groups):
    rows = {photo: row for row, photo in enumerate(shown)}
    return stacks.cells(shown, groups, rows.get)


def test_open_stacks_leave_every_photo_its_cell():
    shown = photos(5)
    cells = cells_of(Stacks(closed=False), shown, [Group(tuple(shown[1:4]), "burst")])
    assert [cells.row(cell) for cell in range(len(cells))] == [0, 1, 2, 3, 4]
    assert not any(cells.stacked(cell) for cell in range(5))


def test_a_closed_stack_is_one_cell_for_all_its_photos():
    shown = photos(6)
    cells = cells_of(Stacks(closed=True), shown, [Group(tuple(shown[1:4]), "burst"), Group((shown[5],))])
    assert [cells.row(cell) for cell in range(len(cells))] == [0, 1, 4, 5]
    assert [cells.stacked(cell) for cell in range(4)] == [0, 3, 0, 0]
    assert [cells.cell(row) for row in range(6)] == [0, 1, 1, 1, 2, 3]


def test_a_closed_stack_shows_the_frame_taken_first_even_where_another_stands_first():
    first, second, third, single = photos(4)
    best_first = [third, first, second, single]
    cells = cells_of(Stacks(closed=True), best_first, [Group((first, second, third), "burst")])
    assert [best_first[cells.row(cell)] for cell in range(len(cells))] == [first, single]


def test_frames_that_an_order_has_parted_are_one_stack_at_the_place_of_the_foremost():
    first, other, second = photos(3)
    cells = cells_of(Stacks(closed=True), [first, other, second], [Group((first, second), "burst")])
    assert [cells.cell(row) for row in range(3)] == [0, 1, 0]


def test_stacks_are_opened_one_by_one_and_all_at_once():
    shown = photos(6)
    one, other = Group(tuple(shown[:3]), "burst"), Group(tuple(shown[3:]), "burst")
    stacks = Stacks(closed=True)
    stacks.toggle(one)
    assert len(cells_of(stacks, shown, [one, other])) == 4
    assert stacks.set_all(closed=True)
    assert len(cells_of(stacks, shown, [one, other])) == 2
    assert not stacks.set_all(closed=True)
    stacks.toggle(other)
    stacks.toggle(other)
    assert len(cells_of(stacks, shown, [one, other])) == 2


def test_a_group_of_which_one_photo_is_shown_is_no_stack():
    shown = photos(2)
    elsewhere = Photo(Path("/gone.jpg"), 1, 1)
    cells = cells_of(Stacks(closed=True), shown, [Group((shown[0], elsewhere), "burst")])
    assert len(cells) == 2
    assert not cells.stacked(0)


@given(st.lists(st.integers(1, 4), max_size=12), st.randoms())
def test_every_photo_is_in_one_cell_and_none_is_lost(sizes, random):
    shown = photos(sum(sizes))
    left, groups = list(shown), []
    for size in sizes:
        groups.append(Group(tuple(left[:size]), "burst" if size > 1 else "single"))
        left = left[size:]
    random.shuffle(shown)
    cells = cells_of(Stacks(closed=True), shown, groups)
    assert len(cells) == len(sizes)
    held = [max(1, cells.stacked(cell)) for cell in range(len(cells))]
    assert sum(held) == len(shown)
    assert all(cells.cell(cells.row(cell)) == cell for cell in range(len(cells)))
