"""The threads that decode for the screen: three for formats that are quick and safe, two for what needs a guard.

What is to be decoded is said as two lists, most urgent first: pictures, then thumbnails. A new list replaces the old
one, so that a want nobody has any more is never begun, and an answer to it is dropped. While the photo on screen is
waited for nothing else is begun, and one of the three threads does nothing but that, so that it is free when the
user leaps. A photo's family is told by its first bytes, which are read here, not on the GUI thread.

Developments and parts of huge photos take seconds in a worker; they have a thread and a worker of their own, so that
no preview waits behind them.
"""

from __future__ import annotations

import sys
import threading
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from reviewer import decode
from reviewer.decode import Family
from reviewer.errors import ReviewerError
from reviewer.link import Link
from reviewer.ui.screen import quick_colours
from reviewer.ui.screen.large_pages import empty_image
from reviewer.ui.screen.picture import Part, Picture, Size, turned, turned_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer.decode import Pixels
    from reviewer.photo import Photo

_LONGEST_END = 2.0  # seconds that shutdown waits for a thread; a decode in progress takes a fraction of one


class _Role(Enum):
    SCREEN = "screen"  # only the photo on screen
    FIRST = "first"  # any quick want
    SECOND = "second"
    GUARDED = "guarded"
    HEAVY = "heavy"


class Want(NamedTuple):
    """A picture of a photo that somebody wants.

    Attributes:
        photo: The photo.
        room: The room in device pixels that it is scaled down into; None for all its pixels.
        developed: From the RAW's own data: the photo's, or its companion's.
        stops: Exposure steps by which a development is brightened.
        turn: Quarter turns clockwise that the user gave it.
        part: Only this part, in the pixels of the photo before it is turned.
        monitor: ICC profile of the screen it is for; None is sRGB.
    """

    photo: Photo
    room: Size | None
    developed: bool = False
    stops: float = 0.0
    turn: int = 0
    part: Part | None = None
    monitor: bytes | None = None

    @property
    def is_heavy(self) -> bool:
        """Whether it takes seconds in a worker of its own, and something else stands in meanwhile."""
        return self.developed or self.part is not None


