"""From a metric's own numbers to values between 0 and 1: fixed maps, the same for every folder.

The score ranges that pyiqa lists are the ends a metric could reach, not the numbers photos get; a straight line between
them would crowd all photos into its middle. So the maps stand on what the numbers mean: the words of a rating scale,
how the photos that a network learned from were rated, or what is known of good and ruined pictures.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def logistic(middle: float, spread: float) -> Callable[[float], float]:
    """Map with 0.5 at ``middle`` and 0.73 one ``spread`` above; a negative spread is for lower-is-better metrics."""

    def to_unit(raw: float) -> float:
        return 0.5 * (1.0 + math.tanh(0.5 * (raw - middle) / spread))

    return to_unit


def lopsided(middle: float, below: float, above: float) -> Callable[[float], float]:
    """Logistic with one spread below the middle and another above it."""
    low, high = logistic(middle, below), logistic(middle, above)

    def to_unit(raw: float) -> float:
        return low(raw) if raw < middle else high(raw)

    return to_unit


def through(*points: tuple[float, float]) -> Callable[[float], float]:
    """Straight lines between (raw, value) points in rising order of raw; held at the ends."""

    def to_unit(raw: float) -> float:
        for (left, low), (right, high) in pairwise(points):
            if raw <= right:
                part = max(0.0, (raw - left) / (right - left))
                return low + part * (high - low)
        return points[-1][1]

    return to_unit


def itself(raw: float) -> float:
    """For numbers that are values already, as probabilities are."""
    return min(1.0, max(0.0, raw))


FIVE_WORDS = logistic(0.5, 0.12)
"""Opinions in five words from bad to excellent, spread evenly over 0..1, of which 0.5 is "fair": KonIQ-10k (Hosu et
al., TIP 2020), LIVE-itW (Ghadiyaram, Bovik, TIP 2016), SPAQ (Fang et al., CVPR 2020). Bent at the ends, as networks
answer beyond them."""

FIVE_WORDS_HUNDRED = logistic(50.0, 12.0)
"""The same where the words lie on 0..100."""

DISTORTED = logistic(0.5, 0.15)
"""Distorted copies judged against their originals, 0 ruined to 1 as good: LIVE, CSIQ, TID2013, KADID-10k, PIPAL. Wider
than the one above, because those sets reach from end to end on purpose."""

FLIVE = lopsided(72.6, 4.6, 2.4)
"""FLIVE's opinions on 0..100 crowd around 72.6, with deviations of 7.8 below and 4.1 above (the numbers with which its
authors stretch them, Ying et al., CVPR 2020); a logistic with the deviation over 1.7 follows such a curve."""

FLIVE_UNIT = lopsided(0.726, 0.046, 0.024)
"""The same where the opinions lie on 0..1."""

AVA = logistic(5.4, 0.4)
"""Mean scores of AVA lie about normally around 5.4 with a deviation near 0.7 (Murray et al., CVPR 2012); a logistic
with spread 0.4 follows that curve, so that 0.5 is AVA's middle photo."""
