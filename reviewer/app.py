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
from reviewer.ui.gate import Gate
from reviewer.ui.interrupt import Interrupt
from reviewer.ui.jobs import Jobs
from reviewer.ui.keymap import Keymap
from reviewer.ui.loupe import Loupe
from reviewer.ui.main_window import MainWindow
from reviewer.ui.pictures import Pictures
from reviewer.ui.reception import Reception
from reviewer.ui.review import Review
from reviewer.ui.slideshow.earlier import EarlierLooks
from reviewer.ui.slideshow.showing import Showing
from reviewer.ui.theme.appearance import Appearance, enlarged
from reviewer.ui.thumbnails import Thumbnails

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.handover import Claim
    from reviewer.photo import Photo


class Application:
    """The parts of a running program, made in the order they need each other and ended the other way round.

    Attributes:
        window: To be shown.
        review: What it shows.
        showing: Its slideshow.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self._collector = Collector()
        self._catalogue = catalogue
        self._jobs = Jobs()
        self._link = Link("screen")
        self._decoding = Decoding(self._link)
        self._thumbnails = Thumbnails(
            self._decoding, limit=int(settings.number("thumbnail_megabytes") * 1024 * 1024), turn_of=self._turn_of
        )
        self._pictures = Pictures(
            self._decoding, self._thumbnails, megabytes=settings.number("picture_megabytes"), turn_of=self._turn_of
        )
        self._writer = CatalogueWriter(catalogue.file)
        self.review = Review(self._jobs, catalogue, self._writer, settings)
        keymap = Keymap.load()
        loupe = Loupe(self.review, self._pictures, self._thumbnails, settings)
        self.window = MainWindow(self.review, loupe, settings, keymap)
        earlier = EarlierLooks(self._jobs, catalogue.file)
        self.showing = Showing(self.review, self._pictures, self._thumbnails, settings, keymap, earlier)
        self.window.carry({"slideshow": self.showing.start})
        self._aids = Aids(loupe.viewer, self._jobs, settings)
        self._aids.switched.connect(self.window.keep)
        self.window.carry(self._aids.handlers)
        self.window.carry_while_held(self._aids.holders)
        self.showing.ended.connect(self.window.come_back)
        self.showing.looked.connect(self._writer.put_viewing)
        loupe.looked.connect(self._writer.put_viewing)
        self.review.thumbnail_made.connect(self._thumbnails.offer)
        self.review.turned.connect(self._thumbnails.forget)  # first: they stand in for the pictures
        self.review.turned.connect(self._pictures.forget)
        self._gate = Gate()
        self._pictures.waiting_changed.connect(self._gate.note_pictures)
        self._thumbnails.waiting_changed.connect(self._gate.note_strip)
        self._gate.held_changed.connect(self.review.feed.hold)
        self._writer.failed.connect(self.window.show_problem)
        self.review.folder.read.connect(self._collector.set_aside)
        self._jobs.failure_unhandled.connect(self.window.show_problem)

    def receive(self, paths: Sequence[Path]) -> None:
        """The program was started again: come to the front, and show the first of these if there are any."""
        if paths:
            self.showing.end()
            self.review.visit(paths[0])
        covering = (one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isFullScreen())
        front = next(covering, self.window)
        front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
        front.raise_()
        front.activateWindow()

    def _turn_of(self, photo: Photo) -> int:
        return self.review.session.turn_of(photo)

    def end(self) -> None:
        """Stop everything, within some seconds; nothing that was asked to be kept is lost."""
        self.showing.close()
        self.review.feed.stop()
        self._decoding.shutdown()
        self._thumbnails.shutdown()
        self._jobs.shutdown()
        self._writer.close()
        self._catalogue.close()
        self._collector.close()


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
    appearance = Appearance(qt, settings.text("theme"))
    settings.listen(lambda name: appearance.choose(settings.text("theme")) if name == "theme" else None)
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
