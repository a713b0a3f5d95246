"""NIMA shown the whole photo. pyiqa cuts a square out of the middle: the sides of a landscape would never be judged.

The network ends in an average over all places, so it takes any shape; on square photos it computes what pyiqa does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.nn import functional

from reviewer.scoring.sizing import WIDEST

if TYPE_CHECKING:
    import torch

_LEAST = 75
"""Pixels that the narrowest of these networks needs along an edge."""


def show_all(network: Any) -> None:  # noqa: ANN401 -- pyiqa is untyped
    """Have a NIMA of pyiqa's judge whole frames."""
    short = network.base_model.default_cfg["input_size"][-1]

    def preprocess(pictures: torch.Tensor) -> torch.Tensor:
        size = _size(short, *pictures.shape[-2:])
        if size != tuple(pictures.shape[-2:]):
            pictures = functional.interpolate(pictures, size, mode="bilinear", antialias=True)
        normal: torch.Tensor = (pictures - network.default_mean.to(pictures)) / network.default_std.to(pictures)
        return normal

    network.preprocess = preprocess


def _size(short: int, height: int, width: int) -> tuple[int, int]:
    """Height and width at which a picture is judged: the short edge as pyiqa has it, unless the photo is very wide."""
    narrow, wide = min(height, width), max(height, width)
    scale = max(min(short / narrow, WIDEST * short / wide), _LEAST / narrow)
    # As pyiqa's own resizing rounds.
    return (int(height * scale + 1e-6), int(width * scale + 1e-6))
