"""Correlations of many metrics over many photos: the same numbers as pair by pair, and soon."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import stats

from reviewer.report import correlate


def _columns(metrics: int, photos: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(4)
    taste = random.random(photos)
    return {f"m{at}": np.clip(0.5 * taste + 0.5 * random.random(photos), 0, 1) for at in range(metrics)}


def test_each_pair_is_of_the_photos_that_both_scored() -> None:
    columns = _columns(4, 200)
    columns["m1"][:50] = np.nan
    columns["m2"][30:90] = np.nan
    found = list(correlate(columns))
    assert [(pair.first, pair.second) for pair in found] == [
        ("m0", "m1"), ("m0", "m2"), ("m0", "m3"), ("m1", "m2"), ("m1", "m3"), ("m2", "m3"),
    ]  # fmt: skip
    assert [pair.count for pair in found] == [150, 140, 200, 110, 150, 140]
    for pair in found:
        one, other = columns[pair.first], columns[pair.second]
        both = ~np.isnan(one) & ~np.isnan(other)
        assert pair.spearman == pytest.approx(stats.spearmanr(one[both], other[both]).statistic)
        assert pair.pearson == pytest.approx(stats.pearsonr(one[both], other[both]).statistic)


def test_photos_are_ranked_once_for_all_pairs() -> None:
    """What two metrics take twice over is what twelve would take 66 times over if each pair ranked anew."""

    def seconds(metrics: int) -> float:
        columns = _columns(metrics, 20_000)
        began = time.perf_counter()
        assert len(list(correlate(columns))) == metrics * (metrics - 1) // 2
        return time.perf_counter() - began

    few = min(seconds(2) for _ in range(3))
    assert min(seconds(12) for _ in range(3)) < 25 * few
