"""Networks that learned which photos people like to look at; most from AVA, a photo contest site's scores 1 to 10."""

from __future__ import annotations

from reviewer.scoring.table.maps import AVA, logistic
from reviewer.scoring.table.metric import Metric

AESTHETIC = (
    # It stretches every picture to 384 x 384, as it learned it.
    Metric(
        name="topiq_iaa",
        title="TOPIQ aesthetic",
        judges="how much people on a photo contest site would like it",
        tier="default",
        trained_on="AVA",
        agreement=(("AVA", 0.79),),
        to_unit=AVA,
        short_edge=384,
        files=("cfanet_iaa_ava_swin-393b41b4.pth",),
        memory=680 << 20,
        cost=2.6,
    ),
    # pyiqa's network sees a square cut from the middle of the short edge's 299 pixels. It learned from whole frames
    # stretched to a square, so here it gets the whole frame, unstretched; on square photos the two are the same.
    Metric(
        name="nima",
        title="NIMA",
        judges="how much people on a photo contest site would like it, by an older network",
        tier="default",
        trained_on="AVA",
        agreement=(("LIVE-itW", 0.51), ("KonIQ-10k", 0.67), ("SPAQ", 0.52), ("AVA", 0.71)),
        to_unit=AVA,
        short_edge=299,
        preprocessing=2,
        files=("NIMA_InceptionV2_ava-b0c77c00.pth",),
        memory=300 << 20,
        cost=1.0,
    ),
    Metric(
        name="nima-vgg16-ava",
        title="NIMA (VGG16)",
        judges="as NIMA, by a still older network",
        trained_on="AVA",
        agreement=(("AVA", 0.66),),
        to_unit=AVA,
        short_edge=224,
        files=("NIMA_VGG16_ava-dc4e8265.pth",),
        memory=130 << 20,
        cost=0.6,
    ),
    # It resizes the short edge to 384 itself.
    Metric(
        name="topiq_iaa_res50",
        title="TOPIQ aesthetic (ResNet)",
        judges="as TOPIQ aesthetic, by a smaller network",
        trained_on="AVA",
        agreement=(("AVA", 0.74),),
        to_unit=AVA,
        short_edge=384,
        files=("cfanet_iaa_ava_res50-3cd62bb3.pth",),
        memory=500 << 20,
        cost=2.0,
    ),
    # AVA's photos are at most 800 pixels wide, most of them 640.
    Metric(
        name="musiq-ava",
        title="MUSIQ aesthetic",
        judges="how much people on a photo contest site would like it, by MUSIQ's network",
        trained_on="AVA",
        to_unit=AVA,
        long_edge=640,
        least_edge=32,
        files=("musiq_ava_ckpt-e8d3f067.pth",),
        memory=380 << 20,
        cost=1.1,
    ),
    # Its makers call pictures from 5 up aesthetic, and from 6.5 up the best 0.03 per cent of the web's. It sees the
    # square in the middle, 224 pixels wide, as CLIP does.
    Metric(
        name="laion_aes",
        title="LAION aesthetic",
        judges="how much people would like the middle of the photo, by the large CLIP",
        trained_on="SAC, LAION-Logos, AVA",
        agreement=(("AVA", 0.67),),
        to_unit=logistic(5.0, 0.5),
        short_edge=224,
        files=("ViT-L-14.pt", "sac+logos+ava1-l14-linearMSE.pth"),
        trunk="ViT-L-14",
        memory=1700 << 20,
        cost=4.0,
    ),
)
