"""A budget of seconds, spent where it finds the most keepers: exact, by sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reviewer.errors import ImpossibleBudget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

_IMPOSSIBLE_ODDS = 1e-300  # stands for a probability of 0, whose logarithm has to be finite
_ROUNDING = 1e-9


def allocate(
    probabilities: Sequence[float], budget: float, tau: float, floor: ArrayLike, ceiling: ArrayLike
) -> NDArray[np.float64]:
    """The seconds within bounds that find the most keepers, and add up to the budget.

    The total is a falling, piecewise linear function of ln lambda that bends where a stop reaches a bound. So: sort the
    2 N bends, run along them to the piece the budget lies on, and solve that piece exactly.

    Args:
        probabilities: Of a keeper at each of N stops, 0..1.
        budget: Seconds for all of them.
        tau: Seconds, above 0.
        floor: Shortest seconds, one number or N of them, at least 0.
        ceiling: Longest seconds, likewise, nowhere below ``floor``.

    Returns:
        Seconds, shape (N,). Equal for equal probabilities, and never rising as the probability falls, where the bounds
        are the same. Their sum is the budget, unless that is more than all the ceilings: then it is those.

    Raises:
        ImpossibleBudget: The floors alone take more.
    """
    worth = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), _IMPOSSIBLE_ODDS))
    low = np.broadcast_to(np.asarray(floor, dtype=np.float64), worth.shape)
    high = np.broadcast_to(np.asarray(ceiling, dtype=np.float64), worth.shape)
    needed = float(low.sum())
    if budget < needed * (1.0 - _ROUNDING):
        reachable = int(np.searchsorted(np.cumsum(low), budget * (1.0 + _ROUNDING), "right"))
        raise ImpossibleBudget(needed, reachable)
    if budget <= needed:
        return low.copy()
    if budget >= high.sum():
        return high.copy()
    leaves_floor, meets_ceiling = worth - low / tau, worth - high / tau
    bends = np.concatenate((leaves_floor, meets_ceiling))
    turns = np.concatenate((np.full(worth.size, tau), np.full(worth.size, -tau)))
    falling = np.argsort(-bends, kind="stable")
    bends = bends[falling]
    slopes = np.cumsum(turns[falling])
    totals = needed + np.concatenate(([0.0], np.cumsum(slopes[:-1] * -np.diff(bends))))
    end = int(np.clip(np.searchsorted(totals, budget), 1, bends.size - 1))
    between = (leaves_floor >= bends[end - 1]) & (meets_ceiling <= bends[end])
    full = meets_ceiling > bends[end]
    fixed = float(high[full].sum() + low[~(between | full)].sum())
    count = int(between.sum())
    level = (worth[between].sum() - (budget - fixed) / tau) / count if count else bends[end]
    return np.where(full, high, np.where(between, np.clip(tau * (worth - level), low, high), low))
