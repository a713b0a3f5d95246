"""Ctrl+C and a polite ``kill`` end the program as its window's close button does: nothing is lost.

Python hears of a signal only when it next runs, and Qt's loop lets it run only when something happens. So the signal
writes a byte, and the byte is what happens.
"""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt(QObject):
    """Listens from its making until ``restore``; lives on the main thread, as Python's signals do.

    Signals:
        requested: The user or the system wants the program to end.
    """

    requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._before_fd = signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._note) for number in _SIGNALS}

    def restore(self) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._before_fd)
        self._notifier.setEnabled(False)
        self._ear.close()
        self._mouth.close()

    @staticmethod
    def _note(_number: int, _frame: FrameType | None) -> None:
        """Nothing: that a handler is there keeps the signal from ending the process, and lets the byte be written."""

    def _hear(self) -> None:
        heard = self._ear.recv(64)
        if any(number in heard for number in _SIGNALS):
            self.requested.emit()
