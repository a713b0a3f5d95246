"""Keeps the screen from blanking while a slideshow plays.

Linux asks the session's screen saver over D-Bus, Windows its power service, macOS its own ``caffeinate``. Where none
of them answers the slideshow plays all the same: that a screen may blank is no reason to stop.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import Protocol

from PySide6.QtDBus import QDBusConnection, QDBusMessage

_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2  # SetThreadExecutionState's flags, from winbase.h


class Awake(Protocol):
    """Holds the screen awake from ``hold`` until ``release``; both may be called again without harm."""

    def hold(self) -> None:
        """Keep the screen on from now."""

    def release(self) -> None:
        """Let the screen blank again."""


class _FreeDesktop:
    """The screen saver's own interface, which GNOME, KDE, Xfce and the others answer.

    The wish is made over a bus connection of its own, and withdrawn by closing that: the saver forgets a client that
    left. (``UnInhibit`` wants an unsigned cookie, which the bindings cannot send.)
    """

    _CONNECTION = "photo-reviewer-slideshow"

    def __init__(self) -> None:
        self._held = False

    def hold(self) -> None:
        if self._held:
            return
        self._held = True
        message = QDBusMessage.createMethodCall(
            "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "Inhibit"
        )
        message.setArguments(["Photo Reviewer", "Slideshow"])
        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, self._CONNECTION)
        bus.send(message)  # not waited for: a saver that sleeps must not hold up the first photo

    def release(self) -> None:
        if self._held:
            self._held = False
            QDBusConnection.disconnectFromBus(self._CONNECTION)


class _Windows:
    """Says that the display is in use."""

    def hold(self) -> None:
        self._state(_CONTINUOUS | _SYSTEM | _DISPLAY)

    def release(self) -> None:
        self._state(_CONTINUOUS)

    @staticmethod
    def _state(flags: int) -> None:
        ctypes.windll.kernel32.SetThreadExecutionState(flags)  # type: ignore[attr-defined,unused-ignore]


class _Mac:
    """``caffeinate`` holds the display awake until it is ended, or until we end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        if self._process is None:
            self._process = subprocess.Popen(["caffeinate", "-d", "-w", str(os.getpid())])

    def release(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


def for_this_system() -> Awake:
    """The way that fits the system we run on."""
    if sys.platform == "win32":
        return _Windows()
    return _Mac() if sys.platform == "darwin" else _FreeDesktop()
