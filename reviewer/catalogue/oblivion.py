"""Forgetting a folder: all that is known of the photos in it, and nothing of any other."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reviewer.catalogue import decisions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from reviewer.catalogue.database import Database

_OF_PHOTOS = ("viewing", "turn", "subject")
"""Tables whose rows belong to a photo, and follow its bytes when its path is gone."""


def within(folder: Path, *, recursive: bool) -> tuple[str, tuple[object, ...]]:
    """A condition on a column ``path`` that the files of a folder meet, and its parameters.

    It is a range of the column's index: nothing outside the folder is looked at.
    """
    start = os.path.join(os.fsencode(folder), b"")  # noqa: PTH118 - bytes, as they are kept
    end = start[:-1] + bytes([start[-1] + 1])
    condition = "path >= ? AND path < ?"
    if recursive:
        return condition, (start, end)
    return condition + " AND instr(substr(path, ?), ?) = 0", (start, end, len(start) + 1, os.fsencode(os.sep))


def forget_folder(database: Database, folder: Path, *, recursive: bool) -> None:
    """See ``Catalogue.forget_folder``."""
    condition, parameters = within(folder, recursive=recursive)
    with _unchecked(database), database.writing(durable=True) as connection:
        connection.execute("CREATE TEMP TABLE lost (id TEXT PRIMARY KEY) WITHOUT ROWID")
        for table in ("photo", *_OF_PHOTOS):
            connection.execute(
                f"INSERT OR IGNORE INTO lost SELECT content FROM {table} WHERE content <> '' AND {condition}",  # noqa: S608
                parameters,
            )
            connection.execute(f"DELETE FROM {table} WHERE {condition}", parameters)  # noqa: S608 - names of ours
        _forget_bytes(connection)
        decisions.sweep(connection)
        connection.execute("DELETE FROM folder WHERE path = ?", (os.fsencode(folder),))
        if recursive:
            connection.execute(f"DELETE FROM folder WHERE {condition}", parameters)  # noqa: S608 - as above
        connection.execute("DROP TABLE lost")


@contextmanager
def _unchecked(database: Database) -> Iterator[None]:
    """Without SQLite's check of references, which looks through all photos for each content that goes."""
    database.select("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        database.select("PRAGMA foreign_keys = ON")


def _forget_bytes(connection: sqlite3.Connection) -> None:
    """Forget what is known of the bytes themselves, unless a photo somewhere else has them."""
    connection.execute("DELETE FROM lost WHERE id IN (SELECT content FROM photo WHERE content IS NOT NULL)")
    for table in ("content", "score"):
        key = "id" if table == "content" else "content"
        connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT id FROM lost)")  # noqa: S608 - as above
    for table in _OF_PHOTOS:
        rows = connection.execute(f"SELECT DISTINCT path FROM {table} WHERE content IN (SELECT id FROM lost)")  # noqa: S608
        gone = [row for row in rows.fetchall() if not os.path.lexists(row[0])]
        connection.executemany(f"DELETE FROM {table} WHERE path = ?", gone)  # noqa: S608 - as above
