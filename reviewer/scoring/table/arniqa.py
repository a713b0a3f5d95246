"""ARNIQA: one network that knows distortions, and a line fitted to the ratings of each of eight sets.

The network learned from distorted photos without any opinions (Agnolucci et al., WACV 2024). It looks at the photo and
at its half; each row is fed at the size of the photos its line was fitted to. pyiqa scales all of them to 0..1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.scoring.table.maps import DISTORTED, FIVE_WORDS, FLIVE_UNIT
from reviewer.scoring.table.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Callable


_SMALL = 512
"""The long edge of most sets' pictures; the others take about twice the pixels."""


def _fitted(
    to: str,
    what: str,
    to_unit: Callable[[float], float],
    *,
    suffix: str,
    file: str,
    long_edge: int | None = None,
    short_edge: int | None = None,
) -> Metric:
    return Metric(
        name="arniqa" + suffix,
        title=f"ARNIQA ({to})" if suffix else "ARNIQA",
        judges=what,
        trained_on=to,
        to_unit=to_unit,
        long_edge=long_edge,
        short_edge=short_edge,
        least_edge=64,
        files=("ARNIQA.pth", file),
        trunk="ARNIQA",
        memory=290 << 20 if long_edge == _SMALL else 400 << 20,
        cost=0.9 if long_edge == _SMALL else 1.8,
    )


ARNIQA = (
    _fitted("KonIQ-10k", "technical quality", FIVE_WORDS, suffix="", file="regressor_koniq10k.pth", long_edge=_SMALL),
    _fitted(
        "LIVE-itW",
        "technical quality of phone photos",
        FIVE_WORDS,
        suffix="-clive",
        file="regressor_clive.pth",
        long_edge=_SMALL,
    ),
    _fitted(
        "FLIVE",
        "technical quality of photos of social media",
        FLIVE_UNIT,
        suffix="-flive",
        file="regressor_flive.pth",
        long_edge=640,
    ),
    _fitted(
        "SPAQ",
        "technical quality of smartphone photos",
        FIVE_WORDS,
        suffix="-spaq",
        file="regressor_spaq.pth",
        short_edge=512,
    ),
    _fitted(
        "LIVE",
        "compression, noise and blur, as in test pictures",
        DISTORTED,
        suffix="-live",
        file="regressor_live.pth",
        long_edge=768,
    ),
    _fitted(
        "CSIQ",
        "compression, noise, blur and contrast, as in test pictures",
        DISTORTED,
        suffix="-csiq",
        file="regressor_csiq.pth",
        long_edge=_SMALL,
    ),
    _fitted(
        "TID2013",
        "24 kinds of distortion, as in test pictures",
        DISTORTED,
        suffix="-tid",
        file="regressor_tid2013.pth",
        long_edge=_SMALL,
    ),
    _fitted(
        "KADID-10k",
        "25 kinds of distortion, as in test pictures",
        DISTORTED,
        suffix="-kadid",
        file="regressor_kadid10k.pth",
        long_edge=_SMALL,
    ),
)
