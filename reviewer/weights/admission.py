"""What a weights file has to be before it stands in our own folder, and how it gets there: whole, in one step."""

from __future__ import annotations

import os
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.errors import WeightsRefused, WeightsUnavailable
from reviewer.weights import record
from reviewer.weights.objections import objection

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPARE = 64 << 20
"""Bytes to leave free: a disk filled to the last byte stops every other program."""


def folder() -> Path:
    """Our own folder of weights, made if it is not there.

    Raises:
        OSError: It cannot be made.
    """
    home = paths.weights_folder()
    home.mkdir(parents=True, exist_ok=True)
    return home


def check_room(name: str, size: int) -> None:
    """See that so many bytes can still be put into the folder.

    Raises:
        WeightsUnavailable: They cannot.
    """
    if disk_usage(folder()).free < size + _SPARE:
        raise WeightsUnavailable(Path(name), "full")


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Where a file is written: what the system says against it becomes a code.

    Raises:
        WeightsUnavailable: The disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in {ENOSPC, EDQUOT, EFBIG}
        raise WeightsUnavailable(Path(name), "full" if full else "unwritable") from error


@contextmanager
def alone(file: Path) -> Iterator[bool]:
    """Keep a file, made if it is not there, from other windows and commands; gives False where one of them has it."""
    try:
        import fcntl  # noqa: PLC0415 -- Windows has none; a file that is open is neither replaced nor deleted there
    except ImportError:
        yield True
        return
    with file.open("ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:
            pass  # a file system that knows no locks
        yield True


def admit(name: str, fresh: Path, digest: str, *, source: Path, told: str = "") -> Path:
    """Put a file that has come whole into place, if it is what it should be; it is expected there from now on.

    Args:
        name: A key of ``FILES``.
        fresh: The file, in our folder under another name.
        digest: Its SHA-256 in hex.
        source: What to call it where it is refused.
        told: What whoever sent it says its SHA-256 is.

    Raises:
        WeightsRefused: It is not what it should be.
        WeightsUnavailable: It cannot be put there.
    """
    if reason := objection(name, fresh, digest, told):
        raise WeightsRefused(source, reason)
    place = folder() / name
    with writing(name):
        with fresh.open("rb+") as stream:
            os.fsync(stream.fileno())
        fresh.replace(place)
        status = place.stat()
    record.record(name, digest)
    record.remember(place, digest, size=status.st_size, changed=status.st_mtime_ns)
    return place
