"""Thumbnails, in a file of their own that may be thrown away at any time: a cache, bounded in bytes.

When the bound is passed, those that were not asked for longest go. ``used`` is kept to the hour, so that looking at
thumbnails hardly ever writes. A thumbnail cannot be wrong, only absent: faults of the file cost thumbnails, never work.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from reviewer import paths
from reviewer.catalogue import database
from reviewer.catalogue.oblivion import within
from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    import sqlite3
    import tempfile
    from collections.abc import Iterable, Iterator

    from reviewer.photo import Photo

LIMIT = 512 * 1024 * 1024
"""Bytes kept by default: some 40,000 thumbnails."""

NO_LIMIT = sys.maxsize
"""For who takes thumbnails away: the user's own limit is not known there, and nothing else is to go for it."""

_PAGE = 4096
"""Bytes of SQLite's page: what a thumbnail takes is counted in whole ones."""

_KEEP = 0.9
"""Part of the limit that is left by an eviction, so that the next one is far off."""

_HOUR = 3600
"""Seconds by which ``used`` may be behind."""

_NOTED = 500
"""Uses that may wait to be written down."""

_STEPS = (
    (
        """CREATE TABLE entry (
            id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL, used INTEGER NOT NULL, bytes INTEGER NOT NULL
        )""",
        "CREATE INDEX entry_used ON entry (used)",
        # Apart from its entry, so that noting a use does not touch it.
        "CREATE TABLE picture (id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE, jpeg BLOB NOT NULL)",
        # One row: the sum of entry.bytes, so that a put need not add them up.
        "CREATE TABLE total (bytes INTEGER NOT NULL)",
        "INSERT INTO total VALUES (0)",
    ),
)


