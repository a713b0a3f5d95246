"""Metrics that measure pixels against rules or against how undistorted photos are distributed; no networks.

Anchors of those without a rating scale of their own are the calibration pictures that pyiqa publishes: three all but
pristine ones and two ruined ones (I19, I03), with the scores that the original programs give them.
"""

from __future__ import annotations

from reviewer.scoring.table.maps import itself, logistic, through
from reviewer.scoring.table.metric import Metric

BUILT_IN = "technical"
"""The metric that is always there, with nothing to install: it comes with the first look."""

_LIVE = logistic(50.0, -15.0)
"""LIVE's difference scores, 0 pristine to 100 bad at 768 x 512 (Mittal et al., TIP 2012); real photos fall outside both
ends, so the map bends instead of breaking there."""

STATISTICS = (
    # The raw number already is the value: mean opinion scores of 0 to 1. Decoded larger than it is rated at, so that
    # the sharpest part is seen near its own scale.
    Metric(
        name=BUILT_IN,
        title="Technical",
        judges="overall quality as people rate it",
        tier="default",
        to_unit=itself,
        long_edge=2000,  # half of 12 MP's 4000, a third of 24 MP's 6000: a JPEG is decoded at half its size
        trained_on="BIQ2021",
        agreement=(("BIQ2021", 0.78),),
        preprocessing=2,  # raised with every new set of weights too, which come with the program
        memory=30 << 20,
        cost=0.4,
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
        lower_better=True,
        to_unit=through((0.0, 1.0), (20.0, 0.8), (35.0, 0.6), (50.0, 0.4), (80.0, 0.2), (100.0, 0.0)),
        long_edge=768,
        least_edge=32,  # its blocks are 16 pixels, padded by reflection
        preprocessing=2,
        memory=60 << 20,
        cost=0.1,
    ),
    Metric(
        name="brisque",
        title="BRISQUE",
        judges="whether the fine texture looks like that of an undistorted photo",
        tier="offered",
        trained_on="LIVE",
        agreement=(("LIVE-itW", 0.31), ("KonIQ-10k", 0.23), ("SPAQ", 0.53)),
        lower_better=True,
        to_unit=_LIVE,
        long_edge=768,
        least_edge=32,  # two scales of 7-pixel windows
        preprocessing=2,
        files=("brisque_svm_weights.pth",),
        memory=80 << 20,
        cost=0.15,
    ),
    Metric(
        name="brisque_matlab",
        title="BRISQUE (Matlab)",
        judges="as BRISQUE, with the weights that Matlab comes with",
        trained_on="LIVE",
        lower_better=True,
        to_unit=_LIVE,
        long_edge=768,
        least_edge=32,
        files=("brisque_matlab.mat",),
        memory=80 << 20,
        cost=0.15,
    ),
    # Pristine 3.2 to 3.7, ruined 8.6 and 15.8. It learned from photos of 480 x 320 to 1280 x 720 (Mittal et al., SPL
    # 2013); at a long edge of 1152 its 96-pixel blocks tile 3:2 and 4:3 photos without a rest, which it would cut off.
    Metric(
        name="niqe",
        title="NIQE",
        judges="how far the photo is from the statistics of natural photos",
        agreement=(("LIVE-itW", 0.45), ("KonIQ-10k", 0.38), ("SPAQ", 0.69)),
        lower_better=True,
        to_unit=logistic(6.0, -1.5),
        long_edge=1152,
        least_edge=192,  # two by two blocks, or there is no spread to measure
        files=("niqe_modelparameters.mat",),
        memory=630 << 20,
        cost=1.3,
    ),
    # Pristine 3.0 to 3.7, ruined 7.2 and 7.7.
    Metric(
        name="niqe_matlab",
        title="NIQE (Matlab)",
        judges="as NIQE, with the statistics that Matlab comes with",
        lower_better=True,
        to_unit=logistic(5.2, -1.0),
        long_edge=1152,
        least_edge=192,
        files=("niqe_matlab_params.mat",),
        memory=630 << 20,
        cost=1.3,
    ),
    # Pristine 20 to 24, ruined 57 and 113. It stretches every picture to 524 x 524 (Zhang et al., TIP 2015).
    Metric(
        name="ilniqe",
        title="IL-NIQE",
        judges="how far texture, gradients and colours are from those of natural photos",
        agreement=(("LIVE-itW", 0.44), ("KonIQ-10k", 0.55), ("SPAQ", 0.72)),
        lower_better=True,
        to_unit=logistic(40.0, -10.0),
        short_edge=524,
        files=("ILNIQE_templateModel.mat",),
        memory=1800 << 20,
        cost=25.0,
    ),
    # People rated enlarged pictures from 0 to 10 (Ma et al., CVIU 2017), made of photos of 481 x 321.
    Metric(
        name="nrqm",
        title="NRQM (Ma)",
        judges="whether the photo looks enlarged, or sharp of itself",
        trained_on="enlarged BSD200",
        agreement=(("LIVE-itW", 0.30), ("KonIQ-10k", 0.37), ("SPAQ", 0.65)),
        to_unit=logistic(5.0, 1.5),
        long_edge=480,
        least_edge=96,  # three scales of 7-pixel blocks, and borders
        files=("NRQM_model.mat",),
        memory=2900 << 20,
        cost=25.0,
    ),
    # Half of NIQE and half of what NRQM lacks of 10: pristine 2.6 to 3.1, ruined 6.8 and 11.9. Fed so that NIQE's
    # blocks tile what it leaves after cutting 4 pixels off each border.
    Metric(
        name="pi",
        title="Perceptual Index",
        judges="natural statistics (NIQE) and sharpness (NRQM) together",
        agreement=(("LIVE-itW", 0.46), ("KonIQ-10k", 0.46), ("SPAQ", 0.73)),
        lower_better=True,
        to_unit=logistic(4.7, -1.1),
        long_edge=592,
        least_edge=200,
        files=("niqe_modelparameters.mat", "NRQM_model.mat"),
        memory=2900 << 20,
        cost=40.0,
    ),
    # Bits of an even spread over 256 greys are 8. pyiqa's pristine calibration pictures have 7.0 to 7.6, a washed-out
    # one 5.8. It counts with 2 kB a pixel, so it is fed few: 100,000 leave the number right to 0.002.
    Metric(
        name="entropy",
        title="Entropy",
        judges="how evenly the greys from black to white are used",
        to_unit=logistic(6.8, 0.5),
        long_edge=384,
        memory=300 << 20,
        cost=0.2,
    ),
)
