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
    """

    photo: Path | None = None
    sort: str = "time"
    slideshow: Mapping[str, object] | None = None


def place(database: Database, folder: Path) -> Place | None:
    """See ``Catalogue.place``."""
    rows = database.select("SELECT photo, sort, slideshow FROM folder WHERE path = ?", (os.fsencode(folder),))
    for photo, sort, slideshow in rows:
        return Place(None if photo is None else Path(os.fsdecode(photo)), sort, slideshow and json.loads(slideshow))
    return None


def put_place(database: Database, folder: Path, place: Place) -> None:
    """See ``Catalogue.put_place``."""
    row = (
        os.fsencode(folder),
        time.time(),
        place.photo and os.fsencode(place.photo),
        place.sort,
        # ASCII, so that file names in it keep bytes that are no Unicode.
        None if place.slideshow is None else json.dumps(dict(place.slideshow), ensure_ascii=True),
    )
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO folder VALUES (?,?,?,?,?)", row)


def recent_folders(database: Database) -> list[Path]:
    """See ``Catalogue.recent_folders``."""
    rows = database.select("SELECT path FROM folder ORDER BY opened DESC LIMIT ?", (_RECENT,))
    return [Path(os.fsdecode(path)) for (path,) in rows]
