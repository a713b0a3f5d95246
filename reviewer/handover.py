"""One window, whatever is started again: a later start hands its folder to the window that is open, and ends.

The first start claims the place before it loads anything large, so that two quick double clicks make one window, and
answers once its window is there. A claim is a socket in a folder that only the user may enter (a named pipe on
Windows) beside a lock that the system lets go of with the process: a crash leaves nothing that stands in the way.
There is one place for each user, folder of the program's files (``PHOTO_REVIEWER_HOME``) and display.

It is the standard library's ``multiprocessing.connection``, of which only bytes are used: one code for all systems,
and a hand-over that never loads Qt takes a tenth of a second. Qt's own local sockets need its network library, and that
one needs Kerberos.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from contextlib import suppress
from hashlib import blake2b
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer import paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.connection import Connection

_PATIENCE = 10.0
"""Seconds that a window may take to answer: it may just be starting on a slow disk."""

_SLOWEST_QUESTION = 2.0
"""Seconds within which a start that has knocked says what it wants."""

_LONGEST = 1 << 20
"""Bytes of a message: a file manager may open thousands of photos at once."""

_TAKEN = b"taken"


class Call:
    """What a later start asks of the window, from ``Claim.next``.

    Attributes:
        paths: What to open, absolute; nothing if the window is only to come up.
        token: What Wayland lets the window come up for; empty for none.
    """

    def __init__(self, connection: Connection, message: Mapping[str, Any]) -> None:
        self.paths = tuple(Path(path) for path in message["paths"])
        self.token = str(message["token"])
        self._connection = connection

    def answer(self) -> None:
        """Tell the other start that it may end; whether it has waited does not matter."""
        with self._connection, suppress(OSError):
            self._connection.send_bytes(_TAKEN)


class Claim:
    """The place of the one window, from ``claim`` until ``close``."""

    def __init__(self, listener: Listener, lock: int | None) -> None:
        self._listener = listener
        self._lock = lock
        self._closing = False

    def next(self) -> Call | None:
        """Wait for a later start; None once another thread has called ``close``."""
        while True:
            with suppress(OSError, EOFError, ValueError, KeyError, TypeError):  # nonsense is not answered
                connection = self._listener.accept()
                if self._closing:
                    connection.close()
                    return None
                if connection.poll(_SLOWEST_QUESTION):
                    return Call(connection, json.loads(connection.recv_bytes(_LONGEST)))
                connection.close()
            if self._closing:
                return None

    def close(self) -> None:
        """Let go of the place, and wake ``next``, unless the socket's file is gone. A second time does nothing."""
        if self._closing:
            return
        self._closing = True
        with suppress(OSError):
            Client(self._listener.address).close()
        with suppress(OSError):  # also where its file is gone, so that nobody could knock
            self._listener.close()
        if self._lock is not None:
            os.close(self._lock)


def claim() -> Claim | None:
    """Take the place of the one window; None if another has it, or if no socket can be made there."""
    address = _address()
    lock = None
    try:
        if sys.platform != "win32":
            lock = _lock(Path(address))
            if lock is None:
                return None
            Path(address).unlink(missing_ok=True)  # a crashed window's: it held the lock
        listener = Listener(address, backlog=16)
    except OSError:
        if lock is not None:
            os.close(lock)
        return None
    if sys.platform != "win32":
        Path(address).chmod(0o600)
    return Claim(listener, lock)


def hand_over(paths_: Sequence[Path]) -> bool:
    """Have the window that is open show these, or only come up if there are none.

    Args:
        paths_: Folders or photos; relative ones are of the current folder.

    Returns:
        Whether there is a window, and it took them.
    """
    message = {
        "paths": [os.path.abspath(path) for path in paths_],  # noqa: PTH100 - resolve() follows links
        "token": os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    }
    try:
        with Client(_address()) as connection:
            # ASCII, in which bytes that are no Unicode come through as they are.
            connection.send_bytes(json.dumps(message).encode("ascii"))
            return connection.poll(_PATIENCE) and connection.recv_bytes(len(_TAKEN)) == _TAKEN
    except (OSError, EOFError):
        return False


def _address() -> str:
    """Where the window is reached: another for each folder of the program's files, and for each display."""
    seat = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    key = blake2b(os.fsencode(paths.data_folder()) + b"\0" + os.fsencode(seat), digest_size=8).hexdigest()
    if sys.platform == "win32":
        return rf"\\.\pipe\photo-reviewer-{key}"
    return str(paths.runtime_folder() / f"window-{key}.socket")


def _lock(address: Path) -> int | None:
    """Hold the lock beside a socket, in a folder of the user's own; None if another process does.

    Raises:
        OSError: The folder is not there, or others may enter it.
    """
    import fcntl  # noqa: PLC0415 - Windows has none, and needs none: a pipe goes with its process

    folder = address.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid() or state.st_mode & 0o077:
        raise PermissionError(folder)
    lock = os.open(address.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
