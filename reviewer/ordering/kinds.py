"""What a score counts for among the others: where a metric is known to judge a kind of photo badly, the kind counts.

Such a photo has flags (``Score.flags``), and is not pushed to the bottom by that alone:

- With ``ENOUGH`` or more scored photos of its kind in the folder, its place is among them: it counts for the value that
  stands at the same quantile of the photos without any flag, as it stands at among its kind. So the best night photo
  stands beside the best of all, and the middle one in the middle.
- With fewer, and standing below the middle of all scores, its place is drawn halfway towards the middle.
- Of several kinds the one with the most photos counts.
- No photo counts for less than its score: being of a kind that scores well is no fault.

Quantiles are those of the middle of equal values. Where hardly any photo is without a flag, all photos are what is
compared with. The scores themselves stay as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from reviewer.ordering.standings import Standings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from reviewer.photo import Photo, Score

    _Values = NDArray[np.float64]

ENOUGH = 20
"""Photos whose order among themselves tells more than how they score beside all others."""

_MIDDLE = 0.5


class Judgements:
    """One metric's scores over a folder, as they count for order, place and pace.

    Learning one is quick in a folder of any size. What the flagged photos count for depends on all others, so it is
    worked out when it is next asked for: once for however many scores came in between.
    """

    def __init__(self) -> None:
        self._plain = Standings()
        self._flagged: dict[Photo, Score] = {}
        self._kinds: Counter[str] = Counter()
        self._lifted: dict[Photo, float] | None = {}
        self._standings = self._plain

    def learn(self, photo: Photo, before: Score | None, after: Score | None) -> bool:
        """A photo's score came, changed or went. Whether that changes any value."""
        if before is not None and not before.flags:
            self._plain.remove(before.value)
        if after is not None and not after.flags:
            self._plain.add(after.value)
        if before is not None and before.flags:
            del self._flagged[photo]
            self._kinds.subtract(before.flags)
        if after is not None and after.flags:
            self._flagged[photo] = after
            self._kinds.update(after.flags)
        changed = _counted(before) != _counted(after)
        if changed:
            self._lifted = None
        return changed

    def value(self, photo: Photo, score: Score) -> float:
        """What a photo's score counts for, 0..1."""
        return self._settled().get(photo, score.value)

    @property
    def standings(self) -> Standings:
        """What all scores count for. Not a copy: it may grow."""
        self._settled()
        return self._standings

    def is_among_its_kind(self, score: Score) -> bool:
        """Whether a photo with this score has its place among those of its kind."""
        return any(self._kinds[flag] >= ENOUGH for flag in score.flags)

    def _settled(self) -> Mapping[Photo, float]:
        if self._lifted is None:
            self._lifted = _lifted(self._flagged, self._plain.values) if self._flagged else {}
            self._standings = self._plain
            if self._lifted:
                self._standings = Standings([*self._plain.values, *sorted(self._lifted.values())])
        return self._lifted


def _counted(score: Score | None) -> tuple[float, tuple[str, ...]] | None:
    return None if score is None else (score.value, score.flags)


def standing(scores: Mapping[Photo, Score]) -> dict[Photo, float]:
    """What one metric's scores count for among each other, 0..1, by photo."""
    flagged = {photo: score for photo, score in scores.items() if score.flags}
    plain = sorted(score.value for score in scores.values() if not score.flags)
    lifted = _lifted(flagged, plain) if flagged else {}
    return {photo: lifted.get(photo, score.value) for photo, score in scores.items()}


def _lifted(flagged: Mapping[Photo, Score], plain: Sequence[float]) -> dict[Photo, float]:
    """What flagged photos count for; ``plain`` are the other scores, ascending."""
    own = np.array([score.value for score in flagged.values()])
    everything = np.sort(np.concatenate((np.array(plain), own)))
    usual = np.array(plain) if len(plain) >= ENOUGH else everything
    quantiles = _quantiles(everything, own)
    counted = np.where(quantiles < _MIDDLE, _at((quantiles + _MIDDLE) / 2, everything), own)
    for rows in _kinds(flagged):
        counted[rows] = _at(_quantiles(np.sort(own[rows]), own[rows]), usual)
    return dict(zip(flagged, np.maximum(own, counted).tolist(), strict=True))


def _kinds(flagged: Mapping[Photo, Score]) -> list[list[int]]:
    """The rows of each kind of which there are enough, the largest last."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for row, score in enumerate(flagged.values()):
        for flag in score.flags:
            kinds[flag].append(row)
    return sorted((rows for rows in kinds.values() if len(rows) >= ENOUGH), key=len)


def _quantiles(ascending: _Values, values: _Values) -> _Values:
    """Where values stand among others, 0..1; equal ones at the middle of theirs."""
    sides = np.searchsorted(ascending, values, "left") + np.searchsorted(ascending, values, "right")
    where: _Values = sides / (2 * len(ascending))
    return where


def _at(quantiles: _Values, ascending: _Values) -> _Values:
    """What stands at quantiles of some values: the inverse of ``_quantiles``, straight lines between (Hazen 1914)."""
    values: _Values = np.interp(quantiles * len(ascending) - 0.5, np.arange(len(ascending)), ascending)
    return values
