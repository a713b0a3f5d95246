"""What kind of file a weights file is, told from its bytes alone."""

from __future__ import annotations

import json
import struct
from tarfile import is_tarfile
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

if TYPE_CHECKING:
    from pathlib import Path

TORCH, LEGACY, SCRIPT = "torch", "legacy", "script"
SAFETENSORS, MATLAB, HDF5 = "safetensors", "matlab", "hdf5"
EMPTY, TRUNCATED, PAGE, POINTER, UNKNOWN = "empty", "truncated", "page", "pointer", "unknown"

_HEAD = 512  # bytes; the longest mark of the table below stands in the first 200
_ZIP, _HDF5_MARK = b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"
_PICKLE, _NEWEST_PICKLE = 0x80, 5  # the first byte, and the highest protocol, which is the second
_MATLAB_HEADER = 128  # bytes before the first element
_LONGEST_HEADER = 100 << 20  # bytes; the limit that safetensors' own reader has


def form(path: Path) -> str:
    """Which kind of file this is.

    Returns:
        ``torch`` (a zip with one pickle), ``legacy`` (torch before 1.6: pickles, then numbers), ``script`` (a program
        in torch's own format), ``safetensors``, ``matlab`` (version 5), ``hdf5`` (MATLAB's 7.3 is); or what a download
        gone wrong leaves: ``empty``, ``truncated``, ``page`` (HTML), ``pointer`` (of Git LFS), ``unknown``.

    Raises:
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        return EMPTY
    if head.startswith(_ZIP):
        return _zipped(path)
    if head.startswith(b"MATLAB 5.0 MAT-file"):
        return _matlab(path, size, head)
    if head.startswith((b"MATLAB 7.3 MAT-file", _HDF5_MARK)):
        return HDF5
    return _written(path, head) or _safetensors(path, size, head)


def _written(path: Path, head: bytes) -> str:
    if head.startswith(b"version https://git-lfs"):
        return POINTER
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return PAGE
    # Torch reads what is a pickle and an archive too as the one or as the other, depending on who asks.
    if head[0] == _PICKLE and head[1:2] <= bytes([_NEWEST_PICKLE]):
        return UNKNOWN if is_zipfile(path) or is_tarfile(path) else LEGACY
    return ""


def _zipped(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            inside = [name.partition("/")[2] for name in archive.namelist()]
    except (BadZipFile, ValueError, NotImplementedError, UnicodeError, EOFError, struct.error):
        return TRUNCATED
    if "constants.pkl" in inside or any(name.startswith("code/") for name in inside):
        return SCRIPT
    return TORCH if "data.pkl" in inside else UNKNOWN


def _matlab(path: Path, size: int, head: bytes) -> str:
    """Whether the elements end where the file does; each begins with its type and its length."""
    order = "<" if head[126:128] == b"IM" else ">"
    at = _MATLAB_HEADER
    with path.open("rb") as stream:
        while at < size:
            stream.seek(at)
            tag = stream.read(8)
            if len(tag) < 8:  # noqa: PLR2004 -- two numbers of four bytes
                return TRUNCATED
            kind, length = struct.unpack(f"{order}II", tag)
            if not kind:  # no element is of this type: it is the rest of a file that was only made room for
                return TRUNCATED
            at += 8 + length
    return MATLAB if at == size and size > _MATLAB_HEADER else TRUNCATED


def _safetensors(path: Path, size: int, head: bytes) -> str:
    """A length, then a table in JSON that names where each tensor's numbers begin and end."""
    if head[8:9] != b"{":
        return UNKNOWN
    (length,) = struct.unpack("<Q", head[:8])
    if length > _LONGEST_HEADER:
        return UNKNOWN
    with path.open("rb") as stream:
        stream.seek(8)
        table = stream.read(length)
    try:
        rows = json.loads(table) if len(table) == length else None
        ends = [row["data_offsets"][1] for name, row in rows.items() if name != "__metadata__"] if rows else []
        return SAFETENSORS if rows is not None and size >= 8 + length + max(ends, default=0) else TRUNCATED
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return UNKNOWN
