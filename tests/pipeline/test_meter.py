"""Time left: right soon, and not spoiled by a slow start or by pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import WorkerFailed
from reviewer.pipeline import meter as meter_module
from reviewer.pipeline.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands at its last entry."""
    now = [1000.0]
    monkeypatch.setattr(meter_module.time, "monotonic", lambda: now[-1])
    return now


def play(clock: list[float], seconds: Sequence[float], meter: Meter[int], pauses: Sequence[int] = ()) -> None:
    """Pieces of work that come after so many seconds each; at some the caller does not ask for an hour."""

    def pieces() -> Iterator[int]:
        for number, each in enumerate(seconds):
            clock.append(clock[-1] + each)
            yield number

    done = 0
    for batch in meter.batches(pieces()):
        if any(done <= pause < done + len(batch) for pause in pauses):
            clock.append(clock[-1] + 3600)
        done += len(batch)


def told(clock: list[float], seconds: Sequence[float], *, at: int, pauses: Sequence[int] = ()) -> tuple[float, float]:
    """The time left that is told after so many photos, and what it then takes."""
    meter: Meter[int] = Meter(lambda _: 1.0)
    play(clock, seconds[:at], meter, pauses)
    left = meter.seconds(len(seconds) - at)
    assert left is not None
    return left, sum(seconds[at:])


@pytest.mark.parametrize(
    "start",
    [[], [3.0], [3.0, 1.0, 0.4], [0.6] * 4],
    ids=["even", "a slow first", "warming up", "slow for a fifth of the tenth"],
)
def test_the_time_left_is_within_a_quarter_after_a_tenth(clock: list[float], start: list[float]) -> None:
    seconds = [*start, *np.random.default_rng(1).normal(0.08, 0.01, 200 - len(start))]
    left, true = told(clock, seconds, at=20)
    assert left == pytest.approx(true, rel=0.25)


def test_photos_that_come_several_at_a_time(clock: list[float]) -> None:
    """A card judges sixteen at once: they come together, then none for a while."""
    seconds = ([0.8] + [0.0] * 15) * 25
    left, true = told(clock, [5.0, *seconds], at=65)
    assert left == pytest.approx(true, rel=0.25)


def test_an_even_mix_of_quick_and_slow_photos(clock: list[float]) -> None:
    seconds = [0.05, 0.05, 0.05, 0.4] * 60
    left, true = told(clock, seconds, at=24)
    assert left == pytest.approx(true, rel=0.25)


def test_pauses_do_not_count(clock: list[float]) -> None:
    left, true = told(clock, [0.1] * 100, at=50, pauses=(10, 30))
    assert left == pytest.approx(true, rel=0.25)


def test_a_change_of_speed_is_followed(clock: list[float]) -> None:
    left, true = told(clock, [*([0.02] * 600), *([0.2] * 900)], at=1000)
    assert left == pytest.approx(true, rel=0.25)


def test_the_work_of_each_counts(clock: list[float]) -> None:
    """Half of the photos need three metrics, half only one of them."""
    meter: Meter[int] = Meter(lambda number: 3.0 if number % 2 else 1.0)
    play(clock, [0.1, 0.3] * 20, meter)
    assert meter.seconds(10.0) == pytest.approx(1.0, rel=0.05)
    assert meter.rate == pytest.approx(5.0, rel=0.05)


def test_nothing_is_told_before_anything_is_known() -> None:
    meter: Meter[int] = Meter(lambda _: 1.0)
    assert meter.seconds(5.0) is None
    assert meter.rate == 0.0
    assert meter.seconds(0.0) == 0.0
    assert list(meter.batches(iter([1]))) == [[1], []]
    assert meter.seconds(5.0) is None


@given(st.lists(st.one_of(st.none(), st.integers()), max_size=30))
def test_every_item_comes_once_and_every_silence_is_a_place_to_stop(items: list[int | None]) -> None:
    batches = list(Meter[int](lambda _: 1.0).batches(iter(items)))
    assert [item for batch in batches for item in batch] == [item for item in items if item is not None]
    assert len(batches) >= 1 + items.count(None)


def test_what_came_before_an_error_is_not_lost() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise WorkerFailed(None, "gone")

    batches = Meter[int](lambda _: 1.0).batches(items())
    assert next(batches) == [1]
    assert next(batches) == [2]
    with pytest.raises(WorkerFailed):
        next(batches)
