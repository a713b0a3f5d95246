"""The slideshow: the photo on black, the timeline below it, and nothing else.

``programme`` says what is shown, ``playback`` which photo is on and what a move means, ``player`` how time goes by.
This window shows that and turns keys into moves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer import words
from reviewer.pacing import Pace
from reviewer.playback import Event, Playback
from reviewer.ui.actions import SLIDESHOW
from reviewer.ui.key_sheet import KeySheet
from reviewer.ui.slideshow import awake, programme
from reviewer.ui.slideshow.bar import ShowBar
from reviewer.ui.slideshow.pace_panel import PacePanel
from reviewer.ui.slideshow.player import Player
from reviewer.ui.slideshow.programme import Material, Wish
from reviewer.ui.slideshow.summary import ShowSummary
from reviewer.ui.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from reviewer.errors import ImpossibleBudget
    from reviewer.photo import Photo, Stop
    from reviewer.settings import Settings
    from reviewer.ui.keymap import Keymap
    from reviewer.ui.pictures import Pictures
    from reviewer.ui.thumbnails import Thumbnails

_AHEAD = 4  # photos decoded before they are due
_POINTER_REST = 1500  # ms without a move after which the pointer hides
_KEEP = 5000  # ms between two times that the place is kept while playing: a crash costs no more


class Slideshow(QWidget):
    """A window of its own that covers the screen.

    Args:
        pictures, thumbnails: Shared with the loupe.
        settings: The wish for the pace is read from here and kept here.
        keymap: The keys in force.
        content_id: The name of a photo's bytes, empty where not known yet.

    Signals:
        looked(Viewing): The user has looked at a photo.
        kept(dict): Where the slideshow stands, to be kept for the next start.
        left(Photo): The slideshow was left at this photo.
    """

    looked = Signal(object)
    kept = Signal(object)
    left = Signal(object)

    def __init__(
        self,
        pictures: Pictures,
        thumbnails: Thumbnails,
        settings: Settings,
        keymap: Keymap,
        content_id: Callable[[Photo], str],
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._settings = settings
        self._wish = Wish.stored(settings)
        self._material = Material((), {})
        self._only: set[Photo] | None = None
        self._limit: int | None = None
        self._was_active = False
        self._awake = awake.for_this_system()
        self.player = Player(content_id, self)
        self.viewer = Viewer(pictures, surround=QColor(Qt.GlobalColor.black))
        self._bar = ShowBar(thumbnails, self)
        self.scrubber = self._bar.scrubber
        self._panel = PacePanel(self)
        self._summary = ShowSummary(self)
        self._keymap = keymap
        self._sheet = KeySheet(keymap, self)
        self._handlers = self._handler_table()
        self._pointer = QTimer(self, interval=_POINTER_REST, singleShot=True)
        self._keeper = QTimer(self, interval=_KEEP)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setObjectName("slideshow")
        self.setWindowTitle(words.text("slideshow"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.viewer.setMouseTracking(True)
        self.viewer.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        column.addWidget(self.scrubber)

    def _connect(self) -> None:
        self.player.cut.connect(self._cut)
        self.player.ticked.connect(self._follow)
        self.player.looked.connect(self.looked)
        self.viewer.painted.connect(self._note_paint)
        self.scrubber.seek_requested.connect(lambda moment: self.player.move(lambda play: play.seek(moment)))
        self.scrubber.scrubbing.connect(self._scrub)
        self._panel.wished.connect(self._follow_wish)
        self._panel.first_stops_wanted.connect(self._limit_stops)
        self._panel.closed.connect(self._close_panel)
        self._summary.again_requested.connect(self._show_again)
        self._summary.rest_requested.connect(self._show_rest)
        self._summary.leave_requested.connect(self.leave)
        self._pointer.timeout.connect(lambda: self.viewer.setCursor(Qt.CursorShape.BlankCursor))
        self._keeper.timeout.connect(self._keep)

    def _handler_table(self) -> dict[str, Callable[[], object]]:
        move = self.player.move
        return {
            "next": lambda: move(lambda play: play.step(1)),
            "previous": lambda: move(lambda play: play.step(-1)),
            "first": lambda: move(lambda play: play.seek(0.0)),
            "last": lambda: move(lambda play: play.seek(self.scrubber.timeline.total)),
            "play": self._toggle_pause,
            "hold": lambda: move(Playback.hold),
            "faster": lambda: move(Playback.faster),
            "slower": lambda: move(Playback.slower),
            "best_first": self._toggle_order,
            "pace": self._open_panel,
            "keys": self._open_sheet,
            "leave_slideshow": self.leave,
            "quit": self.leave,
        }

    # From and to the outside

    def start(
        self, material: Material, *, snapshot: Mapping[str, object] | None = None, at: Photo | None = None
    ) -> None:
        """Cover the screen and play.

        Args:
            material: What there is to show.
            snapshot: Where an earlier slideshow of this folder stood; taken up if it was not at its end.
            at: The photo to begin at otherwise, in capture order; best first begins with the best.
        """
        self._material = material
        self._only = self._limit = None
        self._wish = Wish.stored(self._settings)
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
        self._pointer.start()
        self._begin(snapshot, start=None if self._wish.best_first else at)
        self._keeper.start()

    def renew(self, material: Material) -> None:
        """Scores or groups are others: give what is still to come its new time. The photo on screen stays."""
        if self.isVisible():
            self._material = material
            self._replan(reorder=self._wish.best_first)

    def leave(self) -> None:
        """End the slideshow and go back to the photo it was at."""
        if not self.isVisible():
            return
        self._was_active = False
        photo = self.player.playback.photo
        self._keep()
        self.player.end()
        self._keeper.stop()
        self._pointer.stop()
        self.viewer.unsetCursor()
        self._awake.release()
        self._panel.hide()
        self.hide()
        self.left.emit(photo)

    # What is shown

    def _begin(self, snapshot: Mapping[str, object] | None, *, start: Photo | None) -> None:
        planned, problem = self._planned()
        play = Playback(planned)
        resumed = snapshot is not None and snapshot.get("finished") is not True and play.restore(snapshot)
        if not resumed and start is not None:
            play.seek_photo(start)
        self._summary.hide()
        self._bar.lay_out(play)
        self.viewer.show_photo(None)  # a viewer tells of each photo's paint once, also of one it already shows
        self.player.begin(play)
        if problem is not None:
            self._open_panel(problem)

    def _planned(self) -> tuple[list[Stop], ImpossibleBudget | None]:
        material = self._material if self._only is None else self._material.only(self._only)
        return programme.try_stops(material, self._wish, Pace.stored(self._settings), self._limit)

    def _replan(self, *, reorder: bool) -> ImpossibleBudget | None:
        planned, problem = self._planned()
        self.player.move(lambda play: play.reorder(planned) if reorder else play.replan(planned))
        self._bar.lay_out(self.player.playback)
        self._bar.follow(self.player.playback)
        return problem

    def _cut(self, event: Event) -> None:
        play = self.player.playback
        if event is Event.FINISHED:
            self._finish()
            return
        self._summary.hide()
        self.viewer.show_photo(play.photo, play.upcoming(_AHEAD))

    def _finish(self) -> None:
        play = self.player.playback
        self._bar.lay_out(play)
        self._keep()
        self.viewer.show_photo(None)
        self._summary.setGeometry(self.viewer.geometry())
        self._summary.raise_()
        self._summary.show_summary(play.summary())

    def _note_paint(self, photo: Photo, sharp: bool) -> None:  # noqa: FBT001 - the signal's own arguments
        if sharp and self.isVisible():
            self.player.note_paint(photo, self.viewer.picture_size)

    def _keep(self) -> None:
        self.kept.emit(self.player.playback.snapshot())

    # Moves

    def _toggle_pause(self) -> None:
        paused = self.player.playback.paused
        self.player.move(Playback.resume if paused else Playback.pause)
        if not paused:
            self._keep()

    def _follow(self) -> None:
        play = self.player.playback
        self._bar.follow(play)
        (self._awake.release if play.paused or play.finished else self._awake.hold)()

    def _toggle_order(self) -> None:
        self._follow_wish(replace(self._wish, best_first=not self._wish.best_first))
        self._save()

    def _show_rest(self) -> None:
        play = self.player.playback
        self._only = {stop.group.photos[0] for index, stop in enumerate(play.stops) if not play.seen(index)}
        self._limit = None
        self._begin(None, start=None)

    def _show_again(self) -> None:
        self._only = self._limit = None
        self._begin(None, start=None)

    def _limit_stops(self, count: int) -> None:
        self._limit = count
        self._show_outcome(self._replan(reorder=False))

    def _follow_wish(self, wish: Wish) -> None:
        turned = wish.best_first != self._wish.best_first
        self._wish, self._limit = wish, None
        wish.store(self._settings)
        problem = self._replan(reorder=turned or wish.best_first)
        self._show_outcome(problem)

    def _open_panel(self, problem: ImpossibleBudget | None = None) -> None:
        self.player.move(Playback.pause)
        self._panel.show_wish(self._wish)
        self._show_outcome(problem)
        self._panel.open()

    def _show_outcome(self, problem: ImpossibleBudget | None) -> None:
        self._panel.show_outcome(problem or programme.outcome(self.player.playback.stops))
        self._place_panel()

    def _close_panel(self) -> None:
        self._save()
        self.setFocus()
        self.player.move(Playback.resume)

    def _save(self) -> None:
        try:
            self._settings.save()
        except OSError as error:
            self.scrubber.setToolTip(words.text("settings_not_kept").format(detail=error.strerror or ""))

    def _open_sheet(self) -> None:
        self.player.move(Playback.pause)
        self._sheet.open(SLIDESHOW)

    # The timeline

    def _scrub(self, dragging: bool) -> None:  # noqa: FBT001 - the signal's own argument
        self.player.move(Playback.hold if dragging else Playback.release)

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Start the action of a key, as the table of actions says."""
        name = self._action(event)
        if name is None or (event.isAutoRepeat() and name in ("hold", "play", "best_first", "pace")):
            super().keyPressEvent(event)
            return
        if self._panel.isVisible() and name in ("leave_slideshow", "pace", "play"):
            self._panel.dismiss()
            return
        self._handlers[name]()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What is held is let go."""
        if self._action(event) == "hold" and not event.isAutoRepeat():
            self.player.move(Playback.release)

    def _action(self, event: QKeyEvent) -> str | None:
        return self._keymap.action(SLIDESHOW, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A moved pointer is a shown pointer, for a moment."""
        if event.type() == QEvent.Type.MouseMove and watched is self.viewer:
            if self.viewer.cursor().shape() == Qt.CursorShape.BlankCursor:
                self.viewer.unsetCursor()
            self._pointer.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the photo stays in its place."""
        super().resizeEvent(event)
        self._summary.setGeometry(self.viewer.geometry())
        self._place_panel()

    def _place_panel(self) -> None:
        self._panel.adjustSize()
        self._panel.move((self.width() - self._panel.width()) // 2, self.scrubber.y() - self._panel.height() - 16)

    def changeEvent(self, event: QEvent) -> None:
        """A window that is left pauses: nobody looks."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self._was_active and not self.isActiveWindow() and self.isVisible():
                self.player.move(Playback.pause)
                self._keep()
            self._was_active = self.isActiveWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is leaving."""
        self.leave()
        event.accept()
