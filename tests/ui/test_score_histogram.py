"""Bins of scores: every score counted once, round ends, no false drama; and the mark on the right spot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ui import theme
from reviewer.ui.score_histogram import BINS, ScoreHistogram, bins

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


@pytest.mark.parametrize(("mark", "where"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_mark_stands_at_the_score(qtbot, mark, where):
    widget = ScoreHistogram()
    qtbot.addWidget(widget)
    widget.resize(300, 80)
    widget.set_values([0.0, 1.0])
    widget.set_mark(mark)
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    white = [x for x in range(image.width()) if image.pixelColor(x, round(8 * ratio)) == theme.colour("held")]
    assert white
    assert sum(white) / len(white) / ratio == pytest.approx(where * 298 + 1, abs=1.5)
