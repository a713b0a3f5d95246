"""What a decision means for where the user is: which photo a key meant, which one comes up, and what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.photo import Marks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from reviewer.photo import Photo

_UNDECIDED = Marks()


@dataclass(frozen=True, slots=True)
class Cut:
    """A change of photo on screen.

    Attributes:
        at: When the new photo was on screen, seconds of a monotonic clock.
        outgoing: The photo that left.
        automatic: The slideshow did it, not a key of the user's.
    """

    at: float
    outgoing: Photo
    automatic: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """Which photo a decision key belongs to.

    Attributes:
        photo: The photo.
        outgoing: It has left the screen already: its thumbnail is to be shown with the mark, and the photo on screen
            keeps its time.
        after_cut: Seconds from the last automatic change to the key, as kept in the ledger; None if there was none.
    """

    photo: Photo
    outgoing: bool = False
    after_cut: float | None = None


def meant(pressed: float, framed: Photo, cut: Cut | None, grace: float) -> Meant:
    """Which photo a decision key was pressed for: nobody reacts in no time.

    Args:
        pressed: When the key went down, by the clock of ``cut``.
        framed: The photo on screen.
        cut: The last change of photo, if there was one.
        grace: Seconds after an automatic change in which a key is still an answer to the photo before; 0 for none.
            A key from before the change, which was only handled after it, always is.
    """
    if cut is None or not cut.automatic:
        return Meant(framed)
    after = pressed - cut.at
    late = after < 0.0 or after < grace
    return Meant(cut.outgoing if late else framed, late, after)


def coming(photos: Sequence[Photo], shown: Collection[Photo], at: int, *, advance: bool) -> Photo | None:
    """Which photo comes up once something was decided.

    Args:
        photos: All photos in showing order, those that a filter hides too.
        shown: Those that the filter shows now. Best a set.
        at: The place among all of the photo decided on. The filter may not show it any more: then the next one that it
            shows comes up, or else the one before, so that the place is never lost.
        advance: Go on to the next one even if it still does.

    Returns:
        None if the filter shows nothing.
    """
    here = photos[at] if photos[at] in shown else None
    if here and not advance:
        return here
    ahead = (photos[place] for place in range(at + 1, len(photos)) if photos[place] in shown)
    behind = (photos[place] for place in range(at - 1, -1, -1) if photos[place] in shown)
    return next(ahead, None) or here or next(behind, None)


def returning(photos: Sequence[Photo], undone: Collection[Path], current: Photo | None) -> Photo | None:
    """Where an undo or redo goes: to the photo it concerns, the first of several; nowhere else if that is current.

    Args:
        photos: All photos in showing order.
        undone: Paths that the step decided on.
        current: The photo on screen.

    Returns:
        None if none of them is here. A filter may not show it: it is to be shown all the same.
    """
    if current is not None and current.path in undone:
        return current
    return next((photo for photo in photos if photo.path in undone), None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far deciding has come: photos with each flag, with stars but no flag, and with neither.

    A colour or a keyword decides nothing: a rule may give them to hundreds.
    """

    picked: int = 0
    rejected: int = 0
    rated: int = 0
    undecided: int = 0


def tally(photos: Iterable[Photo], marks: Mapping[Photo, Marks]) -> Tally:
    """Count. A photo without marks is undecided, never rejected."""
    counts = {"pick": 0, "reject": 0, "stars": 0, "": 0}
    for photo in photos:
        own = marks.get(photo, _UNDECIDED)
        counts[own.flag or ("stars" if own.stars else "")] += 1
    return Tally(*counts.values())
