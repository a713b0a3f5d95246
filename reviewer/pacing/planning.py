"""Groups and scores made into stops: whom to believe, how long to look, and what is looked at whatever its score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.pacing.allocation import allocate
from reviewer.pacing.audits import audits
from reviewer.pacing.belief import KEEP_RATE, probabilities
from reviewer.pacing.pace import Pace
from reviewer.pacing.sharing import Judged, frames, shortest, worth
from reviewer.photo import Stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviewer.photo import Group, Photo

_UNKNOWN: Judged = (None, KEEP_RATE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A group and what the scores say of it."""

    group: Group
    judged: Sequence[Judged]
    best: float | None
    worth: float

    @classmethod
    def of(cls, group: Group, known: Mapping[Photo, Judged]) -> _Candidate:
        judged = [known.get(photo, _UNKNOWN) for photo in group.photos]
        best = max((score for score, _ in judged if score is not None), default=None)
        return cls(group, judged, best, worth([chance for _, chance in judged]))

    def stop(self, seconds: float, pace: Pace, *, audited: bool) -> Stop:
        shown = frames(self.group, self.judged, seconds, pace)
        return Stop(self.group, shown, self.best, self.worth, seconds, self._why(audited=audited))

    def _why(self, *, audited: bool) -> str:
        if len(self.judged) > 1:
            return "group"
        if self.best is None:
            return "unscored"
        return "audit" if audited else "score"


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
    candidates = [_Candidate.of(group, known) for group in groups]
    floors = [shortest(len(group.photos), pace) for group in groups]
    budget = max(pace.tau * len(groups), sum(floors)) if budget is None else budget
    audited = audits(groups, [each.best for each in candidates], budget - sum(floors), pace, audit_seed)
    for index in audited:
        floors[index] = pace.full_look
    times = allocate([each.worth for each in candidates], budget, pace.tau, floors, pace.ceiling).tolist()
    return [
        candidate.stop(seconds, pace, audited=index in audited)
        for index, (candidate, seconds) in enumerate(zip(candidates, times, strict=True))
    ]


def best_first(stops: Iterable[Stop]) -> list[Stop]:
    """The same stops, highest score first; those without one last; equal ones in the order they had."""
    return sorted(stops, key=lambda stop: (stop.score is None, -(stop.score or 0.0)))
