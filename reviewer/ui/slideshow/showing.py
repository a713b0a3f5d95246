"""Between loupe and slideshow: begins the show at the photo one is at, keeps its place, and brings one back."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer import words
from reviewer.scoring.choice import metric_title
from reviewer.session import Change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reviewer.errors import ReviewerError
    from reviewer.photo import Photo
    from reviewer.settings import Settings
    from reviewer.ui.keys.keymap import Keymap
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.screen.pictures import Pictures
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.slideshow.earlier import EarlierLooks
    from reviewer.ui.slideshow.programme import Material
    from reviewer.ui.slideshow.window import Slideshow

_RENEW = 2000  # ms between two new plans while scores come in: what is to come changes, and should not flicker
_SHARE = 0.05  # of the time goes into new plans at the most, however many photos there are


class Showing(QObject):
    """The slideshow of a review; its window is made when it is first asked for.

    Signals:
        looked(Viewing): The user has looked at a photo.
        ended: The slideshow was left.
        made(QWidget): The viewer of its window, once there is one.
        quit_requested: The user wants to leave the program.
        noticed(str): Why there is no slideshow of what was asked for.
    """

    looked = Signal(object)
    ended = Signal()
    made = Signal(object)
    quit_requested = Signal()
    noticed = Signal(str)

    def __init__(
        self,
        review: Review,
        pictures: Pictures,
        thumbnails: Thumbnails,
        settings: Settings,
        keymap: Keymap,
        earlier: EarlierLooks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._review = review
        self._pictures = pictures
        self._thumbnails = thumbnails
        self._settings = settings
        self._keymap = keymap
        self._earlier = earlier
        self._show: Slideshow | None = None
        self._gone: ReviewerError | None = None
        self._folder: Path | None = None  # what the slideshow is of
        self._best: frozenset[Photo] | None = None  # all it shows of that, at a second look
        self._left_from: Photo | None = None  # the photo that one goes back to after it
        self._renew = QTimer(self, interval=_RENEW, singleShot=True)
        self._renew.timeout.connect(self._renew_now)
        review.changed.connect(self._follow)
        review.closed.connect(self.end)
        review.opened.connect(self._note_opening)
        review.folder.gone.connect(self._note_folder)
        review.returned.connect(lambda: self._note_folder(None))
        earlier.learnt.connect(self._note_earlier)

    @property
    def running(self) -> bool:
        """Whether the slideshow covers the screen."""
        return self._show is not None and self._show.isVisible()

    def start(self) -> None:
        """Play from the photo one is at; where an earlier slideshow was left there, on from that moment."""
        if (photo := self._ready()) is not None:
            self._best = self._left_from = None
            self._play(self._snapshot(photo), at=photo)

    def start_second_look(self) -> None:
        """Play just the best photos, from the first of them, and lead back to the photo one is at.

        Which they are holds until the end: one that is looked at does not go because another was scored.
        """
        if (photo := self._ready()) is None:
            return
        best = frozenset(self._review.session.best(self._metric, int(self._settings.number("second_look_percent"))))
        values = self._review.session.standings(self._metric).values
        if not best or (values[0] == values[-1] and len(values) > 1):
            problem = words.text("second_look_equal" if best else "second_look_unscored")
            self.noticed.emit(problem.format(title=metric_title(self._metric)))
            return
        self._best, self._left_from = best, photo
        self._play()

    def _ready(self) -> Photo | None:
        """The photo one is at, if a slideshow can begin."""
        return None if self.running else self._review.session.current

    def _play(self, snapshot: Mapping[str, object] | None = None, *, at: Photo | None = None) -> None:
        session = self._review.session
        self._show = self._show or self._made()
        self._review.tell(session.settle())
        self._folder = self._review.folder.folder
        self._show.start(self._material(), snapshot=snapshot, at=at)
        self._earlier.ask({photo.path: self._content_id(photo) for photo in session.photos})
        self._note_folder(self._gone)

    def _made(self) -> Slideshow:
        from reviewer.ui.slideshow.window import Slideshow  # noqa: PLC0415 - a tenth of the time the program starts in

        show = Slideshow(self._pictures, self._thumbnails, self._settings, self._keymap, self._content_id)
        show.looked.connect(self.looked)
        show.kept.connect(self._keep)
        show.left.connect(self._come_back)
        show.quit_requested.connect(self.quit_requested)
        show.turn_requested.connect(self._turn)
        show.photo_missed.connect(self._review.folder.read_again)
        self.made.emit(show.viewer)
        return show

    def _turn(self, quarters: int) -> None:
        if self._show is not None and (photo := self._show.viewer.photo) is not None:
            self._review.turn(photo, quarters)

    def end(self) -> None:
        """Leave the slideshow if it runs."""
        if self._show is not None:
            self._show.leave()

    def close(self) -> None:
        """End it and let its window go."""
        self.end()
        self._renew.stop()
        if self._show is not None:
            self._show.deleteLater()
        self._show = None

    def _material(self) -> Material:
        from reviewer.ui.slideshow.programme import Material  # noqa: PLC0415 - as above

        session = self._review.session
        values = session.values(self._metric)
        if self._best is None:
            return Material.of(session.groups, values, session.failures)
        return Material(session.groups, values).just(self._best - session.failures.keys(), "second_look")

    @property
    def _metric(self) -> str:
        return self._settings.text("pace_metric")

    def _snapshot(self, at: Photo) -> Mapping[str, object] | None:
        """Where the earlier one stood, moved to the photo one is at, so that what was seen stays marked."""
        kept = self._review.slideshow
        if kept is None or self._settings.flag("best_first") or kept.get("photo") == os.fspath(at.path):
            return kept
        return {**kept, "photo": os.fspath(at.path), "part_left": 1.0, "stretch": 1.0, "finished": False}

    def _follow(self, change: Change) -> None:
        if not self.running:
            return
        if Change.PHOTOS in change and not self._review.session.photos:
            self._wait_for(words.text("show_emptied"))  # what a drive leaves behind may be an empty folder
        elif change & (Change.PHOTOS | Change.STANDINGS | Change.GROUPS) and not self._renew.isActive():
            self._renew.start()

    def _renew_now(self) -> None:
        began = time.monotonic()
        material = self._material()
        if self._show is None or not self.running:
            return
        if not material.groups:
            self._end_without(self._review.session.photos)
            return
        if self._gone is None:
            self._show.go_on()
        self._show.renew(material)
        self._renew.setInterval(max(_RENEW, round(1000 * (time.monotonic() - began) / _SHARE)))

    def _end_without(self, others: Sequence[Photo]) -> None:
        """Of a second look nothing is left: back to the others, if the folder is there at all."""
        if self._best is not None and others:
            self.end()
            self.noticed.emit(words.text("second_look_gone"))

    def _keep(self, snapshot: Mapping[str, object]) -> None:
        if self._folder == self._review.folder.folder and self._best is None:
            self._review.keep_slideshow(snapshot)

    def _note_opening(self, folder: Path) -> None:
        """Another folder was opened, by a second start of the program perhaps: that is what is wanted now."""
        self._gone = None
        if folder != self._folder:
            self.end()

    def _note_folder(self, gone: ReviewerError | None) -> None:
        """The folder is away, and why; or it is there."""
        self._gone = gone
        if self._show is None or not self.running:
            return
        if gone is not None:
            self._wait_for(words.problem(gone))
        else:
            self._show.go_on()

    def _wait_for(self, problem: str) -> None:
        if self._show is not None:
            self._show.suspend(words.text("show_gone").format(problem=problem))

    def _note_earlier(self, paths: set[Path]) -> None:
        if self._show is not None and self.running:
            self._show.note_seen(paths)

    def _come_back(self, photo: Photo | None) -> None:
        self._renew.stop()
        photo = self._left_from or photo
        if photo is not None:
            self._review.tell(self._review.session.go_to(photo))
        self.ended.emit()

    def _content_id(self, photo: Photo) -> str:
        record = self._review.session.records.get(photo)
        return record.content_id if record else ""
