"""Whether a window can be opened here, and if not, which package is missing and which command installs it.

Qt ends the whole process when it finds no display or cannot load its platform plugin, so this is found out before.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from importlib import import_module
from pathlib import Path

from reviewer import remedies
from reviewer.errors import MissingPart, NoDisplay, ReviewerError

_QT = "PySide6-Essentials>=6.10,!=6.12.0"


def problem() -> ReviewerError | None:
    """Why no window can be opened here; None if one can, as far as can be told without opening it."""
    if _needs_display() and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return NoDisplay()
    try:
        for module in ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"):
            import_module(module)
    except ImportError as error:
        return missing_part(error)
    if not _wayland_wanted():
        return _x11_problem() if _x11_wanted() else None
    found = _wayland_problem()
    falls_back = found is not None and _needs_display() and bool(os.environ.get("DISPLAY"))
    return _x11_problem() if falls_back else found


def missing_part(error: ImportError | OSError) -> MissingPart:
    """What was missing when a module or a library could not be loaded, with the command that installs it."""
    if isinstance(error, ModuleNotFoundError):
        module = (error.name or "").partition(".")[0]
        return MissingPart(module, remedies.pip(_QT if module in {"PySide6", "shiboken6"} else module))
    library = str(error).partition(":")[0]
    if library not in remedies.PACKAGES:
        return MissingPart(str(error).partition("\n")[0], remedies.pip("--force-reinstall", _QT))
    absent = [name for name in remedies.PACKAGES if name == library or not _loads(name)]
    return MissingPart(library, remedies.apt(absent))


def _needs_display() -> bool:
    return sys.platform not in {"win32", "darwin"} and not os.environ.get("QT_QPA_PLATFORM")


def _x11_wanted() -> bool:
    """Whether Qt will talk to an X server: told to, or the only display there is."""
    if not _needs_display():
        return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] == "xcb"
    return bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")


def _wayland_wanted() -> bool:
    """Whether Qt will talk to a Wayland compositor, at first at least."""
    if not _needs_display():
        return os.environ.get("QT_QPA_PLATFORM", "").partition(";")[0] == "wayland"
    return bool(os.environ.get("WAYLAND_DISPLAY"))


def _wayland_problem() -> ReviewerError | None:
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    if not Path(os.environ.get("XDG_RUNTIME_DIR", ""), name).exists():
        return NoDisplay(detail=name)
    try:
        _load_plugin("libqwayland.so")
    except OSError as error:
        return missing_part(error)
    return None


def _load_plugin(name: str) -> None:
    """Load one of Qt's platform plugins, if it has this one.

    Raises:
        OSError: A library that it needs is missing.
    """
    plugin = Path(str(import_module("PySide6").__file__)).parent / "Qt" / "plugins" / "platforms" / name
    if plugin.exists():
        ctypes.CDLL(str(plugin))


def _x11_problem() -> ReviewerError | None:
    try:
        _load_plugin("libqxcb.so")
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
