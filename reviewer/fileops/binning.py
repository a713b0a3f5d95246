"""One parcel moved to the trash, with the place of each file in the journal, so that it can come back."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from reviewer.errors import FileGone, NoTrash, NotTransferred, ReviewerError
from reviewer.fileops import disk, trash
from reviewer.fileops.carrying import Carried, Carrying, ways

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from reviewer.fileops.journal import Journal

    Bin = Callable[[Path], Path]
    """Moves a file to the system's own trash and says where it lies there; raises ``NoTrash`` or ``OSError``."""


def carry(journal: Journal, number: int, bin_: Bin | None, *, again: bool) -> Generator[int, None, Carried]:
    """Move a parcel to the trash.

    Args:
        journal: Held.
        number: Which parcel.
        bin_: The system's own trash, or None for the FreeDesktop one.
        again: It may have been begun before.

    Yields:
        As ``Carrying.run``.

    Raises:
        NoTrash: There is none for it.
        ReviewerError: Nothing was moved.
    """
    if bin_ is not None:
        return (yield from _handed_over(journal, number, bin_, again=again))
    try:
        _reserve(journal, number)
        return (yield from Carrying(ways(journal, number), again, keep=False).run())
    finally:
        for (parcel, _), place in journal.places.items():
            if parcel == number:
                trash.release(place)


def _reserve(journal: Journal, number: int) -> None:
    """Have a place for every file on the disk before any of them goes."""
    for file, item in enumerate(journal.parcels[number].items):
        known = journal.places.get((number, file))
        if known is not None and os.path.lexists(known):
            continue
        try:
            bin_ = trash.trash_for(item.source)
            place = bin_.reserve(item.source) if bin_ else None
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise NoTrash(item.source.parent) from error
            raise disk.fault(error, item.source) from error
        if place is None:
            raise NoTrash(item.source.parent)
        journal.note("place", number, file, str(place), lasting=file == len(journal.parcels[number].items) - 1)


def _handed_over(journal: Journal, number: int, bin_: Bin, *, again: bool) -> Generator[int, None, Carried]:
    done: list[int] = []
    troubles: list[ReviewerError] = []
    for file, item in enumerate(journal.parcels[number].items):
        try:
            if os.path.lexists(item.source):
                journal.note("place", number, file, str(bin_(item.source)), lasting=True)
            elif (number, file) not in journal.places:
                raise NotTransferred(item.source, "unplaced") if again else FileGone(item.source)
            done.append(file)
        except OSError as error:
            troubles.append(disk.fault(error, item.source))
        except (NotTransferred, FileGone, NoTrash) as trouble:
            troubles.append(trouble)
        if troubles and not done:
            raise troubles[0]
        yield 0
    return Carried(tuple(done), tuple(troubles))
