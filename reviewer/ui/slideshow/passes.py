"""Which stops are shown this time: all, those not reached, those never seen. Values in, values out; knows no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.ui.slideshow import programme
from reviewer.ui.slideshow.programme import Material, Wish

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reviewer.errors import ImpossibleBudget
    from reviewer.photo import Group, Photo, Stop
    from reviewer.playback import Playback

_UNSEEN = "show_unseen_only"


class Passes:
    """The material of a slideshow, what of it was seen, and which part of it is the present pass.

    Attributes:
        material: What there is to show.
        wish: Within which time, how boldly and in which order.
        title: What the present pass is, as a code of ``words``; empty for the whole folder.
    """

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.material = Material((), {})
        self.title = ""
        self._seen: set[Path] = set()
        self._only: frozenset[Photo] | None = None
        self._limit: int | None = None

    def begin(self, material: Material, wish: Wish) -> None:
        """Another slideshow: of everything, with nothing known to have been seen."""
        self.material, self.wish = material, wish
        self._seen = set()
        self.everything()

    def note_seen(self, paths: Iterable[Path]) -> None:
        """These photos were looked at, now or on an earlier day."""
        self._seen.update(paths)

    @property
    def unseen(self) -> list[Group]:
        """The groups of which no photo was ever looked at."""
        return [group for group in self.material.groups if self._seen.isdisjoint(photo.path for photo in group.photos)]

    @property
    def only_unseen(self) -> bool:
        """Whether the present pass is of what was never looked at."""
        return self.title == _UNSEEN

    def everything(self) -> None:
        """Show all there is."""
        self._only = self._limit = None
        self.title = self.material.title

    def show_unseen(self) -> None:
        """Show what nobody has looked at."""
        self._show(self.unseen, _UNSEEN)

    def show_rest(self, play: Playback) -> None:
        """Show what this pass did not reach."""
        rest = [stop.group for index, stop in enumerate(play.stops) if not play.seen(index)]
        self._show(rest, "show_rest_only")

    def _show(self, groups: Iterable[Group], title: str) -> None:
        self._only = frozenset(group.photos[0] for group in groups)
        self._limit = None
        self.title = title

    def follow(self, wish: Wish) -> None:
        """Another time, pace or order for the same pass; no longer cut short."""
        self.wish, self._limit = wish, None

    def cut_short(self, stops: int) -> None:
        """Show only so many stops, those that come first."""
        self._limit = stops

    def planned(self) -> tuple[list[Stop], ImpossibleBudget | None]:
        """The stops of the present pass; where the time cannot be met, what there is without it, and the error."""
        material = self.material if self._only is None else self.material.only(self._only)
        return programme.try_stops(material, self.wish, self._limit)
