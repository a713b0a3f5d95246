"""Which metrics there are, as rows of one table: what each judges, what it is fed, and what its numbers mean.

A metric's own number (``raw``) becomes a value between 0 and 1, higher is better, by ``to_unit``: a fixed map that
never looks at a folder. The score ranges that pyiqa lists are the ends a metric could reach, not the numbers photos
get, so the maps stand on published anchors instead, named at each row.

A network is fed photos at about the size it learned from: full frames of 12 megapixels are fifty times that, which is
slower and less right. ``preprocessing`` names how the pixels are prepared; a change to it makes old scores void.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NONCOMMERCIAL = "PolyForm-Noncommercial-1.0.0"


@dataclass(frozen=True, slots=True)
class Metric:
    """One way to judge a photo.

    Attributes:
        name: Key in the table, the catalogue and on the command line; pyiqa's own name where it is pyiqa's.
        title: Name for people.
        judges: What it judges, for people.
        tier: ``default`` (chosen for who chooses nothing), ``offered`` (beside those at first sight), or ``more``.
        trained_on: The photos it learned from, as ``KonIQ-10k``; empty for none.
        agreement: How well it agrees with people: data set and Spearman's correlation, from pyiqa's published tables.
        lower_better: Whether a lower raw number is the better one.
        to_unit: Raw number to 0..1, higher is better; strictly monotone over the numbers photos get.
        long_edge: Pixels of the long edge the metric is fed, or None if the short edge decides.
        short_edge: Pixels of the short edge it is fed, or None if the long edge decides.
        least_edge: Pixels the short edge needs before the metric can compute anything.
        preprocessing: Version of how the pixels are prepared.
        files: Names of its weights files, keys of ``reviewer.weights.files``; empty for none.
        trunk: Names the network that it shares with other metrics, as ``RN50``; empty for one of its own.
        memory: Bytes it takes while it judges one photo at its size on a processor, beyond torch and pyiqa themselves:
            weights (the trunk's too), and what it computes with.
        cost: Processor time of one photo at its size, in NIMA's.
        tested: Whether its scores were compared with pyiqa's own here; not where it is too large for that.
        licence: Terms of the code and weights, as an SPDX name.
        needs_torch: Whether it runs in the engine (torch and pyiqa) or is built in.
    """

    name: str
    title: str
    judges: str
    tier: str
    trained_on: str
    agreement: tuple[tuple[str, float], ...]
    lower_better: bool
    to_unit: Callable[[float], float]
    long_edge: int | None
    short_edge: int | None
    least_edge: int
    preprocessing: int
    files: tuple[str, ...]
    trunk: str
    memory: int
    cost: float
    tested: bool
    licence: str
    needs_torch: bool

    @property
    def fit(self) -> tuple[int, int]:
        """Width and height to decode into, so that nothing larger than needed is ever decoded."""
        edge = self.long_edge or self.short_edge or 0
        return (edge, edge)

    @property
    def cover(self) -> bool:
        """Whether the photo has to cover ``fit`` rather than lie inside it."""
        return self.long_edge is None

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height that a photo of the given size is fed at.

        The aspect is kept. Nothing is enlarged, except that a very small or thin photo gets its ``least_edge``.
        """
        short = min(width, height)
        wanted = self.long_edge / max(width, height) if self.long_edge else (self.short_edge or short) / short
        scale = min(1.0, wanted)
        if short * scale < self.least_edge:
            scale = self.least_edge / short
        return (max(1, round(width * scale)), max(1, round(height * scale)))


def _logistic(middle: float, spread: float) -> Callable[[float], float]:
    """Map with 0.5 at ``middle`` and 0.73 one ``spread`` above; a negative spread is for lower-is-better metrics."""

    def to_unit(raw: float) -> float:
        return 0.5 * (1.0 + math.tanh(0.5 * (raw - middle) / spread))

    return to_unit


def _through(*points: tuple[float, float]) -> Callable[[float], float]:
    """Straight lines between (raw, value) points in rising order of raw; held at the ends."""

    def to_unit(raw: float) -> float:
        for (left, low), (right, high) in pairwise(points):
            if raw <= right:
                part = max(0.0, (raw - left) / (right - left))
                return low + part * (high - low)
        return points[-1][1]

    return to_unit


def _itself(raw: float) -> float:
    return min(1.0, max(0.0, raw))


BUILT_IN = "technical"
"""The metric that is always there, with nothing to install: it comes with the first look."""

METRICS: dict[str, Metric] = {
    row.name: row
    for row in (
        # The raw number already is the value: technical.py sums log-odds.
        Metric(
            name=BUILT_IN,
            title="Technical",
            judges="sharpness, exposure, noise, contrast and colour, by rule",
            tier="default",
            trained_on="",
            agreement=(),
            lower_better=False,
            to_unit=_itself,
            long_edge=1000,  # a quarter of 12 MP's 4000, a sixth of 24 MP's 6000: the cheapest decode of a JPEG
            short_edge=None,
            least_edge=1,
            preprocessing=1,
            files=(),
            trunk="",
            memory=30 << 20,
            cost=0.4,
            tested=True,
            licence="MIT",
            needs_torch=False,
        ),
        # The documentation of MathWorks' ``piqe`` names five bands: excellent to 20, good to 35, fair to 50, poor
        # to 80, bad to 100. Fed at the size of the LIVE database (768 x 512) on which those bands were set.
        Metric(
            name="piqe",
            title="PIQE",
            judges="blocks, noise and blur that an eye would notice",
            tier="default",
            trained_on="",
            agreement=(),
            lower_better=True,
            to_unit=_through((0.0, 1.0), (20.0, 0.8), (35.0, 0.6), (50.0, 0.4), (80.0, 0.2), (100.0, 0.0)),
            long_edge=768,
            short_edge=None,
            least_edge=32,  # its blocks are 16 pixels, padded by reflection
            preprocessing=1,
            files=(),
            trunk="",
            memory=60 << 20,
            cost=0.6,
            tested=True,
            licence=_NONCOMMERCIAL,
            needs_torch=True,
        ),
        # The mean of five "good rather than bad" probabilities (Wang et al., AAAI 2023): 0.5 means undecided, so the
        # number itself is the value. Zero-shot, but used by its authors on KonIQ-10k at 512 x 384.
        Metric(
            name="clipiqa",
            title="CLIP-IQA",
            judges="whether the photo looks good, sharp and clean to CLIP",
            tier="offered",
            trained_on="",
            agreement=(("LIVE-itW", 0.7), ("KonIQ-10k", 0.66), ("AVA", 0.34)),
            lower_better=False,
            to_unit=_itself,
            long_edge=512,
            short_edge=None,
            least_edge=32,  # one cell of CLIP's last grid
            preprocessing=1,
            files=("RN50.pt",),
            trunk="RN50",
            memory=350 << 20,
            cost=1.3,
            tested=True,
            licence=_NONCOMMERCIAL,
            needs_torch=True,
        ),
        # Mean scores of AVA, on which it was trained, lie about normally around 5.4 with a deviation near 0.7 (Murray
        # et al., CVPR 2012); a logistic with spread 0.4 follows that curve, so that 0.5 is AVA's middle photo.
        Metric(
            name="nima",
            title="NIMA",
            judges="how much people on a photo contest site would like it",
            tier="default",
            trained_on="AVA",
            agreement=(("LIVE-itW", 0.51), ("KonIQ-10k", 0.67), ("SPAQ", 0.52), ("AVA", 0.71)),
            lower_better=False,
            to_unit=_logistic(5.4, 0.4),
            long_edge=None,
            short_edge=299,  # what the network itself resizes to, before it crops the centre
            least_edge=1,
            preprocessing=1,
            files=("NIMA_InceptionV2_ava-b0c77c00.pth",),
            trunk="",
            memory=400 << 20,
            cost=1.0,
            tested=True,
            licence=_NONCOMMERCIAL,
            needs_torch=True,
        ),
        # Trained on LIVE's difference scores, 0 pristine to 100 bad at 768 x 512 (Mittal et al., TIP 2012); real photos
        # fall outside both ends, so the map bends instead of breaking there.
        Metric(
            name="brisque",
            title="BRISQUE",
            judges="whether the fine texture looks like that of an undistorted photo",
            tier="offered",
            trained_on="LIVE",
            agreement=(("LIVE-itW", 0.31), ("KonIQ-10k", 0.23), ("SPAQ", 0.53)),
            lower_better=True,
            to_unit=_logistic(50.0, -15.0),
            long_edge=768,
            short_edge=None,
            least_edge=32,  # two scales of 7-pixel windows
            preprocessing=1,
            files=("brisque_svm_weights.pth",),
            trunk="",
            memory=60 << 20,
            cost=0.4,
            tested=True,
            licence=_NONCOMMERCIAL,
            needs_torch=True,
        ),
        # Trained on KonIQ-10k at 1024 x 768 with opinions on 0..100, of which 50 is "fair" (Hosu et al., TIP 2020);
        # the reference pictures of pyiqa run from 12 (ruined) to 75 (pristine).
        Metric(
            name="musiq",
            title="MUSIQ",
            judges="overall picture quality, from whole frame to detail",
            tier="offered",
            trained_on="KonIQ-10k",
            agreement=(("LIVE-itW", 0.79), ("KonIQ-10k", 0.87), ("SPAQ", 0.87)),
            lower_better=False,
            to_unit=_logistic(50.0, 12.0),
            long_edge=1024,
            short_edge=None,
            least_edge=32,  # one patch
            preprocessing=1,
            files=("musiq_koniq_ckpt-e95806b9.pth",),
            trunk="",
            memory=900 << 20,
            cost=6.0,
            tested=True,
            licence=_NONCOMMERCIAL,
            needs_torch=True,
        ),
    )
}
