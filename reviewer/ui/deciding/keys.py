"""What the keys decide on, and where they lead: the framed photo, or in the grid the photos selected there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer import words
from reviewer.photo import Mark, Marks
from reviewer.session.flow import returning
from reviewer.ui.deciding.stamp import Stamp
from reviewer.ui.keys.actions import ADVANCE, GRID, LOUPE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewer.photo import Photo, Step
    from reviewer.settings import Settings
    from reviewer.ui.deciding.decided import Decided
    from reviewer.ui.loupe import Loupe
    from reviewer.ui.reviewing.review import Review

_MARKS = {
    "pick": Mark("flag", "pick"),
    "reject": Mark("flag", "reject"),
    "unflag": Mark("flag", ""),
    **{f"stars_{n}": Mark("stars", n) for n in range(6)},
    **{colour: Mark("colour", colour) for colour in ("red", "yellow", "green", "blue", "purple")},
}


class DecisionKeys(QObject):
    """Carries out what decides, undoes and redoes.

    Args:
        decided: What is decided.
        review: Where the user is.
        loupe: Where photos are looked at; the short word lies over its photo or grid.
        settings: Whether a decision goes on to the next photo.
        view: The view that keys act in, ``LOUPE`` or ``GRID``.
        parent: Who it belongs to.
    """

    def __init__(
        self,
        decided: Decided,
        review: Review,
        loupe: Loupe,
        settings: Settings,
        view: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._decided = decided
        self._review = review
        self._loupe = loupe
        self._settings = settings
        self._view = view
        self._stamps = {LOUPE: Stamp(loupe.viewer), GRID: Stamp(loupe.grid)}

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """By action."""
        stay = {name: partial(self._decide, mark, advance=False) for name, mark in _MARKS.items()}
        go_on = {name + ADVANCE: partial(self._decide, mark, advance=True) for name, mark in _MARKS.items()}
        return {
            **stay,
            **go_on,
            "undo": self._undo,
            "undo_back": self._undo_back,
            "redo": self._redo,
        }

    def _decide(self, mark: Mark, *, advance: bool) -> None:
        photos = self._meant()
        if not photos:
            return
        if mark.field == "colour" and all(self._decided.marks(photo).colour == mark.value for photo in photos):
            mark = Mark("colour", "")  # the same key takes it off again
        self._decided.decide(dict.fromkeys(photos, (mark,)), {photo: self._loupe.attention(photo) for photo in photos})
        goes_on = len(photos) == 1 and (advance or self._settings.flag("auto_advance"))
        following = self._go_on(photos[0]) if goes_on else None
        self._say_decided(photos, mark, away=following is not None)

    def _meant(self) -> list[Photo]:
        if self._view() == GRID:
            return self._loupe.grid.chosen
        current = self._review.session.current
        return [] if current is None else [current]

    def _go_on(self, photo: Photo) -> Photo | None:
        """To the next photo, in the grid to the next cell; None where there is none."""
        session = self._review.session
        if self._view() == GRID:
            self._loupe.grid.handlers["next"]()
        else:
            self._review.tell(session.go(1))
        return None if session.current == photo else session.current

    def _say_decided(self, photos: list[Photo], mark: Mark, *, away: bool) -> None:
        said = words.mark(mark.field, mark.value)
        if len(photos) > 1:
            said = words.text("decided_many").format(marks=said, photos=words.count(len(photos), "photo"))
        elif away:
            said = words.text("decided_away").format(marks=said, file=words.name(photos[0].path))
        self._say(said, _alone(mark))

    # Back and forth

    def _undo(self) -> None:
        self._say_turned("undone", self._decided.undo())

    def _redo(self) -> None:
        self._say_turned("redone", self._decided.redo())

    def _undo_back(self) -> None:
        step = self._decided.undo()
        if step is not None:
            session = self._review.session
            photo = returning(session.photos, self._decided.photos_of(step), session.current)
            if photo is not None:
                self._review.tell(session.go_to(photo))
        self._say_turned("undone", step)

    def _say_turned(self, code: str, step: Step | None) -> None:
        if step is None:
            said = words.text("nothing_to_undo" if code == "undone" else "nothing_to_redo")
        else:
            said = words.text(code).format(what=self._concerned(step))
        self._say(said, Marks())

    def _say(self, text: str, marks: Marks) -> None:
        self._stamps[self._view()].show_text(text, marks)

    def _concerned(self, step: Step) -> str:
        paths = self._decided.photos_of(step)
        return words.name(next(iter(paths))) if len(paths) == 1 else words.count(len(paths), "photo")


def _alone(mark: Mark) -> Marks:
    """A photo's marks if it has this one and no other."""
    text = str(mark.value)
    if mark.field == "stars":
        return Marks(stars=int(mark.value))
    return Marks(flag=text) if mark.field == "flag" else Marks(colour=text)
