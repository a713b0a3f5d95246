"""What a viewer may say of what it has painted: a photo's first paint, its exact pixels, the picture on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from reviewer.photo import Photo
    from reviewer.ui.screen.picture import Picture


class Witness(QObject):
    """Sees every paint and passes on what is new.

    Emits while painting is under way, when nobody may act on it: connect through the event loop.

    Attributes:
        picture: The picture that was painted last; None for a stand-in or nothing.

    Signals:
        painted(Photo, bool): As the viewer's.
        picture_changed(Picture | None): ``picture`` is another one.
    """

    painted = Signal(object, bool)
    picture_changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self._told: bool | None = None

    def expect_another(self) -> None:
        """Another photo will be painted from now on."""
        self._told = None

    def see_picture(self, picture: Picture | None) -> None:
        """This was painted, whole or in parts; None for a stand-in or nothing."""
        if picture is not self.picture:
            self.picture = picture
            self.picture_changed.emit(picture)

    def see_photo(self, photo: Photo, *, sharp: bool) -> None:
        """This photo is on screen; ``sharp`` if nothing better will come."""
        if self._told or (self._told is False and not sharp):
            return
        self._told = sharp
        self.painted.emit(photo, sharp)
