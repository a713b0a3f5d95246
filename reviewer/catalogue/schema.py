"""The tables, as the steps that lead to them. ``PRAGMA user_version`` counts the steps a file has taken.

A step is never changed once released; a new need is a new step at the end. Before a file that holds something takes a
step, a copy is laid beside it; a file that has taken more steps than we know is left alone.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Steps = tuple[tuple[str, ...], ...]

STEPS: Steps = (
    (
        # What the first look at some bytes taught. Copies of a file share one row.
        """CREATE TABLE content (
            id TEXT PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL, format TEXT NOT NULL,
            taken REAL, taken_text TEXT, make TEXT, model TEXT, serial TEXT, lens TEXT, exposure REAL, aperture REAL,
            iso INTEGER, focal_length REAL, bias REAL, exposure_mode INTEGER, orientation INTEGER NOT NULL,
            fingerprint INTEGER, damaged INTEGER NOT NULL
        ) WITHOUT ROWID""",
        # Paths are BLOBs: a file name is bytes, and not always UTF-8. A photo has bytes that were read, or a fault.
        """CREATE TABLE photo (
            path BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
            content TEXT REFERENCES content (id), code TEXT, detail TEXT,
            CHECK ((content IS NULL) <> (code IS NULL))
        ) WITHOUT ROWID""",
        # A metric with these weights and this preparation: another of either gives scores that do not compare.
        """CREATE TABLE scorer (
            id INTEGER PRIMARY KEY, metric TEXT NOT NULL, weights TEXT NOT NULL, preprocessing INTEGER NOT NULL,
            UNIQUE (metric, weights, preprocessing)
        )""",
        """CREATE TABLE score (
            content TEXT NOT NULL, scorer INTEGER NOT NULL REFERENCES scorer (id),
            raw REAL, value REAL, reasons TEXT, code TEXT, detail TEXT, at REAL NOT NULL,
            PRIMARY KEY (content, scorer),
            CHECK ((value IS NULL) <> (code IS NULL) AND (raw IS NULL) = (value IS NULL))
        ) WITHOUT ROWID""",
        # One look at one photo. The same path at the same instant is the same look.
        """CREATE TABLE viewing (
            path BLOB NOT NULL, at REAL NOT NULL, content TEXT NOT NULL, seconds REAL NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, full_time INTEGER NOT NULL, place TEXT NOT NULL,
            PRIMARY KEY (path, at)
        ) WITHOUT ROWID""",
        "CREATE INDEX viewing_content ON viewing (content) WHERE content <> ''",
        """CREATE TABLE folder (
            path BLOB PRIMARY KEY, opened REAL NOT NULL, photo BLOB, sort TEXT NOT NULL, slideshow TEXT
        ) WITHOUT ROWID""",
    ),
    (
        # A photo turned back has a row too, or the one of a path it had before would turn it again.
        """CREATE TABLE turn (
            path BLOB PRIMARY KEY, content TEXT NOT NULL, quarters INTEGER NOT NULL CHECK (quarters BETWEEN 0 AND 3)
        ) WITHOUT ROWID""",
        "CREATE INDEX turn_content ON turn (content) WHERE content <> ''",
    ),
    (
        # What was measured on the pixels, and the kinds of photo that a metric judges badly.
        "ALTER TABLE content ADD COLUMN attributes TEXT",
        "ALTER TABLE score ADD COLUMN flags TEXT",
    ),
    (
        # What was decided: ``decisions`` tells how these three belong together. Numbers are never given twice, or a
        # window that has read up to one would miss the next.
        """CREATE TABLE step (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
            target TEXT NOT NULL, by TEXT NOT NULL, rule TEXT NOT NULL, at REAL NOT NULL
        )""",
        "CREATE INDEX step_target ON step (target) WHERE target <> ''",
        "CREATE TABLE subject (id INTEGER PRIMARY KEY, path BLOB NOT NULL, content TEXT NOT NULL)",
        "CREATE INDEX subject_path ON subject (path)",
        "CREATE INDEX subject_content ON subject (content) WHERE content <> ''",
        """CREATE TABLE decision (
            subject INTEGER NOT NULL REFERENCES subject (id), step INTEGER NOT NULL REFERENCES step (number),
            field TEXT NOT NULL, content TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            seconds REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, after_cut REAL,
            PRIMARY KEY (subject, step, field)
        ) WITHOUT ROWID""",
        "CREATE INDEX decision_step ON decision (step)",
        "ALTER TABLE folder ADD COLUMN filter TEXT",
    ),
)


def version(connection: sqlite3.Connection) -> int:
    """How many steps this file has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(connection: sqlite3.Connection, file: Path, steps: Sequence[tuple[str, ...]]) -> None:
    """Take the steps that the file lacks, all of them or none.

    Args:
        connection: In autocommit mode (``isolation_level=None``).
        file: The file behind it; the copy is laid beside it.
        steps: Every step there is.

    Raises:
        CatalogueUnusable: ``newer``: a later program wrote this file. It was not touched.
    """
    if version(connection) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have done it all while we waited.
        _take(connection, file, version(connection), steps)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _take(connection: sqlite3.Connection, file: Path, taken: int, steps: Sequence[tuple[str, ...]]) -> None:
    if taken > len(steps):
        raise CatalogueUnusable(file, "newer")
    if 0 < taken < len(steps):
        _copy(file, file.with_name(f"{file.stem}.version-{taken}{file.suffix}"))
    for step in steps[taken:]:
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(steps)}")


def _copy(file: Path, copy: Path) -> None:
    """Copy through SQLite, so that what is still in the write-ahead log comes along."""
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
