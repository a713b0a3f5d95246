"""Metrics that stand on CLIP, which learned from pictures and their captions.

CLIP's own training pictures were 224 pixels square, but its ResNet takes any size. Those that only ask CLIP prompts
give the chance of the better prompt, where 0.5 means undecided: the number itself is the value.
"""

from __future__ import annotations

from reviewer.scoring.table.maps import FIVE_WORDS, FLIVE_UNIT, itself, through
from reviewer.scoring.table.metric import Metric

_CELL = 32
"""Pixels of one cell in the last grid of CLIP's ResNet-50."""

CLIP = (
    # The mean of five "good rather than bad" chances (Wang et al., AAAI 2023). Zero-shot, but used by its authors on
    # KonIQ-10k, which is often taken at 512 x 384.
    Metric(
        name="clipiqa",
        title="CLIP-IQA",
        judges="whether the photo looks good, sharp and clean to CLIP",
        tier="offered",
        agreement=(("LIVE-itW", 0.7), ("KonIQ-10k", 0.66), ("AVA", 0.34)),
        to_unit=itself,
        long_edge=512,
        least_edge=_CELL,
        files=("RN50.pt",),
        trunk="RN50",
        memory=530 << 20,
        cost=1.0,
    ),
    # Its prompts were learned by its authors on KonIQ-10k at 1024 x 768, where it agrees with people at 0.90; at
    # 512 x 384 it is 0.80. So it is fed the larger size, though that costs four times as much.
    Metric(
        name="clipiqa+",
        title="CLIP-IQA+",
        judges="overall picture quality, by CLIP with prompts learned from ratings",
        tier="default",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.8), ("KonIQ-10k", 0.8), ("KonIQ-10k at 1024 px", 0.9)),
        to_unit=FIVE_WORDS,
        long_edge=1024,
        least_edge=_CELL,
        files=("RN50.pt", "CLIP-IQA+_learned_prompts-603f3273.pth"),
        trunk="RN50",
        memory=830 << 20,
        cost=4.0,
    ),
    # pyiqa's own training, on KonIQ-10k at 512 x 384.
    Metric(
        name="clipiqa+_rn50_512",
        title="CLIP-IQA+ (512 px)",
        judges="overall picture quality, by CLIP with prompts learned from ratings at 512 pixels",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.82), ("KonIQ-10k", 0.88)),
        to_unit=FIVE_WORDS,
        long_edge=512,
        least_edge=_CELL,
        files=("RN50.pt", "CLIPIQA+_RN50_512-89f5d940.pth"),
        trunk="RN50",
        memory=530 << 20,
        cost=1.0,
    ),
    # As the one before, on 14-pixel patches: 504 is the multiple of 14 that tiles 3:2 and 4:3 without a rest.
    Metric(
        name="clipiqa+_vitL14_512",
        title="CLIP-IQA+ (ViT-L/14)",
        judges="overall picture quality, by the large CLIP with prompts learned from ratings",
        trained_on="KonIQ-10k",
        agreement=(("LIVE-itW", 0.77), ("KonIQ-10k", 0.86)),
        to_unit=FIVE_WORDS,
        long_edge=504,
        least_edge=28,
        files=("ViT-L-14.pt", "CLIPIQA+_ViTL14_512-e66488f2.pth"),
        trunk="ViT-L-14",
        memory=1900 << 20,
        cost=12.0,
    ),
    # Patches of 224 every 128 pixels, and the whole frame; a short edge of 360 has two rows of three that leave little
    # out of 3:2 and 4:3 photos. The number mixes CLIP-IQA's chance with how long CLIP's vectors are, scaled alike.
    Metric(
        name="maclip",
        title="MA-CLIP",
        judges="as CLIP-IQA, with the strength of CLIP's answer",
        to_unit=itself,
        short_edge=360,
        least_edge=224,
        files=("RN50.pt",),
        trunk="RN50",
        memory=560 << 20,
        cost=1.8,
    ),
    # Learned to rank degraded copies of KADIS' pristine photos, 512 x 384 (Agnolucci et al., 2024); no opinions.
    Metric(
        name="qualiclip",
        title="QualiCLIP",
        judges="how clean the photo looks to a CLIP that was taught what distortions are",
        trained_on="KADIS",
        to_unit=itself,
        long_edge=512,
        least_edge=_CELL,
        files=("QualiCLIP.pth",),
        trunk="QualiCLIP",
        memory=530 << 20,
        cost=1.0,
    ),
    # Each with prompts learned at the size that pyiqa's training options give.
    Metric(
        name="qualiclip+",
        title="QualiCLIP+",
        judges="overall picture quality, by QualiCLIP with prompts learned from ratings",
        trained_on="KonIQ-10k",
        to_unit=FIVE_WORDS,
        long_edge=1024,
        least_edge=_CELL,
        files=("QualiCLIP.pth", "QualiCLIP+_koniq.pth"),
        trunk="QualiCLIP",
        memory=830 << 20,
        cost=4.0,
    ),
    Metric(
        name="qualiclip+-clive",
        title="QualiCLIP+ (LIVE-itW)",
        judges="as QualiCLIP+, learned from phone photos",
        trained_on="LIVE-itW",
        to_unit=FIVE_WORDS,
        long_edge=512,  # its photos are 500 pixels square
        least_edge=_CELL,
        files=("QualiCLIP.pth", "QualiCLIP+_clive.pth"),
        trunk="QualiCLIP",
        memory=530 << 20,
        cost=1.0,
    ),
    Metric(
        name="qualiclip+-flive",
        title="QualiCLIP+ (FLIVE)",
        judges="as QualiCLIP+, learned from photos of social media",
        trained_on="FLIVE",
        to_unit=FLIVE_UNIT,
        short_edge=384,
        least_edge=_CELL,
        files=("QualiCLIP.pth", "QualiCLIP+_flive.pth"),
        trunk="QualiCLIP",
        memory=500 << 20,
        cost=1.3,
    ),
    Metric(
        name="qualiclip+-spaq",
        title="QualiCLIP+ (SPAQ)",
        judges="as QualiCLIP+, learned from smartphone photos",
        trained_on="SPAQ",
        to_unit=FIVE_WORDS,
        short_edge=512,
        least_edge=_CELL,
        files=("QualiCLIP.pth", "QualiCLIP+_spaq.pth"),
        trunk="QualiCLIP",
        memory=570 << 20,
        cost=2.3,
    ),
    # The expectation over five words, bad 1 to excellent 5, evenly spaced. Fifteen patches of 224 pixels, spread over
    # the frame: they cover most of KonIQ-10k's 512 x 384, and ever less of anything larger.
    Metric(
        name="liqe",
        title="LIQE",
        judges="overall picture quality in five words, by CLIP",
        trained_on="KonIQ-10k",
        to_unit=through((1.0, 0.0), (5.0, 1.0)),
        short_edge=384,
        least_edge=224,
        files=("liqe_koniq.pt",),
        memory=920 << 20,
        cost=2.5,
    ),
    Metric(
        name="liqe_mix",
        title="LIQE (six sets)",
        judges="as LIQE, with what is on the photo and what is wrong with it in mind",
        trained_on="LIVE, CSIQ, KADID-10k, BID, LIVE-itW, KonIQ-10k",
        to_unit=through((1.0, 0.0), (5.0, 1.0)),
        short_edge=384,
        least_edge=224,
        files=("liqe_mix.pt",),
        memory=950 << 20,
        cost=2.5,
    ),
    # Its last step is a sigmoid. It stretches to 256 x 256 and cuts 16 pixels off each side. With transformers 5 pyiqa
    # itself cannot make it: what was compared is its own network on a CLIP as version 4 had it.
    Metric(
        name="fgresq",
        title="FGResQ",
        judges="fine differences between restored versions of a photo",
        trained_on="FGRestore",
        to_unit=itself,
        short_edge=256,
        files=("FGResQ.pth", "FGResQ_Degradation.pth"),
        memory=800 << 20,
        cost=1.0,
    ),
    # Its last step is a falling logistic between its ends, 2 unnatural and -2 natural, so the rest is a straight line.
    # It takes nothing but multiples of 32: 768 is one for 3:2 and 4:3 photos.
    Metric(
        name="afine_nr",
        title="A-FINE",
        judges="how natural the photo looks",
        lower_better=True,
        to_unit=through((-2.0, 1.0), (2.0, 0.0)),
        long_edge=768,
        least_edge=64,
        multiple=32,
        files=("afine.pth",),
        memory=800 << 20,
        cost=3.0,
    ),
)
