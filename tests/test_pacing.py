"""The pace is what the theory says it is, for any scores, budget and bounds."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize
from scipy.stats import norm

from reviewer import pacing
from reviewer.errors import ImpossibleBudget
from reviewer.pacing import Pace
from reviewer.photo import Frame, Group, Photo, Stop
from reviewer.settings import Settings

PACE = Pace()


def photos(count: int, folder: str = "/shoot") -> list[Photo]:
    return [Photo(Path(f"{folder}/IMG_{number:05}.JPG"), 1, 1) for number in range(count)]


def singles(of: list[Photo]) -> list[Group]:
    return [Group((photo,)) for photo in of]


def scored(of: list[Photo], values: list[float]) -> dict[Photo, float]:
    return dict(zip(of, values, strict=True))


def by_bisection(
    chances: list[float], budget: float, tau: float, floors: list[float], ceilings: list[float]
) -> list[float]:
    """The same program solved another way: by the one number that all stops share, searched for with Brent's method."""

    def times(log_level: float) -> list[float]:
        return [
            min(high, max(low, tau * (math.log(p) - log_level)))
            for p, low, high in zip(chances, floors, ceilings, strict=True)
        ]

    ends = [math.log(p) - bound / tau for p in chances for bound in (0.0, max(ceilings))]
    level = brentq(lambda x: sum(times(x)) - budget, min(ends) - 1, max(ends) + 1, xtol=1e-15, rtol=1e-15)
    return times(level)


problems = st.integers(1, 30).flatmap(
    lambda count: st.tuples(
        st.lists(st.floats(1e-6, 1.0), min_size=count, max_size=count),
        st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.01, 8.0)), min_size=count, max_size=count),
        st.floats(0.01, 0.99),
        st.floats(0.3, 5.0),
    )
)


@settings(max_examples=250, deadline=None)
@given(problems)
def test_equals_an_independent_solver(problem):
    chances, bounds, part, tau = problem
    floors = [low for low, _ in bounds]
    ceilings = [low + more for low, more in bounds]
    budget = sum(floors) + part * (sum(ceilings) - sum(floors))
    ours = pacing.allocate(chances, budget, tau, floors, ceilings)
    assert ours.sum() == pytest.approx(budget, rel=1e-9)
    assert np.all(ours >= floors)
    assert np.all(ours <= ceilings)
    assert ours == pytest.approx(by_bisection(chances, budget, tau, floors, ceilings), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 0.9), min_size=2, max_size=6), st.floats(0.1, 0.9))
def test_no_general_solver_finds_more_keepers(chances, part):
    tau, floor, ceiling = 1.5, 0.3, 9.0
    budget = len(chances) * (floor + part * (ceiling - floor))
    p = np.array(chances)

    def missed(t):
        return float((p * np.exp(-t / tau)).sum())

    ours = pacing.allocate(chances, budget, tau, floor, ceiling)
    theirs = minimize(
        missed,
        np.full(p.size, budget / p.size),
        jac=lambda t: -p / tau * np.exp(-t / tau),
        bounds=[(floor, ceiling)] * p.size,
        constraints={"type": "eq", "fun": lambda t: t.sum() - budget, "jac": np.ones_like},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert missed(ours) <= missed(theirs.x) + 1e-9
    assert missed(ours) == pytest.approx(missed(theirs.x), abs=1e-6)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=120),
    st.floats(1.0, 25.0),
    st.sampled_from(sorted(pacing.AUC)),
    st.integers(0, 5),
)
def test_a_plan_adds_up_and_never_rises_as_the_score_drops(values, stretch, mode, seed):
    of = photos(len(values))
    scores = {photo: value for photo, value in zip(of, values, strict=True) if value is not None}
    budget = len(of) * PACE.floor * stretch
    stops = pacing.plan(singles(of), scores, budget=budget, pace=Pace(mode=mode), audit_seed=seed)
    assert sum(stop.seconds for stop in stops) == pytest.approx(budget, rel=1e-9)
    assert all(PACE.floor <= stop.seconds <= PACE.ceiling + 1e-9 for stop in stops)
    paced = sorted((stop.score, stop.seconds) for stop in stops if stop.why == "score")
    assert all(one[1] <= other[1] for one, other in pairwise(paced))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.sampled_from(sorted(pacing.AUC)))
def test_probabilities_keep_the_rate_and_the_order(values, mode):
    chances = pacing.probabilities(values, mode)
    assert np.mean(chances) == pytest.approx(pacing.KEEP_RATE, abs=1e-9)
    ordered = sorted(zip(values, chances, strict=True))
    for (value, chance), (next_value, next_chance) in pairwise(ordered):
        assert chance == next_chance if value == next_value else chance <= next_chance


