"""Metrics that find the face nearest to the middle, turn it upright, and judge that alone.

A photo without a face has no score. The detector is facexlib's RetinaFace; the face is cut out at 512 pixels, so the
photo is fed larger than to the others. pyiqa scales the ratings of GFIQA-20k and CGFIQA to 0..1.
"""

from __future__ import annotations

from reviewer.scoring.table.maps import FIVE_WORDS
from reviewer.scoring.table.metric import Metric

_DETECTOR = "detection_Resnet50_Final.pth"
_LONG_EDGE = 1024
"""A face of half the frame's height is then cut out about as large as it is."""

FACES = (
    Metric(
        name="topiq_nr-face",
        title="TOPIQ face",
        judges="quality of the face nearest to the middle",
        trained_on="CGFIQA",
        agreement=(("CGFIQA", 0.99),),
        to_unit=FIVE_WORDS,
        long_edge=_LONG_EDGE,
        least_edge=64,
        files=("topiq_nr_cgfiqa_res50-0a8b8e4f.pth", _DETECTOR),
        memory=1000 << 20,
        cost=6.0,
    ),
    Metric(
        name="topiq_nr_swin-face",
        title="TOPIQ face (Swin)",
        judges="quality of the face nearest to the middle, by a larger network",
        trained_on="CGFIQA",
        agreement=(("CGFIQA", 0.99),),
        to_unit=FIVE_WORDS,
        long_edge=_LONG_EDGE,
        least_edge=64,
        files=("topiq_nr_gfiqa_swin-7bb80a60.pth", _DETECTOR),
        memory=1200 << 20,
        cost=7.5,
    ),
    Metric(
        name="topiq_nr-face-v1",
        title="TOPIQ face (GFIQA)",
        judges="quality of the face nearest to the middle, learned from an older set",
        trained_on="GFIQA-20k",
        agreement=(("CGFIQA", 0.98),),
        to_unit=FIVE_WORDS,
        long_edge=_LONG_EDGE,
        least_edge=64,
        files=("topiq_nr_gfiqa_res50-d76bf1ae.pth", _DETECTOR),
        memory=1000 << 20,
        cost=6.0,
    ),
)