class Decoding(QObject):
    """Decodes what is wanted. Owned by the GUI thread; ``shutdown`` has to be called before it goes.

    Signals:
        picture_decoded(Want, Picture | ReviewerError), thumbnail_decoded(...): The answer to a want, once.
    """

    picture_decoded = Signal(object, object)
    thumbnail_decoded = Signal(object, object)
    _crashed = Signal(object)

    def __init__(self, link: Link, heavy: Link | None = None, parent: QObject | None = None) -> None:
        """Nothing is wanted yet.

        Args:
            link: A worker of the role ``screen``, used by one thread here, for formats whose decoders hang, crash or
                take much memory.
            heavy: Another, for developments and parts; None for one of its own.
            parent: Owner.
        """
        super().__init__(parent)
        self._link = link
        self._heavy = heavy or Link("screen")
        self._changed = threading.Condition()
        self._pictures: list[Want] = []
        self._thumbnails: list[Want] = []
        self._first: Sequence[Photo] = ()
        self._under_way: set[Want] = set()
        self._is_screen_free = True  # the thread that does only the photo on screen waits for one
        self._answered: set[Want] = set()  # pictures on their way to whoever wanted them
        self._families: dict[Photo, Family] = {}
        self._closing = False
        self._crashed.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._threads = [self._thread(role) for role in _Role]

    def want_pictures(self, wants: Sequence[Want], first: Sequence[Photo] = ()) -> None:
        """What is to be decoded before anything else, most urgent first; replaces the last list.

        Args:
            wants: The wants.
            first: The photo that is waited for, if one is, and others that may be begun beside it: nothing else is
                until the next list, so that it is not only decoded but painted undisturbed.
        """
        with self._changed:
            self._pictures = list(wants)
            self._first = first
            self._keep_families()
            self._changed.notify_all()

    def note_taken(self, want: Want) -> None:
        """A picture has arrived; until then it is not decoded a second time, though it may be wanted again."""
        with self._changed:
            self._answered.discard(want)
            self._pictures = [other for other in self._pictures if other != want]

    def want_thumbnails(self, wants: Sequence[Want]) -> None:
        """What is to be decoded when no picture is wanted, most urgent first; replaces the last list."""
        with self._changed:
            self._thumbnails = list(wants)
            self._keep_families()
            self._changed.notify_all()

    def shutdown(self) -> None:
        """End the threads and the worker processes; waits a few seconds at most."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._link.close()
        self._heavy.close()
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
        decoders = {_Role.GUARDED: self._decode_guarded, _Role.HEAVY: self._decode_heavy}
        decoder = decoders.get(role, self._decode_quickly)
        while (want := self._take(role)) is not None:
            self._run(want, decoder)

    def _take(self, role: _Role) -> Want | None:
        with self._changed:
            while not self._closing:
                want = self._next(role)
                if role is _Role.SCREEN:
                    self._is_screen_free = want is None
                if want is not None:
                    self._under_way.add(want)
                    self._changed.notify_all()  # what is left may be for others now
                    return want
                self._changed.wait()
        return None

    def _next(self, role: _Role) -> Want | None:
        """The most urgent want for this thread."""
        pictures = self._pictures
        awaited = bool(self._first) and self._families.get(self._first[0]) is not Family.GUARDED
        if role is _Role.SCREEN or (awaited and role is not _Role.GUARDED):
            first = self._first[:1] if role is _Role.SCREEN else self._first
            pictures = [want for want in pictures if want.photo in first]
        chosen = next((want for want in pictures if self._fits(want, role)), None)
        if chosen or pictures is not self._pictures:
            return chosen
        return next((want for want in self._thumbnails if self._fits(want, role)), None)

    def _role_is_for(self, want: Want, role: _Role) -> bool:
        if want.is_heavy or role is _Role.HEAVY:
            return want.is_heavy and role is _Role.HEAVY
        guarded = self._families.get(want.photo) is Family.GUARDED
        return guarded == (role is _Role.GUARDED)

    def _fits(self, want: Want, role: _Role) -> bool:
        """Whether a thread may begin this. All pixels of a photo take much memory: one such decode at a time."""
        if want in self._under_way or want in self._answered or not self._role_is_for(want, role):
            return False
        if self._is_screen_free and role in (_Role.FIRST, _Role.SECOND) and want.photo in self._first[:1]:
            return False  # left to the thread that can do nothing else
        return want.room is not None or want.is_heavy or all(_is_modest(other) for other in self._under_way)

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
        straight = _decoded_straight(want) if want.room is None else None
        return straight or _finished(want, decode.decode(want.photo.path, turned_size(want.room, want.turn)))

    def _decode_guarded(self, want: Want) -> Picture:
        return _finished(want, self._link.decode(want.photo.path, turned_size(want.room, want.turn)))

    def _decode_heavy(self, want: Want) -> Picture:
        path, fit = want.photo.path, turned_size(want.room, want.turn)
        if want.part:
            return _finished(want, self._heavy.region(path, want.part, fit, develop=want.developed))
        return _finished(
            want, self._heavy.decode(want.photo.companion or path, fit, develop=want.developed, stops=want.stops)
        )

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
            if want in self._pictures:
                self._answered.add(want)
            self._pictures = [other for other in self._pictures if other != want]
            self._thumbnails = [other for other in self._thumbnails if other != want]
        for signal in wanted_as:
            signal.emit(want, outcome)


def _is_modest(want: Want) -> bool:
    return want.room is not None or want.is_heavy


def _decoded_straight(want: Want) -> Picture | None:
    """All pixels of a JPEG that is in the screen's colours as it is, or quickly brought into them; None for others."""
    image, colours = QImage(), None

    def canvas(size: Size, profile: bytes | None) -> memoryview | None:
        nonlocal image, colours
        if not decode.is_in_colours_of(profile, want.monitor):
            colours = quick_colours.transform(profile, want.monitor)
            if colours is None:
                return None
        image = empty_image(*size)
        return memoryview(image.bits())

    painted = decode.decode_onto(want.photo.path, canvas, turn=want.turn)
    if painted and colours:
        quick_colours.convert(image, colours)
    return Picture(want.photo, image, painted.size, profile=decode.profile_name(painted.profile)) if painted else None


def _finished(want: Want, pixels: Pixels) -> Picture:
    profile = decode.profile_name(pixels.profile)
    return Picture.of(want.photo, turned(decode.to_display(pixels, want.monitor), want.turn), profile)
