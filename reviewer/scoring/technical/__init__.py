"""The built-in scorer: there at once, with nothing downloaded, and free for any use.

``learned`` rates a photo as some thirty people would, from what ``description`` and ``codebook`` say of it in two
``views``: whole, and its sharpest part near its own scale. ``measurements`` are numbers with units, kept with the
photo; ``reasons`` says which of them are out of the ordinary, ``kinds`` which photos the rating is blind to and which
it cannot judge at all. Everything is numpy: torch is only needed to make the weights (``packaging/training``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reviewer.photo import Failure, Score
from reviewer.scoring.sizing import resized
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.scoring.technical.kinds import kinds
from reviewer.scoring.technical.learned import learned
from reviewer.scoring.technical.measurements import measure
from reviewer.scoring.technical.reasons import reasons
from reviewer.scoring.technical.views import reduced, sharpest, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.decode import Pixels
    from reviewer.scoring.technical.planes import Picture

_DECIMALS = 4  # of what is kept: far below what is visible, half the room, and the same on one core and many
_PART = 0.5  # weight of the sharpest part against the whole


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at a photo's pixels says.

    Attributes:
        result: The score, or why there is none.
        attributes: What was measured, as ``Record.attributes``.
    """

    result: Score | Failure
    attributes: tuple[tuple[str, float], ...] = ()


def rate(array: Picture) -> float:
    """The mean opinion score 0..1 that people would give a photo.

    Args:
        array: (H, W, 3), 0..255, sRGB, upright, of any size.
    """
    return _rate(array, reduced(array))


def _rate(array: Picture, small: Picture) -> float:
    of_whole = learned().rate(whole(small))
    part = sharpest(array, small)
    return of_whole if part is None else (1 - _PART) * of_whole + _PART * learned().rate(part)


class TechnicalScorer:
    """The built-in scorer. Its weights come with the program and are read when the first photo is judged."""

    metric = METRICS[BUILT_IN]
    weights = ""

    def score(self, pixels: Sequence[Pixels]) -> list[Score | Failure]:
        """Judge photos; every picture gets an answer, down to a single pixel."""
        return [self.look(picture).result for picture in pixels]

    def look(self, pixels: Pixels) -> Look:
        """Judge one photo, and say what was measured on it."""
        array = resized(pixels.array, self.metric)
        small = reduced(array)
        measured = measure(small)
        attributes = tuple((name, round(number, _DECIMALS)) for name, number in asdict(measured).items())
        flags, unknown = kinds(small, measured, pixels.full_size)
        if unknown:
            return Look(
                Failure(self.metric.name, "cant_tell", unknown, self.weights, self.metric.preprocessing), attributes
            )
        rating = round(_rate(array, small), _DECIMALS)
        score = Score(
            metric=self.metric.name,
            raw=rating,
            value=self.metric.to_unit(rating),
            weights=self.weights,
            preprocessing=self.metric.preprocessing,
            reasons=reasons(measured),
            flags=flags,
        )
        return Look(score, attributes)
