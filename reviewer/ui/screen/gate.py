"""Who goes first at the disk: scoring stands still while the screen waits.

Only a wait that lasts counts, so that ordinary flips on a good disk, which take a frame, do not stop and start scoring
all the time. What is near goes before scoring too, so that the next flip need not wait: where it takes longer than a
good disk needs for it, and not for ever, since a photo near may be a RAW that takes seconds to develop.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

_PATIENCE = 30  # ms that the screen waits beside scoring
_NEAR_PATIENCE = 150  # ms that the photos near the one on screen do; a good disk gives them in this time
_NEAR = 1500  # ms that scoring stands still for them at the longest


class Gate(QObject):
    """Told what the screen lacks; says when scoring has to stand still.

    Signals:
        held_changed(bool): Whether it has to.
    """

    held_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photo = self._near = self._strip = False
        self._held = self._waited_enough = False
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._close)
        self._longest = QTimer(self, singleShot=True, interval=_NEAR)
        self._longest.timeout.connect(self._give_up)

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
            self._waited_enough = False
            if not self._held:
                self._be_patient(_PATIENCE)
        elif not self._near:
            self._patience.stop()
            self._longest.stop()
            self._waited_enough = False
            self._hold(held=False)
        elif self._held:
            self._wait_for_near()
        elif not self._waited_enough:
            self._be_patient(_NEAR_PATIENCE)

    def _be_patient(self, milliseconds: int) -> None:
        """For so long and no longer, however often this is asked for."""
        if not self._patience.isActive() or self._patience.interval() != milliseconds:
            self._patience.start(milliseconds)

    def _close(self) -> None:
        self._hold(held=True)
        if not self._photo and not self._strip:
            self._wait_for_near()

    def _wait_for_near(self) -> None:
        if not self._longest.isActive():
            self._longest.start()

    def _give_up(self) -> None:
        self._waited_enough = True
        self._hold(held=False)

    def _hold(self, *, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.held_changed.emit(held)
