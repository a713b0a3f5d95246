"""Metrics share the memory: together where they fit, else in turns, and told beforehand where they never fit."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from reviewer.scoring.budget import Plan, expected, overhead, plan
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from reviewer.scoring.table import Metric

MEGA = 1 << 20
REST = overhead(2)


def metric(name: str, memory: int, *, tier: str = "default", cost: float = 1.0, trunk: str = "") -> Metric:
    return replace(METRICS["nima"], name=name, memory=memory * MEGA, tier=tier, cost=cost, trunk=trunk)


TABLE = {
    one.name: one
    for one in (
        metric("big", 900, tier="offered", cost=6),
        metric("dear", 300, cost=3),
        metric("cheap", 300, cost=1),
        metric("clip", 350, cost=1.3, trunk="RN50"),
        metric("clip+", 360, cost=1.4, trunk="RN50"),
        metric("huge", 16_000, tier="more", cost=90),
    )
}


def planned(*names: str, room: int) -> Plan:
    return plan(names, REST + held(room), 2, TABLE)


def held(megabytes: int) -> int:
    """Bytes that networks of so many megabytes come to hold."""
    return expected(["one"], 2, {"one": metric("one", megabytes)}) - REST


def test_all_at_once_where_they_fit_cheap_and_usual_ones_first() -> None:
    made = planned("big", "dear", "cheap", room=1500)
    assert made.turns == (("cheap", "dear", "big"),)
    assert made.peak == REST + held(1500)
    assert not made.refused


def test_turns_where_they_do_not() -> None:
    made = planned("big", "dear", "cheap", room=1000)
    assert made.turns == (("cheap", "dear"), ("big",))
    assert made.peak == REST + held(900)


def test_a_shared_trunk_counts_once() -> None:
    assert planned("clip", "clip+", room=360).turns == (("clip", "clip+"),)
    assert planned("clip", "clip+", room=359).turns == (("clip",),)


def test_what_cannot_fit_is_told_with_what_it_needs() -> None:
    made = planned("huge", "cheap", room=400)
    assert made.turns == (("cheap",),)
    refused = made.refused["huge"]
    assert (refused.detail, refused.needed, refused.allowed) == ("huge", REST + held(16_000), REST + held(400))


def test_nothing_wanted_needs_nothing() -> None:
    assert planned(room=400) == Plan((), {}, 0)


@given(st.sets(st.sampled_from(sorted(METRICS))), st.integers(0, 40_000), st.integers(1, 64))
def test_every_metric_has_its_turn_or_its_refusal_and_no_turn_is_over_the_limit(
    names: set[str], megabytes: int, decoders: int
) -> None:
    made = plan(names, megabytes * MEGA, decoders)
    assert sorted([*chain.from_iterable(made.turns), *made.refused]) == sorted(names)
    assert all(expected(turn, decoders) <= megabytes * MEGA for turn in made.turns)
    assert all(error.needed > error.allowed for error in made.refused.values())
