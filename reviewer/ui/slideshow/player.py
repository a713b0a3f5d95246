"""The slideshow's clock: tells a ``Playback`` how much time has gone by, and everyone else what that changed.

Which photo, for how long and what a move means is decided in ``playback``, which knows no clock; this room has nothing
but the clock.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal

from reviewer.photo import Viewing
from reviewer.playback import Event, Playback

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer.photo import Photo

_LONGEST = 40  # ms between ticks: the play head creeps, it does not hop


class Player(QObject):
    """Runs one playback in real time.

    Args:
        content_id: The name of a photo's bytes, empty where not known yet.
        clock: Seconds, monotonic.

    Signals:
        cut(Event): Another photo, or the summary, belongs on screen.
        ticked: Time went by; place and time left are others.
        looked(Viewing): A look at a photo ended.
    """

    cut = Signal(object)
    ticked = Signal()
    looked = Signal(object)

    def __init__(
        self,
        content_id: Callable[[Photo], str],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._content_id = content_id
        self._clock = clock
        self.playback = Playback(())
        self._last = 0.0
        self._frozen = False
        self._shown: dict[Photo, tuple[float, QSize]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def adopt(self, playback: Playback) -> None:
        """Play this one from ``start`` on; the one before gets no more time."""
        self.end()
        self.playback = playback
        self._shown.clear()

    def start(self) -> None:
        """Run it; its first photo belongs on screen."""
        self._last = self._clock()
        self._settle(Event.FINISHED if self.playback.finished else Event.STOP)

    def move(self, made: Callable[[Playback], object]) -> None:
        """Carry out a move (a step, a pause, another plan), with the time up to now counted before it."""
        self._tell(self._count())
        event = made(self.playback)
        self._settle(event if isinstance(event, Event) else Event.NOTHING)

    @property
    def frozen(self) -> bool:
        """No time goes by, whatever is played."""
        return self._frozen

    def freeze(self) -> None:
        """Let no time go by until ``thaw``: what is on screen may not be what it should be."""
        self.move(lambda _play: None)
        self._frozen = True
        self._settle(Event.NOTHING)

    def thaw(self) -> None:
        """Let time go by again, from now on."""
        self._count()
        self._frozen = False
        self._settle(Event.NOTHING)

    def note_paint(self, photo: Photo, size: QSize, *, readable: bool = True) -> None:
        """A photo is on screen, as sharp as it will be: its time runs from here.

        Args:
            photo: The photo.
            size: How large it is, in device pixels.
            readable: False where words stand in its place; the photo itself may still follow.
        """
        play = self.playback
        if photo == play.photo and (play.waiting or (readable and not play.readable)):
            event = self._count()
            if event is not Event.NOTHING:
                self._settle(event)
                return
            play.painted(readable=readable)
            self._shown[photo] = (time.time(), size)
            self._wait()

    def end(self) -> None:
        """Stop the clock; the look that was under way is told."""
        self._timer.stop()
        self._count()
        if not self.playback.finished:
            self.playback.finish()
        self._tell_looks()

    def _tick(self) -> None:
        self._settle(self._count())

    def _count(self) -> Event:
        now = self._clock()
        gone, self._last = now - self._last, now
        if self._frozen:
            return Event.NOTHING
        return self.playback.tick(gone)

    def _settle(self, event: Event) -> None:
        self._tell(event)
        self.ticked.emit()
        self._wait()

    def _tell(self, event: Event) -> None:
        self._tell_looks()
        if event is not Event.NOTHING:
            self.cut.emit(event)

    def _tell_looks(self) -> None:
        for look in self.playback.take_looks():
            at, size = self._shown.pop(look.photo, (time.time() - look.seconds, QSize()))
            self.looked.emit(
                Viewing(
                    path=look.photo.path,
                    content_id=self._content_id(look.photo),
                    at=at,
                    seconds=look.seconds,
                    width=size.width(),
                    height=size.height(),
                    full_time=look.full_time,
                    where="slideshow",
                )
            )

    def _wait(self) -> None:
        play = self.playback
        if self._frozen or play.finished or play.paused or play.waiting:
            self._timer.stop()
        else:
            self._timer.start(max(1, min(_LONGEST, int(play.dwell_left * 1000))))
