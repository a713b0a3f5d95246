"""What was found about photos, as rows of plain values. The columns are explained in ``reviewer.report``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviewer import words
from reviewer.photo import Failure, Reason, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Row = dict[str, Any]
"""A column's name and its value: text, a number or None; with the reasons and the flags of a score, a list."""

SCORE_COLUMNS = ("path", "metric", "raw", "score", "error")


def score_rows(results: Iterable[tuple[Path, Score | Failure]]) -> list[Row]:
    """A row for each photo and metric, in the order given.

    Args:
        results: What each metric said of each photo. For a photo that could not be read, a Failure for each metric
            that was asked.
    """
    return [
        {
            "path": str(path),
            "metric": one.metric,
            "raw": one.raw if isinstance(one, Score) else None,
            "score": one.value if isinstance(one, Score) else None,
            "error": None if isinstance(one, Score) else ": ".join(filter(None, (one.code, one.detail))),
            "reasons": [_explained(reason) for reason in one.reasons] if isinstance(one, Score) else [],
            "flags": list(one.flags) if isinstance(one, Score) else [],
        }
        for path, one in results
    ]


def _explained(reason: Reason) -> dict[str, object]:
    return {"code": reason.code, "numbers": dict(reason.numbers), "text": words.reason(reason)}


def pace_rows(
    stops: Iterable[tuple[Sequence[tuple[Path, float]], float, str]], scores: Mapping[Path, float]
) -> list[Row]:
    """A row for each photo shown.

    Args:
        stops: In showing order: the photos of the stop with their seconds, its probability, and why it has its time.
        scores: 0..1 by path; a photo that is absent has none.
    """
    rows: list[Row] = []
    groups = 0
    for frames, probability, why in stops:
        grouped = len(frames) > 1
        groups += grouped
        rows += [
            {
                "path": str(path),
                "group": groups if grouped else None,
                "score": scores.get(path),
                "probability": probability,
                "seconds": seconds,
                "why": why,
            }
            for path, seconds in frames
        ]
    return rows


def values(rows: Iterable[Row]) -> dict[str, dict[str, float]]:
    """Scores by metric and path, of rows that have one; metrics in order of appearance, also those without any."""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        scored = found.setdefault(str(row["metric"]), {})
        if row["score"] is not None:
            scored[str(row["path"])] = float(row["score"])
    return found
