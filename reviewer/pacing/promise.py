"""What the scores are worth in a plan, by the same beliefs that made it: nobody is promised more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.pacing.allocation import allocate
from reviewer.pacing.belief import KEEP_RATE
from reviewer.pacing.sharing import shortest, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reviewer.pacing.pace import Pace
    from reviewer.photo import Stop


def gain(stops: Sequence[Stop], pace: Pace) -> float:
    """How many more keepers a plan finds than equal time would, in the same time.

    Expected keepers are the sum of p (1 - exp(-t / tau)), with the probabilities that the plan was made with (Koopman
    1946; Stone 1975). Equal time is what a score that says nothing would give: the same stops and bounds, every photo
    as likely a keeper as the next. So a group's longer stop counts on both sides, and what spot checks cost is in it.

    Args:
        stops: What ``plan`` made.
        pace: What it was made with.

    Returns:
        A part: 0.02 is 2 % more. 0 where the pace is even or no stop has a score. Spot checks can bring it a little
        below 0 where the scores say little.
    """
    if pace.mode == "even" or all(stop.score is None for stop in stops):
        return 0.0
    seconds = np.array([stop.seconds for stop in stops])
    chances = np.array([stop.probability for stop in stops])
    photos = [len(stop.frames) for stop in stops]
    blind = [worth([KEEP_RATE] * count) for count in photos]
    floors = [shortest(count, pace) for count in photos]
    even = allocate(blind, float(seconds.sum()), pace.tau, floors, pace.ceiling)
    return _found(chances, seconds, pace.tau) / _found(chances, even, pace.tau) - 1.0


def _found(chances: NDArray[np.float64], seconds: NDArray[np.float64], tau: float) -> float:
    return float((chances * -np.expm1(-seconds / tau)).sum())
