"""One parcel carried: all of its files, or none of them.

On one volume each file is renamed, never onto another; if one cannot be, those before it are renamed back. Across
volumes all files are copied under passing names first, read back and compared; then they get their names; and only
when those are on the disk as well are the originals removed.

After a crash the same is done again. What is where tells how far it came: a file that is only at its target has
arrived; one that is at both, with the same bytes, was copied; one that is only at its source has yet to go.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer.errors import FileGone, NotTransferred, ReviewerError
from reviewer.fileops import copying, disk

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from reviewer.fileops.journal import Journal


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where, for one file.

    Attributes:
        source, target: Its places.
        beside: The name that its copy has until it is whole.
        there: There is a copy at the target already that is not of our making.
    """

    source: Path
    target: Path
    beside: Path
    there: bool = False


def ways(journal: Journal, number: int) -> list[Way]:
    """Those of a parcel's files. Passing names are the same after a crash, and nobody else's."""
    found = []
    for file, item in enumerate(journal.parcels[number].items):
        target = journal.place(number, file)
        beside = target.with_name(f".photo-reviewer-{journal.path.stem[-8:]}-{number}-{file}.part")
        found.append(Way(item.source, target, beside, item.there))
    return found


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a parcel.

    Attributes:
        files: Which of its files are elsewhere now, by their numbers.
        troubles: Of single files; the others went.
    """

    files: tuple[int, ...]
    troubles: tuple[ReviewerError, ...] = ()


@dataclass(slots=True)
class Carrying:
    """How one parcel is carried.

    Attributes:
        ways: Its files, the photo's own first.
        again: It may have been begun before.
        keep: The originals stay: a copy.
    """

    ways: Sequence[Way]
    again: bool
    keep: bool

    def run(self) -> Generator[int, None, Carried]:
        """Do it.

        Yields:
            Bytes copied since the last time; a place to stop.

        Raises:
            ReviewerError: Nothing was carried; everything is as it was.
        """
        for way in self.ways if self.again else ():
            with suppress(OSError):  # what is wrong there is met again
                way.beside.unlink()
        found = self._sort()
        if found.gone and found.gone[0] is self.ways[0]:
            raise FileGone(found.gone[0].source)
        troubles: list[ReviewerError] = [FileGone(way.source) for way in found.gone]
        try:
            yield from self._carry(found.to_go, found.copied)
        except ReviewerError as trouble:
            troubles.append(trouble)
            carried = [way for way in self.ways if self._elsewhere(way)]
            if not carried:
                raise
        else:
            carried = [*found.arrived, *found.to_go, *found.copied]
        return Carried(tuple(sorted(self.ways.index(way) for way in carried)), tuple(troubles))

    def _elsewhere(self, way: Way) -> bool:
        return not way.there and not os.path.lexists(way.source) and os.path.lexists(way.target)

    def _sort(self) -> _Found:
        found = _Found()
        for way in self.ways:
            source, target = os.path.lexists(way.source), os.path.lexists(way.target)
            if way.there:
                _expect_same(way)
            elif not source:
                (found.arrived if target and self.again else found.gone).append(way)
            elif not target:
                found.to_go.append(way)
            elif self.again:
                found.copied[way] = _expect_same(way)
            else:
                raise NotTransferred(way.source, "taken")
        return found

    def _carry(self, to_go: Sequence[Way], copied: dict[Way, os.stat_result]) -> Generator[int, None, None]:
        try:
            if not self.keep and not copied and not any(_crosses(way) for way in to_go):
                try:
                    _name_all([(way.source, way.target) for way in to_go])
                except OSError as error:
                    if error.errno != errno.EXDEV:  # one volume in two places, as bind mounts are
                        raise
                else:
                    return
            yield from self._copy(to_go, copied)
        except OSError as error:
            raise disk.fault(error, _concerned(error, self.ways)) from error

    def _copy(self, to_go: Sequence[Way], copied: dict[Way, os.stat_result]) -> Generator[int, None, None]:
        seen = dict(copied)
        try:
            for way in to_go:
                seen[way] = yield from copying.copy(way.source, way.beside)
            _name_all([(way.beside, way.target) for way in to_go])
        finally:
            for way in to_go:
                way.beside.unlink(missing_ok=True)
        for folder in {way.target.parent for way in seen}:
            disk.sync_folder(folder)
        if not self.keep:
            _remove(seen)


@dataclass(slots=True)
class _Found:
    """How far a parcel's files are: yet to go, at both places (as they were then), only at the target, nowhere."""

    to_go: list[Way] = field(default_factory=list)
    copied: dict[Way, os.stat_result] = field(default_factory=dict)
    arrived: list[Way] = field(default_factory=list)
    gone: list[Way] = field(default_factory=list)


def _expect_same(way: Way) -> os.stat_result:
    """See that a file and its copy are two, with the same bytes.

    Returns:
        What the file was before they were compared.

    Raises:
        NotTransferred: They are not: what is at the target is somebody else's, or the very same file by another path.
    """
    try:
        seen = way.source.stat()
        one = os.path.samestat(seen, way.target.stat()) and seen.st_nlink == 1
        same = not one and disk.same_bytes(way.source, way.target)
    except OSError as error:
        raise disk.fault(error, way.source) from error
    if not same:
        raise NotTransferred(way.source, "taken")
    return seen


def _remove(seen: dict[Way, os.stat_result]) -> None:
    """Take the originals away, if they are still what was copied.

    Raises:
        OSError, NotTransferred: One could not be. Where it is the first, all copies are taken away again; later ones
            are at both places.
    """
    for number, (way, before) in enumerate(seen.items()):
        try:
            copying.expect_unchanged(way.source, before)
            way.source.unlink()
        except FileNotFoundError:  # someone else has just removed it; its bytes are at the target
            continue
        except (OSError, NotTransferred):
            if number:
                raise NotTransferred(way.source, "both") from None
            for copy in seen:
                if os.path.lexists(copy.source):
                    copy.target.unlink()
            raise


def _crosses(way: Way) -> bool:
    return way.source.lstat().st_dev != way.target.parent.stat().st_dev


def _concerned(error: OSError, ways: Sequence[Way]) -> Path:
    """Which file a fault is about: the system may have named its copy, or its target."""
    named = str(error.filename)
    return next((way.source for way in ways if named in map(str, (way.source, way.target, way.beside))), ways[0].source)


def _name_all(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Rename all, or none as far as the system lets us."""
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in pairs:
            disk.rename_new(source, target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            with suppress(OSError):
                disk.rename_new(target, source)
        raise
