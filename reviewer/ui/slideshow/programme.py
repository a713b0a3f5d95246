"""What a slideshow shows: groups, scores and a wish made into stops. Values in, values out; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer import words
from reviewer.errors import ImpossibleBudget
from reviewer.pacing import Pace, best_first, plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewer.photo import Group, Photo, Stop
    from reviewer.settings import Settings


@dataclass(frozen=True, slots=True)
class Wish:
    """What the photographer asks of the slideshow.

    Attributes:
        minutes: Finish in so many minutes; 0 gives ``look`` to an average stop.
        look: Seconds after which a look has found most keepers (tau).
        mode: ``even``, ``evidence`` or ``steep``.
        best_first: Highest score first, instead of capture order.
    """

    minutes: float
    look: float
    mode: str
    best_first: bool

    @classmethod
    def stored(cls, settings: Settings) -> Wish:
        """What was asked for last."""
        return cls(
            settings.number("budget_minutes"),
            settings.number("look_seconds"),
            settings.text("pace_mode"),
            settings.flag("best_first"),
        )

    def store(self, settings: Settings) -> None:
        """Keep it for the next slideshow."""
        settings.put("budget_minutes", float(self.minutes))
        settings.put("look_seconds", float(self.look))
        settings.put("pace_mode", self.mode)
        settings.put("best_first", self.best_first)


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to show.

    Attributes:
        groups: In capture order, without what cannot be shown.
        scores: 0..1 by photo; a photo without a score is not among them.
    """

    groups: Sequence[Group]
    scores: Mapping[Photo, float]

    @classmethod
    def of(cls, groups: Sequence[Group], scores: Mapping[Photo, float], unreadable: Mapping[Photo, object]) -> Material:
        """Leave out photos that cannot be shown: nobody looks at words about a file for its paced time."""
        if unreadable:
            kept = (tuple(photo for photo in group.photos if photo not in unreadable) for group in groups)
            groups = [replace(group, photos=photos) for group, photos in zip(groups, kept, strict=True) if photos]
        return cls(groups, scores)

    def only(self, photos: set[Photo]) -> Material:
        """Just the groups that hold one of these photos."""
        return Material([group for group in self.groups if photos.intersection(group.photos)], self.scores)


def stops(material: Material, wish: Wish, pace: Pace, limit: int | None = None) -> list[Stop]:
    """The stops in showing order.

    Args:
        material: What there is to show.
        wish: Within which time and in which order.
        pace: How looks are weighed.
        limit: Show only so many stops, those that come first; None for all.

    Raises:
        ImpossibleBudget: The wish leaves less than the shortest look for each stop.
    """
    if limit is not None:
        first = stops(material, replace(wish, minutes=0.0), pace)[:limit]
        material = material.only({stop.group.photos[0] for stop in first})
    budget = wish.minutes * 60.0 if wish.minutes > 0 else None
    planned = plan(material.groups, material.scores, budget=budget, pace=pace)
    return best_first(planned) if wish.best_first else planned


def outcome(planned: Sequence[Stop]) -> str:
    """What a plan comes to, in a line: "187 stops, 668 photos: 4 min 40 s, from 0.3 s to 4.1 s each"."""
    if not planned:
        return words.text("show_nothing")
    lengths = [stop.seconds for stop in planned]
    return words.text("show_outcome").format(
        stops=words.count(len(planned), "stop"),
        photos=words.count(sum(len(stop.group.photos) for stop in planned), "photo"),
        duration=words.duration(sum(lengths)),
        shortest=words.duration(min(lengths)),
        longest=words.duration(max(lengths)),
    )


def try_stops(
    material: Material, wish: Wish, pace: Pace, limit: int | None
) -> tuple[list[Stop], ImpossibleBudget | None]:
    """As ``stops``; where the budget is impossible, what there is without one, and the error to be told."""
    try:
        return stops(material, wish, pace, limit), None
    except ImpossibleBudget as error:
        return stops(material, replace(wish, minutes=0.0), pace, limit), error
