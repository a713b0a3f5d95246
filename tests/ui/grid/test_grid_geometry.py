"""Where cells lie, by arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.grid.cell import geometry
from reviewer.ui.grid.geometry import SIZES, Geometry, next_size

geometries = st.builds(
    Geometry,
    count=st.integers(1, 100_000),
    width=st.integers(1, 4000),
    columns=st.integers(1, 30),
    pitch=st.integers(50, 400),
    cell_height=st.integers(50, 400),
)


@given(geometries, st.data())
def test_a_cell_is_found_at_its_own_corner_and_middle(grid, data):
    cell = data.draw(st.integers(0, grid.count - 1))
    left, top = grid.corner(cell)
    assert grid.at(left, top) == cell
    assert grid.at(left + grid.pitch // 2, top + grid.cell_height // 2) == cell
    assert cell in grid.between(top, top + 1)


@given(geometries, st.data())
def test_what_is_revealed_is_wholly_in_sight_and_what_was_in_sight_moves_nothing(grid, data):
    cell = data.draw(st.integers(0, grid.count - 1))
    room = data.draw(st.integers(grid.cell_height, 3000))
    offset = data.draw(st.integers(0, grid.height))
    shown = grid.revealed(cell, offset, room)
    top = grid.corner(cell)[1]
    assert shown <= top
    assert top + grid.cell_height <= shown + room
    assert grid.revealed(cell, shown, room) == shown


@given(geometries, st.integers(-20, 20), st.data())
def test_rows_up_and_down_stay_in_the_column_and_in_the_grid(grid, rows, data):
    cell = data.draw(st.integers(0, grid.count - 1))
    there = grid.moved(cell, rows)
    assert 0 <= there < grid.count
    assert there % grid.columns == cell % grid.columns or there == grid.count - 1


def test_a_row_has_as_many_cells_as_fit_and_shares_what_is_left_over():
    grid = geometry(100, 1000, 160)
    assert (grid.columns, grid.pitch, grid.lead) == (5, 200, 0)
    assert geometry(100, 600, 320).pitch == 448 + 20  # one column, and no picture grows without end
    grid = Geometry(count=100, width=1000, columns=5, pitch=200, cell_height=150)
    assert grid.height == 20 * 150
    assert grid.at(999, 0) == 4
    assert grid.at(1000, 0) is None
    assert grid.at(10, 20 * 150) is None
    assert grid.between(150, 450) == range(5, 15)


def test_nothing_is_nowhere():
    grid = Geometry(count=0, width=1000, columns=5, pitch=200, cell_height=150)
    assert grid.at(10, 10) is None
    assert not grid.between(0, 1000)
    assert grid.height == 0


def test_sizes_go_up_and_down_from_any_size():
    assert next_size(160, 1) == 208
    assert next_size(150, 1) == 160
    assert next_size(150, -1) == 128
    assert next_size(SIZES[-1], 1) == SIZES[-1]
    assert next_size(SIZES[0], -1) == SIZES[0]
