"""Whether the user flips faster than pictures can come: a held arrow key, 25 to 40 photos a second.

Then no picture is worth beginning, since none would be done in time and all would be in the way of the last one: small
pictures stand in until the key is let go of, or no further flip follows.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

_APART = 60  # ms between two flips of one who looks; a key repeats every 25 to 40 ms


class Haste(QObject):
    """Told of each flip.

    Signals:
        over: No further flip follows, for now.
    """

    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last = 0.0
        self._pause = QTimer(self, singleShot=True, interval=_APART)
        self._pause.timeout.connect(self.over)

    @property
    def is_on(self) -> bool:
        """Whether ``over`` is still to come."""
        return self._pause.isActive()

    def note_flip(self) -> bool:
        """Whether this flip follows the last one so closely that it is one of many; then ``over`` will come."""
        now = time.monotonic()
        soon, self._last = now - self._last < _APART / 1000, now
        if soon:
            self._pause.start()
        return soon

    def end(self) -> None:
        """The key was let go of."""
        if self.is_on:
            self._pause.stop()
            self.over.emit()
