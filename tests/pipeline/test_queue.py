"""What is done next: what is in sight, what is in question, what is near."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.pipeline.queue import Queue, contested, standing, take_nearest

NAN = float("nan")


def order(queue: Queue, at: int = 0, visible: tuple[int, ...] = ()) -> list[int]:
    taken = []
    while queue:
        taken.append(queue.take(at, visible))
    return taken


@given(st.sets(st.integers(0, 200), min_size=1), st.integers(-5, 210))
def test_the_nearest_pending_photo_is_taken(pending: set[int], at: int) -> None:
    left = sorted(pending)
    taken = take_nearest(left, at)
    assert abs(taken - at) == min(abs(number - at) for number in pending)
    assert left == sorted(pending - {taken})


def test_the_photo_on_screen_then_those_in_sight_then_the_contested_then_the_nearest() -> None:
    queue = Queue(range(20))
    queue.contest([15, 3, 8, 99])
    assert order(queue, at=5, visible=(3, 4, 12, 7))[:8] == [5, 4, 3, 7, 12, 15, 8, 6]


def test_what_comes_into_sight_meanwhile_is_next() -> None:
    queue = Queue(range(100))
    queue.contest(range(50, 60))
    assert [queue.take(0, ()), queue.take(0, ()), queue.take(0, (90, 91)), queue.take(91, (90, 91))] == [0, 50, 90, 91]


@given(st.sets(st.integers(0, 60)), st.lists(st.integers(0, 60)), st.lists(st.integers(0, 60)), st.integers(0, 60))
def test_every_photo_is_taken_once(pending: set[int], contest: list[int], visible: list[int], at: int) -> None:
    queue = Queue(pending)
    queue.contest(contest)
    assert sorted(order(queue, at, tuple(visible))) == sorted(pending)


def test_photos_stand_by_the_metric_where_it_has_spoken_and_by_rule_elsewhere() -> None:
    by_metric = np.array([0.9, NAN, 0.1, NAN], np.float32)
    by_rule = np.array([0.2, 0.8, 0.6, NAN], np.float32)
    assert standing(by_metric, by_rule) == pytest.approx([0.75, 2.5 / 3, 0.25, NAN], nan_ok=True)


def test_those_near_the_cut_are_contested_the_nearest_first() -> None:
    places = np.arange(0.005, 1, 0.01)  # a hundred photos, the worst first
    alone = np.full(100, -1)
    found = contested(places, alone, 0.1)
    assert set(found[:2]) == {89, 90}, "the last above and the first below"
    assert set(found) == set(range(85, 95))


def test_a_group_is_where_its_best_is_and_all_of_it_is_in_question() -> None:
    places = np.array([0.1, 0.97, 0.2, 0.3, 0.05, 0.5])
    groups = np.array([7, 7, -1, 3, 3, -1])
    found = contested(places, groups, 0.1)
    assert found[:2] == [0, 1], "its best gets a second look, so that it matters which is the best"
    assert found[2:] == [3, 4]


def test_what_nothing_is_known_of_is_not_contested() -> None:
    places = np.array([NAN, 0.9, NAN, NAN])
    assert contested(places, np.array([-1, -1, 0, 0]), 0.1) == [1]


def test_the_next_of_100_000_is_found_at_once() -> None:
    count = 100_000
    random = np.random.default_rng(3)
    values = random.random(count).astype(np.float32)
    nothing = np.full(count, NAN, np.float32)
    groups = np.repeat(np.arange(count // 4), 4)

    def rank() -> list[int]:
        return contested(standing(nothing, values), groups, 0.1)

    began = time.process_time()
    found = rank()
    assert time.process_time() - began < 1.0
    queue = Queue(range(count))
    queue.contest(found)
    visible = range(40_000, 40_200)
    began = time.process_time()
    for _ in range(1000):
        queue.take(40_100, visible)
    assert time.process_time() - began < 2.0, "2 ms of a photo's hundreds"
