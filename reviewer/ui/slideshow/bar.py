"""The foot of the slideshow: the timeline, and the thumbnails that come up where the pointer is over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from reviewer import words
from reviewer.ui.slideshow.scrubber import Magnifier, Scrubber, clock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewer.photo import Photo
    from reviewer.playback import Playback
    from reviewer.ui.screen.thumbnails import Thumbnails

_SAYING = 4000  # ms that a sentence stands: long enough to be read, gone before it is in the way


class ShowBar(QObject):
    """Keeps timeline and magnifier in step with a playback.

    Args:
        thumbnails: Where the magnifier's pictures come from.
        parent: The slideshow, over which the magnifier lies; it puts ``scrubber`` into its layout.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.scrubber = Scrubber()
        self._magnifier = Magnifier(thumbnails.image, parent)
        self._title = ""
        self._said = ""
        self._saying = QTimer(self, interval=_SAYING, singleShot=True)
        self.scrubber.hovered.connect(self._hover)
        self.scrubber.installEventFilter(self)
        thumbnails.thumbnail_ready.connect(self._note_thumbnail)

    def lay_out(self, play: Playback, title: str = "") -> None:
        """Show these stops, and which of them were seen.

        Args:
            play: What is played.
            title: What part of everything that is, in words.
        """
        self._title = title
        self.scrubber.set_stops(play.stops, play.seen_flags())
        self._magnifier.set_stops(play.stops, self.scrubber.timeline)

    def say(self, sentence: str) -> None:
        """Have a sentence stand for a while where the place stands otherwise."""
        self._said = sentence
        self._saying.start()

    def follow(self, play: Playback, *, frozen: bool = False) -> None:
        """Show where a playback stands, how it goes and how long it will take.

        Args:
            play: What is played.
            frozen: No time goes by, for want of the folder.
        """
        if play.stops and play.seen(play.index):
            self.scrubber.set_seen(play.index)
        said = [self._said] if self._saying.isActive() else _place(play, self._title)
        if frozen:
            said.insert(0, words.text("show_waiting"))
        elif play.paused and not play.finished:
            said.insert(0, words.text("show_paused"))
        if play.speed != 1.0:
            said.append(words.text("show_speed").format(speed=play.speed))
        left = words.text("show_left").format(time=clock(play.time_left))
        self.scrubber.set_position(play.moment, "   ·   ".join(said), left)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A hidden timeline has no pointer over it."""
        if event.type() == QEvent.Type.Hide:
            self._magnifier.hide()
            self._saying.stop()
        return super().eventFilter(watched, event)

    def _hover(self, moment: float, x: int) -> None:
        if moment < 0:
            self._magnifier.hide()
            return
        self._magnifier.point_at(self.scrubber.timeline.stop_at(moment), moment, x, self.scrubber.y())
        self._thumbnails.want(self._magnifier.photos)

    def _note_thumbnail(self, photo: Photo) -> None:
        if self._magnifier.isVisible() and photo in self._magnifier.photos:
            self._magnifier.update()


def _place(play: Playback, title: str) -> list[str]:
    """Which stop this is, and which photo of its group."""
    if not play.stop:
        return []
    stops = words.count(len(play.stops), "stop")
    said = [title] if title else []
    said.append(words.text("show_place").format(stop=f"{play.index + 1:,}", stops=stops))
    if len(play.stop.frames) > 1:
        said.append(words.text("show_group").format(frame=play.frame + 1, frames=len(play.stop.frames)))
    return said
