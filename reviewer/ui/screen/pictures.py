"""Pictures for the screen, decoded before they are asked for and kept while they are near."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from reviewer.errors import DecoderKilled, ReviewerError
from reviewer.ui.screen.decoding import Decoding, Want
from reviewer.ui.screen.picture import Part, Picture, Size, fitted, turned_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reviewer.photo import Photo
    from reviewer.ui.screen.thumbnails import Thumbnails

_MB = 1024 * 1024
_PIXEL = 4  # bytes
_ALONE = 150  # ms in which the photo on screen has disk and processors for itself
_REST = 20  # ms after the photo on screen has come before others are decoded: it is painted first
_QUICKLY_TURNED = 40 * _MB  # bytes of a picture that is turned within a frame or two: a screen's
_FIRST_GUESS = (6000, 4000)  # how large a photo is taken to be before any was decoded
_WHOLE = 0.7  # of the bound that one photo may take: above, it is shown in parts, so that its neighbours stay
_LARGEST = 400 * _MB  # of a photo that is decoded whole, however much the user gives us: 100 megapixels


class Pictures(QObject):
    """What viewers paint from: answers from memory at once, has what is wanted decoded, keeps within its bound.

    Signals:
        waiting_changed(bool, bool): Whether the photo on screen is waited for, and whether any wanted picture is.
        picture_ready(Photo, Picture): A wanted picture is in memory.
        picture_failed(Photo, ReviewerError): This photo cannot be shown; remembered until ``forget``, or until one
            comes back to it where its decoder was only killed.
        detail_failed(Photo, ReviewerError): It is shown, but cannot be developed or shown in parts; likewise.
        stand_in_ready(Photo): ``stand_in`` has something for a wanted photo that had nothing.
        picture_dropped(Photo): Its pictures are no longer what they should be; who shows it has to want it again.
    """

    waiting_changed = Signal(bool, bool)
    picture_ready = Signal(object, object)
    picture_failed = Signal(object, object)
    detail_failed = Signal(object, object)
    stand_in_ready = Signal(object)
    picture_dropped = Signal(object)

    def __init__(
        self,
        decoding: Decoding,
        thumbnails: Thumbnails,
        *,
        megabytes: float,
        turn_of: Callable[[Photo], int] = lambda _: 0,
        size_of: Callable[[Photo], Size | None] = lambda _: None,
        parent: QObject | None = None,
    ) -> None:
        """Nothing is wanted yet.

        Args:
            decoding: Who decodes.
            thumbnails: They stand in while a decode is under way.
            megabytes: Bound of the memory of all pictures kept.
            turn_of: Quarter turns clockwise by which the user has a photo shown; ``forget`` it when they change.
            size_of: Width and height of a photo before it is turned, where its camera's words about it are known.
            parent: Owner.
        """
        super().__init__(parent)
        self._decoding = decoding
        self._thumbnails = thumbnails
        self._turn_of = turn_of
        self._size_of = size_of
        self._limit = int(megabytes * _MB)
        self._kept: OrderedDict[Want, Picture] = OrderedDict()
        self._asked: list[Want] = []
        self._wanted: list[Want] = []  # of these, what memory allows
        self._problems: dict[Photo, ReviewerError] = {}
        self._detail_problems: dict[Photo, ReviewerError] = {}
        self._sizes: dict[Photo, Size] = {}
        self._developed_sizes: dict[Photo, Size] = {}
        self._previews: set[Photo] = set()  # photos whose ordinary picture is not all that their file holds
        self._usual = {False: _FIRST_GUESS, True: _FIRST_GUESS}  # the last photo's size, developed: mostly alike
        self._monitor: bytes | None = None
        self._waiting = (False, False)
        self._awaited: Photo | None = None
        self._alone = QTimer(self, singleShot=True, interval=_ALONE)
        self._alone.timeout.connect(self._plan)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._plan)
        decoding.picture_decoded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        thumbnails.thumbnail_ready.connect(self._note_thumbnail)

    def want(self, wants: Sequence[Want | tuple[Photo, Size | None]]) -> None:
        """Say what is to be in memory, most urgent first; replaces what was wanted before.

        Args:
            wants: Photos are turned as they are now, and for the screen they are on now. A photo that is in no want
                any more loses its pending decode. What would not fit the memory bound is left out.
        """
        before = [want.photo for want in self._asked[:1]]
        self._asked = [self._dressed(Want(*want)) for want in wants]
        if self._asked and before != [self._asked[0].photo]:
            self._forgive(self._asked[0].photo)
        self._plan()

    def _forgive(self, photo: Photo) -> None:
        """Try again what was not the photo's fault: its decoder was killed, mostly for want of memory."""
        for problems in (self._problems, self._detail_problems):
            if isinstance(problems.get(photo), DecoderKilled):
                del problems[photo]

    def postpone(self, photo: Photo) -> None:
        """Begin no picture before the next ``want``: this photo is on screen, but only in passing."""
        self._wanted, self._asked, self._awaited = [], [], None
        self._alone.stop()
        self._rest.stop()
        self._decoding.want_pictures(())
        self._say_waiting(photo=True, near=True)
        if self.stand_in(photo) is None:
            self._thumbnails.hurry(photo)

    def picture(
        self,
        photo: Photo,
        room: Size | None,
        *,
        developed: bool = False,
        stops: float = 0.0,
        part: Part | None = None,
    ) -> Picture | None:
        """The picture for exactly this, if it is in memory."""
        return self._answer(self._dressed(Want(photo, room, developed, stops, part=part)))

    def _dressed(self, want: Want) -> Want:
        """With what the asker need not know."""
        return want._replace(turn=self.turn_of(want.photo), monitor=self._monitor)

    def turn_of(self, photo: Photo) -> int:
        """Quarter turns clockwise by which a photo is shown, 0 to 3."""
        return self._turn_of(photo) % 4

    def set_monitor(self, profile: bytes | None) -> None:
        """Have everything renewed for a screen of this ICC profile; what there is stands in meanwhile."""
        if profile != self._monitor:
            self._monitor = profile
            self._asked = [self._dressed(want) for want in self._asked]
            self._plan()
            for photo in {want.photo for want in self._asked}:
                self.picture_dropped.emit(photo)

    def can_hold(self, size: Size) -> bool:
        """Whether so many pixels of a photo are decoded at once; if not, they are to be asked for in parts."""
        return size[0] * size[1] * _PIXEL <= min(self._limit * _WHOLE, _LARGEST)

    def stand_in(self, photo: Photo, width: int | None = None) -> QImage | None:
        """The best there is of this photo in memory: another size, or its thumbnail.

        Args:
            photo: The photo.
            width: Pixels enough for the purpose: the smallest image that has them is given, if one has.
        """
        turn = self.turn_of(photo)
        whole = (
            kept.image
            for want, kept in self._kept.items()
            if want.photo == photo and want.turn == turn and want.part is None and not want.stops
        )
        images = sorted(whole, key=QImage.width)
        if not images:
            return self._thumbnails.image(photo)
        return next((image for image in images if width is not None and image.width() >= width), images[-1])

    def full_size(self, photo: Photo) -> Size | None:
        """How large the photo's picture is with all its pixels, once one has been decoded; of a RAW: its preview."""
        return self._sizes.get(photo)

    def told_size(self, photo: Photo) -> Size | None:
        """How large the photo is by its camera's words; of a RAW: developed, or nearly."""
        return turned_size(self._size_of(photo), self.turn_of(photo))

    def is_preview(self, photo: Photo) -> bool:
        """Whether the photo is known to be a RAW, of which a picture shows only a preview unless it is developed."""
        return photo in self._previews

    def developed_size(self, photo: Photo) -> Size | None:
        """How large the photo is once it is developed: known with its preview."""
        return self._developed_sizes.get(photo)

    def problem(self, photo: Photo) -> ReviewerError | None:
        """Why this photo cannot be shown, if that is known."""
        return self._problems.get(photo)

    def detail_problem(self, photo: Photo) -> ReviewerError | None:
        """Why this photo cannot be developed or shown in parts, if that is known."""
        return self._detail_problems.get(photo)

    def forget(self, photo: Photo) -> None:
        """Drop a photo's pictures and its problem, so that it is tried again: it is back, or has been turned."""
        for known in (self._problems, self._detail_problems, self._sizes, self._developed_sizes):
            known.pop(photo, None)
        turned = self._turned(photo)
        for want in [want for want in self._kept if want.photo == photo]:
            del self._kept[want]
        self._kept.update(turned)
        self.picture_dropped.emit(photo)

    def _turned(self, photo: Photo) -> dict[Want, Picture]:
        """A picture of the size it has on screen, turned as the photo is now, to stand in until one is decoded."""
        turn = self.turn_of(photo)
        for want, kept in self._kept.items():
            whole = want.part is None and not want.stops and kept.bytes <= _QUICKLY_TURNED
            if want.photo == photo and want.turn != turn and whole:
                picture = kept.turned(turn - want.turn)
                room = (picture.image.width(), picture.image.height())  # what it fits, and is not mistaken for another
                return {want._replace(turn=turn, room=room): picture}
        return {}

    def try_again(self) -> None:
        """Forget all photos that could not be shown: what was in the way may be no more."""
        for photo in {*self._problems, *self._detail_problems}:
            self.forget(photo)

    @property
    def bytes(self) -> int:
        """Memory held by pictures."""
        return sum(picture.bytes for picture in self._kept.values())

    def _plan(self) -> None:
        self._wanted = list(self._affordable(self._asked))
        missing = self._missing()
        self._tell_waiting(missing)
        self._make_room(sum(map(self._estimate, missing)))
        self._decoding.want_pictures(missing, self._first_of(missing))
        for want in reversed(self._wanted):
            if want in self._kept:
                self._kept.move_to_end(want)
        if missing and self.stand_in(missing[0].photo) is None:
            self._thumbnails.hurry(missing[0].photo)

    def _first_of(self, missing: Sequence[Want]) -> Sequence[Photo]:
        """The photo that is waited for, beside which nothing else is to be begun, if one is.

        Where it does not come soon, or the one before had not come when it was left, the next one comes with it: on a
        slow disk it would be too late as well.
        """
        waits = bool(missing) and missing[0].photo == self._wanted[0].photo and not missing[0].is_heavy
        awaited = missing[0].photo if waits else None
        if awaited != self._awaited:
            too_late, self._awaited = self._awaited is not None and not self._alone.isActive(), awaited
            (self._alone.start if awaited and not too_late else self._alone.stop)()
        if awaited is None:
            return ()
        following = next((want.photo for want in missing if want.photo != awaited), awaited)
        return (awaited,) if self._alone.isActive() else (awaited, following)

    def _missing(self) -> list[Want]:
        return [want for want in self._wanted if self._answer(want) is None and not self._is_hopeless(want)]

    def _is_hopeless(self, want: Want) -> bool:
        return want.photo in (self._detail_problems if want.is_heavy else self._problems)

    def _tell_waiting(self, missing: Sequence[Want]) -> None:
        self._say_waiting(photo=bool(missing) and missing[0] == self._wanted[0], near=bool(missing))

    def _say_waiting(self, *, photo: bool, near: bool) -> None:
        waiting = (photo, near)
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(*waiting)

    def _answer(self, want: Want) -> Picture | None:
        kept = self._kept.get(want)
        if kept is not None:
            return kept
        size = self._size(want)
        if want.part or size is None or (want.room is not None and fitted(size, want.room) != size):
            return None
        wider = want._replace(room=None)
        return next(
            (kept for other, kept in self._kept.items() if kept.is_full and other._replace(room=None) == wider), None
        )

    def _size(self, want: Want) -> Size | None:
        return (self._developed_sizes if want.developed else self._sizes).get(want.photo)

    def _affordable(self, wants: Sequence[Want]) -> Iterator[Want]:
        """As many wants as memory allows; the first in any case."""
        total = 0
        for n, want in enumerate(dict.fromkeys(wants)):
            size = self._estimate(want)
            if n and total + size > self._limit:
                continue  # a smaller one may still find room
            total += size
            yield want

    def _estimate(self, want: Want) -> int:
        kept = self._kept.get(want)
        if kept is not None:
            return kept.bytes
        if want.part and want.room:
            return want.room[0] * want.room[1] * _PIXEL
        full = self._size(want) or self.told_size(want.photo) or self._usual[want.developed]
        width, height = fitted(full, want.room) if want.room else full
        return width * height * _PIXEL

    def _take(self, want: Want, outcome: Picture | ReviewerError) -> None:
        self._decoding.note_taken(want)
        if want not in self._wanted:
            return
        if want.photo == self._wanted[0].photo:
            self._rest.start()
        if isinstance(outcome, ReviewerError):
            self._take_problem(want, outcome)
            return
        self._learn(want, outcome)
        self._kept[want] = outcome
        self._evict()
        self._tell_waiting(self._missing())
        self.picture_ready.emit(want.photo, outcome)
        if len(self._wanted) < len(self._asked):
            self._plan()  # a photo may have turned out smaller than was reckoned with

    def _take_problem(self, want: Want, problem: ReviewerError) -> None:
        if self._is_hopeless(want):
            return
        (self._detail_problems if want.is_heavy else self._problems)[want.photo] = problem
        self._tell_waiting(self._missing())
        (self.detail_failed if want.is_heavy else self.picture_failed).emit(want.photo, problem)

    def _learn(self, want: Want, picture: Picture) -> None:
        """How large the photo is, and others like it."""
        if want.part:
            return
        sizes = self._developed_sizes if want.developed else self._sizes
        sizes[want.photo] = self._usual[want.developed] = picture.full_size
        if not want.developed and picture.origin != "image":
            self._previews.add(want.photo)
            if picture.raw_size:
                self._developed_sizes[want.photo] = picture.raw_size

    def _make_room(self, size: int) -> None:
        """Drop beforehand what nobody wants, as far as so many bytes more need it; never of the photo on screen.

        Afterwards would be too late: a large photo takes twice its size while it is decoded.
        """
        excess = self.bytes + size - self._limit
        if excess <= 0:
            return
        for want in [want for want in self._kept if want not in self._wanted and want.photo != self._wanted[0].photo]:
            if excess <= 0:
                return
            excess -= self._kept.pop(want).bytes

    def _evict(self) -> None:
        """Drop what was wanted longest ago until the bound holds; then the least urgent wants, never the first."""
        excess = self.bytes - self._limit
        if excess <= 0:
            return
        spare = [want for want in self._kept if want not in self._wanted]
        spare += [want for want in reversed(self._wanted[1:]) if want in self._kept]
        for want in spare:
            if excess <= 0:
                return
            excess -= self._kept.pop(want).bytes

    def _note_thumbnail(self, photo: Photo) -> None:
        if any(want.photo == photo for want in self._wanted) and not any(want.photo == photo for want in self._kept):
            self.stand_in_ready.emit(photo)
