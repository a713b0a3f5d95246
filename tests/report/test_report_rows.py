"""Rows, numbers about metrics, and the tables made of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from reviewer import report
from reviewer.photo import Failure, Reason, Score
from reviewer.report import Correlation, Statistics

A, B, C = Path("/card/a.jpg"), Path("/card/b.jpg"), Path("/card/c.jpg")


def test_a_row_has_a_score_or_an_error() -> None:
    rows = report.score_rows(
        [(A, Score("nima", 4.5, 0.5)), (B, Failure("nima", "broken")), (C, Failure("nima", "crashed", "out of memory"))]
    )
    assert [(row["score"], row["error"]) for row in rows] == [
        (0.5, None),
        (None, "broken"),
        (None, "crashed: out of memory"),
    ]
    assert all(list(row) == ["path", "metric", "raw", "score", "error", "reasons", "flags"] for row in rows)


def test_a_row_says_why_in_codes_numbers_and_words() -> None:
    reasons = (Reason("highlights_clipped", share=0.084), Reason("soft"))
    (row,) = report.score_rows([(A, Score("technical", 0.3, 0.3, reasons=reasons, flags=("night", "fog")))])
    assert row["flags"] == ["night", "fog"]
    assert row["reasons"] == [
        {
            "code": "highlights_clipped",
            "numbers": {"share": 0.084},
            "text": "Highlights clipped in 8 % of the frame",
        },
        {"code": "soft", "numbers": {}, "text": "Soft even at its sharpest"},
    ]


def test_a_pace_row_for_each_photo_shown_and_a_number_for_each_group() -> None:
    stops = [([(A, 1.5)], 0.1, "score"), ([(B, 2.0), (C, 0.3)], 0.2, "group"), ([(A, 0.3), (B, 0.3)], 0.2, "group")]
    rows = report.pace_rows(stops, {A: 0.7, B: 0.0})
    assert all(list(row) == ["path", "group", "score", "probability", "seconds", "why"] for row in rows)
    assert [list(row.values()) for row in rows] == [
        ["/card/a.jpg", None, 0.7, 0.1, 1.5, "score"],
        ["/card/b.jpg", 1, 0.0, 0.2, 2.0, "group"],
        ["/card/c.jpg", 1, None, 0.2, 0.3, "group"],
        ["/card/a.jpg", 2, 0.7, 0.2, 0.3, "group"],
        ["/card/b.jpg", 2, 0.0, 0.2, 0.3, "group"],
    ]


def test_statistics_of_each_metric() -> None:
    values = {"nima": {"a": 0.5, "b": 0.0, "c": 1.0, "d": 0.9}, "piqe": {"a": 0.25}, "musiq": {}}
    assert report.statistics(values) == {
        "nima": Statistics(4, 0.0, pytest.approx(0.6), pytest.approx(0.7), 1.0),
        "piqe": Statistics(1, 0.25, 0.25, 0.25, 0.25),
    }


def test_values_are_taken_from_rows_and_keep_metrics_without_any() -> None:
    rows = report.score_rows([(A, Score("nima", 4.5, 0.0)), (A, Failure("piqe", "broken")), (B, Score("nima", 5, 1.0))])
    assert report.values(rows) == {"nima": {"/card/a.jpg": 0.0, "/card/b.jpg": 1.0}, "piqe": {}}


unit = some.one_of(some.floats(0, 1), some.sampled_from([0.0, 0.25, 0.5, 1.0]))


@given(some.lists(some.tuples(unit, unit), min_size=3, max_size=40))
def test_correlations_equal_an_independent_library(pairs: list[tuple[float, float]]) -> None:
    one, other = ({str(n): pair[side] for n, pair in enumerate(pairs)} for side in (0, 1))
    (found,) = report.correlations({"one": one, "other": other})
    assert (found.first, found.second, found.count) == ("one", "other", len(pairs))
    constant = min(len(set(one.values())), len(set(other.values()))) == 1
    if constant:
        assert found.spearman is found.pearson is None
        return
    assert found.spearman == pytest.approx(
        stats.spearmanr(list(one.values()), list(other.values())).statistic, abs=1e-9
    )
    assert found.pearson is not None
    assert -1 <= found.pearson <= 1
    if (
        min(max(side.values()) - min(side.values()) for side in (one, other)) > 1e-6
    ):  # below, the library gives up its digits
        assert found.pearson == pytest.approx(
            stats.pearsonr(list(one.values()), list(other.values())).statistic, abs=1e-7
        )


def test_correlations_use_the_photos_that_both_scored() -> None:
    one = {"a": 0.1, "b": 0.2, "c": 0.4, "x": 0.0}
    other = {"y": 1.0, "c": 0.1, "b": 0.2, "a": 0.9}
    (found,) = report.correlations({"one": one, "other": other})
    assert found.count == 3
    assert found.spearman == pytest.approx(-1)
    assert found.pearson == pytest.approx(stats.pearsonr([0.1, 0.2, 0.4], [0.9, 0.2, 0.1]).statistic)


def test_two_photos_have_no_correlation() -> None:
    assert report.correlations({"one": {"a": 0.1, "b": 0.2}, "other": {"a": 0.1, "b": 0.2}, "none": {}}) == [
        Correlation("one", "other", 2, None, None),
        Correlation("one", "none", 0, None, None),
        Correlation("other", "none", 0, None, None),
    ]


def test_the_summary_is_a_table_that_lines_up() -> None:
    results = [
        (Path(f"/card/{n}.jpg"), Score(metric, n, value))
        for metric, values in (("technical", (0.1, 0.5, 0.9)), ("piqe", (0.2, 0.3, 0.1)))
        for n, value in enumerate(values)
    ]
    rows = report.score_rows([*results, (A, Failure("technical", "broken")), (A, Failure("nima", "weights_missing"))])
    assert report.summary_text(rows) == (
        "metric     photos  failed    min   mean  median    max\n"
        "technical       3       1  0.100  0.500   0.500  0.900\n"
        "piqe            3       0  0.100  0.200   0.200  0.300\n"
        "nima            0       1      -      -       -      -\n"
        "\n"
        "metrics          photos  Spearman  Pearson\n"
        "technical, piqe       3    -0.500   -0.500\n"
        "technical, nima       0         -        -\n"
        "piqe, nima            0         -        -\n"
    )  # fmt: skip


def test_one_metric_has_no_table_of_pairs_and_no_rows_no_lines() -> None:
    assert report.summary_text(report.score_rows([(A, Score("piqe", 1, 0.5))])).count("\n") == 2
    assert report.summary_text([]).count("\n") == 1


def test_the_pace_is_a_table_that_a_name_cannot_break() -> None:
    wicked = Path("/card/new\nline\x1b[2J.jpg")
    text = report.pace_text(
        report.pace_rows([([(A, 61.5)], 0.1, "score"), ([(B, 2), (wicked, 0.3)], 0.2, "group")], {A: 0.7})
    )
    lines = text.splitlines()
    assert lines[0].split() == ["at", "seconds", "score", "group", "why", "photo"]
    assert lines[1].split()[:4] == ["0:00", "61.50", "0.700", "-"]
    assert lines[2].split()[:4] == ["1:01", "2.00", "-", "1"]
    assert lines[3].split()[:4] == ["1:03", "0.30", "-", "1"]
    assert lines[3].endswith("/card/new\\nline\\x1b[2J.jpg")
    assert len({line.index("/card") for line in lines[1:]}) == 1
