"""What the file system is asked and told: names that never overwrite, bytes that are really down, faults in words.

A rename that fails where something has the name is one call on Linux (``renameat2``) and on Windows; where it cannot
be had, as on NFS, a second name is given and the first taken away; where there are no second names either, as on some
FUSE drives, the name is looked for first.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import psutil

from reviewer.errors import FileGone, NotTransferred, ReviewerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHUNK = 4 << 20
"""Bytes read at once: a few hundredths of a second, after which the work can be stopped."""

_AT_FDCWD = -100  # linux/fcntl.h
_RENAME_NOREPLACE = 1  # linux/fs.h
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}
_NO_SECOND_NAMES = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK}
_WINDOWS_NAMES = {"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "cifs", "smb3", "smbfs", "fat32", "fat"}
_SMALL_FILES = {"vfat", "msdos", "fat32", "fat"}
_LARGEST_ON_FAT = (4 << 30) - 1

_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EEXIST: "taken",
    errno.ENAMETOOLONG: "name",
    errno.EILSEQ: "name",
    errno.EFBIG: "large",
}


def fault(error: OSError, file: Path) -> ReviewerError:
    """An error of the system as one of ours, about the file that was to be moved."""
    if error.errno == errno.ENOENT:
        return NotTransferred(file, "no_folder") if os.path.lexists(file) else FileGone(file)
    return NotTransferred(file, _REASONS.get(error.errno or 0, error.strerror or ""))


def rename_new(source: Path, target: Path) -> None:
    """Give a file another name on its volume. What has that name already is left alone.

    Raises:
        FileExistsError: Something is there.
        OSError: As of ``os.rename``; ``EXDEV`` for another volume.
    """
    if sys.platform == "win32":
        source.rename(target)
        return
    if not _renamed_at_once(source, target):
        _rename_by_second_name(source, target)


def _renamed_at_once(source: Path, target: Path) -> bool:
    """Whether the system has the call; raises what came of it."""
    call = _renameat2()
    if call is None:
        return False
    if not call(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE):
        return True
    number = ctypes.get_errno()
    if number in _NO_SUCH_CALL:
        return False
    raise OSError(number, os.strerror(number), str(source), None, str(target))


@cache
def _renameat2() -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _rename_by_second_name(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_SECOND_NAMES:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        source.rename(target)
    else:
        source.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk before going on."""
    if sys.platform == "win32":  # folders cannot be opened; NTFS keeps a log of names
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems cannot
            raise
    finally:
        os.close(handle)


def standing(place: Path) -> Path:
    """The place, or the nearest folder above it that is there."""
    return next(folder for folder in (place, *place.parents) if folder.exists() or folder == folder.parent)


def volume(place: Path) -> int:
    """Names the volume that a place is on, or would be made on."""
    return standing(place).stat().st_dev


def writable(place: Path) -> bool:
    """Whether files may be made in this folder, or in the one that it would be made in."""
    return os.access(standing(place), os.W_OK | os.X_OK)


def kind(place: Path) -> str:
    """The file system of a place, as ``ext4``; empty where the system does not say."""
    there = os.path.realpath(standing(place))
    mounts = [part for part in psutil.disk_partitions(all=True) if _within(there, part.mountpoint)]
    return max(mounts, key=lambda part: len(part.mountpoint)).fstype.lower() if mounts else ""


def _within(place: str, mount: str) -> bool:
    return (place + os.sep).startswith(mount.rstrip(os.sep) + os.sep)


def windows_names(kind: str) -> bool:
    """Whether a file system holds only what Windows takes as a name."""
    return sys.platform == "win32" or kind in _WINDOWS_NAMES


def holds(kind: str, size: int) -> bool:
    """Whether a file of so many bytes can be on such a file system."""
    return size <= _LARGEST_ON_FAT or kind not in _SMALL_FILES


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same; both are read to the end.

    Raises:
        OSError: One of them cannot be read.
    """
    return one.stat().st_size == other.stat().st_size and digest(one) == digest(other)


def digest(file: Path) -> bytes:
    """BLAKE2b of a file's bytes, read from the disk and not from memory where the system lets us choose."""
    found = blake2b(digest_size=32)
    with file.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := stream.read(CHUNK):
            found.update(block)
    return found.digest()