class Thumbnails:
    """An open cache of thumbnails, for the thread that opened it. A context manager.

    Attributes:
        file: Where it is; another thread opens the same by it.
        limit: Bytes kept at most.
    """

    def __init__(self, file: Path, limit: int = LIMIT, folder: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self.file = file
        self.limit = limit
        self._folder = folder
        self._database = database.Database(file, _STEPS)
        self._used: set[int] = set()
        if self._total() > limit:
            self._shrink()

    @classmethod
    def open(cls, file: Path | None = None, limit: int = LIMIT) -> Thumbnails:
        """Open the cache, the user's own by default; make it if there is none, or if it is damaged.

        Raises:
            CatalogueUnusable: ``unwritable``, ``network``, ``busy`` or ``full``.
        """
        file = file or paths.cache_folder() / "thumbnails.db"
        database.refuse_network(file)
        try:
            return cls(file, limit)
        except CatalogueUnusable as error:
            if error.detail not in {"damaged", "newer"}:
                raise
        database.remove(file)
        return cls(file, limit)

    @classmethod
    def open_or_temporary(cls, file: Path | None = None, limit: int = LIMIT) -> Thumbnails:
        """Open the cache, or one in a temporary folder that removes itself on ``close``."""
        try:
            return cls.open(file, limit)
        except CatalogueUnusable:
            folder = database.temporary_folder()
            return cls(Path(folder.name) / "thumbnails.db", limit, folder)

    def close(self) -> None:
        """Note what was used and end the connection."""
        self._note_used()
        self._database.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, photo: Photo) -> bytes | None:
        """The JPEG kept for this photo as it is now, or None."""
        return self.get_many([photo]).get(photo)

    def get_many(self, photos: Iterable[Photo]) -> dict[Photo, bytes]:
        """The JPEGs kept for photos as they are now; the others are absent."""
        by_path = {os.fsencode(photo.path): photo for photo in photos}
        found: dict[Photo, bytes] = {}
        stale = time.time() - _HOUR
        with suppress(CatalogueUnusable):
            for number, path, size, mtime_ns, used, jpeg in self._database.select_in(
                "SELECT entry.id, path, size, mtime_ns, used, jpeg FROM entry JOIN picture USING (id)"
                " WHERE path IN (:keys)",
                by_path,
            ):
                photo = by_path[path]
                if photo.size == size and photo.mtime_ns == mtime_ns:
                    found[photo] = jpeg
                    if used < stale:
                        self._used.add(number)
        if len(self._used) >= _NOTED:
            self._note_used()
        return found

    def put(self, photo: Photo, jpeg: bytes) -> None:
        """Keep one thumbnail. An older one of this path is replaced."""
        self.put_many([(photo, jpeg)])

    def put_many(self, items: Iterable[tuple[Photo, bytes]]) -> None:
        """Keep thumbnails in one transaction, and let go of those unused for longest if they are too many."""
        kept = list(items)
        self._note_used()
        with suppress(CatalogueUnusable), self._database.writing() as connection:
            for photo, jpeg in kept:
                _replace(connection, photo, jpeg)
            self._evict(connection)

    def forget_folder(self, folder: Path, *, recursive: bool) -> None:
        """Let go of the thumbnails of a folder; with ``recursive`` also of the folders inside."""
        condition, parameters = within(folder, recursive=recursive)
        with suppress(CatalogueUnusable), self._database.writing() as connection:
            gone = connection.execute(f"DELETE FROM entry WHERE {condition} RETURNING bytes", parameters).fetchall()  # noqa: S608
            connection.execute("UPDATE total SET bytes = bytes - ?", (sum(cost for (cost,) in gone),))

    def clear(self) -> Iterator[int]:
        """Let go of all, a part at a time, and give the disk back at the end.

        Yields:
            How many thumbnails are left; a place to stop.

        Raises:
            CatalogueUnusable: The file cannot be written, or another program holds it.
        """
        while left := self._database.select("SELECT count(*) FROM entry")[0][0]:
            yield left
            with self._database.writing() as connection:
                gone = connection.execute(
                    "DELETE FROM entry WHERE id IN (SELECT id FROM entry LIMIT ?) RETURNING bytes", (_NOTED,)
                ).fetchall()
                connection.execute("UPDATE total SET bytes = bytes - ?", (sum(cost for (cost,) in gone),))
        self._database.select("VACUUM")
        self._database.select("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def disk(self) -> int:
        """Bytes that the cache takes on the disk."""
        files = (self.file, self.file.with_name(self.file.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def _note_used(self) -> None:
        if self._used:
            rows = [(int(time.time()), number) for number in self._used]
            self._used.clear()
            with suppress(CatalogueUnusable), self._database.writing() as connection:
                connection.executemany("UPDATE entry SET used = ? WHERE id = ?", rows)

    def _total(self) -> int:
        return int(self._database.select("SELECT bytes FROM total")[0][0])

    def _evict(self, connection: sqlite3.Connection) -> None:
        (total,) = connection.execute("SELECT bytes FROM total").fetchone()
        if total <= self.limit:
            return
        excess, gone = total - self.limit * _KEEP, 0
        numbers = []
        for number, cost in connection.execute("SELECT id, bytes FROM entry ORDER BY used, id"):
            if gone >= excess:
                break
            gone += cost
            numbers.append((number,))
        connection.executemany("DELETE FROM entry WHERE id = ?", numbers)
        connection.execute("UPDATE total SET bytes = bytes - ?", (gone,))

    def _shrink(self) -> None:
        """The limit was lowered: give the disk back, which SQLite does not do by itself."""
        with suppress(CatalogueUnusable):
            with self._database.writing() as connection:
                self._evict(connection)
            self._database.select("VACUUM")


def _replace(connection: sqlite3.Connection, photo: Photo, jpeg: bytes) -> None:
    path = os.fsencode(photo.path)
    old = connection.execute("DELETE FROM entry WHERE path = ? RETURNING bytes", (path,)).fetchall()
    cost = (len(jpeg) // _PAGE + 1) * _PAGE
    row = connection.execute(
        "INSERT INTO entry (path, size, mtime_ns, used, bytes) VALUES (?,?,?,?,?)",
        (path, photo.size, photo.mtime_ns, int(time.time()), cost),
    )
    connection.execute("INSERT INTO picture VALUES (?,?)", (row.lastrowid, jpeg))
    connection.execute("UPDATE total SET bytes = bytes + ?", (cost - sum(freed for (freed,) in old),))
