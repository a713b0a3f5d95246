"""Where things live on this machine: the only place that asks ``appdirs``.

``PHOTO_REVIEWER_HOME`` puts everything under one folder: a portable installation, or a test.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from functools import partial
from pathlib import Path

import appdirs

HOME = "PHOTO_REVIEWER_HOME"
"""The environment variable for all of it."""

_NAME = "photo-reviewer"


def _under(part: str, otherwise: str) -> Path:
    home = os.environ.get(HOME)
    return Path(home) / part if home else Path(otherwise)


def data_folder() -> Path:
    """What cannot be made again: the catalogue."""
    return _under("data", appdirs.user_data_dir(_NAME, appauthor=False))


def config_folder() -> Path:
    """Settings and keys."""
    return _under("config", appdirs.user_config_dir(_NAME, appauthor=False))


def cache_folder() -> Path:
    """What can be made again: thumbnails, demo photos."""
    return _under("cache", appdirs.user_cache_dir(_NAME, appauthor=False))


def log_folder() -> Path:
    """Logs of the window and of worker processes."""
    return _under("log", appdirs.user_log_dir(_NAME, appauthor=False))


def runtime_folder() -> Path:
    """What lives as long as the window: the socket by which a later start reaches it."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    user = os.getuid() if hasattr(os, "getuid") else ""
    return _under("run", f"{runtime}/{_NAME}" if runtime else f"{tempfile.gettempdir()}/{_NAME}-{user}")


def weights_folder() -> Path:
    """Weights that the user installed for this program; laid out as torch's hub folder is."""
    return _under("weights", appdirs.user_data_dir(_NAME, appauthor=False) + os.sep + "weights")


def resource(name: str) -> Path:
    """A packaged data file, as ``style.qss``: inside the wheel, or beside the package in a checkout."""
    packaged = Path(__file__).parent / "resources" / name
    return packaged if packaged.exists() else Path(__file__).parent.parent / "resources" / name


def write_whole(file: Path, *parts: bytes, mode: int | None = 0o600) -> None:
    """Write a file whole or not at all; its folder is made. Of a link, what it points to is written.

    Args:
        file: What to write; as it was before where this fails.
        parts: All of its bytes, one part after the other.
        mode: Its permissions; None for those that any new file would have.

    Raises:
        OSError: The folder cannot be written.
    """
    place = Path(os.path.realpath(file))  # pathlib's raises where links lead in a circle
    place.parent.mkdir(parents=True, exist_ok=True)
    # A short name: beside a file whose own is as long as the disk takes, it has to fit too.
    beside = place.with_name(f".{_NAME}-{secrets.token_hex(8)}.part")
    try:
        with open(beside, "xb", opener=partial(os.open, mode=0o600 if mode is not None else 0o666)) as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
