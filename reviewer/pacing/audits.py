"""Spot checks: low-scored stops that get a full look all the same, so that what the scores miss can be estimated."""

from __future__ import annotations

import os
from hashlib import blake2b
from heapq import nsmallest
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.pacing.pace import Pace
    from reviewer.photo import Group, Photo

_AUDITED = 0.05  # part of the low-scored stops that gets a full look
_AUDIT_SHARE = 0.25  # of the time above the shortest looks, at most, goes to audits
_AUDIT_FROM = 20  # stops; from here on at least one is audited


def audits(
    groups: Sequence[Group], bests: Sequence[float | None], spare: float, pace: Pace, seed: int
) -> frozenset[int]:
    """Which stops get a full look whatever their score: single photos of the lower half, as many as the time allows.

    None where the scores do not decide the time anyway.
    """
    scored = [best for best in bests if best is not None]
    if pace.mode == "even" or not scored:
        return frozenset()
    middle = median(scored)
    low = [
        index
        for index, (group, best) in enumerate(zip(groups, bests, strict=True))
        if best is not None and best < middle and len(group.photos) == 1
    ]
    wanted = max(round(_AUDITED * len(low)), 1 if len(groups) >= _AUDIT_FROM else 0)
    cost = pace.full_look - pace.floor
    affordable = int(_AUDIT_SHARE * spare / cost) if cost > 0.0 else wanted
    return frozenset(nsmallest(min(wanted, affordable), low, key=lambda index: _lot(groups[index].photos[0], seed)))


def _lot(photo: Photo, seed: int) -> bytes:
    return blake2b(os.fsencode(photo.path), digest_size=8, key=str(seed).encode()).digest()
