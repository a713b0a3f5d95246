"""Which way up the user wants photos, on top of what makes them upright."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reviewer.photo import Turn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reviewer.catalogue.database import Database


def turns(database: Database, photos: Mapping[Path, str]) -> dict[Path, Turn]:
    """See ``Catalogue.turns``."""
    if not database.select("SELECT 1 FROM turn LIMIT 1"):
        return {}  # most users', who never turn a photo: nothing is asked for by the thousand
    by_path = {os.fsencode(path): path for path in photos}
    rows = database.select_in("SELECT path, quarters FROM turn WHERE path IN (:keys)", by_path)
    found = {by_path[path]: Turn(quarters) for path, quarters in rows}
    paths: dict[str, list[Path]] = {}
    for path, content in photos.items():
        if content and path not in found:
            paths.setdefault(content, []).append(path)
    for old, content, quarters in database.select_in(
        "SELECT path, content, quarters FROM turn WHERE content <> '' AND content IN (:keys)", paths
    ):
        if not os.path.lexists(old):
            found.update((path, Turn(quarters)) for path in paths[content])
    return found


def put_turn(database: Database, path: Path, content_id: str, turn: Turn) -> None:
    """See ``Catalogue.put_turn``."""
    with database.writing(durable=True) as connection:
        connection.execute("INSERT OR REPLACE INTO turn VALUES (?,?,?)", (os.fsencode(path), content_id, turn.quarters))
