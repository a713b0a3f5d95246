"""How long each stop of the slideshow stays: a budget of seconds, spent where it finds the most keepers.

Looking at photos is a search. If photo *i* is a keeper with probability p_i, and a look of t seconds finds a keeper
with probability 1 - exp(-t / tau), then the number found within a budget T is greatest when

    t_i = tau * ln(p_i / lambda), kept within [floor, ceiling],  with lambda such that the t_i add up to T

(B. O. Koopman 1946; L. D. Stone, *Theory of Optimal Search*, 1975). Nothing is promised beyond that: a score that says
little gives probabilities that hardly differ, and so a pace that hardly varies.

Scores become probabilities by a prior that is stated, not learnt: one photo in ten is a keeper, and the scores of
keepers and others are two normal curves of equal width, so far apart that a random keeper outscores a random other with
probability AUC (Green and Swets, *Signal Detection Theory and Psychophysics*, 1966). Only the order of the scores
counts, so every metric and every folder gets the same probabilities for the same ranks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from math import log, prod, sqrt
from statistics import NormalDist, median
from typing import TYPE_CHECKING

import numpy as np

from reviewer.errors import ImpossibleBudget
from reviewer.photo import Frame, Stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from reviewer.photo import Group, Photo
    from reviewer.settings import Settings

KEEP_RATE = 0.1
"""Part of the photos taken for keepers before anything is known of the user's decisions."""

AUC = {"even": 0.5, "evidence": 0.6, "steep": 0.75}
"""What each mode trusts a score with: the probability that a keeper has a higher one than another photo.

0.6 is what the evidence is before there are decisions to learn from; 0.5 overrules the scores, 0.75 trusts them more.
"""

_FULL_LOOK = 3.0  # tau; a look that finds 95 % of the keepers
_AUDITED = 0.05  # part of the low-scored stops that gets a full look all the same
_AUDIT_SHARE = 0.25  # of the time above the shortest looks, at most, goes to audits
_AUDIT_FROM = 20  # stops; from here on at least one is audited
_SHORTEST_CUT = 1 / 3  # of the shortest look; 0.1 s by default, at which a picture can just be taken in
_GROUP_CAP = 2.0  # a group is worth at most so many times its best photo: repeats are not independent
_IMPOSSIBLE_ODDS = 1e-300  # stands for a probability of 0, whose logarithm has to be finite
_ROUNDING = 1e-9

_Judged = tuple[float | None, float]  # a photo's score and its probability
_UNKNOWN: _Judged = (None, KEEP_RATE)


@dataclass(frozen=True, slots=True)
class Pace:
    """How looks are weighed.

    Attributes:
        tau: Seconds after which a look has found 63 % of the keepers.
        floor: Shortest time of a stop, in seconds.
        ceiling: Longest time of a stop, in seconds; not below ``floor``.
        mode: Key of ``AUC``.
    """

    tau: float = 1.5
    floor: float = 0.3
    ceiling: float = 9.0
    mode: str = "evidence"

    @classmethod
    def stored(cls, settings: Settings) -> Pace:
        """The pace that the user's settings ask for."""
        tau = settings.number("look_seconds")
        floor, ceiling = settings.number("shortest_look"), settings.number("longest_look")
        return cls(tau, floor * tau, ceiling * tau, settings.text("pace_mode"))


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
        if abs(step) < _ROUNDING * _ROUNDING:
            break
        intercept -= max(-1.0, min(1.0, step))
    return result


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


