"""What was looked at, when, how large and how long: the raw material of evidence. Lines are added, never taken away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer.photo import Viewing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer.catalogue.database import Database


def put_viewing(database: Database, viewing: Viewing) -> None:
    """See ``Catalogue.put_viewing``."""
    row = (
        os.fsencode(viewing.path), viewing.at, viewing.content_id, viewing.seconds,
        viewing.width, viewing.height, viewing.full_time, viewing.where,
    )  # fmt: skip
    with database.writing(durable=True) as connection:
        connection.execute("INSERT OR REPLACE INTO viewing VALUES (?,?,?,?,?,?,?,?)", row)


def viewings(database: Database, photos: Mapping[Path, str]) -> dict[Path, tuple[Viewing, ...]]:
    """See ``Catalogue.viewings``."""
    columns = "SELECT path, content, at, seconds, width, height, full_time, place FROM viewing"
    found: dict[Path, list[Viewing]] = {}
    for row in database.select_in(columns + " WHERE path IN (:keys)", [os.fsencode(path) for path in photos]):
        viewing = _viewing(*row)
        found.setdefault(viewing.path, []).append(viewing)
    paths: dict[str, list[Path]] = {}
    for path, content in photos.items():
        paths.setdefault(content, []).append(path)
    there: dict[Path, bool] = {}
    for row in database.select_in(columns + " WHERE content <> '' AND content IN (:keys)", paths):
        viewing = _viewing(*row)
        old = viewing.path
        if old not in photos and not there.setdefault(old, os.path.lexists(old)):
            for path in paths[viewing.content_id]:
                found.setdefault(path, []).append(viewing)
    return {path: tuple(sorted(looks, key=lambda look: look.at)) for path, looks in found.items()}


def _viewing(path: bytes, *columns: Any) -> Viewing:  # noqa: ANN401 -- columns of many types, as SQLite gives them
    content, at, seconds, width, height, full_time, where = columns
    return Viewing(Path(os.fsdecode(path)), content, at, seconds, width, height, bool(full_time), where)
