"""Faults of ours: written to a log with everything that helps to find them, told to the user in one line.

The only place, with the job runner, where any exception is caught.
"""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QtMsgType, Signal, qInstallMessageHandler

from reviewer import __version__, paths, words

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_SIZE = 1_000_000  # bytes of a log before it is turned over; two are kept

_log = logging.getLogger("reviewer.window")


class CrashHandler(QObject):
    """Takes over Python's and Qt's last words until ``restore``.

    Signals:
        noted(str): What to tell the user; from whichever thread, heard on the window's.
    """

    noted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = paths.log_folder() / "window.log"
        self._hooks = (sys.excepthook, threading.excepthook)
        self._handler = _open(self._file)
        _log.addHandler(self._handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False
        sys.excepthook = self._note
        threading.excepthook = lambda fault: self._note(fault.exc_type, fault.exc_value, fault.exc_traceback)
        qInstallMessageHandler(self._note_message)

    def restore(self) -> None:
        """Give the last words back."""
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(None)
        _log.removeHandler(self._handler)
        self._handler.close()

    def _note(self, kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._hooks[0](kind, fault or kind(), trace)
            return
        _log.error("version %s", __version__, exc_info=(kind, fault or kind(), trace))
        self.noted.emit(words.text("fault").format(file=words.safe(str(self._file))))

    def _note_message(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            _log.error("Qt: %s", message)
        else:
            _log.info("Qt: %s", message)


def _open(file: Path) -> logging.Handler:
    """The log's file; without a place to write, standard error has to do."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=_SIZE, backupCount=1, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