@pytest.mark.parametrize(("mode", "auc"), [("even", 0.5), ("evidence", 0.6), ("steep", 0.75)])
def test_the_prior_is_worth_the_area_it_claims(mode, auc):
    chances = np.array(pacing.probabilities(list(range(4000)), mode))
    keep, other = chances, 1 - chances
    wins = np.concatenate(([0.0], np.cumsum(other)[:-1])) + other / 2  # others ranked below, half of one's own tie
    assert (keep * wins).sum() / (keep.sum() * other.sum()) == pytest.approx(auc, abs=0.012)


def test_the_slope_is_that_of_two_normal_curves():
    chances = np.array(pacing.probabilities([0.1, 0.5, 0.9], "steep"))
    z = norm.ppf([1 / 6, 1 / 2, 5 / 6])
    slopes = np.diff(np.log(chances / (1 - chances))) / np.diff(z)
    assert slopes == pytest.approx(math.sqrt(2) * norm.ppf(0.75), abs=1e-9)


def test_only_the_order_of_scores_counts():
    values = [0.2, 0.9, 0.2, 0.31]
    assert pacing.probabilities(values) == pacing.probabilities([value**3 * 1000 for value in values])


def test_what_has_no_score_has_the_keep_rate():
    chances = pacing.probabilities([None, 0.3, None, 0.6])
    assert chances[0] == chances[2] == pacing.KEEP_RATE
    assert chances[1] < pacing.KEEP_RATE < chances[3]


def test_without_photos_there_is_nothing_to_do():
    assert pacing.probabilities([]) == []
    assert pacing.plan([], {}, budget=60) == []


def test_even_gives_everyone_the_same():
    of = photos(50)
    stops = pacing.plan(singles(of), scored(of, list(np.linspace(0, 1, 50))), budget=100, pace=Pace(mode="even"))
    assert [stop.seconds for stop in stops] == pytest.approx([2.0] * 50)
    assert {stop.why for stop in stops} == {"score"}


def test_a_steeper_mode_gives_the_best_more():
    of = photos(30)
    scores = scored(of, list(np.linspace(0, 1, 30)))
    best = [
        pacing.plan(singles(of), scores, pace=Pace(mode=mode))[-1].seconds for mode in ("even", "evidence", "steep")
    ]
    assert best == sorted(best)
    assert len(set(best)) == 3


def test_the_default_budget_is_tau_a_stop():
    of = photos(7)
    stops = pacing.plan(singles(of), {}, pace=Pace(tau=2.0))
    assert sum(stop.seconds for stop in stops) == pytest.approx(14.0)
    assert {stop.why for stop in stops} == {"unscored"}


def test_a_budget_below_the_shortest_looks_says_what_can_be_done():
    with pytest.raises(ImpossibleBudget) as caught:
        pacing.plan(singles(photos(100)), {}, budget=15.0)
    assert caught.value.needed == pytest.approx(30.0)
    assert caught.value.reachable == 50
    shown = pacing.plan(singles(photos(100))[:50], {}, budget=15.0)
    assert [stop.seconds for stop in shown] == pytest.approx([0.3] * 50)


def test_a_budget_of_exactly_the_shortest_looks_is_met():
    stops = pacing.plan(singles(photos(30)), {}, budget=9.0)
    assert {stop.seconds for stop in stops} == {0.3}


def test_a_budget_above_the_longest_looks_leaves_time_over():
    of = photos(40)
    stops = pacing.plan(singles(of), scored(of, list(np.linspace(0, 1, 40))), budget=4000)
    assert {stop.seconds for stop in stops} == {9.0}


def test_certain_losers_and_winners_are_no_trouble():
    seconds = pacing.allocate([0.0, 1.0, 0.5], 6.0, 1.5, 0.3, 9.0)
    assert seconds.sum() == pytest.approx(6.0)
    assert seconds[0] == 0.3
    assert seconds[1] > seconds[2] > 0.3


# Groups


def test_a_group_is_one_stop_worth_at_most_twice_its_best_photo():
    of = photos(12)
    stops = pacing.plan([Group(tuple(of[:10]), "burst"), Group((of[10],)), Group((of[11],))], {})
    assert [stop.why for stop in stops] == ["group", "unscored", "unscored"]
    assert stops[0].probability == pytest.approx(0.2)
    assert pacing.plan([Group(tuple(of[:2]), "burst")], {})[0].probability == pytest.approx(1 - 0.9**2)
    assert stops[0].seconds - stops[1].seconds == pytest.approx(1.5 * math.log(2))


