"""Puts the window together and takes it apart again.

What a window needs to be on screen comes first; folders, workers and models follow once it is there. Models are never
loaded here: they live in the worker's process.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from reviewer.catalogue import Catalogue
from reviewer.scoring.choice import metric_title
from reviewer.settings import Settings
from reviewer.ui.background.catalogue_writer import CatalogueWriter
from reviewer.ui.background.collector import Collector
from reviewer.ui.background.crash import CrashHandler
from reviewer.ui.background.interrupt import Interrupt
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.background.reception import Reception
from reviewer.ui.deciding.decided import Decided
from reviewer.ui.deciding.keys import DecisionKeys
from reviewer.ui.dialogs import Dialogs
from reviewer.ui.effects import take_effect
from reviewer.ui.files.errands import Errands
from reviewer.ui.files.housekeeping import Housekeeping
from reviewer.ui.files.photo_drag import PhotoDrag, ViewerDrag
from reviewer.ui.files.photo_menu import PhotoMenu
from reviewer.ui.files.reports import Reports
from reviewer.ui.keys.key_strip import ENOUGH, KeyStrip
from reviewer.ui.keys.keymap import Keymap
from reviewer.ui.loupe import Loupe
from reviewer.ui.main_window import MainWindow
from reviewer.ui.models.stock import Stock
from reviewer.ui.reviewing.review import Review
from reviewer.ui.screen.screen import Screen
from reviewer.ui.slideshow.earlier import EarlierLooks
from reviewer.ui.slideshow.showing import Showing
from reviewer.ui.strip.photo_view import PhotoView
from reviewer.ui.theme.appearance import Appearance, enlarged
from reviewer.ui.viewer.aids import Aids
from reviewer.ui.viewer.rgb_histogram import RgbHistogram

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.errors import ReviewerError
    from reviewer.handover import Claim
    from reviewer.photo import Photo
    from reviewer.ui.statistics.window import StatisticsWindow
    from reviewer.ui.viewer.view import Viewer


_TURN = 0.0005
"""Seconds that a thread may keep the interpreter when another wants it.

