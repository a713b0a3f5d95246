"""Sidecars on disk: read with a limit, written whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.errors import FileGone, FileUnwritable, FolderGone, ReviewerError, SidecarRefused
from reviewer.sidecar.encoding import from_utf8, to_utf8
from reviewer.sidecar.exchange import Changes, Exchange, after, changes
from reviewer.sidecar.meaning import marks
from reviewer.sidecar.properties import PROFILES
from reviewer.sidecar.reader import parse
from reviewer.sidecar.refusals import Refused
from reviewer.sidecar.splicing import EMPTY, say
from reviewer.sidecar.wishes import clean

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.photo import Marks

LARGEST = 16 << 20
"""Bytes; Lightroom's with thousands of brush strokes have one or two million."""

_ATTEMPTS = 5  # at merging with a file that somebody keeps writing


@dataclass(frozen=True, slots=True)
class Stamp:
    """Tells whether a file was written since: its size, its time of last change in nanoseconds, its number."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says, and the state of the file that said it."""

    marks: Marks
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing.

    Attributes:
        exchange: How it stands now: kept, and given to the next reading and writing of this sidecar.
        found: What had changed on both sides. ``found.outside`` is to be taken over here.
        stamp: Of the file as it was written; None where there is none, or others wrote it again already: read it.
    """

    exchange: Exchange
    found: Changes
    stamp: Stamp | None


def stamp(path: Path) -> Stamp | None:
    """A file's state now; None where there is none, or none that can be seen."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def read(path: Path, last: Exchange | None = None) -> Sidecar:
    """Read what a sidecar says.

    Args:
        path: The sidecar.
        last: The last exchange with it, if there was one.

    Raises:
        FileGone: There is none.
        SidecarRefused: It cannot be read, or is no sidecar that we understand.
    """
    data, now = _load(path)
    try:
        return Sidecar(marks(parse(to_utf8(data)[0]), last), now)
    except Refused as refused:
        raise SidecarRefused(path, refused.reason) from None


def write(path: Path, ours: Marks, profile: str, last: Exchange | None = None) -> Written:
    """Bring a sidecar up to what is decided here, and learn what others changed in it.

    What it holds besides stays as it is, byte for byte. Where both sides changed the same, it keeps its own. One that
    is gone is begun anew, and none is begun for marks that say nothing.

    Args:
        path: The sidecar; its folder has to be there.
        ours: All that is decided here.
        profile: The program that it is for, one of ``PROFILES``.
        last: The last exchange with it, if there was one.

    Raises:
        SidecarRefused: As ``read``; or ``busy``: others kept writing it. It is as it was.
        FolderGone: Its folder is not there, as when a card was pulled.
        FileUnwritable: The system does not let us. It is as it was.
    """
    ours = replace(ours, keywords=clean(ours.keywords))
    for _ in range(_ATTEMPTS):
        try:
            data, then = _load(path)
        except FileGone:
            data, then = None, None
        try:
            new, exchange, found = _merge(data, ours, profile, last or Exchange())
        except Refused as refused:
            raise SidecarRefused(path, refused.reason) from None
        if new == data:
            return Written(exchange, found, then)
        if stamp(path) == then:
            _store(path, new or b"")
            return Written(exchange, found, _stamp_of(path, new or b""))
    raise SidecarRefused(path, "busy")


def _merge(data: bytes | None, ours: Marks, profile: str, last: Exchange) -> tuple[bytes | None, Exchange, Changes]:
    """The new bytes, None for no file, and what they come of."""
    if data is None:
        # Nobody decides anything by deleting a sidecar, so that there is nothing to learn from its absence.
        last, packet, codec = Exchange(), parse(EMPTY), "utf-8"
    else:
        text, codec = to_utf8(data)
        packet = parse(text)
    found = changes(last, ours, marks(packet, last))
    said = say(packet, found.merged, PROFILES[profile])
    if data is None and said is packet:
        return None, Exchange(), found
    return from_utf8(said.data, codec), after(last, found, marks(said), written=True), found


def _stamp(seen: os.stat_result) -> Stamp:
    return Stamp(seen.st_size, seen.st_mtime_ns, seen.st_ino)


def _load(path: Path) -> tuple[bytes, Stamp]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before opening: a pipe would wait for ever
            raise SidecarRefused(path, "not_xmp")
        with path.open("rb") as file:
            seen = _stamp(os.fstat(file.fileno()))
            data = file.read(LARGEST + 1) if seen.size <= LARGEST else b""
    except FileNotFoundError:
        raise FileGone(path) from None
    except OSError as error:
        raise SidecarRefused(path, "unreadable") from error
    if max(seen.size, len(data)) > LARGEST:
        raise SidecarRefused(path, "too_large")
    return data, seen


def _stamp_of(path: Path, data: bytes) -> Stamp | None:
    try:
        there, now = _load(path)
    except ReviewerError:
        return None
    return now if there == data else None


def _store(path: Path, data: bytes) -> None:
    if not path.parent.is_dir():  # which would be made, in the place where a card was
        raise FolderGone(path.parent)
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        paths.write_whole(path, data, mode=mode)
    except OSError as error:
        raise FileUnwritable(path, error.strerror or "") from error
