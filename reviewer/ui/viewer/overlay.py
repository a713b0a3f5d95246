"""What is painted over a photo by those who know something about its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter

    from reviewer.ui.screen.picture import Picture, Size
    from reviewer.ui.viewer.framing import Place


class Overlay(Protocol):
    """Something painted over the photo each time the photo is painted."""

    def paint(self, painter: QPainter, picture: Picture | None, image: QImage, place: Place, viewport: Size) -> None:
        """Paint over the photo.

        Args:
            painter: In device pixels.
            picture: What is shown, if it is more than a stand-in.
            image: The pixels that were just painted, of the whole photo at some size.
            place: Where the whole photo lies.
            viewport: Width and height in sight.
        """
