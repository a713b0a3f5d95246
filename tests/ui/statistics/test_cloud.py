"""The nearest dot, found by a grid as by looking at all; and dots that add up where they lie together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.statistics.cloud import Cloud

REACH = 16  # px

places = st.tuples(st.floats(0, 199), st.floats(0, 119))


@given(st.lists(places, max_size=60), places)
def test_the_nearest_is_the_one_that_looking_at_all_finds(points, place):
    cloud = Cloud(np.array(points, float).reshape(-1, 2), 200, 120)
    found = cloud.nearest(*place)
    distances = [np.hypot(left - place[0], top - place[1]) for left, top in points]
    if min(distances, default=np.inf) > REACH:
        assert found is None
    else:
        assert found is not None
        assert distances[found] == pytest.approx(min(distances))


def test_a_point_beyond_the_edge_stands_at_it():
    cloud = Cloud(np.array([[-5.0, 500.0], [300.0, 20.0]]), 200, 120)
    assert cloud.points.tolist() == [[0, 119], [199, 20]]
    assert cloud.nearest(3, 118) == 0
    assert cloud.nearest(198, 15) == 1


def test_a_search_outside_finds_nothing_of_the_other_side():
    cloud = Cloud(np.array([[199.0, 40.0]]), 200, 120)
    assert cloud.nearest(0, 56) is None
    assert cloud.nearest(-40, 40) is None
    assert cloud.nearest(500, 40) is None


def test_dots_are_discs_and_add_up():
    density = Cloud(np.array([[50.0, 30.0], [50.0, 30.0], [100.0, 60.0]]), 200, 120).density(1.0, 2.5)
    assert density.shape == (120, 200)
    assert density[30, 50] == 2
    assert density[60, 100] == density[60, 102] == density[58, 100] == 1
    assert density[58, 102] == 0
    assert density.sum() == 3 * 21


def test_dots_at_the_edge_are_cut_off_there():
    density = Cloud(np.array([[0.0, 0.0], [199.0, 119.0]]), 200, 120).density(2.0, 1.5)
    assert density.shape == (240, 400)
    assert density[0, 0] == density[238, 398] == 1
    assert density[0, 399] == density[239, 0] == 0


def test_many_dots_are_found_as_quickly():
    """No more points are compared than lie in nine cells."""
    random = np.random.default_rng(1)
    cloud = Cloud(random.random((100_000, 2)) * (800, 600), 800, 600)
    near = np.concatenate([cloud._in_row(400, 300 + step) for step in (-REACH, 0, REACH)])
    assert 0 < len(near) < 1000
    assert cloud.nearest(400, 300) in near
