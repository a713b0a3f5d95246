"""What viewers and strips paint from, put together once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer.link import Link
from reviewer.ui.screen.decoding import Decoding
from reviewer.ui.screen.gate import Gate
from reviewer.ui.screen.monitor import Monitor
from reviewer.ui.screen.pictures import Pictures
from reviewer.ui.screen.thumbnails import Thumbnails

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewer.photo import Photo
    from reviewer.settings import Settings
    from reviewer.ui.screen.picture import Size


class Screen(QObject):
    """Pictures and thumbnails in the colours of the monitor, and word to scoring when the disk is needed for them.

    Args:
        settings: How much memory and disk is kept, and which profile the monitor has.
        turn_of: Quarter turns clockwise by which the user has a photo shown.
        size_of: Width and height of a whole photo where they are known before it is decoded.

    Attributes:
        pictures: For viewers.
        thumbnails: For strips and grids.

    Signals:
        scoring_held(bool): Whether scoring has to stand still.
        profile_refused(ReviewerError): The monitor's profile cannot be used.
    """

    scoring_held = Signal(bool)
    profile_refused = Signal(object)

    def __init__(
        self, settings: Settings, turn_of: Callable[[Photo], int], size_of: Callable[[Photo], Size | None]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._decoding = Decoding(Link("screen"))
        self.thumbnails = Thumbnails(self._decoding, limit=settings.size("thumbnail_megabytes"), turn_of=turn_of)
        self.pictures = Pictures(
            self._decoding,
            self.thumbnails,
            megabytes=settings.number("picture_megabytes"),
            turn_of=turn_of,
            size_of=size_of,
        )
        self._gate = Gate(self)
        self.pictures.waiting_changed.connect(self._gate.note_pictures)
        self.thumbnails.waiting_changed.connect(self._gate.note_strip)
        self._gate.held_changed.connect(self.scoring_held)
        self._monitor = Monitor(settings.text("monitor_profile"))
        self._monitor.profile_changed.connect(self.thumbnails.set_monitor)  # first: they stand in for the pictures
        self._monitor.profile_changed.connect(self.pictures.set_monitor)
        self._monitor.refused.connect(self.profile_refused)
        settings.listen(self._follow)

    def watch(self, viewer: QWidget) -> None:
        """Give the monitor that this one is on its colours."""
        self._monitor.watch(viewer)

    def forget(self, photo: Photo) -> None:
        """Show a photo anew: it is turned, or its bytes are others."""
        self.thumbnails.forget(photo)  # first: they stand in for the pictures
        self.pictures.forget(photo)

    def close(self) -> None:
        """End threads and processes, within some seconds."""
        self._monitor.close()
        self._decoding.shutdown()
        self.thumbnails.shutdown()

    def _follow(self, setting: str) -> None:
        if setting == "monitor_profile":
            self._monitor.choose(self._settings.text(setting))
