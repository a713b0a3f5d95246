"""Bins of scores: every score counted once, round ends, no false drama."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.bins import BINS, bins

UNIT = st.floats(0.0, 1.0)


@given(st.lists(UNIT, min_size=1, max_size=200))
def test_every_score_is_in_one_bin_and_its_own(values):
    made = bins(values)
    assert sum(made.counts) == len(values)
    assert 0.0 <= made.low <= min(values)
    assert max(values) <= made.high <= 1.0
    assert all(made.counts[made.bin_of(value)] for value in values)


@given(st.lists(UNIT, min_size=1, max_size=50))
def test_the_axis_is_never_narrower_than_a_fifth_of_the_scale(values):
    made = bins(values)
    assert made.high - made.low >= 0.2 - 1e-9


def test_no_scores_make_an_empty_axis():
    made = bins(())
    assert made.counts == (0,) * BINS
    assert (made.low, made.high) == (0.0, 1.0)


def test_bins_are_equal_steps():
    made = bins([0.0, 0.25, 0.5, 0.75, 1.0])
    assert [made.bin_of(value) for value in (0.0, 0.25, 0.5, 0.75, 1.0)] == [0, 9, 18, 27, 35]
