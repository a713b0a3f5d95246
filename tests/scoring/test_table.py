"""The metric table: fixed maps that keep the order, and sizes that keep the shape."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.scoring.sizing import resized
from reviewer.scoring.table import METRICS

ORDER = ["technical", "piqe", "clipiqa", "nima", "brisque", "musiq"]

USUAL = {
    "technical": (0.01, 0.99),
    "piqe": (5, 95),
    "clipiqa": (0.05, 0.95),
    "nima": (3, 8),
    "brisque": (-20, 130),
    "musiq": (10, 85),
}
"""Raw numbers that photos really get."""

edges = st.integers(1, 9000)


def test_the_order_of_the_table_is_the_order_of_use():
    assert list(METRICS) == ORDER
    assert all(name == metric.name for name, metric in METRICS.items())


@pytest.mark.parametrize("name", ORDER)
def test_a_better_number_is_a_higher_value_between_0_and_1(name):
    metric = METRICS[name]
    worst, best = reversed(USUAL[name]) if metric.lower_better else USUAL[name]
    values = [metric.to_unit(raw) for raw in np.linspace(worst, best, 200)]
    assert all(low < high for low, high in pairwise(values))
    assert 0 <= values[0] < 0.2
    assert 0.8 < values[-1] <= 1


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize("raw", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_no_number_leaves_0_to_1(name, raw):
    assert 0 <= METRICS[name].to_unit(raw) <= 1


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("piqe", 20, 0.8),
        ("piqe", 35, 0.6),
        ("piqe", 50, 0.4),
        ("piqe", 65, 0.3),
        ("clipiqa", 0.37, 0.37),
        ("nima", 5.4, 0.5),
        ("nima", 6.1, 0.852),
        ("brisque", 50, 0.5),
        ("musiq", 75.3, 0.892),
    ],
)
def test_the_published_anchors(name, raw, value):
    assert METRICS[name].to_unit(raw) == pytest.approx(value, abs=0.001)


@pytest.mark.parametrize("name", ORDER)
@given(width=edges, height=edges)
def test_size_keeps_the_shape_and_enlarges_only_slivers(name, width, height):
    metric = METRICS[name]
    wide, high = metric.size(width, height)
    assert min(wide, high) >= metric.least_edge
    if min(width, height) >= metric.least_edge:
        assert wide <= width
        assert high <= height
    exact = min(width, height) * max(wide, high) / max(width, height)
    assert min(wide, high) == pytest.approx(exact, abs=1)


@pytest.mark.parametrize("name", ORDER)
def test_a_photo_decoded_into_fit_needs_no_enlarging(name):
    metric = METRICS[name]
    width, height = 6000, 4000
    scale = (max if metric.cover else min)(metric.fit[0] / width, metric.fit[1] / height)
    assert metric.size(width, height) == (round(width * scale), round(height * scale))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("technical", (1000, 667)),
        ("piqe", (768, 512)),
        ("clipiqa", (512, 341)),
        ("nima", (448, 299)),
        ("musiq", (1024, 683)),
    ],
)
def test_a_24_megapixel_photo_is_fed_at_the_metrics_own_scale(name, size):
    assert METRICS[name].size(6000, 4000) == size
    assert METRICS[name].size(4000, 6000) == size[::-1]


def test_resizing_averages_what_it_drops():
    """A fine checkerboard becomes grey; without antialiasing it would stay black, white or a pattern."""
    board = np.indices((3072, 3072)).sum(axis=0) % 2 * 255
    picture = np.repeat(board[..., None].astype(np.uint8), 3, axis=2)
    small = resized(picture, METRICS["musiq"])
    assert small.shape == (1024, 1024, 3)
    assert 120 < small.mean() < 135
    assert small.std() < 50


def test_a_picture_of_the_right_size_is_left_alone():
    picture = np.zeros((341, 512, 3), np.uint8)
    assert resized(picture, METRICS["clipiqa"]) is picture
