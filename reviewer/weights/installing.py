"""A weights file fetched from where its maker offers it, looked at, and put in place whole.

What has come is kept as ``NAME.VERSION.part`` beside where it will stand, VERSION being what the server calls its state
of the file: another try goes on from there if the server still has that one, and begins anew if not.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, contextmanager, suppress
from io import SEEK_END, FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.errors import WeightsRefused, WeightsUnavailable
from reviewer.weights import admission, fetching, forms
from reviewer.weights.files import FILES
from reviewer.weights.transfer import Meter, Transfer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from reviewer.weights.fetching import Answer

_PIECE = 1 << 20  # bytes read at once of what had come
_UNNAMED = "new"  # the version of what a server does not name: not gone on from
_MOST = 4  # times the size in the table, where that is about right: what is said to be larger, or goes on, is not it


def install(name: str) -> Generator[Transfer, None, Path]:
    """Fetch one weights file into our own folder of weights; each step is progress and a place to stop.

    What had come when the generator is closed, or the connection breaks off, is kept apart and gone on from next time.
    A file is in place only when it is whole, is what it should be and can do no harm.

    Args:
        name: A key of ``FILES``.

    Yields:
        How far it is, about ten times a second.

    Returns:
        Where it is.

    Raises:
        WeightsUnavailable: It cannot be had, or not be kept: see there.
        WeightsRefused: What came is not what it should be, or could run code; nothing of it is kept.
    """
    row = FILES[name]
    yield Transfer(name, 0, row.size)
    if not row.address:
        raise WeightsUnavailable(Path(name), "nowhere")
    with admission.writing(name):
        kept = part(name)
        start = size(kept)
        admission.check_room(name, 0 if kept else row.size)
    try:
        url = fetching.address(row.address)
        try:
            return (yield from _fetch(name, url, kept, start))
        except fetching.CannotResume:
            return (yield from _fetch(name, url, None, 0))
    except fetching.CannotResume as error:  # where nothing was to be gone on from
        raise WeightsUnavailable(Path(name), "interrupted") from error
    except fetching.Unavailable as error:
        raise WeightsUnavailable(Path(name), error.code) from error


def part(name: str) -> Path | None:
    """What an earlier try has left of a file and can be gone on from, or None."""
    return next((file for file in parts_of(name) if _usable(name, file)), None)


def size(file: Path | None) -> int:
    """Bytes of what is kept; 0 for nothing, also where it has just been put in place."""
    try:
        return file.stat().st_size if file else 0
    except FileNotFoundError:
        return 0


def _usable(name: str, file: Path) -> bool:
    return file != _part(name, "") and size(file) > 0


def parts_of(name: str) -> list[Path]:
    """Everything that earlier tries have left of a file."""
    return sorted(paths.weights_folder().glob(f"{name}.*.part"))


def _part(name: str, version: str) -> Path:
    tag = hashlib.sha256(version.encode()).hexdigest()[:8] if version else _UNNAMED
    return paths.weights_folder() / f"{name}.{tag}.part"


def _fetch(name: str, url: str, kept: Path | None, start: int) -> Generator[Transfer, None, Path]:
    """Fetch from a byte on, behind those kept.

    Raises:
        CannotResume: The server has another state of the file, or sends another part of it than asked for.
    """
    with fetching.ask(url, start) as answer:
        fresh = _part(name, answer.version)
        if answer.start and (answer.start != start or fresh != kept):
            raise fetching.CannotResume
        _refuse_early(name, answer)
        admission.check_room(name, (answer.total or FILES[name].size) - answer.start)
        with _alone(name, fresh):
            try:
                digest = yield from _receive(name, answer, fresh)
                return admission.admit(name, fresh, digest, source=paths.weights_folder() / name, told=answer.sha256)
            except WeightsRefused:
                fresh.unlink(missing_ok=True)
                raise
            finally:
                for useless in (file for file in parts_of(name) if file != fresh or not _usable(name, file)):
                    useless.unlink(missing_ok=True)


@contextmanager
def _alone(name: str, fresh: Path) -> Iterator[None]:
    """Keep what comes, until it is in place, from another window or command that fetches it too.

    Raises:
        WeightsUnavailable: One does already; or the folder cannot be written.
    """
    with ExitStack() as until_then:
        with admission.writing(name):
            ours = until_then.enter_context(admission.alone(fresh))
        if not ours:
            raise WeightsUnavailable(Path(name), "under_way")
        yield


def _refuse_early(name: str, answer: Answer) -> None:
    """What is seen not to be the file before it has come."""
    row, place = FILES[name], paths.weights_folder() / name
    if answer.page:
        raise WeightsRefused(place, forms.PAGE)
    if answer.total is not None and (answer.total != row.size if row.exact else answer.total > _MOST * row.size):
        raise WeightsRefused(place, "size")


def _receive(name: str, answer: Answer, fresh: Path) -> Generator[Transfer, None, str]:
    """Write what comes behind what is there; returns the SHA-256 of the whole."""
    digest = hashlib.sha256()
    done = answer.start
    meter = Meter(name, done, answer.total or FILES[name].size)
    with _opened(name, fresh, done) as stream:
        for piece in _kept(stream):
            digest.update(piece)
            if meter.due():
                yield meter.report(done)
        for piece in answer.pieces():
            _append(name, stream, piece)
            digest.update(piece)
            done += len(piece)
            if answer.total is None and done > _MOST * FILES[name].size:
                raise WeightsRefused(paths.weights_folder() / name, "size")
            if meter.due():
                yield meter.report(done)
    yield meter.report(done)
    return digest.hexdigest()


@contextmanager
def _opened(name: str, fresh: Path, start: int) -> Iterator[FileIO]:
    """The file to write behind its first bytes.

    Raises:
        WeightsUnavailable: It cannot be written.
        CannotResume: It has another length than it had.
    """
    with admission.writing(name):
        stream = FileIO(fresh, "ab+")
    with stream:
        if not start:
            stream.truncate(0)
        if stream.seek(0, SEEK_END) != start:
            raise fetching.CannotResume
        stream.seek(0)
        yield stream


def _kept(stream: FileIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _append(name: str, stream: FileIO, piece: bytes) -> None:
    try:
        with admission.writing(name):
            while piece:
                piece = piece[stream.write(piece) :]
    except WeightsUnavailable:
        with suppress(OSError):
            stream.truncate(0)  # a full disk gets its room back
        raise