def test_the_best_of_a_group_comes_first_and_stays_longest_and_the_rest_keeps_its_order():
    of = photos(5)
    stop = pacing.plan([Group(tuple(of), "burst")], scored(of, [0.2, 0.5, 0.9, 0.1, 0.6]), budget=3.0)[0]
    assert [frame.photo for frame in stop.frames] == [of[2], of[0], of[1], of[3], of[4]]
    assert stop.score == 0.9
    assert [frame.score for frame in stop.frames] == [0.9, 0.2, 0.5, 0.1, 0.6]
    cuts = {round(frame.seconds, 12) for frame in stop.frames[1:]}
    assert cuts == {0.3}
    assert stop.frames[0].seconds == pytest.approx(1.8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.floats(1.0, 6.0))
def test_every_photo_of_a_group_is_shown_and_the_best_has_at_least_half(sizes, stretch):
    of = photos(sum(sizes))
    groups, start = [], 0
    for size in sizes:
        groups.append(Group(tuple(of[start : start + size]), "burst" if size > 1 else "single"))
        start += size
    least = sum(stop.seconds for stop in pacing.plan(groups, {}, pace=Pace(tau=1e-6)))  # shortest looks only
    stops = pacing.plan(groups, {}, budget=least * stretch)
    for group, stop in zip(groups, stops, strict=True):
        assert {frame.photo for frame in stop.frames} == set(group.photos)
        assert sum(frame.seconds for frame in stop.frames) == pytest.approx(stop.seconds)
        assert stop.frames[0].seconds >= stop.seconds / 2 - 1e-12
        shortest_cut = 0.1 if len(group.photos) <= 46 else 4.5 / len(group.photos)
        assert min(frame.seconds for frame in stop.frames) >= shortest_cut - 1e-12


def test_a_partly_scored_group_leads_with_what_is_scored():
    of = photos(3)
    stop = pacing.plan([Group(tuple(of), "burst")], {of[1]: 0.0})[0]
    assert stop.frames[0].photo == of[1]
    assert stop.score == 0.0
    assert [frame.score for frame in stop.frames] == [0.0, None, None]


# Audits


def audited(count: int, *, budget: float | None = None, seed: int = 0, ceiling: float = 9.0) -> list[int]:
    of = photos(count)
    scores = scored(of, list(np.random.default_rng(1).random(count)))
    stops = pacing.plan(singles(of), scores, budget=budget, audit_seed=seed, pace=Pace(ceiling=ceiling))
    assert sum(stop.seconds for stop in stops) == pytest.approx(count * 1.5 if budget is None else budget)
    assert all(stop.seconds >= min(4.5, ceiling) - 1e-12 for stop in stops if stop.why == "audit")
    return [index for index, stop in enumerate(stops) if stop.why == "audit"]


def test_one_low_scored_stop_in_twenty_gets_a_full_look():
    assert len(audited(19)) == 0
    assert len(audited(20)) == 1
    assert len(audited(1000)) == 25
    assert len(audited(1000, ceiling=3.0)) == 25
    scores = np.random.default_rng(1).random(1000)
    assert max(scores[index] for index in audited(1000)) < np.median(scores)


def test_the_sample_is_the_seeds():
    assert audited(400) == audited(400)
    assert audited(400, seed=1) != audited(400, seed=2)


def test_audits_never_take_more_than_a_quarter_of_the_free_time():
    assert len(audited(1000, budget=301.0)) == 0
    assert len(audited(1000, budget=400.0)) == int(0.25 * 100 / 4.2)


def test_the_sample_stays_while_scores_come_in():
    of = photos(400)
    values = list(np.random.default_rng(3).random(400))
    all_scores = scored(of, values)
    most = dict(list(all_scores.items())[:390])
    picks = [
        {stop.group.photos[0] for stop in pacing.plan(singles(of), known) if stop.why == "audit"}
        for known in (most, all_scores)
    ]
    assert len(picks[0] & picks[1]) >= len(picks[1]) - 2


def test_a_plan_for_a_part_uses_the_ranks_in_the_whole():
    of = photos(100)
    scores = scored(of, list(np.linspace(0, 1, 100)))
    whole = pacing.plan(singles(of), scores)
    part = pacing.plan(singles(of)[90:], scores)
    assert [stop.probability for stop in part] == [stop.probability for stop in whole[90:]]


