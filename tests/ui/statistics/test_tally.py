"""Counting scores: one column a metric, in the order of a copy, and what is lowest and best in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reviewer.photo import Failure, Photo, Score
from reviewer.ui.statistics.tally import Tally, tally

A, B, C, D = (Photo(Path(f"/f/{name}.jpg"), 1, 1) for name in "abcd")


def table(**columns: dict[Photo, float]) -> dict[Photo, dict[str, Score | Failure]]:
    made: dict[Photo, dict[str, Score | Failure]] = {}
    for metric, values in columns.items():
        for photo, number in values.items():
            made.setdefault(photo, {})[metric] = Score(metric, 10 * number, number)
    return made


def counted(scores: dict[Photo, dict[str, Score | Failure]], *metrics: str) -> tuple[list[Tally], Tally]:
    steps = tally(scores, metrics)
    yielded = []
    while True:
        try:
            yielded.append(next(steps))
        except StopIteration as end:
            return [one for one in yielded if one is not None], end.value


def test_each_metric_has_the_figures_of_the_photos_that_it_scored():
    scores = table(one={A: 0.2, B: 0.4, C: 0.9}, other={B: 0.5, D: 0.7})
    scores[D]["one"] = Failure("one", "broken")
    _, found = counted(scores, "one", "other", "silent")
    assert list(found.judged) == ["one", "other"]
    assert found.judged["one"].statistics.count == 3
    assert found.judged["one"].statistics.mean == pytest.approx(0.5)
    assert found.judged["other"].statistics.minimum == 0.5
    assert sum(found.judged["one"].bins.counts) == 3
    assert [found.value(photo, "one") for photo in (A, D, None)] == [0.2, None, None]
    assert found.value(A, "silent") is None
    assert found.pairs["one", "other"].count == 1


def test_the_lowest_come_lowest_first_and_the_best_best_first():
    _, found = counted(table(one={A: 0.5, B: 0.1, C: 0.3, D: 0.3}), "one")
    under, best = found.under("one", 0.5), found.reaching("one", 0.3)
    assert list(under) == [B, C, D]
    assert list(found.under("one", 0.1)) == []
    assert list(best) == [A, D, C]
    assert best[:2] == [A, D]
    assert best[-1] == C
    assert [under.row_of(photo) for photo in (A, B, C, D)] == [None, 0, 1, 2]
    assert [best.row_of(photo) for photo in (A, B, C, D)] == [0, None, 2, 1]


def test_a_photo_without_a_score_is_neither():
    _, found = counted(table(one={A: 0.5, B: 0.1}, other={C: 0.3}), "one", "other")
    assert [found.under("one", 1.0).row_of(photo) for photo in (A, B, C, D)] == [1, 0, None, None]
    assert list(found.reaching("one", 0.0)) == [A, B]


def test_all_but_the_pairs_is_told_first():
    (first,), whole = counted(table(one={A: 0.1, B: 0.2, C: 0.3}, other={A: 0.3, B: 0.2, C: 0.1}), "one", "other")
    assert first.pairs == {}
    assert first.judged.keys() == whole.judged.keys()
    assert whole.pairs["one", "other"].spearman == whole.pairs["other", "one"].spearman == pytest.approx(-1)


def test_it_can_be_stopped_between_metrics_and_between_rows_of_pairs():
    photos = [Photo(Path(f"/f/{at}.jpg"), 1, 1) for at in range(10)]
    columns = {f"m{at}": {photo: (at + row) % 7 / 7 for row, photo in enumerate(photos)} for at in range(8)}
    assert len(list(tally(table(**columns), list(columns)))) == 8 + 1 + 7


def test_a_table_that_grows_meanwhile_is_counted_as_far_as_it_had_come():
    scores = table(one={A: 0.2, B: 0.4})
    steps = tally(dict(scores), ["one", "other"])
    next(steps)
    scores[A]["other"] = Score("other", 1, 0.5)
    scores[C] = {"one": Score("one", 1, 0.6)}
    made = next(found for found in steps if found is not None)
    assert made.photos == (A, B)
    assert made.value(A, "other") == 0.5
    assert np.isnan(made.judged["other"].column[1])
