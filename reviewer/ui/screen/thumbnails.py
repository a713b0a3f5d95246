"""Thumbnails for the strip: from memory, else from the disk cache, else from the file, visible ones first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QTransform

from reviewer.catalogue.thumbnails import LIMIT
from reviewer.decode import THUMBNAIL_SIZE
from reviewer.errors import ReviewerError
from reviewer.ui.screen.decoding import Decoding, Want
from reviewer.ui.screen.picture import for_screen
from reviewer.ui.screen.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reviewer.photo import Photo
    from reviewer.ui.screen.picture import Picture

_MEMORY = 64 * 1024 * 1024  # bytes: some 250, several screens of a strip
_ROOM = (THUMBNAIL_SIZE, THUMBNAIL_SIZE)


class Thumbnails(QObject):
    """Small pictures (longest edge ``decode.THUMBNAIL_SIZE`` px), made in the background, bounded in memory.

    The bound is for those that are not visible or nearly so; these are kept in any case.

    Signals:
        waiting_changed(bool): Whether a photo that is visible, or nearly so, has none yet but a rough one at best.
        thumbnail_ready(Photo): ``image`` has it now, or has a better one.
        thumbnail_failed(Photo, ReviewerError): There will be none.
    """

    waiting_changed = Signal(bool)
    thumbnail_ready = Signal(object)
    thumbnail_failed = Signal(object, object)

    def __init__(
        self,
        decoding: Decoding,
        file: Path | None = None,
        *,
        limit: int = LIMIT,
        turn_of: Callable[[Photo], int] = lambda _: 0,
        parent: QObject | None = None,
    ) -> None:
        """Nothing is wanted yet.

        Args:
            decoding: Who makes those that are nowhere.
            file: The database of ``catalogue.Thumbnails``; None for its usual place.
            limit: Its bytes.
            turn_of: Quarter turns clockwise by which the user has a photo shown; ``forget`` it when they change.
            parent: Owner.
        """
        super().__init__(parent)
        self._turn_of = turn_of
        self._decoding = decoding
        self._shelf = Shelf(file, limit)
        self._in_sight: Sequence[Photo] = ()
        self._beside: Sequence[Photo] = ()
        self._wanted: list[Photo] = []  # both
        self._expected: list[Photo] = []
        self._near: dict[Photo, None] = {}  # both
        self._waiting = False
        self._images: OrderedDict[Photo, QImage] = OrderedDict()
        self._held = 0  # bytes of them
        self._turns: dict[Photo, int] = {}  # that an image in memory was given
        self._monitor: bytes | None = None
        self._stale: set[Photo] = set()  # those that are in memory for another screen
        self._missing: set[Photo] = set()  # not on the shelf: what is in memory, if anything, is only rough
        self._failed: dict[Photo, ReviewerError] = {}
        self._shelf.found.connect(self._put_found, Qt.ConnectionType.QueuedConnection)
        self._shelf.missed.connect(self._put_missed, Qt.ConnectionType.QueuedConnection)
        decoding.thumbnail_decoded.connect(self._put_decoded, Qt.ConnectionType.QueuedConnection)

    def want(self, photos: Sequence[Photo]) -> None:
        """Say which photos are visible or nearly so, most urgent first; replaces what was wanted before."""
        self._in_sight = photos
        self._want()

    def want_beside(self, photos: Sequence[Photo]) -> None:
        """As ``want``, of another window that is in sight as well; none once it is not."""
        self._beside = photos
        self._want()

    def _want(self) -> None:
        everything = dict.fromkeys((*self._in_sight, *self._beside))
        self._wanted = [photo for photo in everything if photo not in self._failed]
        for photo in reversed(self._wanted):
            if photo in self._images:
                self._images.move_to_end(photo)
        self._look()
        self._decode_missing()

    def expect(self, photos: Sequence[Photo]) -> None:
        """Say which photos may be flipped to soon, likeliest first; replaces what was expected before.

        They come after what is wanted, and nothing is decoded for them but the small pictures that cameras put into
        their files: something to stand in on a disk that is too slow for more.
        """
        self._expected = [photo for photo in photos if photo not in self._failed]
        self._look()

    def hurry(self, photo: Photo) -> None:
        """Look on the shelf for this one before all others, as a stand-in for the picture that is being decoded."""
        if photo not in self._images and photo not in self._failed:
            self._shelf.hurry(photo)

    def image(self, photo: Photo) -> QImage | None:
        """The thumbnail, if it is in memory. Fit for painting: it never decodes and starts nothing."""
        return self._images.get(photo)

    def offer(self, photo: Photo, jpeg: bytes) -> None:
        """A thumbnail that someone else made and put on the shelf: shown if the photo is wanted and has none."""
        awaited = photo in self._wanted or photo in self._expected
        if awaited and (photo not in self._images or photo in self._missing):
            self._put_found(photo, QImage.fromData(jpeg))
            self._decode_missing()

    def forget(self, photo: Photo) -> None:
        """Try a photo again that had failed, or turn one again that the user has turned."""
        self._failed.pop(photo, None)
        image, turn = self._images.get(photo), self._turns.get(photo, 0)
        if image is not None and turn != self._turn_of(photo) % 4:
            self._images[photo] = _turned(image, self._turn_of(photo) - turn)
            self._turns[photo] = self._turn_of(photo) % 4
            self.thumbnail_ready.emit(photo)

    def try_again(self) -> None:
        """Forget which photos had failed: what was in the way may be no more. They are to be wanted again."""
        self._failed.clear()

    def set_monitor(self, profile: bytes | None) -> None:
        """Have all renewed for a screen of this ICC profile, None for sRGB; what there is stands in meanwhile."""
        if profile != self._monitor:
            self._monitor = profile
            self._stale = set(self._images)
            self._look()

    def shutdown(self) -> None:
        """End the thread; bounded. Nothing is emitted afterwards."""
        self._shelf.shutdown()

    def _look(self) -> None:
        self._near = near = dict.fromkeys((*self._wanted, *self._expected))
        self._missing = {photo for photo in self._missing if photo in self._images or photo in near}
        self._shelf.look_for([photo for photo in near if self._is_unknown(photo) and photo not in self._missing])

    def _is_unknown(self, photo: Photo) -> bool:
        return photo not in self._images or photo in self._stale

    def _decode_missing(self) -> None:
        self._decoding.want_thumbnails([Want(photo, _ROOM) for photo in self._wanted if photo in self._missing])
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        waiting = not self._missing.isdisjoint(self._wanted)
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(waiting)

    def _put_found(self, photo: Photo, image: QImage) -> None:
        self._missing.discard(photo)
        self._put(photo, image)

    def _put_missed(self, photo: Photo, rough: QImage | None) -> None:
        if not self._is_unknown(photo) and photo not in self._missing:
            return  # somebody made it meanwhile
        if rough is not None:
            self._put(photo, rough)
        if rough is not None or photo in self._wanted or photo in self._expected:
            self._missing.add(photo)
            self._decode_missing()

    def _put_decoded(self, want: Want, outcome: Picture | ReviewerError) -> None:
        self._missing.discard(want.photo)
        self._tell_waiting()
        if isinstance(outcome, ReviewerError):
            self._failed[want.photo] = outcome
            self.thumbnail_failed.emit(want.photo, outcome)
            return
        self._shelf.store(want.photo, outcome.image)
        self._put(want.photo, outcome.image)

    def _put(self, photo: Photo, image: QImage) -> None:
        turn = self._turn_of(photo) % 4
        shown = _turned(for_screen(image, self._monitor), turn)
        self._held += shown.sizeInBytes() - (self._images[photo].sizeInBytes() if photo in self._images else 0)
        self._images[photo], self._turns[photo] = shown, turn
        self._stale.discard(photo)
        self._images.move_to_end(photo)
        while self._held > _MEMORY and next(iter(self._images)) not in self._near:  # a grid's screen may need more
            other, dropped = self._images.popitem(last=False)
            self._turns.pop(other, None)
            self._stale.discard(other)
            self._held -= dropped.sizeInBytes()
        self.thumbnail_ready.emit(photo)


def _turned(image: QImage, turn: int) -> QImage:
    """Turned clockwise by quarters: 0.1 ms, so not worth a thread."""
    return image.transformed(QTransform().rotate(90 * turn)) if turn else image
