"""One file copied so that it is certain: written under another name, on the disk, read back, compared."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from reviewer.errors import NotTransferred
from reviewer.fileops import disk

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from typing import BinaryIO


def copy(source: Path, beside: Path) -> Generator[int, None, os.stat_result]:
    """Copy a file's bytes, times, permissions and user's attributes to a name that nothing has yet.

    Args:
        source: Read only; of a link, what it points to.
        beside: The copy. Taken away again where this fails or is stopped.

    Yields:
        Bytes copied since the last time; a place to stop.

    Returns:
        What the source was while it was copied.

    Raises:
        OSError: It cannot be read or written.
        NotTransferred: It changed meanwhile, or the copy is not what it was.
    """
    try:
        with source.open("rb") as reader:
            before = os.fstat(reader.fileno())
            with beside.open("xb") as writer:
                read = yield from _pour(reader, writer)
            _dress(source, beside, before)
        yield 0
        expect_unchanged(source, before)
        _verify(source, beside, before.st_size, read)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return before


def expect_unchanged(file: Path, before: os.stat_result) -> None:
    """See that nobody has written to a file in between.

    Raises:
        NotTransferred: Somebody has.
        OSError: It is gone.
    """
    now = file.stat()
    if (before.st_size, before.st_mtime_ns) != (now.st_size, now.st_mtime_ns):
        raise NotTransferred(file, "changed")


def _verify(source: Path, beside: Path, size: int, read: bytes) -> None:
    if beside.stat().st_size != size or disk.digest(beside) != read:
        raise NotTransferred(source, "unverified")


def _pour(reader: BinaryIO, writer: BinaryIO) -> Generator[int, None, bytes]:
    """The bytes, and what they hash to as they were read; on the disk when it returns."""
    found = blake2b(digest_size=32)
    while block := reader.read(disk.CHUNK):
        found.update(block)
        writer.write(block)
        yield len(block)
    writer.flush()
    os.fsync(writer.fileno())
    return found.digest()


def _dress(source: Path, beside: Path, as_was: os.stat_result) -> None:
    """Times last: the others change them. What the target cannot hold, as FAT permissions or a phone times, is left."""
    with suppress(OSError):
        beside.chmod(as_was.st_mode & 0o777)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(source):
                if name.startswith("user."):
                    os.setxattr(beside, name, os.getxattr(source, name))
    with suppress(OSError):
        os.utime(beside, ns=(as_was.st_atime_ns, as_was.st_mtime_ns))
