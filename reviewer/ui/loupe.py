"""The room where photos are looked at: the photo with the strip below it, or the grid; the panel beside either.

The viewer may be lent to a second display. The grid is shown meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer import words
from reviewer.photo import Photo, Score, Viewing
from reviewer.scoring.choice import metric_title
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.session import Change
from reviewer.ui.focus import FocusRing
from reviewer.ui.grid.sharp import SharpPictures
from reviewer.ui.grid.view import Grid
from reviewer.ui.info_panel import InfoPanel, Opinion
from reviewer.ui.reviewing.looks import Looks
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.strip.filmstrip_model import FilmstripModel, Knowledge
from reviewer.ui.viewer.description import described
from reviewer.ui.viewer.view import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from reviewer.photo import Attention, Marks
    from reviewer.settings import Settings
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.screen.pictures import Pictures
    from reviewer.ui.screen.thumbnails import Thumbnails

_AHEAD = 6  # photos decoded around the current one
_FAR_AHEAD = 48  # photos around it of which something small is at hand, for one who flips faster than a disk reads


class Loupe(QWidget):
    """Follows a review and asks it to move.

    Attributes:
        knowledge: What strip and grid ask of a photo.

    Signals:
        looked(Viewing): The user has looked at a photo.
        metric_chosen(str): Another metric is the one shown from now on.
    """

    looked = Signal(Viewing)
    metric_chosen = Signal(str)

    def __init__(
        self,
        review: Review,
        pictures: Pictures,
        thumbnails: Thumbnails,
        settings: Settings,
        marks: Callable[[Photo], Marks],
        parent: QWidget | None = None,
    ) -> None:
        """``marks`` says what is decided on a photo."""
        super().__init__(parent)
        self._review = review
        self._marks = marks
        self._pictures = pictures
        self._thumbnails = thumbnails
        self._settings = settings
        self._bare = False
        self._renew = False
        self._inform = QTimer(self, interval=0, singleShot=True)  # after the photo is painted: words can wait for it
        self._inform.timeout.connect(self._show_info)
        self._inform.timeout.connect(self._describe)
        self.viewer = Viewer(pictures)
        self.viewer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self.viewer)
        self.knowledge = self._knowledge()
        self._model = FilmstripModel(self.knowledge, self)
        self._strip = Filmstrip(self._model, thumbnails)
        closed = settings.text("stacks") == "closed"
        sharp = SharpPictures(pictures, lambda: not self.viewer.isVisible(), self)
        self.grid = Grid(self._model, thumbnails, sharp, size=int(settings.number("grid_size")), closed=closed)
        self._faces = QStackedWidget()
        self.panel = InfoPanel(metric_title)
        self._looks = Looks(self._content_id, self)
        self._lay_out()
        for view in (self._strip, self.grid):
            view.photo_requested.connect(lambda photo: review.tell(review.session.go_to(photo)))
            view.seen.connect(review.feed.see)
        self.panel.metric_requested.connect(self._choose_metric)
        self.viewer.picture_changed.connect(self.panel.show_picture)
        self.viewer.painted.connect(lambda photo, _sharp: self._note_paint(photo))
        self._looks.looked.connect(self.looked)
        review.changed.connect(self._follow)
        review.returned.connect(self._try_again)
        review.message_changed.connect(self.viewer.show_message)
        review.message_changed.connect(self.grid.show_message)
        settings.listen(self._follow_setting)
        self.show_parts()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        row = QHBoxLayout()
        for box in (column, row):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        self._faces.addWidget(self.viewer)
        self._faces.addWidget(self.grid)
        row.addWidget(self._faces, 1)
        row.addWidget(self.panel)
        column.addLayout(row, 1)
        column.addWidget(self._strip)

    def _knowledge(self) -> Knowledge:
        return Knowledge(
            row=lambda photo: self._review.session.index(photo),  # noqa: PLW0108 - each folder has its own session
            group=lambda photo: self._review.session.group_of(photo),  # noqa: PLW0108 - as above
            groups=lambda: self._review.session.groups,
            standing=self._standing,
            dimmed=self._dimmed,
            unreadable=lambda photo: photo in self._review.session.failures,
            aspect=self._aspect,
            marks=self._marks,
        )

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By action: what the keys do while the photo is looked at."""
        review, viewer = self._review, self.viewer
        return {
            "next": lambda: review.tell(review.session.go(1)),
            "previous": lambda: review.tell(review.session.go(-1)),
            "first": lambda: review.tell(review.session.first()),
            "last": lambda: review.tell(review.session.last()),
            "next_group": lambda: review.tell(review.session.go_group(1)),
            "previous_group": lambda: review.tell(review.session.go_group(-1)),
            "zoom_pixels": viewer.toggle_zoom,
            "zoom_in": lambda: viewer.zoom_by(1),
            "zoom_out": lambda: viewer.zoom_by(-1),
        }

    def set_bare(self, *, bare: bool) -> None:
        """Nothing but the photo, or all parts again."""
        self._bare = bare
        self.show_parts()

    def show_parts(self) -> None:
        """Show the parts and the machine's opinion as the settings say."""
        self._strip.setVisible(not self._bare and not self.shows_grid)
        self.panel.setVisible(not self._bare and self._settings.flag("show_info"))
        in_sight = self._lent or not self.shows_grid
        self.panel.show_tones(shown=in_sight)
        self.panel.show_picture(self.viewer.shown_picture if in_sight else None)
        self._follow(Change.DETAILS | Change.STANDINGS)
        self._show_info()

    @property
    def shows_grid(self) -> bool:
        """Whether the grid is in the place of photo and strip."""
        return self._faces.currentWidget() is self.grid

    def show_grid(self, *, shown: bool) -> None:
        """Show the grid, or the photo with its strip; where the viewer is lent, the grid stays."""
        self._faces.setCurrentWidget(self.grid if shown or self._lent else self.viewer)
        if not self._looked_at:
            self._looks.end()
        self.show_parts()

    @property
    def _lent(self) -> bool:
        return self._faces.indexOf(self.viewer) < 0

    def lend_viewer(self) -> Viewer:
        """Give the viewer away, to be shown on a second display."""
        self._faces.removeWidget(self.viewer)
        self.show_parts()
        return self.viewer

    def take_viewer_back(self) -> None:
        """It is this room's again; which of the two is shown has to be said next."""
        self._faces.insertWidget(0, self.viewer)

    def refresh(self) -> None:
        """Ask for pictures and thumbnails again: another room had them for a while."""
        self._follow(Change.PHOTOS | Change.CURRENT)

    def show_marks(self, paths: Collection[Path]) -> None:
        """Other things are decided on these photos."""
        found = [photo for path in paths if (photo := self._review.session.find(path)) is not None]
        for view in (self._strip, self.grid):
            view.refresh_some(found)
        if self._review.session.current in found:
            self._inform.start()

    def attention(self, photo: Photo) -> Attention:
        """How a photo has been looked at here."""
        return self._looks.attention(photo)

    def _try_again(self) -> None:
        self._thumbnails.try_again()
        self._pictures.try_again()
        self.refresh()

    def rest(self) -> None:
        """The window is not looked at."""
        self._looks.end()

    def resume(self) -> None:
        """The window is looked at again."""
        if self._looked_at and (photo := self.viewer.photo) is not None:
            self._looks.begin(photo, self.viewer.picture_size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A taller window has a taller strip."""
        super().resizeEvent(event)
        self._strip.set_room(self.height())

    def _follow(self, change: Change) -> None:
        session = self._review.session
        if Change.PHOTOS in change:
            self._model.set_photos(session.photos)
        if Change.CURRENT in change:
            if session.current is None:
                self._looks.end()
            self.viewer.show_photo(session.current, session.neighbours(_AHEAD))
            self._thumbnails.expect(session.neighbours(_FAR_AHEAD))
        if change & (Change.PHOTOS | Change.CURRENT):
            self._strip.set_current(session.current)
            self.grid.set_current(session.current)
        if change & (Change.STANDINGS | Change.GROUPS | Change.DETAILS | Change.TURNS):
            self._strip.refresh()
            self.grid.refresh()
        if Change.GROUPS in change and Change.PHOTOS not in change:
            self.grid.regroup()
        self._renew = self._renew or bool(change & (Change.STANDINGS | Change.PHOTOS))
        self._inform.start()

    def _follow_setting(self, name: str) -> None:
        if name == "grid_size":
            self.grid.choose_size(int(self._settings.number(name)))
        elif name == "stacks":
            self.grid.choose_stacks(closed=self._settings.text(name) == "closed")
        elif name == "dimmed_percent":
            self._strip.refresh()
            self.grid.refresh()

    def _show_info(self) -> None:
        renew, self._renew = self._renew, False
        session, photo = self._review.session, self._review.session.current
        if self.panel.isHidden():
            return
        group = session.group_of(photo) if photo else None
        self.panel.show_photo(photo, session.records.get(photo) if photo else None, group)
        self.panel.show_marks(self._marks(photo) if photo else None)
        if photo is None or not self._settings.flag("show_scores"):
            self.panel.show_opinion(None)
            return
        metric = self._metric
        score = session.failures.get(photo) or session.scores.get(photo, {}).get(metric)
        if metric == BUILT_IN and isinstance(score, Score):
            score = session.explain(photo, score)
        place, value = session.place(photo, metric), session.value(photo, metric)
        opinion = Opinion(metric, score, place, value, among_kind=session.is_among_its_kind(photo, metric))
        self.panel.show_opinion(opinion, session.standings(metric).values if renew else None)
        if renew:
            self.panel.set_metrics(self._choices())

    def _describe(self) -> None:
        """Say to a screen reader what is in sight."""
        session, photo = self._review.session, self._review.session.current
        metric = self._metric if self._settings.flag("show_scores") else None
        told = [described(photo, session, metric), words.marks(self._marks(photo))] if photo else []
        self.viewer.setAccessibleDescription(". ".join(filter(None, told)))

    def _choices(self) -> list[str]:
        wanted = self._review.feed.metrics
        return [name for name in METRICS if name in wanted or self._review.session.standings(name).values]

    @property
    def _metric(self) -> str:
        return self._settings.text("pace_metric")

    def _choose_metric(self, metric: str) -> None:
        self.metric_chosen.emit(metric)
        self._follow(Change.STANDINGS)

    def _standing(self, photo: Photo) -> float | None:
        place = self._review.session.place(photo, self._metric) if self._settings.flag("show_scores") else None
        if place is None:
            return None
        rank, total = place
        return 1.0 - (rank - 1) / max(1, total - 1)

    def _dimmed(self, photo: Photo) -> bool:
        percent = int(self._settings.number("dimmed_percent")) if self._settings.flag("show_scores") else 0
        return percent > 0 and self._review.session.among_lowest(photo, self._metric, percent)

    def _aspect(self, photo: Photo) -> float | None:
        record = self._review.session.records.get(photo)
        if record is None:
            return None
        aspect = record.metadata.width / record.metadata.height
        return 1 / aspect if self._review.session.turn_of(photo) % 2 else aspect

    def _content_id(self, photo: Photo) -> str:
        record = self._review.session.records.get(photo)
        return record.content_id if record else ""

    def _note_paint(self, photo: Photo) -> None:
        if self._looked_at:
            self._looks.begin(photo, self.viewer.picture_size)

    @property
    def _looked_at(self) -> bool:
        """Whether the photo is in sight, wherever the viewer is, and the user at one of the two windows."""
        return self.viewer.isVisible() and QApplication.activeWindow() in (self.window(), self.viewer.window())
