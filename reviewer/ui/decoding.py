"""The threads that decode for the screen: three for formats that are quick and safe, one for those that need a guard.

What is to be decoded is said as two lists, most urgent first: pictures, then thumbnails. A new list replaces the old
one, so that a want nobody has any more is never begun, and an answer to it is dropped. While the photo on screen is
waited for nothing else is begun, and one of the three threads does nothing but that, so that it is free when the
user leaps. A photo's family is told by its first bytes, which are read here, not on the GUI thread.
"""

from __future__ import annotations

import sys
import threading
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from reviewer import decode
from reviewer.decode import Family
from reviewer.errors import ReviewerError
from reviewer.ui.picture import Picture, Size, turned, turned_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.decode import Pixels
    from reviewer.link import Link
    from reviewer.photo import Photo

_LONGEST_END = 2.0  # seconds that shutdown waits for a thread; a decode in progress takes a fraction of one


class _Role(Enum):
    SCREEN = "screen"  # only the photo on screen
    FIRST = "first"  # any quick want
    SECOND = "second"
    GUARDED = "guarded"


class Want(NamedTuple):
    """A picture of a photo that somebody wants.

    Attributes:
        photo: The photo.
        room: The room in device pixels that it is scaled down into; None for all its pixels.
        developed: From the RAW's own data: the photo's, or its companion's.
        stops: Exposure steps by which a development is brightened.
        turn: Quarter turns clockwise that the user gave it.
    """

    photo: Photo
    room: Size | None
    developed: bool = False
    stops: float = 0.0
    turn: int = 0


class Decoding(QObject):
    """Decodes what is wanted. Owned by the GUI thread; ``shutdown`` has to be called before it goes.

    Formats whose decoders hang, crash or take much memory go through ``link``, a worker of the role ``screen`` that is
    used by one thread here.

    Signals:
        picture_decoded(Want, Picture | ReviewerError), thumbnail_decoded(...): The answer to a want, once.
    """

    picture_decoded = Signal(object, object)
    thumbnail_decoded = Signal(object, object)
    _crashed = Signal(object)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._changed = threading.Condition()
        self._pictures: list[Want] = []
        self._thumbnails: list[Want] = []
        self._on_screen: Photo | None = None
        self._under_way: set[Want] = set()
        self._families: dict[Photo, Family] = {}
        self._closing = False
        self._crashed.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._threads = [self._thread(role) for role in _Role]

    def want_pictures(self, wants: Sequence[Want], on_screen: Photo | None = None) -> None:
        """What is to be decoded before anything else, most urgent first; replaces the last list.

        Args:
            wants: The wants.
            on_screen: The photo that is waited for, if one is: nothing else is begun until the next list, so that
                it is not only decoded but painted undisturbed.
        """
        with self._changed:
            self._pictures = list(wants)
            self._on_screen = on_screen
            self._keep_families()
            self._changed.notify_all()

    def want_thumbnails(self, wants: Sequence[Want]) -> None:
        """What is to be decoded when no picture is wanted, most urgent first; replaces the last list."""
        with self._changed:
            self._thumbnails = list(wants)
            self._keep_families()
            self._changed.notify_all()

    def shutdown(self) -> None:
        """End the threads and the worker process; waits a few seconds at most."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._link.close()
        for thread in self._threads:
            thread.join(_LONGEST_END)

    @staticmethod
    def _report(fault: Exception) -> None:
        sys.excepthook(type(fault), fault, fault.__traceback__)

    def _thread(self, role: _Role) -> threading.Thread:
        # a daemon: a stuck codec must not keep the program
        thread = threading.Thread(target=self._work, args=(role,), name=f"decode-{role.value}", daemon=True)
        thread.start()
        return thread

    def _keep_families(self) -> None:
        wanted = {want.photo for want in (*self._pictures, *self._thumbnails)}
        self._families = {photo: kind for photo, kind in self._families.items() if photo in wanted}

    def _work(self, role: _Role) -> None:
        decoder = self._decode_guarded if role is _Role.GUARDED else self._decode_quickly
        while (want := self._take(role)) is not None:
            self._run(want, decoder)

    def _take(self, role: _Role) -> Want | None:
        with self._changed:
            while not self._closing:
                want = self._next(role)
                if want is not None:
                    self._under_way.add(want)
                    return want
                self._changed.wait()
        return None

    def _next(self, role: _Role) -> Want | None:
        """The most urgent want for this thread."""
        pictures = self._pictures
        awaited = self._on_screen is not None and self._families.get(self._on_screen) is not Family.GUARDED
        if role is _Role.SCREEN or (awaited and role is not _Role.GUARDED):
            pictures = [want for want in pictures if want.photo == self._on_screen]
        chosen = next((want for want in pictures if self._fits(want, role)), None)
        if chosen or pictures is not self._pictures:
            return chosen
        return next((want for want in self._thumbnails if self._fits(want, role)), None)

    def _is_quick(self, want: Want) -> bool:
        return self._families.get(want.photo) is not Family.GUARDED

    def _fits(self, want: Want, role: _Role) -> bool:
        """Whether a thread may begin this. All pixels of a photo take much memory: one such decode at a time."""
        if want in self._under_way or self._is_quick(want) == (role is _Role.GUARDED):
            return False
        return want.room is not None or all(other.room is not None for other in self._under_way)

    def _run(self, want: Want, decoder: Callable[[Want], Picture | None]) -> None:
        outcome: Picture | ReviewerError | None
        try:
            outcome = decoder(want)
        except ReviewerError as error:
            outcome = error
        except Exception as fault:  # noqa: BLE001 -- as in the job runner: carried to the crash handler
            outcome = ReviewerError(want.photo.path)
            self._crashed.emit(fault)
        self._answer(want, outcome)

    def _decode_quickly(self, want: Want) -> Picture | None:
        kind = self._families.get(want.photo) or decode.family(want.photo.path)
        with self._changed:
            self._families[want.photo] = kind
        if kind is Family.GUARDED:
            return None
        return self._finish(want, decode.decode(want.photo.path, turned_size(want.room, want.turn)))

    def _decode_guarded(self, want: Want) -> Picture:
        return self._finish(want, self._link.decode(want.photo.path, turned_size(want.room, want.turn)))

    @staticmethod
    def _finish(want: Want, pixels: Pixels) -> Picture:
        return Picture.of(want.photo, turned(decode.to_srgb(pixels), want.turn))

    def _answer(self, want: Want, outcome: Picture | ReviewerError | None) -> None:
        with self._changed:
            self._under_way.discard(want)
            self._changed.notify_all()
            if outcome is None or self._closing:
                return
            wanted_as = [
                signal
                for signal, wants in (
                    (self.picture_decoded, self._pictures),
                    (self.thumbnail_decoded, self._thumbnails),
                )
                if want in wants
            ]
            self._pictures = [other for other in self._pictures if other != want]
            self._thumbnails = [other for other in self._thumbnails if other != want]
        for signal in wanted_as:
            signal.emit(want, outcome)
