"""Weights files of models: where they may be, which are there, and what names their contents.

Nothing is downloaded here. A file is looked for where the user puts it for this program (``paths.weights_folder()``),
then where pyiqa, CLIP and Hugging Face would have left it for any other program of the same user.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.errors import WeightsMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HUB_FOLDERS = ("", "pyiqa", "clip", "checkpoints")
"""Inside torch's hub folder: pyiqa's own files, CLIP's, and torchvision's."""

_HASH_LENGTH = 16
"""Hex digits that name a file in a score: 64 bits, plenty among a user's few dozen files."""


def find(files: Sequence[str]) -> dict[str, Path]:
    """Where the named files are; names that are nowhere are left out."""
    return {name: path for name in files if (path := _first(name))}


def missing(files: Sequence[str]) -> tuple[str, ...]:
    """The named files that are nowhere on this machine."""
    return tuple(name for name in files if not _first(name))


def require(metric: str, files: Sequence[str]) -> dict[str, Path]:
    """Where all the named files are.

    Raises:
        WeightsMissing: Naming those that are not there, and the folder to put them into.
    """
    if absent := missing(files):
        raise WeightsMissing(metric, absent, paths.weights_folder())
    return find(files)


def fingerprint(files: Sequence[str]) -> str:
    """What names the contents of these files in a score: 16 hex digits, or nothing for no files.

    Raises:
        KeyError: A file is nowhere; ask ``missing`` first.
        OSError: A file cannot be read.
    """
    if not files:
        return ""
    found = find(files)
    hashes = [sha256(found[name]) for name in files]
    whole = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    return whole[:_HASH_LENGTH]


def sha256(path: Path) -> str:
    """SHA-256 of a file in hex; read once, then remembered as long as size and time of change stay.

    Raises:
        OSError: The file cannot be read.
    """
    state = path.stat()
    key, seen = str(path), [state.st_size, state.st_mtime_ns]
    known = _remembered()
    entry = known.get(key)
    if isinstance(entry, list) and entry[:2] == seen:
        return str(entry[2])
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    _remember({**known, key: [*seen, digest]})
    return digest


def _memory() -> Path:
    return paths.cache_folder() / "weights.json"


def _remembered() -> dict[str, object]:
    try:
        known = json.loads(_memory().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(known: dict[str, object]) -> None:
    fresh = _memory().with_suffix(f".{os.getpid()}")
    # A cache that cannot be written costs a second next time and nothing else.
    with suppress(OSError):
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(known), encoding="utf-8")
        fresh.replace(_memory())
    with suppress(OSError):
        fresh.unlink(missing_ok=True)


def _first(name: str) -> Path | None:
    return next((path for folder in _folders() if (path := folder / name).is_file()), None)


def _folders() -> Iterator[Path]:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    torch_home = Path(os.environ.get("TORCH_HOME") or cache / "torch")
    for hub in (paths.weights_folder(), paths.weights_folder() / "hub", torch_home.expanduser() / "hub"):
        for inside in _HUB_FOLDERS:
            yield hub / inside
    yield Path.home() / ".cache" / "clip"  # where OpenAI's package keeps it, whatever XDG_CACHE_HOME says
    hf_home = Path(os.environ.get("HF_HOME") or cache / "huggingface").expanduser()
    hf_hub = Path(os.environ.get("HF_HUB_CACHE") or hf_home / "hub").expanduser()
    yield from sorted(hf_hub.glob("models--chaofengc--IQA-PyTorch-Weights/snapshots/*"))
