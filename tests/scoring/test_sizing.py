"""Sizes: one decode is large enough for every metric, and no shape of photo makes a metric's input explode."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reviewer.decode.pixels import scaled
from reviewer.scoring.sizing import WIDEST, fed_size, resized, room
from reviewer.scoring.table import METRICS

FULL_SIZES = ((4000, 3000), (3000, 4000), (6000, 4000), (5000, 5000), (4000, 1600), (9000, 3000), (1200, 900))
ENGINES = [metric for metric in METRICS.values() if metric.needs_torch]


def test_one_decode_is_large_enough_for_any_two_metrics():
    for pair in itertools.combinations(ENGINES, 2):
        fit, cover = room(pair)
        for full in FULL_SIZES:
            decoded = scaled(full, fit, cover=cover)
            for metric in pair:
                wanted = fed_size(metric, *full)
                if min(wanted) <= metric.least_edge + metric.multiple:
                    continue  # a metric that needs more than it is fed enlarges
                # Rounding may cost a pixel, or what a metric rounds to.
                assert decoded[0] >= wanted[0] - metric.multiple, (metric.name, full)
                assert decoded[1] >= wanted[1] - metric.multiple, (metric.name, full)


def test_a_metric_alone_gets_what_it_needs_and_no_more():
    assert room([METRICS["nima"]]) == ((299, 299), True)
    assert room([METRICS["musiq"]]) == ((1024, 1024), False)


def test_metrics_that_go_by_texture_are_decoded_at_twice_their_size():
    assert room([METRICS["piqe"]]) == room([METRICS["brisque"], METRICS["musiq"]]) == ((1536, 1536), False)


def test_metrics_by_long_edge_and_by_short_edge_share_a_decode_by_long_edge():
    assert room([METRICS["nima"], METRICS["clipiqa"]]) == ((748, 748), False)
    assert room([METRICS["nima"], METRICS["musiq"]]) == ((1024, 1024), False)


@pytest.mark.parametrize("metric", ENGINES, ids=lambda metric: metric.name)
@pytest.mark.parametrize("full", [(1, 1), (20000, 10000), (5000, 100), (100, 5000), (64, 1)])
def test_no_shape_of_photo_makes_a_metrics_input_explode(metric, full):
    """Pixels of a photo at the metric's size, against those of one of 3:2; a line is refused before (64:1)."""
    width, height = fed_size(metric, *full)
    assert width * height <= 20 * np.prod(fed_size(metric, 6000, 4000))
    assert min(width, height) >= 1


def test_a_very_wide_photo_is_held_to_so_many_short_edges():
    width, height = fed_size(METRICS["laion_aes"], 20000, 1000)
    assert width == round(WIDEST * METRICS["laion_aes"].short_edge)
    assert width / height == pytest.approx(20, rel=0.05)


def test_a_picture_of_the_metrics_size_is_left_alone():
    picture = np.zeros((384, 512, 3), np.uint8)
    assert resized(picture, METRICS["clipiqa"]) is picture
    assert resized(np.zeros((768, 1024, 3), np.uint8), METRICS["clipiqa"]).shape == (384, 512, 3)
