"""The photo before, which stays on screen until there is something of the one that follows: better than nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer.ui.viewer import canvas

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QImage, QPainter

    from reviewer.ui.screen.picture import Size
    from reviewer.ui.viewer.framing import Place
    from reviewer.ui.viewer.sight import Sight

_AS_IT_IS = 80  # ms; after that it is dimmed, so that nobody takes it for the photo that is meant


class LastFrame(QObject):
    """Keeps one photo as it lay.

    Signals:
        dimmed(): It is to be painted again, dimmed.
    """

    dimmed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame: tuple[QImage, Place] | None = None
        self._bright = QTimer(self, singleShot=True, interval=_AS_IT_IS)
        self._bright.timeout.connect(self.dimmed)

    @property
    def is_kept(self) -> bool:
        """Whether there is one."""
        return self._frame is not None

    @property
    def is_dim(self) -> bool:
        """Whether it has stood too long to be shown as it was."""
        return not self._bright.isActive()

    def keep(self, sight: Sight) -> None:
        """Keep what is in sight; the one that is kept already stays, for nothing was seen since."""
        if self._frame is None and (image := sight.image):
            self._frame = (image, sight.place)
            self._bright.start()

    def drop(self) -> None:
        """There is something better."""
        self._frame = None

    def paint(self, painter: QPainter, viewport: Size, bed: QColor) -> None:
        """Paint it, in device pixels, over ``bed``."""
        if self._frame:
            canvas.paint_image(painter, *self._frame, viewport)
            if self.is_dim:
                canvas.dim(painter, viewport, bed)
