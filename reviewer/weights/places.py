"""Where weights files may be on this machine, and which are there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from reviewer import paths
from reviewer.errors import WeightsMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRIAL = "TRIAL"
"""A file of this name in a folder says that the weights there are random numbers, made to test or to measure with."""

_HUB_FOLDERS = ("", "pyiqa", "clip", "checkpoints")
"""Inside torch's hub folder: pyiqa's own files, CLIP's, and torchvision's."""


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


def ours(name: str) -> tuple[Path, ...]:
    """Where the named file is among this program's own weights: usually once, or nowhere."""
    return tuple(path for folder in _own_folders() if _is_file(path := folder / name))


def is_trial(path: Path) -> bool:
    """Whether a weights file holds random numbers: see ``TRIAL``."""
    home = paths.weights_folder()
    above = [folder for folder in path.parents if folder.is_relative_to(home)]
    return any((folder / TRIAL).is_file() for folder in (path.parent, *above))


def hub_snapshot(repository: str) -> Path | None:
    """The folder of a model that other programs keep in Hugging Face's cache, or None where it is not.

    Args:
        repository: As ``q-future/one-align``.

    Returns:
        One folder with its files; the folder's name is the revision, which names the contents.
    """
    name = f"models--{repository.replace('/', '--')}"
    for hub in (paths.weights_folder(), paths.weights_folder() / "hub", _hugging_face()):
        shots = [shot for shot in (hub / name / "snapshots").glob("*") if shot.is_dir() and any(shot.iterdir())]
        if shots:
            main = hub / name / "refs" / "main"
            revision = main.read_text(encoding="ascii", errors="replace").strip() if main.is_file() else ""
            return next((shot for shot in shots if shot.name == revision), max(shots, key=_changed))
    return None


def _changed(folder: Path) -> int:
    return folder.stat().st_mtime_ns


def _first(name: str) -> Path | None:
    # pyiqa keeps a plus sign as it stands in the address.
    spellings = dict.fromkeys((name, quote(name)))
    return next((path for folder in _folders() for one in spellings if _is_file(path := folder / one)), None)


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 -- pathlib raises for a folder that may not be entered


def _folders() -> Iterator[Path]:
    yield from _own_folders()
    torch_home = Path(os.environ.get("TORCH_HOME") or _cache() / "torch")
    yield from (torch_home.expanduser() / "hub" / inside for inside in _HUB_FOLDERS)
    yield Path.home() / ".cache" / "clip"  # where OpenAI's package keeps it, whatever XDG_CACHE_HOME says
    yield from sorted(_hugging_face().glob("models--chaofengc--IQA-PyTorch-Weights/snapshots/*"))


def _own_folders() -> Iterator[Path]:
    for hub in (paths.weights_folder(), paths.weights_folder() / "hub"):
        yield from (hub / inside for inside in _HUB_FOLDERS)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _hugging_face() -> Path:
    home = Path(os.environ.get("HF_HOME") or _cache() / "huggingface").expanduser()
    return Path(os.environ.get("HF_HUB_CACHE") or home / "hub").expanduser()
