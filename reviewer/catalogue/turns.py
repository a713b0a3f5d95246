"""Which way up the user wants photos, on top of what makes them upright."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.photo import Turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer.catalogue.database import Database


def turns(database: Database, photos: Mapping[Path, str]) -> dict[Path, Turn]:
    """See ``Catalogue.turns``."""
    # All of them, to be looked for among the photos, and not the other way round: few of many photos are turned.
    rows = database.select("SELECT path, content, quarters FROM turn")
    kept = {Path(os.fsdecode(path)): (content, Turn(quarters)) for path, content, quarters in rows}
    found = {path: turn for path, (_, turn) in kept.items() if path in photos}
    contents = {content for content, _ in kept.values() if content}
    paths: dict[str, list[Path]] = {}
    for path, content in photos.items():
        if content in contents and path not in found:
            paths.setdefault(content, []).append(path)
    for old, (content, turn) in kept.items():
        if content in paths and not os.path.lexists(old):
            found.update(dict.fromkeys(paths[content], turn))
    return found


def put_turn(database: Database, path: Path, content_id: str, turn: Turn) -> None:
    """See ``Catalogue.put_turn``."""
    with database.writing(durable=True) as connection:
        connection.execute("INSERT OR REPLACE INTO turn VALUES (?,?,?)", (os.fsencode(path), content_id, turn.quarters))
