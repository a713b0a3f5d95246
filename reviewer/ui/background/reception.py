"""Hears of later starts of the program and has the window do what they ask."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from reviewer.handover import Call, Claim


_PATIENCE = 1.0
"""Seconds to wait for the thread. It wakes at once, but for where something has taken its socket away, as what cleans
up folders of temporary files does: nothing wakes it then, and it ends with the program."""


class Reception(QObject):
    """Listens from its making until ``close``, on a thread of its own, which costs nothing while nobody calls.

    Signals:
        called(tuple[Path, ...]): Show the window; and open the first of these, if there are any.
    """

    called = Signal(object)
    _heard = Signal(object)

    def __init__(self, claim: Claim, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._claim = claim
        self._heard.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._listen, name="reception", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let another start have the place."""
        self._claim.close()
        self._thread.join(_PATIENCE)

    def _listen(self) -> None:
        while (call := self._claim.next()) is not None:
            self._heard.emit(call)

    def _take(self, call: Call) -> None:
        if call.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = call.token  # where Qt looks when a window is to come up
        self.called.emit(call.paths)
        call.answer()
