"""Two sides of the same marks, ours and a sidecar's: what is news on which side, and what was changed on both.

Each side is compared with what it was itself when the two last met, so that a sidecar that cannot say all of ours (a
reject by rating has no stars) is not taken for one that was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from reviewer.photo import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING = Marks()

FIELDS = tuple(field.name for field in fields(Marks))
"""What can change by itself: the fields of ``Marks``."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """How it stood when we and a sidecar last met; as here where we never have.

    To settle a conflict, tell the exchange that both sides had what is not to prevail: ``Exchange(theirs, theirs)``
    lets ours be written.

    Attributes:
        ours: What was decided here.
        theirs: What the sidecar said afterwards.
        written: We wrote it, so that all of its properties said the same.
    """

    ours: Marks = _NOTHING
    theirs: Marks = _NOTHING
    written: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since an exchange, by names of the fields of ``Marks``.

    Attributes:
        merged: The changes of both sides; where they conflict, what the sidecar says.
        outside: What others changed and we did not: news for us.
        ours: What we changed: to be written.
        conflicts: What both changed, and differently. Keywords never conflict: each side's are added and taken away.
    """

    merged: Marks
    outside: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def changes(last: Exchange, ours: Marks, theirs: Marks) -> Changes:
    """Compare three ways.

    Args:
        last: When the two last met.
        ours: What is decided here now.
        theirs: What the sidecar says now.
    """
    here = {name for name in FIELDS if _differ(name, last.ours, ours)}
    there = {name for name in FIELDS if _differ(name, last.theirs, theirs)}
    both = {name for name in here & there - {"keywords"} if _differ(name, ours, theirs)}
    taken: dict[str, Any] = {name: getattr(theirs, name) for name in there}
    taken["keywords"] = _keywords(last, ours, theirs)
    merged = replace(ours, **taken)
    outside = (there - here) | {name for name in there if name == "keywords" and _differ(name, merged, ours)}
    return Changes(merged, _ordered(outside), _ordered(here - both), _ordered(both))


def after(last: Exchange, found: Changes, theirs: Marks, *, written: bool) -> Exchange:
    """The exchange that comes of a comparison; what conflicts stands as before, so that it does again until settled.

    Args:
        last: The exchange that was compared with.
        found: What came of it.
        theirs: What the sidecar says now that the changes are written.
        written: As in Exchange.
    """
    ours_then: dict[str, Any] = {name: getattr(last.ours, name) for name in found.conflicts}
    theirs_then: dict[str, Any] = {name: getattr(last.theirs, name) for name in found.conflicts}
    return Exchange(replace(found.merged, **ours_then), replace(theirs, **theirs_then), written)


def _differ(name: str, one: Marks, other: Marks) -> bool:
    if name == "keywords":
        return set(one.keywords) != set(other.keywords)
    return bool(getattr(one, name) != getattr(other, name))


def _keywords(last: Exchange, ours: Marks, theirs: Marks) -> tuple[str, ...]:
    taken_away = set(last.theirs.keywords) - set(theirs.keywords)
    added = [word for word in theirs.keywords if word not in last.theirs.keywords]
    return tuple(dict.fromkeys([*(word for word in ours.keywords if word not in taken_away), *added]))


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if name in set(names))
