"""A group is one stop: what it is worth, how short it may be, and how its photos share its time."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from reviewer.photo import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.pacing.pace import Pace
    from reviewer.photo import Group

Judged = tuple[float | None, float]
"""A photo's score and its probability."""

_SHORTEST_CUT = 1 / 3  # of the shortest look; 0.1 s by default, at which a picture can just be taken in
_GROUP_CAP = 2.0  # a group is worth at most so many times its best photo: repeats are not independent


def worth(chances: Sequence[float]) -> float:
    """The probability that there is a keeper among photos of these probabilities; at most twice the best of them."""
    return min(1.0 - prod(1.0 - p for p in chances), _GROUP_CAP * max(chances)) if len(chances) > 1 else chances[0]


def shortest(photos: int, pace: Pace) -> float:
    """The shortest stop for so many photos: the best has half of it, and each other one the shortest cut."""
    return min(pace.ceiling, pace.floor * max(1.0, 2.0 * (photos - 1) * _SHORTEST_CUT))


def frames(group: Group, judged: Sequence[Judged], seconds: float, pace: Pace) -> tuple[Frame, ...]:
    """The photos of a stop in showing order: the best-scored first, with at least half of the time."""
    if len(judged) == 1:
        return (Frame(group.photos[0], seconds, *judged[0]),)
    others = list(range(len(judged)))
    best = others.pop(max(others, key=lambda index: -1.0 if (score := judged[index][0]) is None else score))
    cut = min(pace.floor, seconds / 2 / len(others))
    times = ((best, seconds - cut * len(others)), *((index, cut) for index in others))
    return tuple(Frame(group.photos[index], time, *judged[index]) for index, time in times)
