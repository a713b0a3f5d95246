"""Which photo a decision belongs to, and where that is now: ``subject`` says where each was met last, and its bytes.

Found by its path first, then by its bytes once the path is gone; then its row says so for good, and a new photo under
the old name starts with nothing. Of copies found at once, the first one asked for is the photo.

Other bytes at the same path are the same photo, edited, unless both the capture time and the picture are others: then
a camera has begun its numbers again, and the old decisions wait for their bytes to turn up elsewhere.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from reviewer.catalogue.database import Database
    from reviewer.photo import Decision

_NOWHERE = b""
"""The path of a photo whose name another one has taken."""

_ANOTHER_PICTURE = 16
"""Bits of 64 in which the fingerprints of two pictures differ if one is no edited version of the other."""


def subject_of(connection: sqlite3.Connection, decision: Decision) -> int:
    """The row of a photo that is decided on; its bytes are these now."""
    path, content = os.fsencode(decision.path), decision.content_id
    row = connection.execute("SELECT id, content FROM subject WHERE path = ? ORDER BY id DESC", (path,)).fetchone()
    if row is None:
        put = connection.execute("INSERT INTO subject (path, content) VALUES (?,?)", (path, content))
        return int(put.lastrowid or 0)
    if content and content != row[1]:
        connection.execute("UPDATE subject SET content = ? WHERE id = ?", (content, row[0]))
    return int(row[0])


def put_moves(database: Database, moves: Iterable[tuple[Path, Path]]) -> None:
    """See ``Catalogue.put_moves``."""
    rows = [(os.fsencode(new), os.fsencode(old)) for old, new in moves]
    with database.writing(durable=True) as connection:
        connection.executemany("UPDATE subject SET path = ? WHERE path = ?", rows)


def follow(database: Database, photos: Mapping[Path, str]) -> dict[int, Path]:
    """The subjects that these photos are. What has moved or changed is noted, if the disk lets us."""
    by_path = {os.fsencode(path): path for path in photos}
    homes: dict[int, Path] = {}
    edited: list[tuple[str, int]] = []
    for subject, path, content in database.select_in(
        "SELECT id, path, content FROM subject WHERE path IN (:keys)", by_path
    ):
        homes[subject] = by_path[path]
        now = photos[homes[subject]]
        if now and now != content:
            edited.append((now, subject))
    replaced = _replaced(database, edited)
    for subject in replaced:
        del homes[subject]
    moved = _moved(database, photos, replaced)
    homes.update(moved)
    changes = [(os.fsencode(path), photos[path], subject) for subject, path in moved.items()]
    changes += [(os.fsencode(homes[subject]), now, subject) for now, subject in edited if subject not in replaced]
    changes += [(_NOWHERE, content, subject) for subject, content in replaced.items() if subject not in homes]
    if changes:
        # Without room on the disk it is found out again at the next opening.
        with suppress(CatalogueUnusable), database.writing() as connection:
            connection.executemany("UPDATE subject SET path = ?, content = ? WHERE id = ?", changes)
    return homes


def _moved(database: Database, photos: Mapping[Path, str], replaced: Mapping[int, str]) -> dict[int, Path]:
    """Subjects whose path is gone, or has become another photo's, and whose bytes are here."""
    by_content: dict[str, Path] = {}
    for path, content in photos.items():
        by_content.setdefault(content, path)
    by_content.pop("", None)
    found: dict[int, Path] = {}
    for subject, path, content in database.select_in(
        "SELECT id, path, content FROM subject WHERE content <> '' AND content IN (:keys)", by_content
    ):
        old = Path(os.fsdecode(path))
        if subject in replaced or not path or (old not in photos and not os.path.lexists(old)):
            found[subject] = by_content[content]
    return found


def _replaced(database: Database, edited: Sequence[tuple[str, int]]) -> dict[int, str]:
    """Of the subjects with other bytes than before, those whose path another photo has, with the bytes they had."""
    if not edited:
        return {}
    keys = [subject for _, subject in edited]
    before = dict(database.select_in("SELECT id, content FROM subject WHERE id IN (:keys)", keys))
    contents = {*before.values(), *(now for now, _ in edited)}
    rows = database.select_in(
        "SELECT id, taken, fingerprint FROM content WHERE taken IS NOT NULL AND fingerprint IS NOT NULL"
        " AND id IN (:keys)",
        contents,
    )
    seen = {row[0]: row[1:] for row in rows}
    return {
        subject: before[subject]
        for now, subject in edited
        if before[subject] in seen and now in seen and _is_another(seen[before[subject]], seen[now])
    }


def _is_another(one: tuple[float, int], other: tuple[float, int]) -> bool:
    differing = (one[1] ^ other[1]) & (1 << 64) - 1
    return one[0] != other[0] and differing.bit_count() > _ANOTHER_PICTURE