Qt's calls give it away, and each time the window would wait for it as long as this: with Python's own 5 ms a held arrow
key got 9 photos of 60 on screen beside the decoders, with 0.5 ms all 60.
"""


class Application:
    """The parts of a running program, made in the order they need each other and ended the other way round.

    Attributes:
        screen: What it paints from.
        window: To be shown.
        review: What it shows.
        showing: Its slideshow.
        stock: The metrics that can be computed here.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._switch_interval = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        self._collector = Collector()
        self._catalogue = catalogue
        self._jobs = Jobs()
        screen = self.screen = Screen(settings, self._turn_of, self._size_of)
        self._writer = CatalogueWriter(catalogue.file)
        self.review = Review(self._jobs, catalogue, self._writer, settings)
        keymap = Keymap.load()
        self._decided = Decided(self.review, catalogue.file)
        loupe = Loupe(self.review, screen.pictures, screen.thumbnails, settings, self._decided.marks)
        self.stock = Stock(self._jobs, settings)
        self.window = MainWindow(self.review, loupe, settings, keymap, self.stock)
        earlier = EarlierLooks(self._jobs, catalogue.file)
        self.showing = Showing(self.review, screen.pictures, screen.thumbnails, settings, keymap, earlier)
        self.window.carry({"slideshow": self.showing.start, "second_look": self.showing.start_second_look})
        take_effect(settings, self.review, loupe)
        self._dialogs = Dialogs(settings, keymap, self.stock, self.window)
        self.window.carry(self._dialogs.handlers)
        self._lay_aids(loupe, settings)
        self._greet(keymap, loupe.viewer, settings)
        self._run_errands(loupe, settings)
        self._take_decisions(loupe, settings)
        self._statistics: StatisticsWindow | None = None
        self.window.carry({"statistics": lambda: self._open_statistics(loupe, settings)})
        self._connect(loupe)

    def _open_statistics(self, loupe: Loupe, settings: Settings) -> None:
        """Beside the window, which goes on; asked for again, it comes to the front."""
        from reviewer.ui.statistics.window import StatisticsWindow  # noqa: PLC0415 - few starts need it

        if self._statistics is None:
            made = self._statistics = StatisticsWindow(
                self.review, self._jobs, self.screen.thumbnails, settings, loupe.knowledge, metric_title, self.window
            )
            made.photo_requested.connect(lambda photo: self.review.tell(self.review.session.go_to(photo)))
            made.setting_chosen.connect(self.window.keep)
            made.second_look_requested.connect(self.showing.start_second_look)
            made.finished.connect(self._close_statistics)
            self.window.closing.connect(made.close)
        self._statistics.show()
        self._statistics.raise_()
        self._statistics.activateWindow()

    def _close_statistics(self) -> None:
        self._statistics = None
        self.window.activateWindow()  # without a window manager nobody else gives it the keys

    def _connect(self, loupe: Loupe) -> None:
        """Who hears of what; all that is said of photos, pictures and looks passes here once."""
        screen, review = self.screen, self.review
        screen.watch(loupe.viewer)
        self.showing.made.connect(screen.watch)
        screen.pictures.picture_failed.connect(review.note_failure)
        screen.pictures.waiting_changed.connect(review.note_waiting)
        screen.scoring_held.connect(review.feed.hold)
        screen.profile_refused.connect(self.window.show_problem)
        review.thumbnail_made.connect(screen.thumbnails.offer)
        review.turned.connect(screen.forget)
        review.folder.read.connect(self._collector.set_aside)
        loupe.looked.connect(self._writer.put_viewing)
        self.showing.looked.connect(self._writer.put_viewing)
        self.showing.ended.connect(self.window.come_back)
        self.showing.noticed.connect(self.window.add_notice)
        self.showing.quit_requested.connect(self.window.close)
        self.window.closing.connect(self.showing.end)  # a full screen without a window behind it is no program
        self._writer.failed.connect(self.window.show_problem)
        self._jobs.failure_unhandled.connect(self.window.show_problem)
        self.stock.arrived.connect(review.note_arrival)
        self.stock.metrics_chosen.connect(lambda metrics: self.window.keep("metrics", metrics))
        self.stock.failed.connect(self._tell_of_models)
        self.stock.look_soon()

    def _tell_of_models(self, _metric: str, error: ReviewerError) -> None:
        if not self._dialogs.shows_models:
            self.window.show_problem(error)

    def receive(self, paths: Sequence[Path]) -> None:
        """The program was started again: come to the front, and show the first of these if there are any."""
        if paths:
            self.showing.end()
            self.review.visit(paths[0])
        covering = (one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isFullScreen())
        front = next(covering, self.window) if self.showing.running else self.window
        front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
        front.raise_()
        front.activateWindow()

    def _size_of(self, photo: Photo) -> tuple[int, int] | None:
        record = self.review.session.records.get(photo)
        return (record.metadata.width, record.metadata.height) if record else None

    def _turn_of(self, photo: Photo) -> int:
        return self.review.session.turn_of(photo)

    def _lay_aids(self, loupe: Loupe, settings: Settings) -> None:
        """What helps to judge a photo closely: marks over it, its tones beside it."""
        aids, histogram = Aids(loupe.viewer, self._jobs, settings, self._turn_of), RgbHistogram()
        loupe.panel.set_histogram(histogram)
        aids.tones_changed.connect(histogram.set_tones)
        aids.switched.connect(self.window.keep)
        self.window.carry(aids.handlers)
        self.window.carry_while_held(aids.holders)

    def _greet(self, keymap: Keymap, viewer: Viewer, settings: Settings) -> None:
        """Tell a newcomer the few keys that matter."""
        if (pressed := int(settings.number("keys_pressed"))) < ENOUGH:
            strip = KeyStrip(keymap, viewer, pressed)
            strip.counted.connect(lambda count: self.window.keep("keys_pressed", count))
            strip.ended.connect(lambda: self.window.show_hint(None))
            self.window.show_hint(strip)

    def _run_errands(self, loupe: Loupe, settings: Settings) -> None:
        """What is done with a photo beside looking at it, and with what is known of it: menus, mouse and keys."""
        errands = Errands(self.review, self._jobs, settings, self.window)
        thumbnails = self.screen.thumbnails
        housekeeping = Housekeeping(self.review, thumbnails, self._jobs, self._writer, settings, self.window)
        reports = Reports(self.review, self._jobs, settings, self.window)
        self.window.carry({**errands.handlers, **housekeeping.handlers, **reports.handlers})
        housekeeping.noticed.connect(self.window.add_notice)
        reports.noticed.connect(self.window.add_notice)
        self._writer.forgotten.connect(self.window.show_recent)
        menu = PhotoMenu(self.window.actions(), self.window)
        menu.serve(loupe.viewer, lambda _: self.review.session.current)
        ViewerDrag(loupe.viewer, thumbnails.image)
        for view in loupe.findChildren(PhotoView):
            menu.serve(view, view.photo_at)
            PhotoDrag(view.viewport(), view.photo_at, thumbnails.image)
        menu.photo_requested.connect(lambda photo: self.review.tell(self.review.session.go_to(photo)))

    def _take_decisions(self, loupe: Loupe, settings: Settings) -> None:
        """What is decided, by which keys, and how it is told."""
        decided = self._decided
        self._decision_keys = DecisionKeys(decided, self.review, loupe, settings, lambda: self.window.view)
        self.window.carry(self._decision_keys.handlers)
        decided.changed.connect(loupe.show_marks)
        decided.noticed.connect(self.window.add_notice)
        decided.settled.connect(self.review.settled)
        decided.failed.connect(self.window.show_problem)

    def end(self) -> None:
        """Stop everything, within some seconds; nothing that was asked to be kept is lost."""
        self.showing.close()
        self.review.feed.stop()
        self.stock.close()
        self.screen.close()
        self._jobs.shutdown()
        self._writer.close()
        self._decided.close()
        self._catalogue.close()
        self._collector.close()
        sys.setswitchinterval(self._switch_interval)


def run(paths: Sequence[Path], claim: Claim | None = None) -> int:
    """Show the window until it is closed.

    Args:
        paths: What to open: the first folder or photo; none for the start page.
        claim: The place at which later starts reach this window; None if it is not to be reached.

    Returns:
        The exit code.
    """
    settings = Settings.load()
    with enlarged(int(settings.text("scale"))):
        qt = QApplication(sys.argv[:1])
    qt.setApplicationName("photo-reviewer")
    qt.setApplicationDisplayName("Photo Reviewer")
    qt.setDesktopFileName("photo-reviewer")
    crash = CrashHandler()
    Appearance(qt, settings)
    catalogue, problem = Catalogue.open_or_temporary()
    application = Application(settings, catalogue)
    crash.noted.connect(application.window.add_notice)
    interrupt = Interrupt()
    interrupt.requested.connect(application.window.close)
    reception = Reception(claim) if claim else None
    if reception:
        reception.called.connect(application.receive)
    application.window.show()
    application.window.activateWindow()  # without a window manager nobody else would
    if problem is not None:
        application.window.show_problem(problem)
    if paths:
        QTimer.singleShot(0, application.window, lambda: application.review.open(paths[0]))
    try:
        return qt.exec()
    finally:
        if reception:
            reception.close()
        application.end()
        interrupt.restore()
        crash.restore()
