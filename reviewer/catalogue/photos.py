"""What is known of photos by their path: the record of their bytes, or why these cannot be read.

A row counts only while the file has the size and time of change that it had then. Records are kept by content id, so
that a photo that moved needs its first and last bytes read, and no decoding.
"""

from __future__ import annotations

import json
import os
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from reviewer.photo import Failure, Metadata, Photo, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.catalogue.database import Database

PASSING = frozenset(
    {
        "gone", "no_permission", "unreadable", "stalled", "killed", "missing_part", "no_device", "weights_missing",
        "weights_refused", "worker",
    }
)  # fmt: skip
"""Faults of the machine as it is today, a loose card reader among them (``unreadable``: the system's own errors).

Not kept: the same bytes may do well tomorrow.
"""

_UNSIGNED = (1 << 64) - 1
"""SQLite's integers are signed, a fingerprint is not: this makes the one the other."""

_FIELDS = (
    "width", "height", "format", "taken", "taken_text", "make", "model", "serial", "lens", "exposure", "aperture",
    "iso", "focal_length", "bias", "exposure_mode", "orientation",
)  # fmt: skip

_metadata = attrgetter(*_FIELDS)

# Not REPLACE: that deletes the old row, and for each SQLite looks through all photos for one that refers to it.
_PUT_CONTENT = "INSERT INTO content VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
_PUT_CONTENT += ", ".join(f"{name} = excluded.{name}" for name in (*_FIELDS, "fingerprint", "damaged", "attributes"))


def plain(text: str) -> str:
    """Text that SQLite takes: what is no Unicode (from a camera, or a file name in a message) is spelled out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _record(content: str, *columns: Any) -> Record:  # noqa: ANN401 -- columns of many types, as SQLite gives them
    *metadata, fingerprint, damaged, attributes = columns
    mark = None if fingerprint is None else fingerprint & _UNSIGNED
    measured = tuple(json.loads(attributes).items()) if attributes else ()
    return Record(content, Metadata(*metadata), mark, bool(damaged), measured)


def _columns(record: Record) -> tuple[object, ...]:
    mark = record.fingerprint
    signed = mark - (1 << 64) if mark is not None and mark >> 63 else mark
    metadata = (plain(value) if isinstance(value, str) else value for value in _metadata(record.metadata))
    attributes = json.dumps(dict(record.attributes), separators=(",", ":")) if record.attributes else None
    return (record.content_id, *metadata, signed, record.damaged, attributes)


def records(database: Database, photos: Iterable[Photo]) -> dict[Photo, Record]:
    """See ``Catalogue.records``."""
    by_path = {os.fsencode(photo.path): photo for photo in photos}
    rows = database.select_in(
        "SELECT path, size, mtime_ns, content.* FROM photo JOIN content ON content.id = photo.content"
        " WHERE path IN (:keys)",
        by_path,
    )
    found = {}
    for path, size, mtime_ns, *columns in rows:
        photo = by_path[path]
        if photo.size == size and photo.mtime_ns == mtime_ns:
            found[photo] = _record(*columns)
    return found


def put_records(database: Database, items: Iterable[tuple[Photo, Record]]) -> None:
    """See ``Catalogue.put_records``."""
    contents, photos = [], []
    for photo, record in items:
        contents.append(_columns(record))
        photos.append((os.fsencode(photo.path), photo.size, photo.mtime_ns, record.content_id))
    with database.writing() as connection:
        connection.executemany(_PUT_CONTENT, contents)
        connection.executemany("INSERT OR REPLACE INTO photo (path, size, mtime_ns, content) VALUES (?,?,?,?)", photos)


def known(database: Database, content_ids: Iterable[str]) -> dict[str, Record]:
    """See ``Catalogue.known``."""
    rows = database.select_in("SELECT * FROM content WHERE id IN (:keys)", dict.fromkeys(content_ids))
    return {row[0]: _record(*row) for row in rows}


def sizes(database: Database) -> set[int]:
    """See ``Catalogue.sizes``."""
    return {size for (size,) in database.select("SELECT DISTINCT size FROM photo WHERE content IS NOT NULL")}


def failures(database: Database, photos: Iterable[Photo]) -> dict[Photo, Failure]:
    """See ``Catalogue.failures``."""
    by_path = {os.fsencode(photo.path): photo for photo in photos}
    rows = database.select_in(
        "SELECT path, size, mtime_ns, code, detail FROM photo WHERE code IS NOT NULL AND path IN (:keys)", by_path
    )
    return {
        by_path[path]: Failure("", code, detail)
        for path, size, mtime_ns, code, detail in rows
        if by_path[path].size == size and by_path[path].mtime_ns == mtime_ns
    }


def put_failure(database: Database, photo: Photo, code: str, detail: str) -> None:
    """See ``Catalogue.put_failure``."""
    if code not in PASSING:
        row = (os.fsencode(photo.path), photo.size, photo.mtime_ns, code, plain(detail))
        with database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO photo (path, size, mtime_ns, code, detail) VALUES (?,?,?,?,?)", row
            )
