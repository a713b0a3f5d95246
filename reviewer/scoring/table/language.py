"""Large models of pictures and language that are asked for a rating: the best agreement there is, and the heaviest.

They were not built here: their weights are many gigabytes, kept in a Hugging Face repository each, and some come with
code of their own. So nothing here was compared with pyiqa's scores, and memory and cost are reckoned from the number of
their parameters.
"""

from __future__ import annotations

from reviewer.scoring.table.maps import itself, logistic, through
from reviewer.scoring.table.metric import Metric

_GIB = 1 << 30

_WORDS = through((1.0, 0.0), (5.0, 1.0))
"""The expectation over five words, bad 1 to excellent 5, evenly spaced (Wu et al., ICML 2024)."""


def _align(suffix: str, bits: str, memory: float, agreement: tuple[tuple[str, float], ...]) -> Metric:
    # The picture is padded to a square, so the whole frame is seen, and resized to 448.
    return Metric(
        name="qalign" + suffix,
        title="Q-Align" + (f" ({bits})" if suffix else ""),
        judges="overall picture quality in five words, by a model of pictures and language",
        trained_on="KonIQ-10k, SPAQ, KADID-10k, AVA, LSVQ",
        agreement=agreement,
        to_unit=_WORDS,
        long_edge=448,
        hub="q-future/one-align",
        memory=round(memory * _GIB),
        cost=400.0,
        tested=False,
    )


def _realign(suffix: str, name: str, billions: float) -> Metric:
    # Five words again, on 0..1. The model takes pictures of any size; at this one they are about 600 tokens.
    return Metric(
        name="qrealign" + suffix,
        title=f"Q-ReAlign {name}" if suffix else "Q-ReAlign",
        judges="overall picture quality in five words, by a newer model of pictures and language"
        if suffix
        else "the same as Q-ReAlign Mini, by the shorter name that pyiqa has for it",
        to_unit=itself,
        long_edge=1024,
        least_edge=32,
        hub=f"q-future/Q-ReAlign-{name}-{billions:g}B",
        memory=round(billions * 2.6 * _GIB),  # two bytes a parameter, and what it computes with
        cost=round(billions * 60.0),
        tested=False,
    )


LANGUAGE = (
    _align("", "", 16.0, (("LIVE-itW", 0.88), ("KonIQ-10k at 1024 px", 0.94), ("AVA", 0.82))),
    _align("_8bit", "8 bit", 8.5, (("LIVE-itW", 0.88), ("KonIQ-10k at 1024 px", 0.94), ("SPAQ", 0.93))),
    _align("_4bit", "4 bit", 5.5, (("LIVE-itW", 0.88), ("KonIQ-10k at 1024 px", 0.93))),
    _realign("", "Mini", 0.8),
    _realign("-mini", "Mini", 0.8),
    _realign("-lite", "Lite", 4.0),
    _realign("-pro", "Pro", 9.0),
    # A standing among its anchor pictures on 0..100, of which the middle is 50.
    Metric(
        name="compare2score",
        title="Compare2Score",
        judges="overall picture quality, by comparing with known pictures",
        to_unit=logistic(50.0, 15.0),
        long_edge=448,
        hub="q-future/Compare2Score",
        memory=16 * _GIB,
        cost=3000.0,
        tested=False,
    ),
)
