"""The review under way as the window sees it: a session, fed by the folder on the disk and by scoring.

It owns no widget. Rooms ask it to move, sort or open, and hear what changed.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer import words
from reviewer.catalogue import Catalogue, Place
from reviewer.catalogue.photos import PASSING
from reviewer.errors import CatalogueUnusable, ReviewerError
from reviewer.ordering import Order
from reviewer.photo import Failure, Turn
from reviewer.scan import Changes, locate
from reviewer.scoring.choice import chosen, metric_title
from reviewer.session import Change, Session
from reviewer.ui.reviewing.glance import Glance
from reviewer.ui.reviewing.scoring_feed import ScoringFeed
from reviewer.ui.reviewing.watch import Known, OpenFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from reviewer.photo import Photo, Record
    from reviewer.pipeline import Progress
    from reviewer.settings import Settings
    from reviewer.ui.background.catalogue_writer import CatalogueWriter
    from reviewer.ui.background.jobs import Jobs

_GATHER = 80  # ms in which what is learnt is gathered before it is painted
_SETTLE = 1000  # ms between two re-sortings while facts come in, at the least
_SHARE = 20  # and so many times as long as the last one took: sorting never costs more than 5 % of the time
_CHEAP = 0.008  # seconds a re-sorting may take between two key presses without being felt
_IDLE = 1.0  # seconds without a move after which a costlier one is not in the way
_REST = 800  # ms after the last move until the place is written down
_FLOOD = 8  # moves in one turn of the event loop that are passed on one by one
_WARM = 300  # ms of reading a folder that need no words
_TIME_AND_NAME = ("time", "name")


class Review(QObject):
    """One folder, open or not.

    Signals:
        opened(Path): A folder was opened; nothing of it is known yet.
        closed: No folder is open.
        changed(Change): What is another now.
        message_changed(str): Words for the photo's place while there is no photo; empty for none.
        returned: The folder, which was gone, is back: what could not be read is worth another try.
        noticed(str): A sentence the user should see once.
        settled(str): That sentence is true no more.
        turned(Photo): It is to be shown another way up; before ``changed`` says so of all.
        thumbnail_made(Photo, bytes): Scoring made a small picture (JPEG) by the way.
    """

    opened = Signal(object)
    closed = Signal()
    changed = Signal(object)
    message_changed = Signal(str)
    returned = Signal()
    noticed = Signal(str)
    settled = Signal(str)
    turned = Signal(object)
    thumbnail_made = Signal(object, bytes)

    def __init__(
        self,
        jobs: Jobs,
        catalogue: Catalogue,
        writer: CatalogueWriter,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._writer = writer
        self._settings = settings
        self.session = Session()
        self.folder = OpenFolder(jobs, catalogue.file, self)
        self.feed = ScoringFeed(jobs, catalogue.file, self)
        self._glance = Glance(jobs, self)
        self.slideshow: Mapping[str, object] | None = None
        self._nameless: set[Photo] = set()  # turned before their bytes had a name by which they are known if moved
        self._pending = Change.NOTHING
        self._cost = 0.0
        self._moved = 0.0
        self._moves = 0
        self._turn = self._timer(0, self._end_turn)
        self._gather = self._timer(_GATHER, self._tell_pending)
        self._settle = self._timer(_SETTLE, self._settle_now)
        self._rest = self._timer(_REST, self.keep_place)
        self._slow = self._timer(_WARM, self._say_state)
        self._gone: ReviewerError | None = None
        self._said: set[str] = set()  # of what came in the way of scoring, and may be another now
        self.folder.photos_found.connect(self._add)
        self.folder.trouble_met.connect(self._notice)
        self.folder.read.connect(self._read)
        self.folder.changed.connect(self._apply)
        self.folder.gone.connect(self._lose)
        self.folder.returned.connect(self._return)
        self.feed.progressed.connect(self._learn)
        self._glance.learnt.connect(self._note_glance)

    def open(self, target: Path) -> None:
        """Open a folder, or the folder of a photo at that photo."""
        try:
            folder, photo = locate(target)
        except ReviewerError as error:
            self._notice(error)
            return
        self.close(quietly=True)
        place = self._place_in(folder)
        start = photo or (place.photo if place else None)
        self.slideshow = place.slideshow if place else None
        self.session = Session(_order(place.sort if place else self._settings.text("sort")), start=start)
        self.folder.open(folder, recursive=self._settings.flag("recursive"))
        self.opened.emit(folder)
        self._slow.start()
        self.tell(Change.PHOTOS | Change.CURRENT | Change.STANDINGS | Change.GROUPS)

    def visit(self, target: Path) -> None:
        """As ``open``, but in the folder that is open already only go to the photo, if it is one."""
        with suppress(ReviewerError):
            folder, path = locate(target)
            if folder == self.folder.folder:
                photo = self.session.find(path) if path else None
                if photo or not path:
                    self.tell(self.session.go_to(photo) if photo else Change.NOTHING)
                    return
        self.open(target)

    def close(self, *, quietly: bool = False) -> None:
        """Close the folder; the place in it is kept."""
        self.keep_place()
        self.feed.stop()
        self._settle_said()
        self.folder.close()
        self._gone = None
        self._glance.at(None)
        for timer in (self._turn, self._gather, self._settle, self._rest, self._slow):
            timer.stop()
        self.session = Session()
        self._nameless.clear()
        if not quietly:
            self.closed.emit()
            self.tell(Change.PHOTOS | Change.CURRENT)

    def recent_folders(self) -> list[Path]:
        """The folders opened last, the last first."""
        try:
            return self._catalogue.recent_folders()
        except CatalogueUnusable as error:
            self._notice(error)
            return []

    def _place_in(self, folder: Path) -> Place | None:
        try:
            return self._catalogue.place(folder)
        except CatalogueUnusable as error:
            self._notice(error)
            return None

    def tell(self, change: Change) -> None:
        """Pass on what a call to the session changed; every caller of one does so.

        Of a flood of moves, as of keys that queued up, only some and the last are passed on: the others are over before
        they could be painted.
        """
        if change == Change.CURRENT:
            self._moves += 1
            self._turn.start()
            if self._moves > _FLOOD:
                return
        if change:
            self._pass_on(change)

    def _end_turn(self) -> None:
        flooded, self._moves = self._moves > _FLOOD, 0
        if flooded:
            self._pass_on(Change.CURRENT)

    def _pass_on(self, change: Change) -> None:
        if Change.CURRENT in change:
            self.feed.look_at(self.session.current)
            self._moved = time.monotonic()
            self._glance.at(None if self._known(self.session.current) else self.session.current)
            self._rest.start()
        self.changed.emit(change)

    def turn(self, photo: Photo, quarters: int) -> None:
        """Show a photo turned by so many more quarters, clockwise if positive, from now on."""
        change = self.session.turn(photo, quarters)
        self._keep_turn(photo)
        self.turned.emit(photo)
        self.tell(change)

    def _keep_turn(self, photo: Photo) -> None:
        record = self.session.records.get(photo)
        if record is None:
            self._nameless.add(photo)
        self._writer.put_turn(photo.path, record.content_id if record else "", Turn(self.session.turn_of(photo)))

    def sort(self, key: str) -> None:
        """Sort by time, name or a metric; a metric begins with its best."""
        self._order(Order(key, descending=key not in _TIME_AND_NAME))

    def reverse(self) -> None:
        """Sort the other way round."""
        order = self.session.order
        self._order(Order(order.key, descending=not order.descending))

    def score(self) -> None:
        """Score what has no score yet by the metrics in force."""
        if self.folder.complete and self._gone is None:
            self.feed.start(tuple(self.session.photos), self._settings)

    def score_anew(self) -> None:
        """As ``score``, by other metrics or other means: what was said of those before is true no more."""
        self._settle_said()
        self.score()

    def _settle_said(self) -> None:
        for sentence in self._said:
            self.settled.emit(sentence)
        self._said.clear()

    def note_arrival(self, metrics: Collection[str]) -> None:
        """These can be computed from now on: do, if they are wanted."""
        if not self.feed.resting and not set(chosen(self._settings.words("metrics"))).isdisjoint(metrics):
            self.score_anew()

    def toggle_scoring(self) -> None:
        """Pause, or go on, or begin again."""
        if self.feed.resting or self.feed.work is None:
            self.score()
        else:
            self.feed.pause()

    def note_waiting(self, photo: bool, _near: bool) -> None:  # noqa: FBT001 -- a slot
        """The photo on screen is waited for, or is no more; what is not as urgent does not come between."""
        self._glance.hold(held=photo)

    def note_failure(self, _photo: Photo, error: ReviewerError) -> None:
        """A photo could not be shown: it may be that the whole folder is gone."""
        if error.code in PASSING:
            self.folder.doubt(error)

    def keep_slideshow(self, snapshot: Mapping[str, object]) -> None:
        """Keep where the slideshow stands."""
        self.slideshow = snapshot
        self.keep_place()

    def keep_place(self) -> None:
        """Write down where the user is."""
        self._rest.stop()
        photo, folder = self.session.current, self.folder.folder
        if photo is not None and folder is not None:
            order = self.session.order
            sort = f"-{order.key}" if order.descending else order.key
            self._writer.put_place(folder, Place(photo.path, sort, self.slideshow))

    def _order(self, order: Order) -> None:
        self.tell(self.session.sort(order) | Change.PHOTOS)
        self._rest.start()

    def _add(self, known: Known) -> None:
        first = not self.session.photos
        change = self.session.add(known.photos)
        for photo, fact in known.facts:
            change |= self._learn_turn(photo, fact) if isinstance(fact, Turn) else self.session.learn(photo, fact)
        if first:
            change |= self.session.settle()
        self.tell(change)
        self._say_state()
        if known.facts:
            self._settle_soon()

    def _read(self) -> None:
        self._slow.stop()
        self._say_state()
        self.score()

    def _return(self) -> None:
        if self._gone is not None:
            self.settled.emit(words.problem(self._gone))
        self._gone = None
        self.tell(self.session.forgive(PASSING))
        self.returned.emit()
        if not self.feed.resting:
            self.score()

    def _apply(self, changes: Changes) -> None:
        self.tell(self.session.apply(changes) | self.session.settle())
        self._say_state()
        if (changes.added or changes.changed) and not self.feed.resting:
            self.score()

    def _lose(self, error: ReviewerError) -> None:
        self._gone = error
        if not self.feed.resting:
            self.feed.wait()
        if self.session.photos:
            self._notice(error)
        self._say_state()

    def _learn(self, progress: Progress) -> None:
        change = Change.NOTHING
        for photo, fact in (*progress.surveyed, *progress.scored):
            change |= self.session.learn(photo, fact)
        change |= self._learn_turns(progress)
        for photo, jpeg in progress.thumbnails:
            self.thumbnail_made.emit(photo, jpeg)
        if any(isinstance(fact, Failure) and fact.code in PASSING for _, fact in progress.surveyed):
            self.folder.doubt()
        if progress.notice is not None:
            self._said.add(words.problem(progress.notice, metric_title))
            self._notice(progress.notice)
        self._tell_soon(change)
        self._settle_soon()

    def _learn_turns(self, progress: Progress) -> Change:
        change = Change.NOTHING
        for photo, turn in progress.turned:
            change |= self._learn_turn(photo, turn)
        for photo in self._nameless & self.session.records.keys():
            self._nameless.remove(photo)
            self._keep_turn(photo)
        return change

    def _learn_turn(self, photo: Photo, turn: Turn) -> Change:
        change = self.session.learn(photo, turn)
        if change:
            self.turned.emit(photo)
        return change

    def _known(self, photo: Photo | None) -> bool:
        return photo is None or photo in self.session.records or photo in self.session.failures

    def _note_glance(self, photo: Photo, fact: Record | Failure) -> None:
        if not self._known(photo):
            self.tell(self.session.learn(photo, fact))

    def _notice(self, error: ReviewerError) -> None:
        self.noticed.emit(words.problem(error, metric_title))

    def _say_state(self) -> None:
        if self.session.photos or self.folder.folder is None:
            self.message_changed.emit("")
        elif self._gone is not None:
            self.message_changed.emit(words.problem(self._gone))
        elif self.folder.complete:
            self.message_changed.emit(words.text("folder_empty").format(file=words.name(self.folder.folder)))
        else:
            self.message_changed.emit(words.text("reading"))

    def _settle_soon(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    def _settle_now(self) -> None:
        began = time.monotonic()
        if self._cost > _CHEAP and began - self._moved < _IDLE:
            self._settle.start()
            return
        change = self.session.settle()
        self._cost = time.monotonic() - began
        self._settle.setInterval(max(_SETTLE, int(_SHARE * 1000 * self._cost)))
        self.tell(change)

    def _tell_soon(self, change: Change) -> None:
        self._pending |= change
        if self._pending and not self._gather.isActive():
            self._gather.start()

    def _tell_pending(self) -> None:
        pending, self._pending = self._pending, Change.NOTHING
        self.tell(pending)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer


def _order(text: str) -> Order:
    return Order(text.removeprefix("-"), descending=text.startswith("-"))
