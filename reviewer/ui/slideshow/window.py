"""The slideshow: the photo on black, the timeline below it, and nothing else.

``tour`` knows what is shown and plays it. This window shows that and turns keys into moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from reviewer import words
from reviewer.playback import Event, Playback
from reviewer.ui import theme
from reviewer.ui.keys.actions import ACTIONS, SLIDESHOW
from reviewer.ui.keys.held_keys import HeldKeys
from reviewer.ui.keys.key_sheet import KeySheet
from reviewer.ui.slideshow import awake, programme
from reviewer.ui.slideshow.bar import ShowBar
from reviewer.ui.slideshow.hands import Hands
from reviewer.ui.slideshow.notice import ShowNotice
from reviewer.ui.slideshow.pace_panel import PacePanel
from reviewer.ui.slideshow.summary import ShowSummary
from reviewer.ui.slideshow.tour import Tour
from reviewer.ui.slideshow.wishes import Wishes
from reviewer.ui.viewer.view import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from reviewer.errors import ImpossibleBudget
    from reviewer.photo import Photo
    from reviewer.settings import Settings
    from reviewer.ui.keys.keymap import Keymap
    from reviewer.ui.screen.pictures import Pictures
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.slideshow.programme import Material

_AHEAD = 4  # photos decoded before they are due
_MARGIN = 2 * theme.GRID  # px that every photo keeps free on all four sides
_REPEATED = {row.id for row in ACTIONS if row.repeats}
_CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_END = (*_CONFIRM, Qt.Key.Key_Escape)
_END_PANEL = ("leave_slideshow", "pace", "play")
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
        photo_missed(Photo): Words stand where this photo should: its file, or the whole folder, may be gone.
        turn_requested(int): Show the photo on screen turned by so many quarters clockwise from now on.
        quit_requested: The user wants to leave the program.
    """

    looked = Signal(object)
    kept = Signal(object)
    left = Signal(object)
    photo_missed = Signal(object)
    turn_requested = Signal(int)
    quit_requested = Signal()

    def __init__(
        self,
        pictures: Pictures,
        thumbnails: Thumbnails,
        settings: Settings,
        keymap: Keymap,
        content_id: Callable[[Photo], str],
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._pictures = pictures
        self._was_active = False
        self._resumes = False  # once nothing lies over the photo any more
        self._awake = awake.for_this_system()
        self.tour = Tour(content_id, self)
        self.viewer = Viewer(pictures, surround=QColor(Qt.GlobalColor.black), margin=_MARGIN)
        self._bar = ShowBar(thumbnails, self)
        self.scrubber = self._bar.scrubber
        self._panel = PacePanel(self)
        self._wishes = Wishes(self.tour, settings, self._panel)
        self._summary = ShowSummary(self)
        self._notice = ShowNotice(self.viewer)
        self._hands = Hands(self.viewer, self.scrubber, self._summary)
        self._keymap = keymap
        self._sheet = KeySheet(keymap, self)
        self._handlers = self._handler_table()
        self._pressed = HeldKeys()
        self._keeper = QTimer(self, interval=_KEEP)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setObjectName("slideshow")
        theme.keep_dark(self)
        self.setWindowTitle(words.text("slideshow"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        column.addWidget(self.scrubber)

    def _connect(self) -> None:
        tour, player = self.tour, self.tour.player
        player.cut.connect(self._cut)
        player.ticked.connect(self._follow)
        player.looked.connect(self.looked)
        tour.pass_begun.connect(self._show_pass)
        tour.stops_changed.connect(self._show_stops)
        self.viewer.painted.connect(self._note_paint)
        self.scrubber.seek_requested.connect(lambda moment: player.move(lambda play: play.seek(moment)))
        self.scrubber.scrubbing.connect(lambda dragging: tour.hold("scrubbing", down=dragging))
        self._hands.stepped.connect(self._step)
        self._pressed.carry({"hold": lambda down: tour.hold("key", down=down), "magnify": self._magnify})
        self._wishes.told.connect(self._place_panel)
        self._wishes.unsaved.connect(self._say_unsaved)
        self._panel.closed.connect(self._close_panel)
        self._sheet.closed.connect(self._end_interlude)
        self._summary.again_requested.connect(tour.show_again)
        self._summary.rest_requested.connect(tour.show_rest)
        self._summary.unseen_requested.connect(tour.show_unseen)
        self._summary.leave_requested.connect(self.leave)
        self._keeper.timeout.connect(self._keep)

    def _handler_table(self) -> dict[str, Callable[[], object]]:
        move = self.tour.player.move
        return {
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
            "first": lambda: move(lambda play: play.seek(0.0)),
            "last": lambda: move(lambda play: play.seek(self.scrubber.timeline.total)),
            "play": self._toggle_pause,
            "next_frame": lambda: move(lambda play: play.step_frame(1)),
            "previous_frame": lambda: move(lambda play: play.step_frame(-1)),
            "faster": lambda: move(Playback.faster),
            "slower": lambda: move(Playback.slower),
            "best_first": self._wishes.toggle_order,
            "unseen": self._toggle_unseen,
            "turn_left": lambda: self.turn_requested.emit(-1),
            "turn_right": lambda: self.turn_requested.emit(1),
            "pace": self._open_panel,
            "keys": self._open_sheet,
            "leave_slideshow": self.leave,
            "quit": self.quit_requested.emit,
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
        self._notice.hide()
        self._resumes = False
        screen = (QApplication.activeWindow() or self).screen()
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()
        self._hands.begin()
        self.tour.begin(material, self._wishes.stored, snapshot=snapshot, at=at)
        self._keeper.start()

    def renew(self, material: Material) -> None:
        """Scores or groups are others: give what is still to come its new time. The photo on screen stays."""
        if self.isVisible():
            self.tour.renew(material)

    def note_seen(self, paths: Iterable[Path]) -> None:
        """These photos were looked at on earlier occasions."""
        self.tour.note_seen(paths)

    def suspend(self, sentence: str) -> None:
        """Let no time go by until ``go_on``, and say why over the photo."""
        self.tour.player.freeze()
        self._notice.say(sentence)
        self._keep()

    def go_on(self) -> None:
        """What was away is back: try again what could not be shown, and play on if that was what it did."""
        if not self.tour.player.frozen:
            return
        self._notice.hide()
        for photo in (frame.photo for stop in self.tour.playback.stops for frame in stop.frames):
            if self._pictures.problem(photo) is not None:
                self._pictures.forget(photo)
        self._have_told_anew()
        self._show_photo()
        self.tour.player.thaw()

    def leave(self) -> None:
        """End the slideshow and go back to the photo it was at."""
        if not self.isVisible():
            return
        self._was_active = False
        photo = self.tour.playback.photo
        self._keep()
        self._pressed.let_go()
        self.tour.end()
        self._keeper.stop()
        self._hands.end()
        self._awake.release()
        self._panel.hide()
        self._sheet.hide()
        self.hide()
        self.left.emit(photo)

    # What is shown

    def _show_pass(self, problem: ImpossibleBudget | None) -> None:
        play = self.tour.playback
        self._summary.hide()
        self._panel.dismiss()
        self.setFocus()
        self._lay_out_bar()
        self._bar.say(programme.extent(play.stops))
        self._have_told_anew()
        if problem is not None:
            self._open_panel(problem)

    def _show_stops(self) -> None:
        self._lay_out_bar()
        self._follow()
        if not self.tour.playback.finished:
            self._show_photo()  # others come next, and another viewer may have wanted others meanwhile

    def _lay_out_bar(self) -> None:
        title = self.tour.passes.title
        self._bar.lay_out(self.tour.playback, words.text(title) if title else "")

    def _cut(self, event: Event) -> None:
        if event is Event.FINISHED:
            self._finish()
            return
        self._summary.hide()
        self._show_photo()

    def _show_photo(self) -> None:
        play = self.tour.playback
        self.viewer.show_photo(play.photo, play.upcoming(_AHEAD))

    def _have_told_anew(self) -> None:
        self.viewer.show_photo(None)  # a viewer tells of a photo's paint once, also where words stood for it

    def _finish(self) -> None:
        self._lay_out_bar()
        self._keep()
        self._pressed.let_go()
        self.viewer.show_photo(None)
        self._summary.setGeometry(self.viewer.geometry())
        self._summary.raise_()
        self._summary.show_summary(self.tour.playback.summary(), len(self.tour.passes.unseen))

    def _note_paint(self, photo: Photo, sharp: bool) -> None:  # noqa: FBT001 - the signal's own arguments
        if sharp and self.isVisible():
            readable = self._pictures.problem(photo) is None
            self.tour.player.note_paint(photo, self.viewer.picture_size, readable=readable)
            if not readable:
                self.photo_missed.emit(photo)

    def _keep(self) -> None:
        self.kept.emit(self.tour.playback.snapshot())

    # Moves

    def _step(self, direction: int) -> None:
        self.tour.player.move(lambda play: play.step(direction))
        if self._panel.isVisible():
            self._begin_interlude()

    def _toggle_pause(self) -> None:
        paused = self.tour.playback.paused
        self.tour.player.move(Playback.resume if paused else Playback.pause)
        if not paused:
            self._keep()

    def _follow(self) -> None:
        play, frozen = self.tour.playback, self.tour.player.frozen
        self._bar.follow(play, frozen=frozen)
        (self._awake.release if play.paused or play.finished or frozen else self._awake.hold)()

    def _magnify(self, down: bool) -> None:  # noqa: FBT001 - as ``HeldKeys`` calls it
        self.tour.hold("magnifying", down=down)
        if down:
            self.viewer.zoom_to_pixels()
        else:
            self.viewer.fit()
            self._hands.hide_pointer()

    def _toggle_unseen(self) -> None:
        if not self.tour.toggle_unseen():
            self._bar.say(words.text("show_none_unseen"))
            self._follow()

    # What lies over the photo

    def _open_panel(self, problem: ImpossibleBudget | None = None) -> None:
        self._begin_interlude()
        self._wishes.open_panel(problem)

    def _close_panel(self) -> None:
        self.setFocus()
        self._end_interlude()

    def _say_unsaved(self, detail: str) -> None:
        self._bar.say(words.text("settings_not_kept").format(detail=detail))
        self._follow()

    def _open_sheet(self) -> None:
        self._begin_interlude()
        self._sheet.open(SLIDESHOW)

    def _begin_interlude(self) -> None:
        """Nobody looks at a photo that something lies over."""
        self._resumes |= not self.tour.playback.paused
        self.tour.player.move(Playback.pause)

    def _end_interlude(self) -> None:
        if self._resumes and not self._panel.isVisible() and not self._sheet.isVisible():
            self._resumes = False
            self.tour.player.move(Playback.resume)

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Start the action of a key, as the table of actions says; Return goes on with what lies over the photo."""
        name = self._action(event)
        if event.isAutoRepeat() and name not in _REPEATED:
            return
        if self._panel.isVisible() and (name in _END_PANEL or (name is None and event.key() in _END)):
            self._panel.dismiss()
        elif self._summary.isVisible() and name is None and event.key() in _CONFIRM:
            self._summary.go_on()
        elif name is None:
            super().keyPressEvent(event)
        elif not self._pressed.press(name, event):
            self._handlers[name]()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What lasted while the key was pressed is over."""
        if not self._pressed.release(event):
            super().keyReleaseEvent(event)

    def _action(self, event: QKeyEvent) -> str | None:
        return self._keymap.action(SLIDESHOW, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the photo stays in its place."""
        super().resizeEvent(event)
        self._summary.setGeometry(self.viewer.geometry())
        self._notice.place()
        self._place_panel()

    def _place_panel(self) -> None:
        self._panel.fit()
        left, top = (self.width() - self._panel.width()) // 2, self.scrubber.y() - self._panel.height() - 2 * theme.GRID
        self._panel.move(max(0, left), max(0, top))

    def changeEvent(self, event: QEvent) -> None:
        """A window that is left pauses: nobody looks."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self._was_active and not self.isActiveWindow() and self.isVisible():
                self._pressed.let_go()
                self.tour.player.move(Playback.pause)
                self._keep()
            self._was_active = self.isActiveWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is leaving."""
        self.leave()
        event.accept()
