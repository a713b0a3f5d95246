"""Who goes first at the disk: scoring stands still while the screen waits.

Only a wait that lasts counts, so that ordinary flips on a good disk, which take a frame, do not stop and start scoring
all the time. Where the screen has waited once, the disk is slow, and what is near goes first too, so that the next
flip need not wait: until it is all there, but not for long.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

_PATIENCE = 30  # ms that the screen waits beside scoring
_NEAR = 1500  # ms after the screen has what it waited for in which its surroundings still go before scoring


class Gate(QObject):
    """Told what the screen lacks; says when scoring has to stand still.

    Signals:
        held_changed(bool): Whether it has to.
    """

    held_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photo = self._near = self._strip = False
        self._held = False
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(lambda: self._hold(held=True))
        self._longest = QTimer(self, singleShot=True, interval=_NEAR)
        self._longest.timeout.connect(lambda: self._hold(held=False))

    def note_pictures(self, photo: bool, near: bool) -> None:  # noqa: FBT001 -- a slot
        """Whether the photo on screen is waited for, and whether it or one near it is."""
        self._photo, self._near = photo, near
        self._weigh()

    def note_strip(self, waiting: bool) -> None:  # noqa: FBT001 -- a slot
        """Whether small pictures in sight are waited for."""
        self._strip = waiting
        self._weigh()

    def _weigh(self) -> None:
        if self._photo or self._strip:
            self._longest.stop()
            if not self._held and not self._patience.isActive():
                self._patience.start()
            return
        self._patience.stop()
        if not self._near:
            self._longest.stop()
            self._hold(held=False)
        elif self._held and not self._longest.isActive():
            self._longest.start()

    def _hold(self, *, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.held_changed.emit(held)
