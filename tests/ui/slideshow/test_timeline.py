"""Width is time, colour is score."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui.slideshow.timeline import UNSCORED, Timeline, colours


def test_a_higher_score_is_lighter_and_the_unscored_are_grey() -> None:
    rgb = colours([0.2, None, 0.9, 0.5])
    light = rgb.astype(int) @ [2, 7, 1]
    assert light[0] < light[3] < light[2]
    assert tuple(rgb[1]) == UNSCORED


def test_equal_scores_have_one_colour() -> None:
    rgb = colours([0.4, 0.4, 0.4])
    assert (rgb == rgb[0]).all()


def test_each_stop_is_as_wide_as_it_is_long() -> None:
    line = Timeline.of([1.0, 3.0], [0.1, 0.9])
    assert line.widths(400).tolist() == [100.0, 300.0]
    rgb, _ = line.columns(400, np.zeros(2, dtype=bool))
    assert (rgb[:99] == line.rgb[0]).all()
    assert (rgb[100:] == line.rgb[1]).all()
    assert not rgb[99].any(), "a dark column parts two stops that are wide enough to be told apart"


def test_narrow_stops_are_painted_as_their_mean() -> None:
    line = Timeline.of([1.0] * 1000, [0.0, 1.0] * 500)
    rgb, _ = line.columns(100, np.zeros(1000, dtype=bool))
    assert np.ptp(rgb.astype(int), axis=0).max() <= 1
    assert np.abs(rgb[0].astype(int) - line.rgb[:2].astype(int).mean(axis=0)).max() <= 1


def test_what_was_seen_is_a_share_of_each_column() -> None:
    line = Timeline.of([1.0, 1.0, 2.0], [None] * 3)
    _, seen = line.columns(8, np.array([True, False, True]))
    assert seen.round(6).tolist() == [1, 1, 0, 0, 1, 1, 1, 1]


@given(st.lists(st.floats(0.05, 30), min_size=1, max_size=60), st.floats(0, 1, exclude_max=True))
def test_the_stop_at_a_moment_contains_it(seconds: list[float], share: float) -> None:
    line = Timeline.of(seconds, [None] * len(seconds))
    moment = share * line.total
    stop = line.stop_at(moment)
    assert line.edges[stop] <= moment <= line.edges[stop + 1]


def test_before_the_beginning_and_after_the_end() -> None:
    line = Timeline.of([1.0, 1.0], [None, None])
    assert (line.stop_at(-5), line.stop_at(99)) == (0, 1)


def test_nothing_to_show_paints_nothing() -> None:
    rgb, seen = Timeline.of([], []).columns(50, np.zeros(0, dtype=bool))
    assert rgb.shape == (50, 3)
    assert not rgb.any()
    assert not seen.any()
