"""A folder becomes photos: which files are photos, which belong together, which have changed.

A scan reads names first (one listing per folder), pairs a RAW file with the picture its camera wrote beside
it, sorts as people count, and only then asks the disk for sizes and times, a batch at a time. So the first
batch arrives at once, is the beginning of the folder, and has its pairs complete. Nothing is opened: whether a
file holds what its ending says is for ``decode`` to find out.

What the world does wrong (a folder without permission, a link to nowhere, a file that goes away in between)
comes out as troubles beside the photos; a scan raises nothing.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from natsort import natsort_keygen, ns

from reviewer.errors import (
    FileGone,
    FolderGone,
    FolderUnreadable,
    NoPermission,
    NotAnImage,
    ReviewerError,
    UnreadablePhoto,
)
from reviewer.photo import Photo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RAW_SUFFIXES = frozenset(
    {
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc", ".mef", ".mos"),
        *(".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f"),
    }
)
# What cameras write beside a RAW, likeliest first.
_CAMERA_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".heic", ".heif", ".hif")
_OTHER_SUFFIXES = frozenset(
    {".avif", ".bmp", ".dib", ".gif", ".j2k", ".jfif", ".jp2", ".jpf", ".jpx", ".png", ".tif", ".tiff", ".webp"}
)
SUFFIXES = RAW_SUFFIXES | _OTHER_SUFFIXES | frozenset(_CAMERA_SUFFIXES)

_FIRST_BATCH = 64
_LARGEST_BATCH = 4096
_PATIENCE = 0.05  # seconds without a batch after which what there is goes out, on slow disks and in empty trees
_END_OF_CONTENT_ID = 64 * 1024

_DIGITS = re.compile(r"\d+", re.ASCII)
_natsort_key = natsort_keygen(alg=ns.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One batch of a scan."""

    photos: tuple[Photo, ...]
    troubles: tuple[ReviewerError, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """How a folder differs from what it was. ``changed`` holds pairs (old, new) of one path."""

    added: tuple[Photo, ...] = ()
    changed: tuple[tuple[Photo, Photo], ...] = ()
    removed: tuple[Photo, ...] = ()


def scan(folder: Path, *, recursive: bool = False) -> Iterator[Found]:
    """The photos of a folder in batches, small ones first, in natural order.

    Hidden files and folders (a leading dot, as our own temporary files have) and whatever is not a regular file
    are passed over. Links are followed, each folder once. With ``recursive`` a folder's own photos come before
    those of the folders in it. Every batch is a place to stop, and may be empty.

    Args:
        folder: Where to look. A missing or unreadable one is a trouble of the only batch.
        recursive: Also the folders inside.
    """
    photos: list[Photo] = []
    troubles: list[ReviewerError] = []
    size, due = _FIRST_BATCH, time.monotonic() + _PATIENCE
    for item in _walk(Path(os.path.abspath(folder)), recursive=recursive):  # noqa: PTH100 - resolve() follows links
        if isinstance(item, Photo):
            photos.append(item)
        elif item is not None:
            troubles.append(item)
        if len(photos) >= size or time.monotonic() > due:
            yield Found(tuple(photos), tuple(troubles))
            photos, troubles = [], []
            size, due = min(2 * size, _LARGEST_BATCH), time.monotonic() + _PATIENCE
    if photos or troubles:
        yield Found(tuple(photos), tuple(troubles))


def _walk(top: Path, *, recursive: bool) -> Iterator[Photo | ReviewerError | None]:
    visited: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        yield None
        try:
            seen = os.stat(folder)  # noqa: PTH116 - a Path's own stat() is the same and slower
            if (seen.st_dev, seen.st_ino) in visited:
                continue
            visited.add((seen.st_dev, seen.st_ino))
            listing = _list(folder)
        except FileNotFoundError:
            if folder == top:
                yield FolderGone(folder)
        except OSError as error:
            yield FolderUnreadable(folder, error.strerror or "")
        else:
            yield from _photos(folder, listing)
            if recursive:
                waiting.extend(folder / name for name in reversed(listing.folders))


@dataclass(frozen=True, slots=True)
class _Listing:
    """A folder's names: its photos in natural order with their companions, and the folders in it."""

    photos: list[str]
    companions: dict[str, str]
    folders: list[str]


def _list(folder: Path) -> _Listing:
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if _is_folder(entry):
                folders.append(name)
            elif _suffix(name) in SUFFIXES:
                files.append(name)
    companions = pair(files)
    taken = set(companions.values())
    return _Listing(
        sorted((name for name in files if name not in taken), key=_name_key),
        companions,
        sorted(folders, key=_name_key),
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that loops or leads where we may not look: a file with a trouble, if a photo by name
        return False


def _suffix(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def pair(files: Iterable[str]) -> dict[str, str]:
    """Which RAW goes with which picture: one stem in one folder, letter case aside.

    Where several pictures have the stem, the RAW goes with the one that cameras write; where several RAWs do,
    the camera's own goes before a DNG, which is often its conversion. The others stay photos of their own.

    Args:
        files: Names of files in one folder, whatever they are.

    Returns:
        The RAW file's name by the picture's.
    """
    files = list(files)
    raws: dict[str, list[str]] = defaultdict(list)
    pictures: dict[str, list[str]] = defaultdict(list)
    for name in files:
        if _suffix(name) in RAW_SUFFIXES:
            raws[_stem(name).casefold()].append(name)
    for name in files if raws else ():
        if _suffix(name) in _CAMERA_SUFFIXES and _stem(name).casefold() in raws:
            pictures[_stem(name).casefold()].append(name)
    pairs = {}
    for stem, candidates in pictures.items():
        raw = min(raws[stem], key=lambda name: (_suffix(name) == ".dng", name))
        pairs[min(candidates, key=partial(_strangeness, raw))] = raw
    return pairs


def _strangeness(raw: str, picture: str) -> tuple[bool, int, str]:
    return (_stem(picture) != _stem(raw), _CAMERA_SUFFIXES.index(_suffix(picture)), picture)


def _photos(folder: Path, listing: _Listing) -> Iterator[Photo | ReviewerError]:
    for name in listing.photos:
        path = folder / name
        try:
            seen = os.stat(path)  # noqa: PTH116 - as above
        except OSError as error:
            yield _file_trouble(path, error)
            continue
        if stat.S_ISREG(seen.st_mode):
            raw = listing.companions.get(name)
            yield Photo(path, seen.st_size, seen.st_mtime_ns, folder / raw if raw else None)


def _file_trouble(path: Path, error: OSError) -> UnreadablePhoto:
    if isinstance(error, FileNotFoundError):
        return FileGone(path)
    if isinstance(error, PermissionError):
        return NoPermission(path)
    return UnreadablePhoto(path, error.strerror or "")


def locate(target: Path) -> tuple[Path, Path | None]:
    """What to open for a path that the user named.

    Returns:
        The folder, and the photo in it to start at: None for a folder, else the file itself, or the picture
        that it is the RAW of. Absolute, links not resolved.

    Raises:
        FileGone, FolderGone: There is nothing there.
        NoPermission, UnreadablePhoto: The system does not let us look.
        NotAnImage: A device, a pipe.
    """
    try:
        path = Path(os.path.abspath(target))  # noqa: PTH100 - as in scan
    except FileNotFoundError:  # the folder that we are in was deleted
        raise FolderGone(target) from None
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - as above
    except FileNotFoundError:
        raise (FileGone if _suffix(path.name) in SUFFIXES else FolderGone)(path) from None
    except OSError as error:
        raise _file_trouble(path, error) from error
    if stat.S_ISDIR(mode):
        return path, None
    if not stat.S_ISREG(mode):
        raise NotAnImage(path)
    return path.parent, _shown(path)


def _shown(path: Path) -> Path:
    if _suffix(path.name) not in RAW_SUFFIXES:
        return path
    try:
        companions = _list(path.parent).companions
    except OSError:
        return path
    return next((path.parent / picture for picture, raw in companions.items() if raw == path.name), path)


def natural_key(path: Path) -> tuple[str, str, str]:
    """Sorts paths as people count: IMG_2 before IMG_10, case aside, a folder before the folders in it."""
    folder, name = os.path.split(path)
    return (_folder_key(folder), _name_key(name), name)


@lru_cache(maxsize=4096)
def _folder_key(folder: str) -> str:
    return "\0".join(_natural(part) for part in Path(folder).parts)


def _name_key(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{_natural(stem)}\0{suffix.lower()}" if dot else f"{_natural(name)}\0"


def _natural(text: str) -> str:
    """A string that sorts where natsort would put the text; numbers carry their length before their digits.

    Names in ASCII, nearly all, are done here because natsort takes six times as long, which a folder of
    100,000 photos feels; the rest, where digits and case are a matter of alphabets, natsort decides.
    """
    if text.isascii():
        return _DIGITS.sub(lambda match: _number(match[0].lstrip("0")), text.lower())
    return "".join(_number(str(part or "")) if isinstance(part, int) else str(part) for part in _natsort_key(text))


def _number(digits: str) -> str:
    return f"\1{chr(len(digits))}{digits}"


def compare(before: Iterable[Photo], after: Iterable[Photo]) -> Changes:
    """What happened to a folder between two scans. Renamed files count as removed and added."""
    old = {photo.path: photo for photo in before}
    new = {photo.path: photo for photo in after}
    return Changes(
        added=tuple(photo for path, photo in new.items() if path not in old),
        changed=tuple((old[path], photo) for path, photo in new.items() if path in old and old[path] != photo),
        removed=tuple(photo for path, photo in old.items() if path not in new),
    )


def content_id(path: Path) -> str:
    """Names a file's bytes: BLAKE2b (16 bytes, hex) of its size, its first and its last 64 KiB.

    Survives moves and renames; any change a camera or an editor makes alters the size or one of the two ends.

    Raises:
        FileGone, NoPermission, UnreadablePhoto: The file cannot be read.
        NotAnImage: It is no regular file.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - before opening: a pipe would wait for ever
            raise NotAnImage(path)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest = blake2b(size.to_bytes(8, "little"), digest_size=16)
            digest.update(file.read(_END_OF_CONTENT_ID))
            file.seek(max(_END_OF_CONTENT_ID, size - _END_OF_CONTENT_ID))
            digest.update(file.read(_END_OF_CONTENT_ID))
    except OSError as error:
        raise _file_trouble(path, error) from error
    return digest.hexdigest()
