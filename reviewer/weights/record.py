"""What a weights file's contents are called, what they have to be, and what they were at first use.

Two files of notes: hashes already computed, in the cache, by path, size and time of change; and what each name's hash
was at first use, among the data. A file whose maker publishes no hash is taken as it is the first time, and held to
that from then on: a name never comes to mean other contents behind the scores that were made with it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.errors import WeightsRefused
from reviewer.weights.files import FILES
from reviewer.weights.objections import objection
from reviewer.weights.places import find, is_trial

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HASH_LENGTH = 16
"""Hex digits that name a file in a score: 64 bits, plenty among a user's few dozen files."""

CHANGED = "changed"
"""Why a file is refused that is not what it is expected to be."""


def fingerprint(files: Sequence[str]) -> str:
    """What names the contents of these files in a score: 16 hex digits, or nothing for no files.

    Before them stands ``trial-`` where one of the files holds random numbers.

    Raises:
        KeyError: A file is nowhere; ask ``missing`` first.
        WeightsRefused: One is not what is expected under its name: see ``verify``.
        OSError: A file cannot be read.
    """
    if not files:
        return ""
    found = find(files)
    hashes = [verify(name, found[name]) for name in files]
    whole = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    trial = "trial-" if any(map(is_trial, found.values())) else ""
    return trial + whole[:_HASH_LENGTH]


def verify(name: str, path: Path) -> str:
    """Hold a file to what is expected under its name; what a name is at first use is expected from then on.

    At first use nothing may speak against a file: what is refused must not be what others are held to. Random weights
    are neither held to anything nor remembered.

    Returns:
        Its SHA-256 in hex.

    Raises:
        WeightsRefused: With detail ``changed``, or what speaks against it: see ``objection``.
        OSError: It cannot be read.
    """
    digest = sha256(path)
    if is_trial(path):
        return digest
    wanted = expected(name)
    if wanted and digest != wanted:
        raise WeightsRefused(path, CHANGED)
    if not wanted:
        if reason := objection(name, path, digest):
            raise WeightsRefused(path, reason)
        record(name, digest)
    return digest


def expected(name: str) -> str:
    """The SHA-256 that a file of this name has to have: its maker's, else that of first use, else nothing."""
    pinned = FILES[name].sha256 if name in FILES else ""
    return pinned or str(_notes(_record()).get(name, ""))


def record(name: str, digest: str) -> None:
    """Expect this hash under this name from now on."""
    _write(_record(), {**_notes(_record()), name: digest})


def forget(name: str) -> None:
    """Expect nothing under this name any more but what its maker publishes."""
    notes = _notes(_record())
    if notes.pop(name, None) is not None:
        _write(_record(), notes)


def sha256(path: Path) -> str:
    """SHA-256 of a file in hex; read once, then remembered as long as size and time of change stay.

    Raises:
        OSError: The file cannot be read.
    """
    known = remembered(path)
    if known:
        return known
    status = path.stat()
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    remember(path, digest, size=status.st_size, changed=status.st_mtime_ns)
    return digest


def remembered(path: Path) -> str:
    """The SHA-256 of a file as far as it is known without reading it, or nothing.

    Raises:
        OSError: The file is not there.
    """
    status = path.stat()
    entry = _notes(_memory()).get(str(path))
    known = isinstance(entry, list) and entry[:2] == [status.st_size, status.st_mtime_ns]
    return str(entry[2]) if isinstance(entry, list) and known else ""


def remember(path: Path, digest: str, *, size: int, changed: int) -> None:
    """Keep a hash for the file as it was when it was read: its size in bytes, its time of change in ns."""
    _write(_memory(), {**_notes(_memory()), str(path): [size, changed, digest]})


def _memory() -> Path:
    return paths.cache_folder() / "weights.json"


def _record() -> Path:
    return paths.data_folder() / "weights.json"


def _notes(file: Path) -> dict[str, object]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(file: Path, notes: dict[str, object]) -> None:
    # Notes that cannot be written cost a second next time, or a check that is made later.
    with suppress(OSError):
        paths.write_whole(file, json.dumps(notes).encode())
