"""Pictures for the screen, decoded before they are asked for and kept while they are near."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from reviewer.errors import ReviewerError
from reviewer.ui.decoding import Decoding, Want
from reviewer.ui.picture import Picture, Size, fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reviewer.photo import Photo
    from reviewer.ui.thumbnails import Thumbnails

_MB = 1024 * 1024
_PIXEL = 4  # bytes
_REST = 20  # ms after the photo on screen has come before others are decoded: it is painted first
_FIRST_GUESS = (6000, 4000)  # how large a photo is taken to be before any was decoded


class Pictures(QObject):
    """What viewers paint from: answers from memory at once, has what is wanted decoded, keeps within its bound.

    Signals:
        waiting_changed(bool, bool): Whether the photo on screen is waited for, and whether any wanted picture is.
        picture_ready(Photo, Picture): A wanted picture is in memory.
        picture_failed(Photo, ReviewerError): This photo cannot be shown; remembered until ``forget``.
        stand_in_ready(Photo): ``stand_in`` has something for a wanted photo that had nothing.
        picture_dropped(Photo): Its pictures are no longer what they should be; who shows it has to want it again.
    """

    waiting_changed = Signal(bool, bool)
    picture_ready = Signal(object, object)
    picture_failed = Signal(object, object)
    stand_in_ready = Signal(object)
    picture_dropped = Signal(object)

    def __init__(
        self,
        decoding: Decoding,
        thumbnails: Thumbnails,
        *,
        megabytes: float,
        turn_of: Callable[[Photo], int] = lambda _: 0,
        parent: QObject | None = None,
    ) -> None:
        """Nothing is wanted yet.

        Args:
            decoding: Who decodes.
            thumbnails: They stand in while a decode is under way.
            megabytes: Bound of the memory of all pictures kept.
            turn_of: Quarter turns clockwise by which the user has a photo shown; ``forget`` it when they change.
            parent: Owner.
        """
        super().__init__(parent)
        self._decoding = decoding
        self._thumbnails = thumbnails
        self._turn_of = turn_of
        self._limit = int(megabytes * _MB)
        self._kept: OrderedDict[Want, Picture] = OrderedDict()
        self._asked: list[Want] = []
        self._wanted: list[Want] = []  # of these, what memory allows
        self._problems: dict[Photo, ReviewerError] = {}
        self._full_sizes: dict[Photo, Size] = {}
        self._usual = _FIRST_GUESS  # the last photo's size: those of a shoot are mostly alike
        self._waiting = (False, False)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._plan)
        decoding.picture_decoded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        thumbnails.thumbnail_ready.connect(self._note_thumbnail)

    def want(self, wants: Sequence[Want | tuple[Photo, Size | None]]) -> None:
        """Say what is to be in memory, most urgent first; replaces what was wanted before.

        Args:
            wants: As turned as they are now. A photo that is in no want any more loses its pending decode. What would
                not fit the memory bound is left out, from the end.
        """
        self._asked = [self._turned(Want(*want)) for want in wants]
        self._plan()

    def picture(
        self, photo: Photo, room: Size | None, *, developed: bool = False, stops: float = 0.0
    ) -> Picture | None:
        """The picture for exactly this room, if it is in memory."""
        return self._answer(self._turned(Want(photo, room, developed, stops)))

    def _turned(self, want: Want) -> Want:
        return want._replace(turn=self._turn_of(want.photo) % 4)

    def stand_in(self, photo: Photo, width: int | None = None) -> QImage | None:
        """The best there is of this photo in memory: another size, or its thumbnail.

        Args:
            photo: The photo.
            width: Pixels enough for the purpose: the smallest image that has them is given, if one has.
        """
        images = sorted((kept.image for want, kept in self._kept.items() if want.photo == photo), key=QImage.width)
        if not images:
            return self._thumbnails.image(photo)
        return next((image for image in images if width is not None and image.width() >= width), images[-1])

    def full_size(self, photo: Photo) -> Size | None:
        """How large the photo is, once a picture of it has been decoded."""
        return self._full_sizes.get(photo)

    def problem(self, photo: Photo) -> ReviewerError | None:
        """Why this photo cannot be shown, if that is known."""
        return self._problems.get(photo)

    def forget(self, photo: Photo) -> None:
        """Drop a photo's pictures and its problem, so that it is tried again: it is back, or has been turned."""
        self._problems.pop(photo, None)
        self._full_sizes.pop(photo, None)
        for want in [want for want in self._kept if want.photo == photo]:
            del self._kept[want]
        self.picture_dropped.emit(photo)

    @property
    def bytes(self) -> int:
        """Memory held by pictures."""
        return sum(picture.bytes for picture in self._kept.values())

    def _plan(self) -> None:
        self._wanted = list(self._affordable(self._asked))
        missing = self._missing()
        awaited = bool(missing) and missing[0].photo == self._wanted[0].photo
        self._tell_waiting(missing)
        self._decoding.want_pictures(missing, missing[0].photo if awaited else None)
        for want in reversed(self._wanted):
            if want in self._kept:
                self._kept.move_to_end(want)
        if missing and self.stand_in(missing[0].photo) is None:
            self._thumbnails.hurry(missing[0].photo)

    def _missing(self) -> list[Want]:
        return [want for want in self._wanted if self._answer(want) is None and want.photo not in self._problems]

    def _tell_waiting(self, missing: Sequence[Want]) -> None:
        waiting = (bool(missing) and missing[0] == self._wanted[0], bool(missing))
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(*waiting)

    def _answer(self, want: Want) -> Picture | None:
        kept = self._kept.get(want)
        if kept is not None:
            return kept
        size = self._full_sizes.get(want.photo)
        if size is None or (want.room is not None and fitted(size, want.room) != size):
            return None
        return next((kept for other, kept in self._kept.items() if other.photo == want.photo and kept.is_full), None)

    def _affordable(self, wants: Sequence[Want]) -> Iterator[Want]:
        """As many wants as memory allows; the first in any case."""
        total = 0
        for n, want in enumerate(dict.fromkeys(wants)):
            total += self._estimate(want)
            if n and total > self._limit:
                return
            yield want

    def _estimate(self, want: Want) -> int:
        kept = self._kept.get(want)
        if kept is not None:
            return kept.bytes
        full = self._full_sizes.get(want.photo, self._usual)
        width, height = fitted(full, want.room) if want.room else full
        return width * height * _PIXEL

    def _take(self, want: Want, outcome: Picture | ReviewerError) -> None:
        if want not in self._wanted:
            return
        if want.photo == self._wanted[0].photo:
            self._rest.start()
        if isinstance(outcome, ReviewerError):
            if want.photo in self._problems:
                return
            self._problems[want.photo] = outcome
            self._tell_waiting(self._missing())
            self.picture_failed.emit(want.photo, outcome)
            return
        self._full_sizes[want.photo] = self._usual = outcome.full_size
        self._kept[want] = outcome
        self._evict()
        self._tell_waiting(self._missing())
        self.picture_ready.emit(want.photo, outcome)
        if len(self._wanted) < len(self._asked):
            self._plan()  # a photo may have turned out smaller than was reckoned with

    def _evict(self) -> None:
        """Drop what was wanted longest ago until the bound holds; then the least urgent wants, never the first."""
        excess = self.bytes - self._limit
        spare = [want for want in self._kept if want not in self._wanted]
        spare += [want for want in reversed(self._wanted[1:]) if want in self._kept]
        for want in spare:
            if excess <= 0:
                return
            excess -= self._kept.pop(want).bytes

    def _note_thumbnail(self, photo: Photo) -> None:
        if any(want.photo == photo for want in self._wanted) and not any(want.photo == photo for want in self._kept):
            self.stand_in_ready.emit(photo)
