"""Whether a window can be opened here, and if not, which package is missing and which command installs it.

Qt ends the whole process when it finds no display or cannot load its platform plugin, so this is found out before.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from reviewer.errors import MissingPart, NoDisplay, ReviewerError

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Debian's packages of the system libraries that Qt links to; the same names in Ubuntu."""

_QT = "PySide6-Essentials>=6.10,!=6.12.0"


def problem() -> ReviewerError | None:
    """Why no window can be opened here; None if one can, as far as can be told without opening it."""
    x11 = _x11_wanted()
    if _needs_display() and not (x11 or os.environ.get("WAYLAND_DISPLAY")):
        return NoDisplay()
    try:
        for module in ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"):
            import_module(module)
    except ImportError as error:
        return missing_part(error)
    return _x11_problem() if x11 else None


def missing_part(error: ImportError | OSError) -> MissingPart:
    """What was missing when a module or a library could not be loaded, with the command that installs it."""
    if isinstance(error, ModuleNotFoundError):
        module = (error.name or "").partition(".")[0]
        return MissingPart(module, _pip(_QT if module in {"PySide6", "shiboken6"} else module))
    library = str(error).partition(":")[0]
    if library not in _PACKAGES:
        return MissingPart(str(error).partition("\n")[0], _pip("--force-reinstall", _QT))
    absent = [name for name in _PACKAGES if name == library or not _loads(name)]
    return MissingPart(library, _apt(dict.fromkeys(_PACKAGES[name] for name in absent)))


def _needs_display() -> bool:
    return sys.platform not in {"win32", "darwin"} and not os.environ.get("QT_QPA_PLATFORM")


def _x11_wanted() -> bool:
    """Whether Qt will talk to an X server: told to, or the only display there is."""
    if not _needs_display():
        return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] == "xcb"
    return bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")


def _x11_problem() -> ReviewerError | None:
    package = Path(str(import_module("PySide6").__file__)).parent
    plugin = package / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    try:
        if plugin.exists():
            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return missing_part(error)
    xcb.xcb_connect.restype = ctypes.c_void_p
    # Left open: a server without a window manager starts anew when its last client leaves, and would refuse Qt then.
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    return NoDisplay(detail=os.environ.get("DISPLAY", "")) if xcb.xcb_connection_has_error(connection) else None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _apt(packages: dict[str, None]) -> str:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return " ".join([*([] if root else ["sudo"]), "apt install", *packages])


def _pip(*arguments: str) -> str:
    command = [sys.executable or "python", "-m", "pip", "install", *arguments]
    return subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
