"""The colour profile of the screen that a photo is on: what the user chose, else what the system tells, else sRGB.

Found in the background once the window is there: the first paint does not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from reviewer.decode.colour import is_of_screen
from reviewer.errors import ProfileRefused
from reviewer.ui.screen import native_profile
from reviewer.ui.screen.native_profile import LARGEST, Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

    from reviewer.ui.screen.colord import Colord

_LATER = 200  # ms after the window is there, or has come to another screen
_LONGEST_END = 2000  # ms that the end waits for a file that is being read


class Monitor(QObject):
    """Follows the photo from screen to screen. Owned by the GUI thread; ``close`` before it goes.

    Signals:
        profile_changed(bytes | None): Another ICC profile holds from now on; None is sRGB.
        refused(ProfileRefused): The file that the user chose is no profile of a screen; the system's holds.
    """

    profile_changed = Signal(object)
    refused = Signal(object)
    _read = Signal(int, object)

    def __init__(
        self, file: str = "", *, colord: Callable[[QObject], Colord] | None = None, parent: QObject | None = None
    ) -> None:
        """Nothing is watched yet.

        Args:
            file: An ICC file that the user chose; empty to ask the system.
            colord: Makes the one who asks the colour manager; None for the system's, where there may be one.
            parent: Owner.
        """
        super().__init__(parent)
        self._watched: list[QWidget] = []  # the one that was shown last, last
        self._windows: set[QWindow] = set()
        self._file = file
        self._make_colord = colord
        self._colord: Colord | None = None
        self._profile: bytes | None = None
        self._number = 0  # of the present question: an answer to an earlier one comes too late
        self._pool = QThreadPool(self, maxThreadCount=1)
        self._later = QTimer(self, singleShot=True, interval=_LATER)
        self._later.timeout.connect(self._find)
        self._read.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def watch(self, widget: QWidget) -> None:
        """Follow this one too, from when it is shown; of several that are, the one shown last counts."""
        self._watched.append(widget)
        widget.installEventFilter(self)
        if widget.isVisible():
            self._later.start()

    @property
    def profile(self) -> bytes | None:
        """The ICC profile in force; None is sRGB."""
        return self._profile

    def choose(self, file: str) -> None:
        """Another choice of the user: an ICC file, or empty for what the system says."""
        if file != self._file:
            self._file = file
            self._find()

    def close(self) -> None:
        """Ask nothing more; waits for at most two seconds."""
        self._number += 1
        self._later.stop()
        self._pool.waitForDone(_LONGEST_END)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A photo is shown, perhaps in another window; or not any more, and another one counts."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            self._watched.remove(watched)
            self._watched.append(watched)
            self._later.start()
        elif event.type() == QEvent.Type.Hide:
            self._later.start()
        return super().eventFilter(watched, event)

    @property
    def _widget(self) -> QWidget | None:
        return next((widget for widget in reversed(self._watched) if widget.isVisible()), None)

    def _follow(self, window: QWindow | None) -> None:
        if window is not None and window not in self._windows:
            self._windows.add(window)
            window.screenChanged.connect(self._later.start)
            window.destroyed.connect(lambda: self._windows.discard(window))

    def _find(self) -> None:
        self._number += 1
        if self._widget is None:
            return
        self._follow(self._widget.window().windowHandle())
        if self._file:
            self._load(Path(self._file))
        else:
            self._ask()

    def _ask(self) -> None:
        """Ask the colour manager where there can be one, else the window system."""
        if self._make_colord is None and QGuiApplication.platformName() not in {"xcb", "wayland"}:
            self._ask_natively()
            return
        if self._colord is None:
            self._colord = self._make_colord(self) if self._make_colord else _system_colord(self)
            self._colord.answered.connect(self._follow_manager)
        if self._widget is not None:
            self._colord.ask(self._widget.screen().name())

    def _follow_manager(self, file: Path | None) -> None:
        if self._file:
            return
        if file is None:
            self._ask_natively()
        else:
            self._load(file)

    def _ask_natively(self) -> None:
        if self._widget is None:
            return
        screen, handle = self._widget.screen(), self._widget.window().windowHandle()
        centre = screen.geometry().center()
        where = Whereabouts(
            QGuiApplication.platformName(),
            QGuiApplication.screens().index(screen),
            (centre.x(), centre.y()),
            int(handle.winId()) if handle else 0,
        )
        self._in_thread(lambda: native_profile.read(where))

    def _load(self, file: Path) -> None:
        self._in_thread(lambda: _contents(file))

    def _in_thread(self, reader: Callable[[], bytes | None]) -> None:
        self._pool.start(_Reading(self, self._number, reader))

    def _take(self, number: int, profile: bytes | None) -> None:
        if number != self._number:
            return
        if profile is None and self._file:
            self.refused.emit(ProfileRefused(Path(self._file)))
            self._file = ""
            self._find()
            return
        if profile != self._profile:
            self._profile = profile
            self.profile_changed.emit(profile)


class _Reading(QRunnable):
    """Reads a profile in the pool's thread."""

    def __init__(self, owner: Monitor, number: int, reader: Callable[[], bytes | None]) -> None:
        super().__init__()
        self._owner, self._number, self._reader = owner, number, reader

    def run(self) -> None:
        """Read and report; what is no profile of a screen is as none."""
        profile = self._reader()
        self._owner._read.emit(self._number, profile if is_of_screen(profile) else None)


def _contents(file: Path) -> bytes | None:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST)
    except (OSError, ValueError):
        return None


def _system_colord(parent: QObject) -> Colord:
    from reviewer.ui.screen.colord import Colord  # noqa: PLC0415 -- Qt's D-Bus, which most starts do without until then

    return Colord(parent=parent)
