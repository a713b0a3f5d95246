"""Handing a file to another program: an editor, a file manager, whatever the system has for its type.

Each is a generator, for a job: it starts the program, watches its first seconds, and says what went wrong in them. The
program belongs to nobody then; it stays when the window goes.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import FileGone, NoFileManager, NoProgram, ProgramFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WATCHED = 3.0
"""Seconds in which a program that cannot start has said so; the system's own openers end within them."""

_STEP = 0.05
"""Seconds between two looks."""

_NOT_OURS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What was given to this program for its own start."""


def edit(path: Path, editor: str = "") -> Iterator[None]:
    """Open a photo in an editor.

    Args:
        path: The photo.
        editor: A command, the photo is put behind it; empty for what the system has for files of its type.

    Raises:
        FileGone: The photo is not there any more.
        ProgramFailed: The editor did not start, or gave up at once.
        NoProgram: The system has none for this type.
    """
    _check(path)
    if editor.strip():
        yield from _start([*_split(editor), os.fspath(path)])
        return
    yield from _by_type(path)


def show_folder(path: Path) -> Iterator[None]:
    """Show the folder of a photo in a file manager, with the photo selected where the system can.

    Raises:
        FileGone: The photo is not there any more.
        NoFileManager: There is none.
    """
    _check(path)
    if sys.platform == "win32":
        yield from _start(f'explorer /select,"{path}"', trusted=False)
        return
    try:
        if sys.platform == "darwin":
            yield from _start(["open", "-R", os.fspath(path)])
        else:
            yield from _by_type(path.parent)
    except (NoProgram, ProgramFailed) as error:
        raise NoFileManager(path, str(path.parent)) from error


def _check(path: Path) -> None:
    if not os.path.lexists(path):
        raise FileGone(path)


def _by_type(path: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield from _start(["explorer", os.fspath(path)], trusted=False)
        return
    openers = (["open"],) if sys.platform == "darwin" else (["xdg-open"], ["gio", "open"])
    opener = next((one for one in openers if shutil.which(one[0])), openers[0])
    try:
        yield from _start([*opener, os.fspath(path)])
    except ProgramFailed as error:
        raise NoProgram(path) from error


def _split(editor: str) -> list[str]:
    """A command as a shell would read it; a plain path may hold spaces."""
    if os.path.lexists(editor):
        return ["open", "-a", editor] if editor.rstrip("/").endswith(".app") else [editor]
    try:
        return [part.strip('"') for part in shlex.split(editor, posix=sys.platform != "win32")]
    except ValueError:  # an open quote
        return [editor]


def _start(command: Sequence[str] | str, *, trusted: bool = True) -> Iterator[None]:
    """Start a program; ``trusted``: its exit code tells whether it did what it should."""
    name = Path(command[0] if isinstance(command, list) else "explorer")
    environment = {key: value for key, value in os.environ.items() if key not in _NOT_OURS}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ProgramFailed(name, getattr(error, "strerror", None) or str(error)) from error
    until = time.monotonic() + _WATCHED
    try:
        while process.poll() is None and time.monotonic() < until:
            yield
            time.sleep(_STEP)
    finally:
        if process.returncode is None:  # it runs: its end is waited for, or it would stay in the list of processes
            threading.Thread(target=process.wait, name=f"end of {name}", daemon=True).start()
    if process.returncode and trusted:
        raise ProgramFailed(name, f"exit code {process.returncode}")
