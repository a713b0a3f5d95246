"""Plans carried out, gone on with after a crash, ended early, and undone: one loop over a journal's parcels."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from reviewer.errors import FileGone, NoTrash, NotResumable, NotTransferred, ReviewerError, UnreadablePhoto
from reviewer.fileops import binning, folders, trash
from reviewer.fileops.carrying import Carrying, ways
from reviewer.fileops.journal import Journal
from reviewer.fileops.parcels import Item, Parcel
from reviewer.fileops.progress import Meter

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from reviewer.fileops.binning import Bin
    from reviewer.fileops.carrying import Carried
    from reviewer.fileops.parcels import Plan
    from reviewer.fileops.progress import Progress


def run(plan: Plan, *, bin: Bin | None = None) -> Iterator[Progress]:  # noqa: A002 -- that is what it is
    """Do what a plan says, and nothing else. Make the plan anew, from what is decided now, just before.

    Closing it stops between files, or within a copy, and leaves what ``resume`` goes on with.

    Args:
        plan: From ``planning``.
        bin: The system's own trash, where there is a call for it; else the FreeDesktop trash.

    Yields:
        Progress, the last one with everything done. A photo that cannot be moved is a trouble in it, and stays.

    Raises:
        FileUnwritable: The journal cannot be written; so nothing is begun, or goes on.
        FolderGone: A folder went away, probably with its drive; it can be resumed.
        NotTransferred: The target folder cannot be made.
    """
    if not plan.parcels:
        return
    journal = Journal.begin(plan.order.verb, plan.parcels)
    yield from _work(journal, journal.pending, bin)


def resume(path: Path, *, bin: Bin | None = None) -> Iterator[Progress]:  # noqa: A002
    """Go on with what was interrupted, as ``run`` would have.

    Args:
        path: The journal's, as ``interrupted`` finds it.
        bin: As in ``run``.

    Raises:
        NotResumable: It cannot be read, or somebody works on it.
        FileUnwritable, FolderGone, NotTransferred: As ``run``.
    """
    journal = _held(path)
    yield from _work(journal, journal.pending, bin)


def abandon(path: Path, *, bin: Bin | None = None) -> Iterator[Progress]:  # noqa: A002
    """End what was interrupted: the photo that was being moved is moved, the rest stay. It can be undone after that.

    Raises:
        NotResumable, FileUnwritable, FolderGone: As ``resume``.
    """
    journal = _held(path)
    yield from _work(journal, [number for number in journal.pending if number in journal.begun], bin)


def undo(path: Path, *, bin: Bin | None = None) -> Iterator[Progress]:  # noqa: A002
    """Put every file back where it was, as far as its place is free; the last one first.

    Undoing is an undertaking with a journal of its own, so it too can be stopped and resumed. A copy is not undone:
    that would be deleting. What was interrupted is ended first.

    Args:
        path: The journal of what is undone.
        bin: As in ``run``.

    Raises:
        NotResumable: It cannot be read, or somebody works on it.
        FileUnwritable, FolderGone, NotTransferred: As ``run``.
    """
    if not Journal(path).ended:
        yield from abandon(path, bin=bin)
    journal = _held(path)
    try:
        if journal.verb == "copy" or journal.undone:
            return
        back = Journal.begin("restore", [parcel for unit in journal.carried() for parcel in _back(unit)], undoes=path)
    finally:
        journal.close()
    yield from _work(back, back.pending, None)


def _back(unit: list[tuple[Item, Path]]) -> Iterator[Parcel]:
    """The way back of what travelled as one: together as far as it can, so that one file keeps none of the others."""
    together = []
    for item, place in unit:
        lies, taken = os.path.lexists(place), os.path.lexists(item.source)
        back = Item(place, item.source, item.size)
        if lies and not taken:
            together.append(back)
        elif lies or not taken:  # else it is back already, from an undo before
            yield Parcel((back,))
    if together:
        yield Parcel(tuple(together))


def _held(path: Path) -> Journal:
    journal = Journal(path)
    journal.hold()
    return journal


def _work(journal: Journal, numbers: list[int], bin_: Bin | None) -> Iterator[Progress]:
    every, rest = journal.parcels, set(numbers)
    known = [parcel.bytes for number, parcel in enumerate(every) if number not in rest]
    meter = Meter(journal.path, len(every), sum(parcel.bytes for parcel in every), len(known), sum(known))
    try:
        folders.prepare(journal, numbers)
        for number in numbers:
            yield from _parcel(journal, number, bin_, meter)
        _conclude(journal)
    finally:
        journal.close()


def _parcel(journal: Journal, number: int, bin_: Bin | None, meter: Meter) -> Iterator[Progress]:
    parcel, told = journal.parcels[number], 0
    photo = _called(journal, parcel.items[0])
    troubles: tuple[ReviewerError, ...] = ()
    try:
        with closing(_carrying(journal, number, bin_)) as work:
            while True:
                try:
                    more = next(work)
                except StopIteration as end:
                    carried: Carried = end.value
                    break
                told += more
                yield meter.told(photo, more)
        troubles = carried.troubles
        journal.note("done", number, carried.files)
    except (NotTransferred, UnreadablePhoto, NoTrash) as trouble:
        folders.expect(journal, parcel)
        troubles = (trouble,)
        journal.note("left", number, trouble.code, trouble.detail)
    yield meter.finished(photo, parcel.bytes - told, tuple(_retold(journal, trouble, parcel) for trouble in troubles))


def _carrying(journal: Journal, number: int, bin_: Bin | None) -> Generator[int, None, Carried]:
    again, parcel = number in journal.begun, journal.parcels[number]
    if not again:
        # Of a rename, what is where tells all. A copy that a power cut ended has to be known as one of ours.
        journal.note("begun", number, lasting=journal.verb != "trash" and folders.crosses(parcel))
    if journal.verb == "trash":
        return binning.carry(journal, number, bin_, again=again)
    return Carrying(ways(journal, number), again, journal.verb == "copy").run()


def _called(journal: Journal, item: Item) -> Path:
    """The name by which the user knows a file: of one that comes back from the trash, the one it will have."""
    return item.target or item.source if journal.verb == "restore" else item.source


def _retold(journal: Journal, trouble: ReviewerError, parcel: Parcel) -> ReviewerError:
    """A trouble with a file that comes back, about the name that the user knows."""
    if journal.verb != "restore":
        return trouble
    known = next((item.target for item in parcel.items if item.source == trouble.path), trouble.path)
    return NotTransferred(known, "nowhere" if isinstance(trouble, FileGone) else trouble.detail)


def _conclude(journal: Journal) -> None:
    if journal.undoes is not None:
        with suppress(NotResumable):  # it was cleared away meanwhile: there is nothing to note in
            undone = _held(journal.undoes)
            folders.clear(undone.made)
            if not journal.pending:
                undone.note("undone")
            undone.close()
        for item in (item for parcel in journal.parcels for item in parcel.items):
            trash.release(item.source)
    journal.note("end", lasting=True)
