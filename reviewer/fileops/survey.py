"""A plan made from the disk as it is. Folders are listed, files are asked for their sizes, nothing is touched."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections import defaultdict
from typing import TYPE_CHECKING

from reviewer.errors import FileGone, FolderGone, FolderUnreadable, NoTrash, NotTransferred, ReviewerError
from reviewer.fileops import disk
from reviewer.fileops.parcels import REJECTS, Item, Order, Parcel, Plan
from reviewer.fileops.shelf import Shelf
from reviewer.fileops.trash import trash_for
from reviewer.fileops.units import units

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from reviewer.fileops.units import Unit
    from reviewer.photo import Photo


def plan(photos: Iterable[Photo], order: Order, *, own_trash: bool = False) -> Plan:
    """As ``planning``, at once: for few photos, and where nobody waits."""
    steps = planning(photos, order, own_trash=own_trash)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            made: Plan = done.value
            return made


def planning(
    photos: Iterable[Photo], order: Order, *, own_trash: bool = False
) -> Generator[tuple[int, int], None, Plan]:
    """Look what would have to be done.

    Args:
        photos: What is to be copied or moved, as decided now. Companions are found by their names.
        order: What is to be done with them.
        own_trash: The system's trash will be reached by a function of the caller's, so that every volume may have one.

    Yields:
        Photos looked at, and how many there are; a place to stop.

    Returns:
        The plan.

    Raises:
        FolderUnreadable: The target cannot be listed.
        NotTransferred: The target cannot be written.
    """
    wanted: dict[Path, list[str]] = defaultdict(list)
    for photo in photos:
        wanted[photo.path.parent].append(photo.path.name)
    making = _Making(order, own_trash=own_trash)
    done, total = 0, sum(map(len, wanted.values()))
    for folder, files in wanted.items():
        for _ in making.folder(folder, files):
            done += 1
            yield done, total
    return making.plan()


def _names(folder: Path) -> list[str]:
    """Of files, and of links to files."""
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_file())


class _Making:
    """A plan that grows."""

    def __init__(self, order: Order, *, own_trash: bool) -> None:
        self._order = order
        self._own_trash = own_trash
        self._shelves: dict[Path, Shelf] = {}
        self._parcels: list[Parcel] = []
        self._there: list[Path] = []
        self._left: list[ReviewerError] = []
        self._needed = 0
        if order.target is not None:
            self._shelf(order.target)

    def folder(self, folder: Path, photos: list[str]) -> Iterator[None]:
        """Plan for photos of one folder; each is a place to stop."""
        try:
            listed = units(_names(folder))
            self._ask(folder)
        except FileNotFoundError:
            self._left.append(FolderGone(folder))
            return
        except OSError as error:
            self._left.append(FolderUnreadable(folder, error.strerror or ""))
            return
        except ReviewerError as trouble:
            self._left.append(trouble)
            return
        by_name = {name: unit for unit in listed for name in unit.files}
        seen: set[str] = set()
        for name in photos:
            unit = by_name.get(name)
            if unit is None:
                self._left.append(FileGone(folder / name))
            elif unit.photo not in seen:
                seen.add(unit.photo)
                self._add(folder, unit)
            yield

    def _ask(self, folder: Path) -> None:
        """Whether anything can be taken from a folder at all."""
        if self._order.verb == "copy":
            return
        if not disk.writable(folder):
            raise NotTransferred(folder, "source_read_only")
        if self._order.verb == "trash" and not self._own_trash and trash_for(folder / "any") is None:
            raise NoTrash(folder)

    def _add(self, folder: Path, unit: Unit) -> None:
        try:
            files = [self._file(folder / name) for name in unit.files]
            parcel = self._parcel(folder, files)
        except ReviewerError as trouble:
            self._left.append(trouble)
            return
        if parcel is None:
            self._there.append(folder / unit.photo)
            return
        self._parcels.append(parcel)
        target = parcel.items[0].target
        crosses = target is not None and disk.volume(folder) != self._shelf(target.parent).volume
        if self._order.verb == "copy" or crosses:
            self._needed += parcel.bytes

    def _file(self, file: Path) -> tuple[Path, int]:
        try:
            seen = file.lstat()
            if stat.S_ISLNK(seen.st_mode):
                if self._order.verb != "copy":
                    raise NotTransferred(file, "link")
                seen = file.stat()
        except OSError as error:
            raise disk.fault(error, file) from error
        return file, seen.st_size

    def _parcel(self, folder: Path, files: list[tuple[Path, int]]) -> Parcel | None:
        if self._order.verb == "trash":
            return Parcel(tuple(Item(file, None, size) for file, size in files))
        if self._order.verb == "reject" and folder.name == REJECTS:
            return None
        target = self._order.target or folder / REJECTS
        if os.path.realpath(target) == os.path.realpath(folder):
            return None
        return self._shelf(target).place(files)

    def _shelf(self, target: Path) -> Shelf:
        if target not in self._shelves:
            if not disk.writable(target) or not disk.standing(target).is_dir():
                raise NotTransferred(target, "target_read_only")
            try:
                self._shelves[target] = Shelf(target, self._order)
            except OSError as error:
                raise FolderUnreadable(target, error.strerror or os.strerror(errno.EIO)) from error
        return self._shelves[target]

    def plan(self) -> Plan:
        """What has come together."""
        target = self._order.target
        return Plan(
            self._order,
            tuple(self._parcels),
            tuple(self._there),
            tuple(self._left),
            self._needed,
            shutil.disk_usage(disk.standing(target)).free if target is not None and self._needed else None,
        )
