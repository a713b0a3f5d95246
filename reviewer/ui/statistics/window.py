"""The window of the statistics: three pages, kept in step with the review while one works in the other window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabWidget, QVBoxLayout

from reviewer import words
from reviewer.photo import Score
from reviewer.scoring.table import METRICS
from reviewer.session import Change
from reviewer.ui import theme
from reviewer.ui.standing_dialog import StandingDialog
from reviewer.ui.statistics.agreement import Agreement
from reviewer.ui.statistics.ends import Ends
from reviewer.ui.statistics.histograms import Histograms
from reviewer.ui.statistics.tally import NOTHING, tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewer.photo import Photo
    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Job, Jobs
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.screen.thumbnails import Thumbnails
    from reviewer.ui.statistics.tally import Tally
    from reviewer.ui.strip.filmstrip_model import Knowledge

_WIDTH, _HEIGHT = 190, 46  # characters and lines
_AGAIN = 1000  # ms between two counts while scores come in, at the least
_SHARE = 10  # and so many times as long as the last one took
_SETTINGS = ("pace_metric", "dimmed_percent", "second_look_percent", "show_scores")


class StatisticsWindow(StandingDialog):
    """Follows a review; what is chosen here it asks for.

    Args:
        review: Whose scores they are.
        jobs: Where they are counted.
        thumbnails: Small pictures.
        settings: Which score, where the cut is.
        knowledge: What is known of photos elsewhere.
        titles: Gives a metric's title for its name.
        parent: The window it belongs to.

    Signals:
        photo_requested(Photo): The user wants to see this one.
        setting_chosen(str, Value): A setting is to be kept.
        second_look_requested: The user wants to look at the best again.
    """

    photo_requested = Signal(object)
    setting_chosen = Signal(str, object)
    second_look_requested = Signal()

    def __init__(
        self,
        review: Review,
        jobs: Jobs,
        thumbnails: Thumbnails,
        settings: Settings,
        knowledge: Knowledge,
        titles: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words.text("statistics"), _WIDTH, _HEIGHT, parent)
        self._review = review
        self._jobs = jobs
        self._thumbnails = thumbnails
        self._job: Job | None = None
        self._began = 0.0
        self._stale = False
        self._again = QTimer(self, interval=_AGAIN, singleShot=True)
        self._again.timeout.connect(self._count)
        self._words = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._histograms = Histograms(titles)
        self._agreement = Agreement(titles, thumbnails.image)
        self._ends = Ends(settings, knowledge, thumbnails, titles, self._raw)
        self._room = QStackedWidget()
        self._lay_out()
        for page in (self._agreement, self._ends):
            page.photo_requested.connect(self.photo_requested)
            page.photos_wanted.connect(thumbnails.want_beside)
        self._ends.setting_chosen.connect(self.setting_chosen)
        self._ends.second_look_requested.connect(self.second_look_requested)
        self._unlisten = settings.listen(self._follow_setting)
        self._hearing = [
            (review.changed, self._follow),
            (review.opened, self._begin_anew),
            (review.closed, self._begin_anew),
            (thumbnails.thumbnail_ready, self._agreement.refresh),
        ]
        for signal, slot in self._hearing:
            signal.connect(slot)
        self._begin_anew()

    def _lay_out(self) -> None:
        pages = QTabWidget()
        pages.setDocumentMode(True)
        for page, title in (
            (self._histograms, "histograms"),
            (self._agreement, "agreement"),
            (self._ends, "ends"),
        ):
            pages.addTab(page, words.text(title))
        self._room.addWidget(self._words)
        self._room.addWidget(pages)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID)
        column.addWidget(self._room, 1)
        column.addWidget(self.close_button(), 0, Qt.AlignmentFlag.AlignRight)

    # Following

    def _follow(self, change: Change) -> None:
        if Change.CURRENT in change:
            self._show_current()
        if change & (Change.STANDINGS | Change.PHOTOS):
            self._count_soon()
        if Change.DETAILS in change or Change.TURNS in change:
            self._ends.refresh()

    def _follow_setting(self, name: str) -> None:
        if name in _SETTINGS:
            self._ends.show_settings()
        elif name == "metrics":
            self._count_soon()

    def _begin_anew(self) -> None:
        """Another folder, or none: nothing of the one before is shown."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._again.stop()
        self._again.setInterval(_AGAIN)
        self._show(NOTHING)
        self._count()

    def _count_soon(self) -> None:
        if self._job is not None:
            self._stale = True
        elif not self._again.isActive():
            self._again.start()

    def _count(self) -> None:
        session = self._review.session
        metrics = [metric for metric in METRICS if session.standings(metric).values]
        self._began, self._stale = time.monotonic(), False
        self._job = self._jobs.start(
            tally(dict(session.scores), metrics),
            name="statistics",
            on_progress=self._show_first,
            on_result=self._finish,
        )

    def _show_first(self, counted: Tally | None) -> None:
        if counted is not None:
            self._show(counted)

    def _finish(self, counted: Tally) -> None:
        self._job = None
        self._show(counted)
        self._again.setInterval(max(_AGAIN, round(1000 * _SHARE * (time.monotonic() - self._began))))
        if self._stale:
            self._again.start()

    # Showing

    def _show(self, counted: Tally) -> None:
        metrics = [name for name in METRICS if name in counted.judged or name in self._review.feed.metrics]
        self._words.setText(words.text("statistics_closed" if not self._review.session.photos else "statistics_none"))
        self._room.setCurrentIndex(1 if counted.judged else 0)
        self._histograms.show_tally(counted, metrics)
        self._agreement.show_tally(counted)
        self._ends.show_tally(counted, metrics)
        self._show_current()

    def _show_current(self) -> None:
        photo = self._review.session.current
        for page in (self._histograms, self._agreement, self._ends):
            page.show_current(photo)

    def _raw(self, photo: Photo, metric: str) -> float | None:
        score = self._review.session.scores.get(photo, {}).get(metric)
        return score.raw if isinstance(score, Score) else None

    def done(self, result: int) -> None:
        """Hear of nothing any more."""
        self._unlisten()
        for signal, slot in self._hearing:
            signal.disconnect(slot)
        self._again.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().done(result)
        self._thumbnails.want_beside([])
