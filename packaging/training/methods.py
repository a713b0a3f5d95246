"""The ways that were tried, each as: learn from some photos, rate others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.svm import SVR

import head
from descriptions import STATISTICS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from torch import nn

    Matrix = NDArray[np.float32]
    Numbers = NDArray[np.intp]
    Method = Callable[[Numbers, Numbers], Matrix]
    """Numbers of the photos to learn from and of those to rate; returns the ratings of the latter."""

ORDER = 0.2
"""Weight of the order of spoilt photos, which costs agreement with people: at 0.2, 97.4 % of neighbouring levels are in
order, at 0.1 96.6 %."""

_NETWORKS = 4


_REFERENCE = 72
"""The first size's and the second's numbers that resemble BRISQUE's 36: shape, products of neighbours, deviation."""


def methods(lessons: head.Lessons) -> Mapping[str, Method]:
    """All methods, by their names in the table."""
    unordered = head.Lessons(lessons.inputs, lessons.mos, lessons.spoilt, lessons.ways, 0.0)
    statistics = lessons.inputs[:, :STATISTICS]
    textures = lessons.inputs[:, STATISTICS:]
    alone = head.Lessons(statistics, lessons.mos, lessons.spoilt[:, :STATISTICS], lessons.ways, ORDER)
    return {
        "SVR on the statistics of two sizes": partial(_svr, statistics[:, :_REFERENCE], lessons.mos),
        "gradient boosting on the statistics": partial(_boosted, statistics, lessons.mos),
        "SVR on the statistics": partial(_svr, statistics, lessons.mos),
        "kernel ridge on the textures": partial(_ridge, (textures,), lessons.mos),
        "kernel ridge on both": partial(_ridge, (statistics, textures), lessons.mos),
        "networks on the statistics, ordered": partial(networks, alone),
        "networks on both": partial(networks, unordered),
        "networks on both, ordered": partial(networks, lessons),
    }


def trained(lessons: head.Lessons, known: Numbers, count: int) -> list[nn.Sequential]:
    """Some small networks, each from another seed."""
    return [head.train(lessons, known, seed, f"network {seed + 1} of {count}") for seed in range(count)]


def networks(lessons: head.Lessons, known: Numbers, asked: Numbers) -> Matrix:
    """Some small networks' mean."""
    return head.rate(trained(lessons, known, _NETWORKS), lessons.inputs[asked], lessons.mos)


def _svr(inputs: Matrix, mos: Matrix, known: Numbers, asked: Numbers) -> Matrix:
    fitted = SVR(C=1.0, gamma=0.3 / inputs.shape[1], epsilon=0.08, cache_size=1000).fit(inputs[known], mos[known])
    return fitted.predict(inputs[asked]).astype(np.float32)


def _boosted(inputs: Matrix, mos: Matrix, known: Numbers, asked: Numbers) -> Matrix:
    forest = HistGradientBoostingRegressor(
        max_iter=400,
        learning_rate=0.05,
        max_leaf_nodes=24,
        l2_regularization=5,
        min_samples_leaf=25,
        max_features=0.2,
        random_state=0,
    )
    return forest.fit(inputs[known], mos[known]).predict(inputs[asked]).astype(np.float32)


def _ridge(inputs: tuple[Matrix, ...], mos: Matrix, known: Numbers, asked: Numbers) -> Matrix:
    """Kernel ridge regression with a product of Gaussian kernels, one for each kind of input."""
    near = _kernel(inputs, known, known)
    near[np.diag_indices(len(known))] += np.float32(0.3)
    weights = cho_solve(cho_factor(near, lower=True, overwrite_a=True), mos[known] - mos[known].mean())
    return _kernel(inputs, asked, known) @ weights + mos[known].mean()


def _kernel(inputs: tuple[Matrix, ...], rows: Numbers, columns: Numbers) -> Matrix:
    distance = np.zeros((len(rows), len(columns)), np.float32)
    for each in inputs:
        left, right = each[rows], each[columns]
        squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2 * left @ right.T
        distance += squares * np.float32(0.3 / (left**2).sum(axis=1).mean())
    return np.exp(-distance)
