"""What is out of the ordinary about a photo, as reasons: the measurements that a photographer would name.

The learned score does not add them up; they say beside it what there is to see. The order is by how much each usually
matters to people, in the log-odds of 1,500 ratings, where focus decides nearly everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.photo import Reason

if TYPE_CHECKING:
    from reviewer.scoring.technical.measurements import Measurements

CODES = (
    "soft",
    "sharp",
    "moved",
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
_MOVED = 0.6  # one in thirty of ordinary photos; half of those moved by 8 of 1000 pixels or more
_MOVED_DETAIL = 9.0  # of a photo with more detail than the median nobody would say that it is blurred
_NOISY = 4.0  # plain to see on a screen; crisp texture alone can look like 2
_DARK, _BRIGHT = 1.0, 0.2
_CLIPPED_HIGHLIGHTS, _CLIPPED_SHADOWS = 0.02, 0.1  # a black background is common, a white hole in the sky shows at once
_FLAT = 60.0
_COLOURLESS = 12.0
_MONOCHROME = 3.0  # black and white, where colour is not at fault

_USUAL_DETAIL = 9.0  # the median of the rated photos
_USUAL_COLOUR = 30.0
_USUAL_CONTRAST = 100.0


@dataclass(frozen=True, slots=True)
class _Finding:
    """One measurement: how heavily it weighs, in log-odds, whether it is notable, and the reason it becomes then."""

    weight: float
    notable: bool
    reason: Reason


def reasons(measured: Measurements) -> tuple[Reason, ...]:
    """What is notable in what was measured, heaviest first."""
    findings = sorted((*_light(measured), *_matter(measured)), key=lambda finding: -abs(finding.weight))
    return tuple(finding.reason for finding in findings if finding.notable)


def _light(m: Measurements) -> list[_Finding]:
    dark, bright = m.stops_dark, m.stops_bright
    missing = max(0.0, 1.0 - m.contrast / _USUAL_CONTRAST)
    return [
        _Finding(0.25 * dark, dark >= _DARK, Reason("dark", stops=dark)),
        _Finding(0.5 * bright, bright >= _BRIGHT, Reason("bright", stops=bright)),
        _Finding(0.8 * m.blown, m.blown >= _CLIPPED_HIGHLIGHTS, Reason("highlights_clipped", share=m.blown)),
        _Finding(0.3 * m.blocked, m.blocked >= _CLIPPED_SHADOWS, Reason("shadows_clipped", share=m.blocked)),
        _Finding(0.2 * missing, m.contrast < _FLAT, Reason("flat", levels=m.contrast)),
    ]


def _matter(m: Measurements) -> list[_Finding]:
    focus = Reason("sharp" if m.detail > _SHARP else "soft", detail=m.detail)
    moved = m.motion >= _MOVED and m.detail < _MOVED_DETAIL
    missing = max(0.0, 1.0 - m.colour / _USUAL_COLOUR)
    return [
        _Finding(0.35 * (m.detail - _USUAL_DETAIL), not _SOFT <= m.detail <= _SHARP, focus),
        _Finding(0.35 * (_USUAL_DETAIL - m.detail), moved, Reason("moved", motion=m.motion)),
        _Finding(0.15 * max(0.0, m.noise - 1.0), m.noise >= _NOISY, Reason("noisy", deviation=m.noise)),
        _Finding(0.2 * missing, _MONOCHROME <= m.colour < _COLOURLESS, Reason("colourless", colourfulness=m.colour)),
    ]
