"""One SQLite file as this program uses it: how it is opened, asked and written, and what its faults are called.

Every connection waits for other writers (``busy_timeout``, set first, since even opening may have to wait), writes
ahead (WAL: readers never wait) and checks foreign keys. Faults of the disk, the file or another process become
``CatalogueUnusable``; a wrong statement is a fault of ours and stays what it is.

Damage deep inside a file shows only when that place is read. Then a note (``.suspect``) is left beside the file, and
the next opening checks all of it: too slow for every start, and needed at almost none.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer.catalogue import network, schema
from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PATIENCE = 20.0
"""Seconds to wait for another process's transaction; ours take some milliseconds each."""

_CHUNK = 500
"""Keys in one IN list: long enough that the cost of a statement vanishes, short enough for every build of SQLite."""

_FAULTS = {
    sqlite3.SQLITE_PERM: "unwritable",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "unwritable",
    sqlite3.SQLITE_IOERR: "unwritable",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "unwritable",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_NOTADB: "damaged",
}


@contextmanager
def _faults_of(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the kind; the rest says which variety of it. Faults of the Python layer have no code.
        detail = _FAULTS.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF)
        if detail is None:
            raise
        raise CatalogueUnusable(file, detail) from error
    except OSError as error:
        raise CatalogueUnusable(file, "unwritable") from error


class Database:
    """A connection to one file, for the thread that opened it."""

    def __init__(self, file: Path, steps: schema.Steps) -> None:
        """Open the file, make it if there is none, and bring its tables up to date.

        Raises:
            CatalogueUnusable: ``newer``, ``unwritable``, ``damaged``, ``busy`` or ``full``.
        """
        self.file = file
        self._suspect = file.with_name(file.name + ".suspect")
        with _faults_of(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            if not all(os.access(one, os.W_OK) for one in (file.parent, file) if one.exists()):
                raise CatalogueUnusable(file, "unwritable")
            self.connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
            try:
                self._prepare(steps)
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self, steps: schema.Steps) -> None:
        if schema.version(self.connection) > len(steps):
            raise CatalogueUnusable(self.file, "newer")
        _write_ahead(self.connection)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA journal_size_limit = 16777216")
        if self._suspect.exists():
            if self.connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise CatalogueUnusable(self.file, "damaged")
            self._suspect.unlink(missing_ok=True)
        schema.bring_up_to_date(self.connection, self.file, steps)

    def select(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """All rows that a statement gives."""
        with self._watched():
            return self.connection.execute(sql, parameters).fetchall()

    def select_in(self, sql: str, keys: Iterable[object]) -> Iterator[Any]:
        """The rows for many keys: ``sql`` has ``IN (:keys)``, and is asked in chunks. Order is per chunk."""
        wanted = list(keys)
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            yield from self.select(sql.replace(":keys", ",".join("?" * len(chunk))), chunk)

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing.

        Args:
            durable: On the disk itself when this returns, so that it survives a power cut too. Otherwise it survives
                the end of the program by any means, and a power cut may take the last seconds.
        """
        with self._watched():
            self.connection.execute("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                # After some faults SQLite has rolled back by itself.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with _faults_of(self.file):
                yield
        except CatalogueUnusable as error:
            if error.detail == "damaged":
                with suppress(OSError):
                    self._suspect.touch()
            raise

    def close(self) -> None:
        """End the connection. A second time does nothing."""
        self.connection.close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on write-ahead logging. SQLite does not wait here when another process does the same at that moment."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def refuse_network(file: Path) -> None:
    """Raise ``CatalogueUnusable("network")`` if ``file`` would lie on a network file system."""
    if network.is_network(file.parent):
        raise CatalogueUnusable(file, "network")


def _parts(file: Path) -> list[Path]:
    """All the files a database consists of. The log comes first: it must never meet another main file."""
    return [file.with_name(file.name + ending) for ending in ("-wal", "-shm", ".suspect", "")]


def remove(file: Path) -> None:
    """Delete a database with all that belongs to it.

    Raises:
        CatalogueUnusable: ``unwritable``.
    """
    with _faults_of(file):
        for part in _parts(file):
            part.unlink(missing_ok=True)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for databases that nobody will miss.

    Raises:
        CatalogueUnusable: ``unwritable``: there is no place for temporary files.
    """
    with _faults_of(Path("temporary")):
        return tempfile.TemporaryDirectory(prefix="photo-reviewer-", ignore_cleanup_errors=True)


def set_aside(file: Path) -> Path:
    """Rename a damaged database, with the date, and with all that belongs to it.

    Returns:
        Its new name.

    Raises:
        CatalogueUnusable: ``unwritable``.
    """
    aside = file.with_name(f"{file.stem}.damaged-{time.strftime('%Y-%m-%d-%H%M%S')}{file.suffix}")
    with _faults_of(file):
        for old, new in zip(_parts(file), _parts(aside), strict=True):
            if old.exists():
                old.replace(new)
    return aside
