"""The ledger of decisions: steps are added, never changed, and belong to photos that may move.

``step`` holds what was done, in the order of writing, and ``decision`` what each step changed. A decision names its
photo by a row of ``subject``, and goes wherever that goes (``whereabouts``).
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer.catalogue.photos import plain
from reviewer.catalogue.replay import in_order
from reviewer.catalogue.whereabouts import follow, subject_of
from reviewer.photo import Attention, Decision, Step

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reviewer.catalogue.database import Database
    from reviewer.photo import Value

_STEP = "step.number, step.id, kind, target, by, rule, at"
_DECISION = "content, field, before, after, seconds, width, height, after_cut"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the ledger says of some photos.

    Attributes:
        steps: In its order, each with the decisions on these photos, by the paths asked for.
        number: All up to this place in the ledger is in it.
    """

    steps: tuple[Step, ...]
    number: int


def excerpt(database: Database, photos: Mapping[Path, str]) -> Excerpt:
    """See ``Catalogue.decided``."""
    # Asked first: what is written meanwhile may be in the excerpt as well, and is asked for again by this number.
    (number,) = database.select("SELECT coalesce(max(number), 0) FROM step")[0]
    homes = follow(database, photos)
    made: dict[int, list[Decision]] = defaultdict(list)
    sql = f"SELECT subject, step, {_DECISION} FROM decision WHERE subject IN (:keys)"  # noqa: S608 - names of ours
    for subject, step, *row in database.select_in(sql, homes):
        made[step].append(_decision(homes[subject], *row))
    headers = database.select_in(f"SELECT {_STEP} FROM step WHERE number IN (:keys)", made)  # noqa: S608 - as above
    steps = [_step(header, made[header[0]]) for header in headers]
    return Excerpt(tuple(in_order([*steps, *_aimed_at(database, {step.id for step in steps})])), number)


def _columns() -> str:
    return ", ".join(f"decision.{name}" for name in _DECISION.split(", "))


def _aimed_at(database: Database, targets: set[str]) -> Iterator[Step]:
    """What undoes, redoes or takes off these steps; and what undoes that."""
    while targets:
        rows = list(database.select_in(f"SELECT {_STEP} FROM step WHERE target IN (:keys)", targets))  # noqa: S608
        found = [_step(row) for row in rows]
        yield from found
        targets = {step.id for step in found if step.kind == "take_off"}


def news(database: Database, after: int) -> list[Step]:
    """See ``Catalogue.steps_since``."""
    headers = database.select(f"SELECT {_STEP} FROM step WHERE number > ? ORDER BY number", (after,))  # noqa: S608
    if not headers:
        return []
    made: dict[int, list[Decision]] = defaultdict(list)
    sql = f"SELECT step, path, {_columns()} FROM decision JOIN subject ON subject.id = subject WHERE step > ?"  # noqa: S608
    for place, path, *row in database.select(sql, (after,)):
        made[place].append(_decision(Path(os.fsdecode(path)), *row))
    return [_step(header, made[header[0]]) for header in headers]


def put_steps(database: Database, steps: Sequence[Step]) -> None:
    """See ``Catalogue.put_steps``."""
    with database.writing(durable=True) as connection:
        for step in steps:
            row = (step.id, step.kind, step.target, step.by, plain(step.rule), step.at)
            put = connection.execute(
                "INSERT OR IGNORE INTO step (id, kind, target, by, rule, at) VALUES (?,?,?,?,?,?)", row
            )
            if put.rowcount and step.kind == "decide":
                place = put.lastrowid
                connection.executemany(
                    f"INSERT INTO decision (subject, step, {_DECISION}) VALUES (?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
                    [(subject_of(connection, one), place, *_row(one)) for one in step.decisions],
                )


def sweep(connection: sqlite3.Connection) -> None:
    """Take away what belongs to photos that were forgotten, and the steps of which nothing is left."""
    connection.execute("DELETE FROM decision WHERE subject NOT IN (SELECT id FROM subject)")
    connection.execute("DELETE FROM step WHERE kind = 'decide' AND number NOT IN (SELECT step FROM decision)")
    while connection.execute("DELETE FROM step WHERE target <> '' AND target NOT IN (SELECT id FROM step)").rowcount:
        continue


def _row(decision: Decision) -> tuple[object, ...]:
    seen = decision.attention
    return (
        decision.content_id, decision.field, json.dumps(decision.before), json.dumps(decision.after),
        seen.seconds, seen.width, seen.height, seen.after_cut,
    )  # fmt: skip


def _decision(path: Path, content: str, field: str, before: str, after: str, *seen: Any) -> Decision:  # noqa: ANN401
    return Decision(path, content, field, _value(before), _value(after), Attention(*seen))


@cache
def _value(text: str) -> Value:
    value: Value = json.loads(text)  # there are a dozen different ones, and hundreds of thousands of rows
    return value


def _step(header: Sequence[Any], decisions: Iterable[Decision] = ()) -> Step:
    number, name, kind, target, by, rule, at = header
    return Step(name, kind, by, at, tuple(decisions), target, rule, number)
