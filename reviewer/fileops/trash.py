"""The trash of Linux desktops: where it is for a file, and a place in it that can be undone.

The FreeDesktop.org Trash specification 1.0: the user's own trash serves files on its volume, every other volume may
have one at its top. A file in ``files`` has a note of the same name in ``info`` that says where it came from, and that
note is written first. Nothing here moves a photo: that a place is kept, before anything goes there, is what makes the
undo certain.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from pathlib import Path
from urllib.parse import quote

from reviewer.fileops import disk

_NOTE = ".trashinfo"
_LONGEST = 255 - len(_NOTE) - len(".9999")  # bytes of a name, with its note's ending and a number


@dataclass(frozen=True, slots=True)
class Trash:
    """One volume's trash.

    Attributes:
        root: The folder with ``files`` and ``info`` in it; made when it is first needed.
        top: What the notes' paths are relative to; None in the user's own trash, where they are absolute.
    """

    root: Path
    top: Path | None = None

    def reserve(self, file: Path) -> Path:
        """A place for a file, its note written; nothing is moved.

        Raises:
            OSError: The trash cannot be made or written.
        """
        for folder in (self.root, self.root / "files", self.root / "info"):
            folder.mkdir(mode=0o700, parents=folder == self.root, exist_ok=True)
        note = self._note(file)
        for number in count(1):
            place = self.root / "files" / _numbered(file.name, number)
            if not os.path.lexists(place) and self._noted(place, note):
                return place
        raise AssertionError

    def _note(self, file: Path) -> str:
        true = Path(os.path.realpath(file.parent)) / file.name
        where = true.relative_to(self.top) if self.top else true
        return f"[Trash Info]\nPath={quote(os.fsencode(where))}\nDeletionDate={time.strftime('%Y-%m-%dT%H:%M:%S')}\n"

    @staticmethod
    def _noted(place: Path, text: str) -> bool:
        """Whether the note could be written: one without its file that says the same is ours, from before a crash.

        It gets its name when it is whole, by way of one that is the same after a crash.
        """
        where = text.splitlines()[1].encode("ascii")
        note = _note_of(place)
        beside = note.with_name(f".photo-reviewer-{blake2b(where, digest_size=8).hexdigest()}")
        beside.write_text(text, encoding="ascii")
        try:
            disk.rename_new(beside, note)
        except FileExistsError:
            beside.unlink()
            with suppress(OSError):
                return note.read_bytes().splitlines()[1:2] == [where]
            return False
        return True


def trash_for(file: Path) -> Trash | None:
    """The trash that a file can be renamed into, or None where its volume has none and cannot be given one.

    Nothing is made. The file's folder has to be there. On macOS and Windows it is None: their own trash has a call.
    """
    if sys.platform in {"darwin", "win32"}:
        return None
    folder = Path(os.path.realpath(file.parent))
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "Trash"
    if disk.volume(home) == disk.volume(folder) and disk.writable(home):
        return Trash(home)
    top = _top(folder)
    shared = top / ".Trash"
    for root, sound in ((shared / str(os.getuid()), _sticky(shared)), (top / f".Trash-{os.getuid()}", True)):
        if sound and not root.is_symlink() and disk.writable(root):
            return Trash(root, top)
    return None


def release(place: Path) -> None:
    """Take away the note of a place that nothing lies in any more."""
    if place.parent.name == "files" and not os.path.lexists(place):
        _note_of(place).unlink(missing_ok=True)


def _note_of(place: Path) -> Path:
    return place.parent.parent / "info" / (place.name + _NOTE)


def _top(folder: Path) -> Path:
    device = folder.stat().st_dev
    return next(
        place for place in (folder, *folder.parents) if place == place.parent or place.parent.stat().st_dev != device
    )


def _sticky(folder: Path) -> bool:
    with suppress(OSError):
        mode = folder.lstat().st_mode
        return stat.S_ISDIR(mode) and bool(mode & stat.S_ISVTX)
    return False


def _numbered(name: str, number: int) -> str:
    stem, dot, suffix = name.rpartition(".") if not name.startswith(".") else (name, "", "")
    ending = (f".{number}" if number > 1 else "") + dot + suffix
    room = _LONGEST - len(os.fsencode(dot + suffix))
    return os.fsdecode(os.fsencode(stem)[:room]) + ending