def plan(
    groups: Sequence[Group],
    scores: Mapping[Photo, float],
    *,
    budget: float | None = None,
    pace: Pace | None = None,
    audit_seed: int = 0,
) -> list[Stop]:
    """Seconds for every stop, and for every photo in it.

    A group is one stop. It holds a keeper with probability 1 - prod(1 - p_i), but counts for at most twice its best
    photo. Its best-scored photo comes first and has at least half of the time; the others follow in capture order, as
    cuts of at most the shortest look each, so that the eye compares them with the best one. A large group has a longer
    shortest stop, so that no photo of it is a mere flicker.

    A random sample of the low-scored stops gets a full look (3 tau) or more: what is found there tells what the scores
    miss. The sample depends on the seed and the photos' paths only, so it hardly changes while scores come in.

    Args:
        groups: What to show, in showing order.
        scores: 0..1, higher is better, of the photos that have one; ranks are among all of these, shown or not.
        budget: Seconds for all; None for tau a stop, or for what the shortest looks take if that is more.
        pace: How looks are weighed.
        audit_seed: Chooses the sample.

    Returns:
        Stops in the order of ``groups``. Their seconds add up to the budget, or to less if every stop has the longest
        time it may have.

    Raises:
        ImpossibleBudget: The shortest looks alone take more.
    """
    pace = pace or Pace()
    chances = probabilities(list(scores.values()), pace.mode)
    known = {photo: (score, chance) for (photo, score), chance in zip(scores.items(), chances, strict=True)}
    judged: list[list[_Judged]] = [[known.get(photo, _UNKNOWN) for photo in group.photos] for group in groups]
    worths = [_worth([chance for _, chance in each]) for each in judged]
    bests = [max((score for score, _ in each if score is not None), default=None) for each in judged]
    floors = [_shortest(len(group.photos), pace) for group in groups]
    budget = max(pace.tau * len(groups), sum(floors)) if budget is None else budget
    audits = _audits(groups, bests, budget - sum(floors), pace, audit_seed)
    for index in audits:
        floors[index] = _full_look(pace)
    times = allocate(worths, budget, pace.tau, floors, pace.ceiling).tolist()
    return [
        Stop(
            group,
            _frames(group, each, seconds, pace),
            best,
            worth,
            seconds,
            _why(group, best, audited=index in audits),
        )
        for index, (group, each, best, worth, seconds) in enumerate(
            zip(groups, judged, bests, worths, times, strict=True)
        )
    ]


def best_first(stops: Iterable[Stop]) -> list[Stop]:
    """The same stops, highest score first; those without one last; equal ones in the order they had."""
    return sorted(stops, key=lambda stop: (stop.score is None, -(stop.score or 0.0)))


def _worth(chances: Sequence[float]) -> float:
    return min(1.0 - prod(1.0 - p for p in chances), _GROUP_CAP * max(chances)) if len(chances) > 1 else chances[0]


def _shortest(photos: int, pace: Pace) -> float:
    """The shortest stop for so many photos: the best has half of it, and each other one the shortest cut."""
    return min(pace.ceiling, pace.floor * max(1.0, 2.0 * (photos - 1) * _SHORTEST_CUT))


def _full_look(pace: Pace) -> float:
    return max(pace.floor, min(_FULL_LOOK * pace.tau, pace.ceiling))


def _why(group: Group, best: float | None, *, audited: bool) -> str:
    if len(group.photos) > 1:
        return "group"
    if best is None:
        return "unscored"
    return "audit" if audited else "score"


def _audits(
    groups: Sequence[Group], bests: Sequence[float | None], spare: float, pace: Pace, seed: int
) -> frozenset[int]:
    """Which stops get a full look whatever their score: single photos of the lower half, as many as the time allows.

    None where the scores do not decide the time anyway.
    """
    scored = [best for best in bests if best is not None]
    if pace.mode == "even" or not scored:
        return frozenset()
    middle = median(scored)
    low = [
        index
        for index, (group, best) in enumerate(zip(groups, bests, strict=True))
        if best is not None and best < middle and len(group.photos) == 1
    ]
    wanted = max(round(_AUDITED * len(low)), 1 if len(groups) >= _AUDIT_FROM else 0)
    cost = _full_look(pace) - pace.floor
    affordable = int(_AUDIT_SHARE * spare / cost) if cost > 0.0 else wanted
    return frozenset(nsmallest(min(wanted, affordable), low, key=lambda index: _lot(groups[index].photos[0], seed)))


def _lot(photo: Photo, seed: int) -> bytes:
    return blake2b(os.fsencode(photo.path), digest_size=8, key=str(seed).encode()).digest()


def _frames(group: Group, judged: Sequence[_Judged], seconds: float, pace: Pace) -> tuple[Frame, ...]:
    if len(judged) == 1:
        return (Frame(group.photos[0], seconds, *judged[0]),)
    others = list(range(len(judged)))
    best = others.pop(max(others, key=lambda index: -1.0 if (score := judged[index][0]) is None else score))
    cut = min(pace.floor, seconds / 2 / len(others))
    times = ((best, seconds - cut * len(others)), *((index, cut) for index in others))
    return tuple(Frame(group.photos[index], time, *judged[index]) for index, time in times)
