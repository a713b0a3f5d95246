"""Tables for a terminal, in plain ASCII but for what ``words`` and file names bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import words
from reviewer.report.rows import values
from reviewer.report.statistics import Correlation, Statistics, correlations, statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.report.rows import Row

_TEXTS = frozenset({"metric", "metrics", "why", "photo"})
"""Columns that begin at the left. The others are numbers. A path comes last: its characters may be of any width."""


def summary_text(rows: Sequence[Row]) -> str:
    """What a person reads after scoring: each metric in a line, then each two metrics."""
    by_metric = values(rows)
    known = statistics(by_metric)
    failed = dict.fromkeys(by_metric, 0)
    for row in rows:
        failed[str(row["metric"])] += row["score"] is None
    metrics = [_metric_line(metric, failed[metric], known.get(metric)) for metric in by_metric]
    text = _table(["metric", "photos", "failed", "min", "mean", "median", "max"], metrics)
    pairs = [_pair_line(pair) for pair in correlations(by_metric)]
    return text + "\n" + _table(["metrics", "photos", "Spearman", "Pearson"], pairs) if pairs else text


def _metric_line(metric: str, failed: int, one: Statistics | None) -> list[str]:
    if one is None:
        return [metric, "0", str(failed), "-", "-", "-", "-"]
    numbers = (one.minimum, one.mean, one.median, one.maximum)
    return [metric, str(one.count), str(failed), *map(_number, numbers)]


def _pair_line(pair: Correlation) -> list[str]:
    return [f"{pair.first}, {pair.second}", str(pair.count), _number(pair.spearman), _number(pair.pearson)]


def pace_text(rows: Sequence[Row]) -> str:
    """What a person reads of a pace: a line for each photo shown, with the time it comes on screen."""
    lines = []
    at = 0.0
    for row in rows:
        seconds = float(row["seconds"] or 0)
        minutes, rest = divmod(int(at), 60)
        why, path = words.why(str(row["why"])), words.safe(str(row["path"]))
        clock = f"{minutes}:{rest:02}"
        lines.append([clock, f"{seconds:.2f}", _number(row["score"]), str(row["group"] or "-"), why, path])
        at += seconds
    return _table(["at", "seconds", "score", "group", "why", "photo"], lines)


def _number(value: str | float | None) -> str:
    return f"{value:.3f}" if isinstance(value, float | int) else "-"


def _table(headings: list[str], lines: Sequence[Sequence[str]]) -> str:
    """Aligned columns, two spaces apart, a line feed after each line."""
    everything = [headings, *lines]
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    aligned = [
        [
            cell.ljust(width) if heading in _TEXTS else cell.rjust(width)
            for cell, width, heading in zip(line, widths, headings, strict=True)
        ]
        for line in everything
    ]
    return "".join("  ".join(line).rstrip() + "\n" for line in aligned)
