"""Where a user was in each folder, so that a restart goes on there."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer.catalogue.database import Database

_RECENT = 10
"""Folders a menu can show at a glance."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user was in one folder.

    Attributes:
        photo: The current photo's path.
        sort: What the strip was sorted by.
        slideshow: A slideshow under way, as values that JSON knows; None if there is none.
        filter: Which photos are shown, as values that JSON knows; None for all.
    """

    photo: Path | None = None
    sort: str = "time"
    slideshow: Mapping[str, object] | None = None
    filter: Mapping[str, object] | None = None


def place(database: Database, folder: Path) -> Place | None:
    """See ``Catalogue.place``."""
    rows = database.select("SELECT photo, sort, slideshow, filter FROM folder WHERE path = ?", (os.fsencode(folder),))
    for photo, sort, *kept in rows:
        return Place(
            None if photo is None else Path(os.fsdecode(photo)), sort, *(one and json.loads(one) for one in kept)
        )
    return None


def put_place(database: Database, folder: Path, place: Place) -> None:
    """See ``Catalogue.put_place``."""
    row = (
        os.fsencode(folder),
        time.time(),
        place.photo and os.fsencode(place.photo),
        place.sort,
        _kept(place.slideshow),
        _kept(place.filter),
    )
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO folder VALUES (?,?,?,?,?,?)", row)


def _kept(values: Mapping[str, object] | None) -> str | None:
    """As JSON: ASCII, so that file names in it keep bytes that are no Unicode."""
    return None if values is None else json.dumps(dict(values), ensure_ascii=True)


def recent_folders(database: Database) -> list[Path]:
    """See ``Catalogue.recent_folders``."""
    rows = database.select("SELECT path FROM folder ORDER BY opened DESC LIMIT ?", (_RECENT,))
    return [Path(os.fsdecode(path)) for (path,) in rows]