# Orders and settings


def test_best_first_puts_what_is_not_scored_last():
    of = photos(4)
    stops = pacing.plan(singles(of), {of[1]: 0.4, of[2]: 0.0, of[3]: 0.8})
    assert [stop.group.photos[0] for stop in pacing.best_first(stops)] == [of[3], of[1], of[2], of[0]]


def test_the_pace_comes_from_the_settings():
    chosen = Settings.load()
    standard = Pace.stored(chosen)
    assert (standard.tau, standard.floor, standard.ceiling) == pytest.approx((1.5, 0.3, 9.0))
    assert standard.mode == "evidence"
    chosen.put("look_seconds", 2.0)
    chosen.put("pace_mode", "steep")
    assert Pace.stored(chosen) == Pace(2.0, 0.4, 12.0, "steep")


# What is promised

TABLE = {0.5: (0, 0, 0), 0.6: (7, 3, 2), 0.7: (22, 11, 6), 0.75: (34, 17, 9), 0.8: (44, 23, 12), 0.9: (76, 38, 20)}
"""Published gain over equal time in percent, by AUC, for budgets of a sixth, a third and half of 3 tau a stop."""


def planned(chances: list[float], budget: float, pace: Pace) -> list[Stop]:
    """Stops of single photos with these probabilities, paced without spot checks."""
    of = photos(len(chances))
    times = pacing.allocate(chances, budget, pace.tau, pace.floor, pace.ceiling).tolist()
    return [
        Stop(Group((each,)), (Frame(each, seconds, 0.5, chance),), 0.5, chance, seconds, "score")
        for each, chance, seconds in zip(of, chances, times, strict=True)
    ]


@pytest.mark.parametrize("auc", TABLE)
def test_the_gain_is_that_of_the_published_table(auc):
    pace = Pace(1.5, 0.2 * 1.5, 8 * 1.5, "steep")
    rng = np.random.default_rng(7)
    distance = math.sqrt(2) * norm.ppf(auc)
    keepers = np.arange(5000) < 5000 * pacing.KEEP_RATE
    evidence = distance * (rng.normal(size=keepers.size) + distance * keepers) - distance**2 / 2
    chances = (1 / (1 + 9 * np.exp(-evidence))).tolist()
    gains = [100 * pacing.gain(planned(chances, part * 4.5 * 5000, pace), pace) for part in (1 / 6, 1 / 3, 1 / 2)]
    assert gains == pytest.approx(TABLE[auc], rel=0.06, abs=0.7)


@pytest.mark.parametrize(("mode", "auc"), [("evidence", 0.6), ("steep", 0.75)])
@pytest.mark.parametrize(("column", "part"), [(0, 1 / 6), (1, 1 / 3), (2, 1 / 2)])
def test_no_mode_promises_more_than_the_table(mode, auc, column, part):
    pace = Pace(1.5, 0.2 * 1.5, 8 * 1.5, mode)
    stops = planned(pacing.probabilities(list(range(2000)), mode), part * 4.5 * 2000, pace)
    gained = 100 * pacing.gain(stops, pace)
    assert TABLE[auc][column] * 0.88 - 0.5 <= gained <= TABLE[auc][column] + 0.5


def test_spot_checks_are_paid_for_and_the_promise_says_so():
    of = photos(668)
    scores = scored(of, list(np.linspace(0, 1, 668)))
    pace = Pace(mode="steep")
    budget = 668 * pace.tau
    free = planned(pacing.probabilities(list(scores.values()), "steep"), budget, pace)
    paid = pacing.plan(singles(of), scores, budget=budget, pace=pace)
    assert 0 < pacing.gain(paid, pace) < pacing.gain(free, pace)


def test_even_and_unscored_promise_nothing():
    of = photos(40)
    groups = [Group(tuple(of[:5]), "burst"), *singles(of[5:])]
    scores = scored(of, list(np.linspace(0, 1, 40)))
    assert pacing.gain(pacing.plan(groups, scores, pace=Pace(mode="even")), Pace(mode="even")) == 0.0
    assert pacing.gain(pacing.plan(groups, {}), Pace()) == 0.0
    assert pacing.gain([], Pace()) == 0.0


def test_groups_alone_are_no_gain_of_the_scores():
    of = photos(40)
    groups = [Group(tuple(of[:5]), "burst"), *singles(of[5:])]
    assert pacing.gain(pacing.plan(groups, dict.fromkeys(of, 0.5)), Pace()) == pytest.approx(0.0, abs=1e-9)
