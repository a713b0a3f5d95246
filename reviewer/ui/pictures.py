"""Pictures for the screen, decoded before they are asked for and kept while they are near."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from reviewer.errors import ReviewerError
from reviewer.ui.decoding import Decoding, Want
from reviewer.ui.picture import Picture, Size, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewer.photo import Photo
    from reviewer.ui.thumbnails import Thumbnails

_MB = 1024 * 1024
_PIXEL = 4  # bytes
_USUAL_FULL = (6000, 4000)  # how large a photo is taken to be until one decode has told


class Pictures(QObject):
    """What viewers paint from: answers from memory at once, has what is wanted decoded, keeps within its bound.

    Signals:
        picture_ready(Photo, Picture): A wanted picture is in memory.
        picture_failed(Photo, ReviewerError): This photo cannot be shown; remembered until ``forget``.
        stand_in_ready(Photo): ``stand_in`` has something for a wanted photo that had nothing.
    """

    picture_ready = Signal(object, object)
    picture_failed = Signal(object, object)
    stand_in_ready = Signal(object)

    def __init__(
        self, decoding: Decoding, thumbnails: Thumbnails, *, megabytes: float, parent: QObject | None = None
    ) -> None:
        """``megabytes`` bounds the memory of all pictures kept; ``thumbnails`` stand in while a decode is under way."""
        super().__init__(parent)
        self._decoding = decoding
        self._thumbnails = thumbnails
        self._limit = int(megabytes * _MB)
        self._kept: OrderedDict[Want, Picture] = OrderedDict()
        self._wanted: list[Want] = []
        self._problems: dict[Photo, ReviewerError] = {}
        self._full_sizes: dict[Photo, Size] = {}
        decoding.picture_decoded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        thumbnails.thumbnail_ready.connect(self._note_thumbnail)

    def want(self, wants: Sequence[tuple[Photo, Size | None]]) -> None:
        """Say what is to be in memory, most urgent first; replaces what was wanted before.

        Args:
            wants: Photos, each with the room in device pixels that it is scaled down into, or None for all its pixels.
                A photo that is in no want any more loses its pending decode. What would not fit the memory bound
                is left out, from the end.
        """
        self._wanted = list(self._affordable([Want(photo, room) for photo, room in wants]))
        missing = [want for want in self._wanted if self._answer(want) is None and want.photo not in self._problems]
        self._decoding.want_pictures(missing)
        for want in reversed(self._wanted):
            if want in self._kept:
                self._kept.move_to_end(want)
        if missing and self.stand_in(missing[0].photo) is None:
            self._thumbnails.hurry(missing[0].photo)

    def picture(self, photo: Photo, room: Size | None) -> Picture | None:
        """The picture for exactly this room, if it is in memory."""
        return self._answer(Want(photo, room))

    def stand_in(self, photo: Photo, width: int = 0) -> QImage | None:
        """The best there is of this photo in memory: another size, or its thumbnail.

        Args:
            photo: The photo.
            width: Pixels wanted; the smallest that has them is given, else the largest.
        """
        images = sorted((kept.image for want, kept in self._kept.items() if want.photo == photo), key=QImage.width)
        return next((image for image in images if image.width() >= width), None) or (
            images[-1] if images else self._thumbnails.image(photo)
        )

    def full_size(self, photo: Photo) -> Size | None:
        """How large the photo is, once a picture of it has been decoded."""
        return self._full_sizes.get(photo)

    def problem(self, photo: Photo) -> ReviewerError | None:
        """Why this photo cannot be shown, if that is known."""
        return self._problems.get(photo)

    def forget(self, photo: Photo) -> None:
        """Drop a photo's pictures and its problem, so that it is tried again: it, or its folder, is back."""
        self._problems.pop(photo, None)
        for want in [want for want in self._kept if want.photo == photo]:
            del self._kept[want]

    @property
    def bytes(self) -> int:
        """Memory held by pictures."""
        return sum(picture.bytes for picture in self._kept.values())

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
        full = self._full_sizes.get(want.photo, _USUAL_FULL)
        width, height = fitted(full, want.room) if want.room else full
        return width * height * _PIXEL

    def _take(self, want: Want, outcome: Picture | ReviewerError) -> None:
        if want not in self._wanted:
            return
        if isinstance(outcome, ReviewerError):
            self._problems[want.photo] = outcome
            self.picture_failed.emit(want.photo, outcome)
            return
        self._full_sizes[want.photo] = outcome.full_size
        self._kept[want] = outcome
        self._evict()
        self.picture_ready.emit(want.photo, outcome)

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
