"""Convolutional networks that learned to predict people's ratings.

Those trained on KonIQ-10k saw it at 512 x 384 (pyiqa's training options), and pyiqa scales their ratings to 0..1.
"""

from __future__ import annotations

from reviewer.scoring.table.maps import FIVE_WORDS, FLIVE, logistic
from reviewer.scoring.table.metric import Metric

CONVOLUTIONAL = (
    Metric(
        name="dbcnn",
        title="DBCNN",
        judges="overall picture quality: what is shown, and how it is distorted",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.76), ("KonIQ-10k", 0.9), ("SPAQ", 0.85)),
        to_unit=FIVE_WORDS,
        long_edge=512,
        least_edge=32,
        files=("DBCNN_KonIQ10k-2de81c0a.pth",),
        memory=310 << 20,
        cost=2.1,
    ),
    # Twenty-five crops of 224 pixels, spread over the frame; the further it is from that size, the wider the strip at
    # the right and below that none of them reaches.
    Metric(
        name="hyperiqa",
        title="HyperIQA",
        judges="overall picture quality, with rules that depend on what is shown",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.75), ("KonIQ-10k", 0.9)),
        to_unit=FIVE_WORDS,
        long_edge=512,
        least_edge=225,
        files=("HyperIQA-resnet50-koniq10k-c96c41b1.pth",),
        memory=550 << 20,
        cost=7.0,
    ),
    # FLIVE's photos are those of social media, about 640 pixels wide.
    Metric(
        name="paq2piq",
        title="PaQ-2-PiQ",
        judges="overall picture quality, learned from whole photos and parts of them",
        trained_on="FLIVE",
        agreement=(("LIVE-itW", 0.72), ("KonIQ-10k", 0.64), ("SPAQ", 0.83)),
        to_unit=FLIVE,
        long_edge=640,
        least_edge=64,
        files=("P2P_RoIPoolModel-fit.10.bs.120-ca69882e.pth",),
        memory=120 << 20,
        cost=0.4,
    ),
    Metric(
        name="cnniqa",
        title="CNNIQA",
        judges="overall picture quality, by one layer of filters",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.61), ("KonIQ-10k", 0.76), ("SPAQ", 0.74)),
        to_unit=FIVE_WORDS,
        long_edge=512,
        least_edge=32,
        files=("CNNIQA_koniq10k-e6f14c91.pth",),
        memory=130 << 20,
        cost=0.2,
    ),
    Metric(
        name="wadiqam_nr",
        title="WaDIQaM",
        judges="overall picture quality, patch by patch",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.67), ("KonIQ-10k", 0.8)),
        to_unit=FIVE_WORDS,
        long_edge=512,
        least_edge=64,  # patches of 32, the last row and column of which it leaves out
        files=("WaDIQaM-NR-koniq-aaffea29.pth",),
        memory=230 << 20,
        cost=0.5,
    ),
    # It stretches every picture to 224 x 224.
    Metric(
        name="metaiqa",
        title="MetaIQA",
        judges="overall picture quality, learned from many distortions first",
        trained_on="TID2013, KADID-10k, LIVE-itW",
        to_unit=FIVE_WORDS,
        short_edge=224,
        files=("Metaiqa_livec.pth",),
        memory=70 << 20,
        cost=0.1,
    ),
    # Two photos' numbers are compared as x - y over the root of 2 (Thurstone): the logistic that follows this curve
    # gives the chance of being preferred to a photo at 0. It learned from six sets of 500 to 768 pixels (Zhang et al.,
    # TIP 2021).
    Metric(
        name="unique",
        title="UNIQUE",
        judges="overall picture quality, learned by comparing pairs",
        trained_on="LIVE, CSIQ, KADID-10k, BID, LIVE-itW, KonIQ-10k",
        to_unit=logistic(0.0, 0.83),
        long_edge=768,
        least_edge=32,
        files=("UNIQUE.pt",),
        memory=200 << 20,
        cost=1.1,
    ),
    # The whole frame, as for NIMA; they learned from photos stretched to 330 pixels square.
    Metric(
        name="nima-koniq",
        title="NIMA (KonIQ)",
        judges="overall picture quality, by NIMA's network",
        trained_on="KonIQ-10k",
        to_unit=FIVE_WORDS,
        short_edge=299,
        files=("NIMA_koniq-250367ae.pth",),
        memory=300 << 20,
        cost=1.0,
    ),
    Metric(
        name="nima-spaq",
        title="NIMA (SPAQ)",
        judges="overall quality of smartphone photos, by NIMA's network",
        trained_on="SPAQ",
        to_unit=FIVE_WORDS,
        short_edge=299,
        files=("NIMA-spaq-46a7fcb7.pth",),
        memory=300 << 20,
        cost=1.0,
    ),
)
