"""One photo, large: fitted to the viewport or zoomed, painted from pictures that others decode."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from reviewer.photo import Photo
from reviewer.ui.pictures import Pictures

NEUTRAL = QColor(46, 46, 46)
BLACK = QColor(0, 0, 0)


class Viewer(QWidget):
    """Shows one photo and says when it is on screen. The mouse zooms and pans; keys are other people's business.

    Zoom and position stay from photo to photo. A photo never waits to be shown: a thumbnail or another size stands in.

    Signals:
        painted(Photo, bool): Right after a photo's first paint: False with a stand-in; True once its exact pixels are
            on screen, or the words for why there are none (nothing sharper will come). True comes once per photo shown.
        zoom_changed(float): Device pixels per photo pixel, 1.0 is 100 %; 0.0 means fitted.
    """

    painted = Signal(object, bool)
    zoom_changed = Signal(float)

    def __init__(self, pictures: Pictures, *, surround: QColor = NEUTRAL, parent: QWidget | None = None) -> None:
        raise NotImplementedError

    @property
    def photo(self) -> Photo | None:
        """The photo shown."""
        raise NotImplementedError

    @property
    def picture_size(self) -> QSize:
        """Size of the photo on screen in device pixels, as a Viewing records it; empty while unknown."""
        raise NotImplementedError

    def show_photo(self, photo: Photo | None, neighbours: Sequence[Photo] = ()) -> None:
        """Show a photo now, with what is in memory, and have its neighbours decoded.

        Args:
            photo: The photo; None shows the message or nothing.
            neighbours: Photos likely to come next, likeliest first (in the direction of travel).
        """
        raise NotImplementedError

    def show_message(self, text: str) -> None:
        """Words in the middle while there is no photo: empty folder, folder gone; empty text for none."""
        raise NotImplementedError

    def fit(self) -> None:
        """The whole photo; a small one at 100 %, never enlarged."""
        raise NotImplementedError

    def zoom_to_pixels(self, at: QPointF | None = None) -> None:
        """100 %, one photo pixel per device pixel, keeping the point ``at`` (widget coordinates) in place.

        Without ``at``: the point under the pointer if it is over the photo, else the middle.
        """
        raise NotImplementedError

    def toggle_zoom(self, at: QPointF | None = None) -> None:
        """Z: between fit and 100 % at the pointer."""
        raise NotImplementedError

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in (positive) or out by wheel steps, keeping ``at`` in place; stops at 100 % and at fit in passing."""
        raise NotImplementedError
