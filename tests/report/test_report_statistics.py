"""Correlations of many metrics over many photos: the same numbers as pair by pair, without the work of it."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from scipy import stats

from reviewer.report import correlate

module = importlib.import_module("reviewer.report.statistics")  # the package has a function of that name


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


def test_photos_that_all_scored_are_ranked_once_a_metric(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once a pair: ranking is what takes the time, and 70 metrics have 2,415 pairs."""
    ranked = []
    honest = module._ranks

    def noted(array: np.ndarray) -> np.ndarray:
        ranked.append(len(array))
        return honest(array)

    monkeypatch.setattr(module, "_ranks", noted)
    columns = _columns(12, 100)
    assert len(list(correlate(columns))) == 66
    assert ranked == [100] * 12
    columns["m3"][:10] = np.nan
    ranked.clear()
    assert len(list(correlate(columns))) == 66
    assert sorted(ranked) == [90] * 12 + [100] * 11  # m3's own once; each other one once more, over m3's photos
