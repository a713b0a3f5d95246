"""The folders of an undertaking: made before it, expected during it, cleared away when it is undone."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from reviewer.errors import FolderGone, NotTransferred
from reviewer.fileops import disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from reviewer.fileops.journal import Journal
    from reviewer.fileops.parcels import Parcel


def prepare(journal: Journal, numbers: Iterable[int]) -> None:
    """Make the target folders, once. Later they have to be there: a folder made anew could be on another drive.

    Raises:
        FolderGone: One was there, and is not.
        NotTransferred: None of them can be made.
        FileUnwritable: The journal cannot be written.
    """
    if journal.present is not None:
        for number in numbers:
            _expect(_targets(journal.parcels[number]) & journal.present)
        return
    made: list[Path] = []
    trouble: OSError | None = None
    targets = sorted({folder for parcel in journal.parcels for folder in _targets(parcel)})
    for folder in targets:
        missing = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            trouble = error
        made += [place for place in reversed(missing) if place.is_dir()]
    present = [folder for folder in targets if folder.is_dir()]
    if trouble and not present:
        reason = "full" if trouble.errno in {errno.ENOSPC, errno.EDQUOT} else "target_read_only"
        raise NotTransferred(targets[0], reason) from trouble
    journal.note("folders", [*map(str, made)], [*map(str, present)])


def expect(journal: Journal, parcel: Parcel) -> None:
    """See that the folders of a parcel that met with a fault are still there, else the rest need not be tried.

    Raises:
        FolderGone: One is not there any more, probably with its drive.
    """
    _expect(_targets(parcel) & (journal.present or set()))
    if journal.verb != "restore":  # a trash that was emptied may be gone with its folders
        _expect({item.source.parent for item in parcel.items})


def _targets(parcel: Parcel) -> set[Path]:
    return {item.target.parent for item in parcel.items if item.target is not None}


def _expect(folders: Iterable[Path]) -> None:
    for folder in folders:
        if not folder.is_dir():
            raise FolderGone(folder)


def crosses(parcel: Parcel) -> bool:
    """Whether a parcel's way may lead to another volume."""
    with suppress(OSError):  # what is not there is told when it is carried
        return any(
            disk.volume(item.source.parent) != disk.volume(folder)
            for item in parcel.items
            for folder in _targets(parcel)
        )
    return True


def clear(made: Sequence[Path]) -> None:
    """Take away the folders that were made and are empty again."""
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
