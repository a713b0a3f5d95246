"""Pictures for the screen, decoded before they are asked for and kept while they are near."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from reviewer.errors import UnreadablePhoto
from reviewer.photo import Photo
from reviewer.ui.picture import Picture, Size
from reviewer.ui.thumbnails import Thumbnails


class Pictures(QObject):
    """Decodes what a viewer wants, most urgent first, in threads and a worker process; answers from memory at once.

    Signals:
        picture_ready(Photo, Picture): A wanted picture is in memory.
        picture_failed(Photo, UnreadablePhoto): This photo cannot be shown; remembered until ``forget``.
    """

    picture_ready = Signal(object, object)
    picture_failed = Signal(object, object)

    def __init__(self, *, megabytes: float, thumbnails: Thumbnails | None = None, parent: QObject | None = None) -> None:
        """``megabytes`` bounds the memory of all pictures kept; ``thumbnails`` stand in while a decode is under way."""
        raise NotImplementedError

    def want(self, wants: Sequence[tuple[Photo, Size | None]]) -> None:
        """Say what is to be in memory, most urgent first; replaces what was wanted before.

        Args:
            wants: Photos, each with the room in device pixels that it is scaled down into, or None for all its pixels.
                A photo that is in no want any more loses its pending decode.
        """
        raise NotImplementedError

    def picture(self, photo: Photo, room: Size | None) -> Picture | None:
        """The picture for exactly this room, if it is in memory."""
        raise NotImplementedError

    def stand_in(self, photo: Photo) -> QImage | None:
        """The best there is of this photo in memory: another size, or its thumbnail."""
        raise NotImplementedError

    def full_size(self, photo: Photo) -> Size | None:
        """How large the photo is, once a picture of it has been decoded."""
        raise NotImplementedError

    def problem(self, photo: Photo) -> UnreadablePhoto | None:
        """Why this photo cannot be shown, if that is known."""
        raise NotImplementedError

    def forget(self, photo: Photo) -> None:
        """Drop a photo's pictures and its problem, so that it is tried again: it, or its folder, is back."""
        raise NotImplementedError

    @property
    def bytes(self) -> int:
        """Memory held by pictures."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """End threads and worker process; bounded. Nothing is emitted afterwards."""
        raise NotImplementedError
