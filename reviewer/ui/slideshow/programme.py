"""What a slideshow shows: groups, scores and a wish made into stops. Values in, values out; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer import words
from reviewer.errors import ImpossibleBudget
from reviewer.pacing import AUC, Pace, best_first, gain, plan
from reviewer.settings import TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from reviewer.photo import Group, Photo, Stop
    from reviewer.settings import Settings

_NUMBERS = {
    "minutes": "budget_minutes",
    "seconds": "stop_seconds",
    "look": "look_seconds",
    "shortest": "shortest_look",
    "longest": "longest_look",
}
"""The rows of the settings that hold a wish's numbers."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the photographer asks of the slideshow.

    Attributes:
        minutes: Finish in so many minutes; 0 asks for ``seconds`` instead.
        seconds: Give so many seconds to an average stop; 0 gives it ``look``.
        look: Seconds after which a look has found most keepers (tau).
        shortest: Shortest time on screen, as a part of ``look``.
        longest: Longest time on screen, in ``look``.
        mode: ``even``, ``evidence`` or ``steep``.
        best_first: Highest score first, instead of capture order.
    """

    minutes: float = 0.0
    seconds: float = 0.0
    look: float = 1.5
    shortest: float = 0.2
    longest: float = 6.0
    mode: str = "evidence"
    best_first: bool = False

    @classmethod
    def stored(cls, settings: Settings) -> Wish:
        """What was asked for last."""
        numbers = {name: settings.number(row) for name, row in _NUMBERS.items()}
        return cls(**numbers, mode=settings.text("pace_mode"), best_first=settings.flag("best_first"))

    def store(self, settings: Settings) -> None:
        """Keep it for the next slideshow."""
        for name, row in _NUMBERS.items():
            settings.put(row, type(TABLE[row].default)(getattr(self, name)))
        settings.put("pace_mode", self.mode)
        settings.put("best_first", self.best_first)

    @property
    def dwell(self) -> float:
        """Seconds for an average stop, where no minutes are asked for."""
        return self.seconds or self.look

    @property
    def pace(self) -> Pace:
        """How looks are weighed."""
        return Pace.in_looks(self.look, self.shortest, self.longest, self.mode)

    def budget(self, stops: int) -> float | None:
        """Seconds for so many stops; None for the usual."""
        if self.minutes > 0:
            return self.minutes * 60.0
        return self.seconds * stops if self.seconds > 0 else None


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to show.

    Attributes:
        groups: In capture order, without what cannot be shown.
        scores: 0..1 by photo; a photo without a score is not among them.
        title: What it is, as a code of ``words``, if it is less than the folder.
    """

    groups: Sequence[Group]
    scores: Mapping[Photo, float]
    title: str = ""

    @classmethod
    def of(cls, groups: Sequence[Group], scores: Mapping[Photo, float], unreadable: Mapping[Photo, object]) -> Material:
        """Leave out photos that cannot be shown: nobody looks at words about a file for its paced time."""
        everything = cls(groups, scores)
        if not unreadable:
            return everything
        return everything.just({photo for group in groups for photo in group.photos if photo not in unreadable})

    def just(self, photos: Collection[Photo], title: str = "") -> Material:
        """These photos and no others, in the groups they belong to."""
        groups = []
        for group in self.groups:
            kept = tuple(photo for photo in group.photos if photo in photos)
            if kept:  # a new group takes its time, and there are 100,000
                groups.append(group if len(kept) == len(group.photos) else replace(group, photos=kept))
        return Material(groups, self.scores, title)

    def only(self, photos: Collection[Photo]) -> Material:
        """Just the groups that hold one of these photos."""
        return Material([group for group in self.groups if any(photo in photos for photo in group.photos)], self.scores)


def stops(material: Material, wish: Wish, limit: int | None = None) -> list[Stop]:
    """The stops in showing order.

    Args:
        material: What there is to show.
        wish: Within which time, how boldly and in which order.
        limit: Show only so many stops, those that come first; None for all.

    Raises:
        ImpossibleBudget: The wish leaves less than the shortest look for each stop.
    """
    if limit is not None:
        first = stops(material, replace(wish, minutes=0.0, seconds=0.0))[:limit]
        material = material.only({stop.group.photos[0] for stop in first})
    planned = plan(material.groups, material.scores, budget=wish.budget(len(material.groups)), pace=wish.pace)
    return best_first(planned) if wish.best_first else planned


def try_stops(material: Material, wish: Wish, limit: int | None) -> tuple[list[Stop], ImpossibleBudget | None]:
    """As ``stops``; where the budget is impossible, what there is without one, and the error to be told."""
    try:
        return stops(material, wish, limit), None
    except ImpossibleBudget as error:
        return stops(material, replace(wish, minutes=0.0, seconds=0.0), limit), error


def extent(planned: Sequence[Stop]) -> str:
    """What there is to be seen, in stops and photos: "187 stops, 668 photos"."""
    if not planned:
        return words.text("show_nothing")
    photos = words.count(sum(len(stop.group.photos) for stop in planned), "photo")
    return words.text("show_extent").format(stops=words.count(len(planned), "stop"), photos=photos)


def outcome(planned: Sequence[Stop]) -> str:
    """What a plan comes to, in a line: "187 stops, 668 photos: 4 min 40 s, from 0.3 s to 4.1 s each"."""
    if not planned:
        return words.text("show_nothing")
    lengths = [stop.seconds for stop in planned]
    return words.text("show_outcome").format(
        extent=extent(planned),
        duration=words.duration(sum(lengths)),
        shortest=words.duration(min(lengths)),
        longest=words.duration(max(lengths)),
    )


def promise(planned: Sequence[Stop], pace: Pace) -> str:
    """What the scores are worth in a plan, and what that takes for granted: never more than the theory says."""
    if pace.mode == "even":
        return words.text("gain_even")
    if all(stop.score is None for stop in planned):
        return words.text("gain_unscored")
    percent = round(100 * gain(planned, pace))
    more = words.text("gain_some").format(percent=percent) if percent > 0 else words.text("gain_none")
    return words.text(f"gain_{pace.mode}").format(right=100 * AUC[pace.mode], gain=more)
