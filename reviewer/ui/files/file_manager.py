"""Shows a photo in the desktop's file manager, selected.

File managers of Linux desktops answer to one name on the session's bus (``org.freedesktop.FileManager1``) and select
what they are told; where none answers, the folder is opened. Windows' and macOS's have a command for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer import opening

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.ui.background.jobs import Jobs

_NAME = "org.freedesktop.FileManager1"
_PATH = "/org/freedesktop/FileManager1"
_PATIENCE = 10_000  # ms; the bus may have to start the file manager first


class FileManager(QObject):
    """The file manager; what it cannot do is told as a job's failure."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs

    def show(self, path: Path) -> None:
        """Show a file's folder with the file selected; returns at once."""
        if sys.platform in {"win32", "darwin"} or not self._ask_bus(path):
            self._show_folder(path)

    def _ask_bus(self, path: Path) -> bool:
        """Ask over the bus; whether there is one. If nobody takes the question, the folder is shown after all."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher  # noqa: PLC0415 - seldom used

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return False
        question = QDBusMessage.createMethodCall(_NAME, _PATH, _NAME, "ShowItems")
        question.setArguments([[path.as_uri()], ""])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(question, _PATIENCE), self)

        def heard() -> None:
            watcher.deleteLater()
            if watcher.isError():
                self._show_folder(path)

        watcher.finished.connect(heard)
        return True

    def _show_folder(self, path: Path) -> None:
        self._jobs.start(opening.show_folder(path), name="file manager", priority=1)
