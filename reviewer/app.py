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
from reviewer.link import Link
from reviewer.settings import Settings
from reviewer.ui.aids import Aids
from reviewer.ui.catalogue_writer import CatalogueWriter
from reviewer.ui.collector import Collector
from reviewer.ui.crash import CrashHandler
from reviewer.ui.decoding import Decoding
from reviewer.ui.dialogs import Dialogs
from reviewer.ui.effects import take_effect
from reviewer.ui.errands import Errands
from reviewer.ui.gate import Gate
from reviewer.ui.housekeeping import Housekeeping
from reviewer.ui.interrupt import Interrupt
from reviewer.ui.jobs import Jobs
from reviewer.ui.key_strip import ENOUGH, KeyStrip
from reviewer.ui.keymap import Keymap
from reviewer.ui.loupe import Loupe
from reviewer.ui.main_window import MainWindow
from reviewer.ui.monitor import Monitor
from reviewer.ui.photo_drag import PhotoDrag, ViewerDrag
from reviewer.ui.photo_menu import PhotoMenu
from reviewer.ui.photo_view import PhotoView
from reviewer.ui.pictures import Pictures
from reviewer.ui.reception import Reception
from reviewer.ui.review import Review
from reviewer.ui.rgb_histogram import RgbHistogram
from reviewer.ui.slideshow.earlier import EarlierLooks
from reviewer.ui.slideshow.showing import Showing
from reviewer.ui.theme.appearance import Appearance, enlarged
from reviewer.ui.thumbnails import Thumbnails

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.handover import Claim
    from reviewer.photo import Photo
    from reviewer.ui.viewer import Viewer


_TURN = 0.0005
"""Seconds that a thread may keep the interpreter when another wants it.

Qt's calls give it away, and each time the window would wait for it as long as this: with Python's own 5 ms a held arrow
key got 9 photos of 60 on screen beside the decoders, with 0.5 ms all 60.
"""


class Application:
    """The parts of a running program, made in the order they need each other and ended the other way round.

    Attributes:
        window: To be shown.
        review: What it shows.
        showing: Its slideshow.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._switch_interval = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        self._collector = Collector()
        self._catalogue = catalogue
        self._jobs = Jobs()
        self._link = Link("screen")
        self._decoding = Decoding(self._link)
        self._thumbnails = Thumbnails(
            self._decoding, limit=int(settings.number("thumbnail_megabytes") * 1024 * 1024), turn_of=self._turn_of
        )
        self._pictures = Pictures(
            self._decoding,
            self._thumbnails,
            megabytes=settings.number("picture_megabytes"),
            turn_of=self._turn_of,
            size_of=self._size_of,
        )
        self._writer = CatalogueWriter(catalogue.file)
        self.review = Review(self._jobs, catalogue, self._writer, settings)
        keymap = Keymap.load()
        loupe = Loupe(self.review, self._pictures, self._thumbnails, settings)
        self.window = MainWindow(self.review, loupe, settings, keymap)
        earlier = EarlierLooks(self._jobs, catalogue.file)
        self.showing = Showing(self.review, self._pictures, self._thumbnails, settings, keymap, earlier)
        self.window.carry({"slideshow": self.showing.start})
        take_effect(settings, self.review, loupe)
        self._dialogs = Dialogs(settings, keymap, self.window)
        self.window.carry(self._dialogs.handlers)
        self._lay_aids(loupe, settings)
        self._greet(keymap, loupe.viewer, settings)
        self._run_errands(loupe, settings)
        self.showing.ended.connect(self.window.come_back)
        self.showing.quit_requested.connect(self.window.close)
        self.window.closing.connect(self.showing.end)  # a full screen without a window behind it is no program
        self.showing.looked.connect(self._writer.put_viewing)
        loupe.looked.connect(self._writer.put_viewing)
        self.review.thumbnail_made.connect(self._thumbnails.offer)
        self.review.turned.connect(self._thumbnails.forget)  # first: they stand in for the pictures
        self.review.turned.connect(self._pictures.forget)
        self._pictures.picture_failed.connect(self.review.note_failure)
        self._gate = Gate()
        self._pictures.waiting_changed.connect(self._gate.note_pictures)
        self._pictures.waiting_changed.connect(self.review.note_waiting)
        self._thumbnails.waiting_changed.connect(self._gate.note_strip)
        self._gate.held_changed.connect(self.review.feed.hold)
        self._monitor = Monitor(settings.text("monitor_profile"))
        self._monitor.watch(loupe.viewer)
        self.showing.made.connect(self._monitor.watch)
        self._monitor.profile_changed.connect(self._thumbnails.set_monitor)  # first: they stand in for the pictures
        self._monitor.profile_changed.connect(self._pictures.set_monitor)
        self._monitor.refused.connect(self.window.show_problem)
        settings.listen(lambda name: self._monitor.choose(settings.text(name)) if name == "monitor_profile" else None)
        self._writer.failed.connect(self.window.show_problem)
        self.review.folder.read.connect(self._collector.set_aside)
        self._jobs.failure_unhandled.connect(self.window.show_problem)

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
        housekeeping = Housekeeping(self.review, self._thumbnails, self._jobs, self._writer, settings, self.window)
        self.window.carry({**errands.handlers, **housekeeping.handlers})
        housekeeping.noticed.connect(self.window.add_notice)
        self._writer.forgotten.connect(self.window.show_recent)
        menu = PhotoMenu(self.window.actions(), self.window)
        menu.serve(loupe.viewer, lambda _: self.review.session.current)
        ViewerDrag(loupe.viewer, self._thumbnails.image)
        for view in loupe.findChildren(PhotoView):
            menu.serve(view, view.photo_at)
            PhotoDrag(view.viewport(), view.photo_at, self._thumbnails.image)
        menu.photo_requested.connect(lambda photo: self.review.tell(self.review.session.go_to(photo)))

    def end(self) -> None:
        """Stop everything, within some seconds; nothing that was asked to be kept is lost."""
        self.showing.close()
        self.review.feed.stop()
        self._monitor.close()
        self._decoding.shutdown()
        self._thumbnails.shutdown()
        self._jobs.shutdown()
        self._writer.close()
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
