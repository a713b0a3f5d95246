"""How long and how large each photo was seen in the loupe: what later says how much an undecided photo means."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal

from reviewer.photo import Attention, Photo, Viewing

if TYPE_CHECKING:
    from collections.abc import Callable

_SHORTEST = 0.1  # seconds; a photo flipped past faster than this was not looked at


@dataclass(frozen=True, slots=True)
class _Look:
    photo: Photo
    at: float
    began: float
    size: QSize


class Looks(QObject):
    """Times one look after the other.

    Args:
        content_id: The name of a photo's bytes, empty where not known yet.
        clock: Seconds, monotonic.

    Signals:
        looked(Viewing): A look ended.
    """

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
        self._look: _Look | None = None
        self._seen: dict[Photo, Attention] = {}

    def attention(self, photo: Photo) -> Attention:
        """How long a photo has been looked at so far, all looks together, and how large it was the last time."""
        before = self._seen.get(photo, Attention())
        if self._look is None or self._look.photo != photo:
            return before
        seconds = before.seconds + self._clock() - self._look.began
        return Attention(seconds, self._look.size.width(), self._look.size.height())

    def begin(self, photo: Photo, size: QSize) -> None:
        """A photo is on screen, so large in device pixels; if it was already, the look goes on."""
        if self._look is not None and self._look.photo == photo:
            self._look = replace(self._look, size=size)
            return
        self.end()
        self._look = _Look(photo, time.time(), self._clock(), size)

    def end(self) -> None:
        """The photo is not looked at any more: it left, or the window did."""
        if self._look is not None:
            self._seen[self._look.photo] = self.attention(self._look.photo)
        look, self._look = self._look, None
        if look is None or (seconds := self._clock() - look.began) < _SHORTEST:
            return
        self.looked.emit(
            Viewing(
                path=look.photo.path,
                content_id=self._content_id(look.photo),
                at=look.at,
                seconds=seconds,
                width=look.size.width(),
                height=look.size.height(),
                full_time=True,
                where="loupe",
            )
        )
