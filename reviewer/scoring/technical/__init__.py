"""The built-in scorer: there at once, with nothing downloaded and nothing learned.

Each measurement of a photo earns or costs log-odds; their sum becomes one number between 0 and 1, and a measurement
that is out of the ordinary becomes a reason. The weights are set by hand: round numbers in the order of importance that
1,500 photos rated by people show, where focus decides nearly everything (``tests/scoring/test_technical.py`` holds
the figure). Low light, fog and black-and-white cost little on purpose: they are as often meant as not.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reviewer.photo import Failure, Reason, Score
from reviewer.scoring.sizing import resized
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.scoring.technical.measurements import Measurements, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.decode import Pixels

REASON_CODES = (
    "soft",
    "sharp",
    "noisy",
    "dark",
    "bright",
    "highlights_clipped",
    "shadows_clipped",
    "flat",
    "colourless",
)

# From here on a measurement is out of the ordinary and said aloud; in the units of Measurements.
_SOFT, _SHARP = 6.0, 11.0  # an eighth and a quarter of the rated photos
_NOISY = 4.0  # plain to see on a screen; crisp texture alone can look like 2
_DARK, _BRIGHT = 1.0, 0.2
_CLIPPED_HIGHLIGHTS, _CLIPPED_SHADOWS = 0.02, 0.1  # a black background is common, a white hole in the sky shows at once
_FLAT = 60.0
_COLOURLESS = 12.0
_MONOCHROME = 3.0  # black and white, where colour is not at fault

_USUAL_DETAIL = 9.0  # the median of the rated photos, whose median rating is a little above one half
_USUAL_COLOUR, _STRONG_COLOUR = 30.0, 60.0
_USUAL_CONTRAST = 100.0

_DECIMALS = 4  # of what is kept of a measurement: far below what is visible, and half the room


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one measurement is worth in log-odds, and the reason it becomes if it is notable."""

    worth: float
    notable: bool
    reason: Reason


def judge(measured: Measurements) -> tuple[float, tuple[Reason, ...]]:
    """One number for what was measured, and what made it so.

    Returns:
        The overall technical quality 0..1, and the reasons, heaviest first.
    """
    findings = sorted((*_light(measured), *_matter(measured)), key=lambda finding: -abs(finding.worth))
    log_odds = sum(finding.worth for finding in findings)
    overall = 1.0 / (1.0 + math.exp(-log_odds))
    return overall, tuple(finding.reason for finding in findings if finding.notable)


def _light(m: Measurements) -> list[_Finding]:
    dark, bright = m.stops_dark, m.stops_bright
    missing = max(0.0, 1.0 - m.contrast / _USUAL_CONTRAST)
    return [
        _Finding(-0.25 * dark, dark >= _DARK, Reason("dark", stops=dark)),
        _Finding(-0.5 * bright, bright >= _BRIGHT, Reason("bright", stops=bright)),
        _Finding(-0.8 * m.blown, m.blown >= _CLIPPED_HIGHLIGHTS, Reason("highlights_clipped", share=m.blown)),
        _Finding(-0.3 * m.blocked, m.blocked >= _CLIPPED_SHADOWS, Reason("shadows_clipped", share=m.blocked)),
        _Finding(-0.2 * missing, m.contrast < _FLAT, Reason("flat", levels=m.contrast)),
    ]


def _matter(m: Measurements) -> list[_Finding]:
    # Beyond crisp, more detail is subject or sharpening rather than focus: it counts half.
    detail = m.detail - 0.5 * max(0.0, m.detail - _SHARP)
    focus = Reason("sharp" if m.detail > _SHARP else "soft", detail=m.detail)
    noise = max(0.0, m.noise - 1.0)
    coloured = m.colour >= _MONOCHROME
    colour = (min(m.colour, _STRONG_COLOUR) - _USUAL_COLOUR) / _USUAL_COLOUR if coloured else 0.0
    return [
        _Finding(0.35 * (detail - _USUAL_DETAIL), not _SOFT <= m.detail <= _SHARP, focus),
        _Finding(-0.15 * noise, m.noise >= _NOISY, Reason("noisy", deviation=m.noise)),
        _Finding(0.2 * colour, coloured and m.colour < _COLOURLESS, Reason("colourless", colourfulness=m.colour)),
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at a photo's pixels says.

    Attributes:
        result: The score, or why there is none.
        attributes: What was measured, as ``Record.attributes``.
    """

    result: Score | Failure
    attributes: tuple[tuple[str, float], ...] = ()


class TechnicalScorer:
    """The built-in scorer. It has nothing to load, so making one costs nothing."""

    metric = METRICS[BUILT_IN]
    weights = ""

    def score(self, pixels: Sequence[Pixels]) -> list[Score | Failure]:
        """Judge photos; every picture gets a score, down to a single pixel."""
        return [self.look(picture).result for picture in pixels]

    def look(self, pixels: Pixels) -> Look:
        """Judge one photo, and say what was measured on it."""
        measured = measure(resized(pixels.array, self.metric))
        attributes = tuple((name, round(number, _DECIMALS)) for name, number in asdict(measured).items())
        return Look(self._judged(measured), attributes)

    def _judged(self, measured: Measurements) -> Score:
        overall, reasons = judge(measured)
        return Score(
            metric=self.metric.name,
            raw=overall,
            value=self.metric.to_unit(overall),
            weights=self.weights,
            preprocessing=self.metric.preprocessing,
            reasons=reasons,
        )
