"""Scores become probabilities by a prior that is stated, not learnt.

One photo in ten is a keeper, and the scores of keepers and others are two normal curves of equal width, so far apart
that a random keeper outscores a random other with probability AUC (Green and Swets, *Signal Detection Theory and
Psychophysics*, 1966). Only the order of the scores counts, so every metric and every folder gets the same
probabilities for the same ranks.
"""

from __future__ import annotations

from math import log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

KEEP_RATE = 0.1
"""Part of the photos taken for keepers before anything is known of the user's decisions."""

AUC = {"even": 0.5, "evidence": 0.6, "steep": 0.75}
"""What each mode trusts a score with: the probability that a keeper has a higher one than another photo.

0.6 is what the evidence is before there are decisions to learn from; 0.5 overrules the scores, 0.75 trusts them more.
"""

_ROUNDING = 1e-18


def probabilities(scores: Sequence[float | None], mode: str = "evidence") -> list[float]:
    """How likely each photo is a keeper, by the prior.

    With z the normal quantile of a score's mid-rank among the scored, p = 1 / (1 + exp(-(b + d z))): for two normal
    curves of equal width at a distance of d = sqrt(2) quantile(AUC), the log-odds are linear in z with slope d. The
    intercept b makes the mean of p the keep rate.

    Args:
        scores: Any scale, higher is better; None where there is none.
        mode: Key of ``AUC``.

    Returns:
        A probability for each, in the same order; equal for equal scores, rising with the score, on average
        ``KEEP_RATE``, and exactly that where there is no score.
    """
    result = np.full(len(scores), KEEP_RATE)
    known = np.array([score is not None for score in scores], dtype=np.bool_)
    values, which, counts = np.unique(
        np.array([score for score in scores if score is not None], dtype=np.float64),
        return_inverse=True,
        return_counts=True,
    )
    slope = sqrt(2.0) * NormalDist().inv_cdf(AUC[mode])
    if values.size > 1 and slope > 0.0:
        middle = (np.cumsum(counts) - counts / 2) / counts.sum()
        evidence = slope * np.array([NormalDist().inv_cdf(part) for part in middle.tolist()])
        result[known] = _with_mean(KEEP_RATE, evidence, counts)[which]
    return result.tolist()


def _with_mean(mean: float, evidence: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logistic probabilities of b + evidence with b such that their mean, weighted by counts, is given (Newton)."""
    intercept = log(mean / (1.0 - mean))
    for _ in range(50):
        result = 1.0 / (1.0 + np.exp(-(intercept + evidence)))
        step = (np.average(result, weights=counts) - mean) / np.average(result * (1.0 - result), weights=counts)
        if abs(step) < _ROUNDING:
            break
        intercept -= max(-1.0, min(1.0, step))
    return result
