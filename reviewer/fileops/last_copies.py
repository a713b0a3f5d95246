"""Rejects after which nothing of a moment would be left: told, never forbidden."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from reviewer.photo import Group, Photo

HALF_HOUR = 1800.0
"""Seconds around a photo, half of them before it, in which another one stands for the same moment."""


@dataclass(frozen=True, slots=True)
class LastCopies:
    """Rejects that nothing else stands for.

    Attributes:
        of_group: Those of whose group no frame would stay; a photo alone is a group of one.
        of_half_hour: Those within a quarter of an hour of which no frame would stay, before or after.
    """

    of_group: tuple[Photo, ...] = ()
    of_half_hour: tuple[Photo, ...] = ()


def last_copies(groups: Iterable[Group], taken: Mapping[Photo, float], rejected: Collection[Photo]) -> LastCopies:
    """Find them.

    Args:
        groups: All photos of the folder, in groups.
        taken: Capture times in seconds; photos of unknown time are in no half hour, and stand for none.
        rejected: Those about to go.
    """
    gone = set(rejected)
    every = list(groups)
    of_group = tuple(photo for group in every if gone.issuperset(group.photos) for photo in group.photos)
    kept = sorted(taken[photo] for group in every for photo in group.photos if photo not in gone and photo in taken)
    of_half_hour = tuple(
        photo
        for group in every
        for photo in group.photos
        if photo in gone and photo in taken and not _any_near(kept, taken[photo])
    )
    return LastCopies(of_group, of_half_hour)


def _any_near(times: list[float], at: float) -> bool:
    return bisect_left(times, at - HALF_HOUR / 2) < bisect_right(times, at + HALF_HOUR / 2)
