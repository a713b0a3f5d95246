"""Weights files copied from where the user has them, for machines without a network."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import FileGone, NoPermission, WeightsRefused, WeightsUnavailable
from reviewer.weights import admission
from reviewer.weights.files import FILES
from reviewer.weights.transfer import Meter, Transfer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import BinaryIO

_PIECE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        taken: Names of the weights files that are in place now.
        refused: What is wrong with files of known names that were not taken.
        unknown: Files asked for one by one whose names no metric knows.
        empty: Folders in which there was nothing for us.
    """

    taken: tuple[str, ...]
    refused: tuple[WeightsRefused, ...]
    unknown: tuple[Path, ...]
    empty: tuple[Path, ...]


@dataclass(slots=True)
class _Found:
    """Files of known names, all places of each, and what else was given."""

    places: dict[str, list[Path]] = field(default_factory=dict)
    unknown: list[Path] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)


def import_files(sources: Sequence[Path]) -> Generator[Transfer, None, Imported]:
    """Copy weights files into our own folder of weights; each step is progress and a place to stop.

    They are known by their exact names. Folders are searched to the bottom, so that a memory stick, torch's cache and
    Hugging Face's can be given as they are. Nothing is moved or changed where it comes from.

    Yields:
        How far the file in hand is; of a folder that is searched, its name and zeros.

    Returns:
        What was taken and what was not.

    Raises:
        FileGone, NoPermission: A source is not there or cannot be read.
        WeightsUnavailable: The disk is full, or the folder of weights cannot be written.
    """
    found = yield from _search(sources)
    taken: list[str] = []
    refused: list[WeightsRefused] = []
    for name, places in found.places.items():
        objections: list[WeightsRefused] = []
        for source in places:
            try:
                yield from _copy(name, source)
            except WeightsRefused as error:
                objections.append(error)
            else:
                taken.append(name)
                break
        else:
            refused += objections
    return Imported(tuple(taken), tuple(refused), tuple(found.unknown), tuple(found.empty))


def _search(sources: Sequence[Path]) -> Generator[Transfer, None, _Found]:
    found = _Found()
    for source in sources:
        if source.is_dir():
            yield from _search_folder(source, found)
        elif not source.exists():
            raise FileGone(source)
        elif source.is_file() and source.name in FILES:  # a pipe of that name would be waited for
            found.places.setdefault(source.name, []).append(source)
        else:
            found.unknown.append(source)
    return found


def _search_folder(source: Path, found: _Found) -> Generator[Transfer, None, None]:
    before = sum(map(len, found.places.values()))
    meter = Meter(source.name, 0, 0)
    for folder, _, names in os.walk(source):
        if meter.due():
            yield meter.report(0)
        for name in sorted(FILES.keys() & set(names)):
            # Hugging Face's cache has links by name to files that are called by their hash.
            if (place := Path(folder, name)).is_file():
                found.places.setdefault(name, []).append(place)
    if sum(map(len, found.places.values())) == before:
        found.empty.append(source)


def _copy(name: str, source: Path) -> Generator[Transfer, None, None]:
    with _reading(source):
        stream = source.open("rb")
    with stream:
        size = os.fstat(stream.fileno()).st_size
        with admission.writing(name):
            admission.check_room(name, size)
            _clear(name)
            handle, fresh = tempfile.mkstemp(dir=admission.folder(), prefix=f"{name}.", suffix=".import")
        try:
            with admission.alone(Path(fresh)):  # so that it is not taken for what another has left
                digest = yield from _write(name, stream, source, handle, size)
                admission.admit(name, Path(fresh), digest, source=source)
        finally:
            Path(fresh).unlink(missing_ok=True)


def _clear(name: str) -> None:
    """Take away what imports that were killed have left of a file."""
    for left in admission.folder().glob(f"{name}.*.import"):
        with suppress(PermissionError), admission.alone(left) as ours:
            if ours:
                left.unlink()


def _write(name: str, stream: BinaryIO, source: Path, handle: int, size: int) -> Generator[Transfer, None, str]:
    digest = hashlib.sha256()
    meter = Meter(name, 0, size)
    with os.fdopen(handle, "wb", buffering=0) as copy:
        yield meter.report(0)
        while piece := _read(stream, source):
            digest.update(piece)
            with admission.writing(name):
                while piece:
                    piece = piece[copy.write(piece) :]
            if meter.due():
                yield meter.report(copy.tell())
        yield meter.report(copy.tell())
    return digest.hexdigest()


def _read(stream: BinaryIO, source: Path) -> bytes:
    with _reading(source):
        return stream.read(_PIECE)


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise FileGone(source) from error
    except PermissionError as error:
        raise NoPermission(source) from error
    except OSError as error:
        raise WeightsUnavailable(source, "unreadable") from error
