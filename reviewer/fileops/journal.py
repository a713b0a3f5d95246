"""What is to be done and what has been, on disk before the files move: so that a crash is gone on from, and undone.

A journal is a text file. Its first line holds the whole undertaking; it is written whole, so that there is either none
of it or all. Every later line is one small fact, added at the end; a last line that a crash cut off does not count.
Who works on an undertaking holds a lock on its journal, which the system lets go of if they die.

    ["folders", [...], [...]]      targets that were made for it; all targets that are there
    ["begun", n]                   parcel n may have been touched
    ["place", n, i, path]          file i of parcel n is in the trash here, or is about to be
    ["done", n, [i, ...]]          these files of parcel n are now elsewhere
    ["left", n, code, detail]      parcel n was left as it was; for people who look for why
    ["end"]                        nothing more is to be done
    ["undone"]                     everything was put back
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer import paths
from reviewer.errors import FileUnwritable, NotResumable
from reviewer.fileops import disk
from reviewer.fileops.parcels import Item, Parcel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

_VERSION = 1
_END_BYTES = 64  # more than the lines that say that nothing is to be done take


def folder() -> Path:
    """Where journals are."""
    return paths.data_folder() / "journals"


class Journal:
    """One undertaking.

    Attributes:
        path: Its file.
        verb: As an order's, or ``restore`` for the undoing of another.
        at: When it was begun, seconds since 1970.
        parcels: All that was planned.
        undoes: The journal that it undoes.
        made: Folders that were made for it, outer ones first.
        present: Its target folders, once they were made; None before.
        begun: Numbers of parcels that may have been touched.
        done: Which files of a parcel are elsewhere now, by its number.
        places: Where in the trash files are, by parcel and file.
        ended, undone: See the module.
    """

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            NotResumable: It cannot be read, or another version wrote it.
        """
        self.path = path
        try:
            lines = path.read_bytes().splitlines(keepends=True)
            head: dict[str, Any] = json.loads(lines[0])
        except (OSError, ValueError, IndexError) as error:
            raise NotResumable(path, "damaged") from error
        if head["version"] != _VERSION:
            raise NotResumable(path, "newer")
        self.verb: str = head["verb"]
        self.at: float = head["at"]
        self.undoes = Path(head["undoes"]) if head["undoes"] else None
        self.parcels = tuple(
            Parcel(tuple(Item(Path(a), Path(b) if b else None, size, there) for a, b, size, there in items))
            for items in head["parcels"]
        )
        self.made: list[Path] = []
        self.present: set[Path] | None = None
        self.begun: set[int] = set()
        self.done: dict[int, list[int]] = {}
        self.places: dict[tuple[int, int], Path] = {}
        self.ended = self.undone = False
        self._stream: BinaryIO | None = None
        self._ragged = not lines[-1].endswith(b"\n")
        for line in lines[1:]:
            with suppress(ValueError):  # cut off by a crash
                self._learn(json.loads(line))

    def _learn(self, fact: Sequence[Any]) -> None:
        match fact:
            case ["folders", made, present]:
                self.made, self.present = [Path(text) for text in made], {Path(text) for text in present}
            case ["begun", number]:
                self.begun.add(number)
            case ["place", number, file, place]:
                self.places[number, file] = Path(place)
            case ["done", number, files]:
                self.done[number] = files
            case ["end"]:
                self.ended = True
            case ["undone"]:
                self.undone = True

    @classmethod
    def begin(cls, verb: str, parcels: Sequence[Parcel], undoes: Path | None = None) -> Journal:
        """Write a new one, and hold it.

        Raises:
            FileUnwritable: It cannot be written; so nothing may be begun.
        """
        at = time.time()
        name = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(at))}-{at % 1 * 1e6:06.0f}-{secrets.token_hex(4)}.journal"
        path = folder() / name
        head = {
            "version": _VERSION,
            "verb": verb,
            "at": at,
            "undoes": str(undoes) if undoes else "",
            "parcels": [
                [(str(item.source), str(item.target or ""), item.size, item.there) for item in parcel.items]
                for parcel in parcels
            ],
        }
        try:
            # Nothing of it is a secret, but file names can be: as all of the user's data, it is theirs alone.
            paths.write_whole(path, json.dumps(head).encode("ascii"), b"\n")
            disk.sync_folder(path.parent)
            journal = cls(path)
            journal.hold()
        except OSError as error:
            raise FileUnwritable(path, error.strerror or "") from error
        return journal

    def hold(self) -> None:
        """Keep others from working on it until ``close``.

        Raises:
            NotResumable: Somebody does.
            OSError: It cannot be written.
        """
        stream = self.path.open("ab")
        try:
            _lock(stream)
        except OSError as error:
            stream.close()
            raise NotResumable(self.path, "under_way") from error
        self._stream = stream
        if self._ragged:
            stream.write(b"\n")

    def note(self, *fact: Any, lasting: bool = False) -> None:  # noqa: ANN401 -- a line of JSON
        """Add a fact.

        Args:
            fact: A line of the module's table; paths as text.
            lasting: To be on the disk before anything else happens, so that it outlives a power cut.

        Raises:
            FileUnwritable: It cannot be written.
        """
        if self._stream is None:
            raise ValueError(fact)
        try:
            self._stream.write(json.dumps(fact).encode("ascii") + b"\n")
            self._stream.flush()
            if lasting:
                os.fsync(self._stream.fileno())
        except OSError as error:
            raise FileUnwritable(self.path, error.strerror or "") from error
        self._learn(json.loads(json.dumps(fact)))

    def close(self) -> None:
        """Let others have it."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    @property
    def pending(self) -> list[int]:
        """Numbers of the parcels that are not done."""
        return [number for number in range(len(self.parcels)) if number not in self.done]

    def place(self, number: int, file: int) -> Path:
        """Where a file was moved to, or is to be.

        Raises:
            KeyError: The trash has not said yet.
        """
        return self.parcels[number].items[file].target or self.places[number, file]

    def carried(self) -> Iterator[list[tuple[Item, Path]]]:
        """The files that are elsewhere now, and where, parcel by parcel; the last first."""
        for number, files in sorted(self.done.items(), reverse=True):
            yield [(self.parcels[number].items[file], self.place(number, file)) for file in files]


def _lock(stream: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 -- Windows alone has it

        stream.seek(1 << 30)  # one byte that nobody reads
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 -- Windows has none

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def interrupted() -> list[Journal]:
    """What was begun, is not at its end, and nobody works on now; the oldest first."""
    found = []
    for path in _paths():
        # The window asks at its start: of the many that came to their end, only that end is read.
        with suppress(NotResumable, OSError):
            if not _at_end(path):
                journal = Journal(path)
                journal.hold()
                journal.close()
                found.append(journal)
    return found


def _at_end(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - _END_BYTES))
        return any(line in {b'["end"]', b'["undone"]'} for line in stream.read().splitlines())


def journals() -> Iterator[Journal]:
    """All that can be read, the oldest first."""
    for path in _paths():
        with suppress(NotResumable):
            yield Journal(path)


def _paths() -> list[Path]:
    return sorted(folder().glob("*.journal"))
