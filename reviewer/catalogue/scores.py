"""What metrics said of bytes, by content id, and by who exactly said it: metric, weights and preparation."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from reviewer.catalogue.photos import PASSING, plain
from reviewer.photo import Failure, Reason, Score

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from reviewer.catalogue.database import Database

_Key = tuple[str, str, int]

_TRIAL = "trial-"
"""What the hash of random weights begins with (``weights.fingerprint``): they serve to try things out, and what they
say of photos must never be taken for a score."""


def scores(
    database: Database, content_ids: Iterable[str], metrics: Mapping[str, tuple[str, int]] | None
) -> dict[str, dict[str, Score | Failure]]:
    """See ``Catalogue.scores``."""
    wanted = None if metrics is None else {(name, *key) for name, key in metrics.items()}
    rows = database.select("SELECT id, metric, weights, preprocessing FROM scorer")
    scorers: dict[int, _Key] = {row[0]: row[1:] for row in rows if wanted is None or row[1:] in wanted}
    # Numbers of ours, not text from outside: there are a handful, and they keep the statement one for all chunks.
    chosen = ",".join(str(number) for number in scorers)
    sql = (
        "SELECT content, scorer, raw, value, coalesce(reasons, '[]'), code, detail, coalesce(flags, '') FROM score"
        " WHERE content IN (:keys) AND scorer IN (:scorers) ORDER BY at"
    )
    found = list(database.select_in(sql.replace(":scorers", chosen), dict.fromkeys(content_ids)))
    # Parsed in one go, which takes a quarter off the whole: ten thousand short texts one by one are slow.
    explained = json.loads("[" + ",".join([row[4] for row in found]) + "]")
    results: dict[str, dict[str, Score | Failure]] = {}
    for (content, scorer, raw, value, _, code, detail, flags), listed in zip(found, explained, strict=True):
        metric, weights, preprocessing = scorers[scorer]
        results.setdefault(content, {})[metric] = (
            Score(metric, raw, value, weights, preprocessing, _reasons(listed), tuple(flags.split()))
            if code is None
            else Failure(metric, code, detail, weights, preprocessing)
        )
    return results


def put_scores(database: Database, items: Iterable[tuple[str, Score | Failure]]) -> None:
    """See ``Catalogue.put_scores``."""
    kept = [(content, one) for content, one in items if _is_to_keep(one)]
    keys = {(one.metric, one.weights, one.preprocessing) for _, one in kept}
    now = time.time()
    with database.writing() as connection:
        numbers = {key: _scorer(connection, key) for key in keys}
        connection.executemany(
            "INSERT OR REPLACE INTO score (content, scorer, raw, value, reasons, code, detail, flags, at)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (content, numbers[one.metric, one.weights, one.preprocessing], *_columns(one), now)
                for content, one in kept
            ],
        )


def _is_to_keep(one: Score | Failure) -> bool:
    lasts = isinstance(one, Score) or one.code not in PASSING
    return lasts and not one.weights.startswith(_TRIAL)


def _scorer(connection: sqlite3.Connection, key: _Key) -> int:
    connection.execute("INSERT OR IGNORE INTO scorer (metric, weights, preprocessing) VALUES (?,?,?)", key)
    row = connection.execute("SELECT id FROM scorer WHERE (metric, weights, preprocessing) = (?,?,?)", key)
    return int(row.fetchone()[0])


def _columns(one: Score | Failure) -> tuple[object, ...]:
    """The raw number, the value, the reasons, the code and its detail, the flags."""
    if isinstance(one, Failure):
        return (None, None, None, one.code, plain(one.detail), None)
    listed = [[reason.code, dict(reason.numbers)] for reason in one.reasons]
    reasons = json.dumps(listed, separators=(",", ":")) if listed else None
    return (one.raw, one.value, reasons, None, None, " ".join(one.flags) or None)


def _reasons(listed: list[tuple[str, dict[str, float]]]) -> tuple[Reason, ...]:
    return tuple([Reason(code, **numbers) for code, numbers in listed])
