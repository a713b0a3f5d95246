"""What is decided on the photos of the open folder, kept in step with the folder, the ledger and other windows."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer import words
from reviewer.photo import Record
from reviewer.session.deciding import Decisions
from reviewer.ui.deciding.writer import DecisionsWriter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from reviewer.catalogue import Excerpt
    from reviewer.errors import DecisionsWaiting
    from reviewer.photo import Attention, Mark, Marks, Photo, Step
    from reviewer.pipeline import Progress
    from reviewer.scan import Changes
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.reviewing.watch import Known

_AT_ONCE = 256  # photos whose decisions are taken in between two paints
_GATHER = 300  # ms in which photos that got their names are gathered before they are asked for


class Decided(QObject):
    """Decides, undoes, and says what is decided.

    Args:
        review: Whose photos are decided on.
        file: The catalogue.

    Signals:
        changed(set[Path]): These photos are decided otherwise now.
        noticed(str): A sentence the user should see.
        settled(str): That sentence is true no more.
        failed(CatalogueUnusable): Decisions cannot be read.
    """

    changed = Signal(object)
    noticed = Signal(str)
    settled = Signal(str)
    failed = Signal(object)

    def __init__(self, review: Review, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._decisions = Decisions(self._content_id)
        self._writer = DecisionsWriter(file, self)
        self._opening = 0
        self._here: set[Path] = set()
        self._named: dict[Path, str] = {}
        self._said = ""
        self._gather = QTimer(self, interval=_GATHER, singleShot=True)
        self._gather.timeout.connect(self._ask_for_named)
        self._writer.loaded.connect(self._load)
        self._writer.kept.connect(lambda steps: self._tell(self._decisions.kept(steps)))
        self._writer.waiting.connect(self._say)
        self._writer.failed.connect(self.failed)
        review.opened.connect(lambda _folder: self._leave_folder())
        review.closed.connect(self._leave_folder)
        review.folder.photos_found.connect(self._meet)
        review.folder.changed.connect(self._follow)
        review.feed.progressed.connect(self._note_names)

    def marks(self, photo: Photo) -> Marks:
        """What is decided on a photo."""
        return self._decisions.marks(photo)

    def decide(self, wishes: Mapping[Photo, Sequence[Mark]], seen: Mapping[Photo, Attention]) -> Step | None:
        """Give photos marks, in one step; None if they have all of them already.

        Args:
            wishes: What each photo is to have.
            seen: How photos had been looked at.
        """
        return self._done(self._decisions.decide(wishes, at=time.time(), seen=seen))

    def undo(self) -> Step | None:
        """Take back the last step; None if there is none."""
        return self._done(self._decisions.undo(time.time()))

    def redo(self) -> Step | None:
        """Bring back what was undone last; None if there is nothing."""
        return self._done(self._decisions.redo(time.time()))

    def photos_of(self, step: Step) -> set[Path]:
        """The photos that a step, or the one it turns, decided on."""
        return self._decisions.photos_of(step)

    def close(self) -> None:
        """Write what is left, and stop."""
        self._gather.stop()
        self._writer.close()

    def _done(self, step: Step | None) -> Step | None:
        if step is not None:
            written = self._decisions.pending[-1]  # of an undo the ledger keeps less than the window wants to know
            self._writer.put([written])
            self._tell({decision.path for decision in step.decisions})
        return step

    def _tell(self, paths: Collection[Path]) -> None:
        if paths:
            self.changed.emit(set(paths))

    # The folder

    def _leave_folder(self) -> None:
        self._opening += 1
        self._decisions.leave(self._here)
        self._here = set()
        self._named = {}
        self._gather.stop()

    def _meet(self, known: Known) -> None:
        names = {photo: fact.content_id for photo, fact in known.facts if isinstance(fact, Record)}
        self._ask({photo.path: names.get(photo, "") for photo in known.photos})

    def _follow(self, changes: Changes) -> None:
        gone = {photo.path for photo in changes.removed}
        self._here -= gone
        self._decisions.leave(gone)
        self._ask({photo.path: "" for photo in changes.added})

    def _note_names(self, progress: Progress) -> None:
        """A photo whose bytes have a name now may be one that was decided on where it was before."""
        found = ((photo.path, fact.content_id) for photo, fact in progress.surveyed if isinstance(fact, Record))
        self._named.update((path, name) for path, name in found if path in self._here)
        if self._named and not self._gather.isActive():
            self._gather.start()

    def _ask_for_named(self) -> None:
        named, self._named = self._named, {}
        self._ask(named)

    def _ask(self, contents: Mapping[Path, str]) -> None:
        self._here.update(contents)
        rest = iter(contents.items())
        while part := dict(islice(rest, _AT_ONCE)):
            self._writer.ask(self._opening, part)

    def _load(self, opening: int, paths: Iterable[Path], excerpt: Excerpt) -> None:
        if opening == self._opening:
            self._tell(self._decisions.load([path for path in paths if path in self._here], excerpt))

    def _say(self, waiting: DecisionsWaiting | None) -> None:
        if self._said:
            self.settled.emit(self._said)
        self._said = words.problem(waiting) if waiting else ""
        if self._said:
            self.noticed.emit(self._said)

    def _content_id(self, photo: Photo) -> str:
        record = self._review.session.records.get(photo)
        return record.content_id if record else ""
