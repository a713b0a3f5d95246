"""CLIP's prompts, encoded once: they are the same for every photo, and are the greater part of what CLIP-IQA computes.

The text tower, up to half of a CLIP model's memory, is let go when the first photo comes: until then another metric may
want its own prompts encoded by the same model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable


class Prompted(nn.Module):
    """A CLIP model that has heard its prompts, called as pyiqa calls the model itself.

    Attributes:
        clip: The model; other metrics may use it too.
        text: The encoded prompts, one a row.
    """

    def __init__(self, clip: nn.Module, text: torch.Tensor) -> None:
        super().__init__()
        self.clip = clip
        self.register_buffer("text", text)

    def forward(
        self,
        image: torch.Tensor,
        _prompts: torch.Tensor | None = None,
        *,
        text_features: torch.Tensor | None = None,  # noqa: ARG002 -- the same prompts, encoded again
        pos_embedding: bool = False,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of pictures against the prompts, and the other way round."""
        forget_text(self.clip)
        logits: tuple[torch.Tensor, torch.Tensor] = self.clip(
            image, None, text_features=self.text, pos_embedding=pos_embedding
        )
        return logits


def encode_once(network: Any) -> None:  # noqa: ANN401 -- pyiqa is untyped
    """Prepare a metric of pyiqa's that stands on CLIP; another is left alone."""
    if prepare := _BY_KIND.get(type(network).__name__):
        with torch.no_grad():
            prepare(network)


def forget_text(clip: Any) -> None:  # noqa: ANN401
    """Let a CLIP model's text tower go."""
    if hasattr(clip, "transformer"):
        del clip.transformer, clip.token_embedding


def _clip_iqa(network: Any) -> None:  # noqa: ANN401
    (clip,) = network.clip_model
    learned = hasattr(network, "prompt_learner")
    text = network.prompt_learner(clip) if learned else clip.encode_text(network.prompt_pairs)
    network.clip_model = [Prompted(clip, text)]
    if learned:
        network.prompt_learner = _Silent()


def _qualiclip(network: Any) -> None:  # noqa: ANN401
    if hasattr(network, "prompt_learner"):
        _clip_iqa(network)
    else:  # its file holds its prompts encoded
        forget_text(network.clip_model[0])


def _maclip(network: Any) -> None:  # noqa: ANN401
    clip = network.clip_model.clip_model
    text = clip.encode_text(network.prompt_pairs)
    network.clip_model.encode_text = lambda prompts: text.to(prompts.device)
    # Asked anew each time: what sees may have been replaced by something faster.
    network.clip_model.encode_image = lambda *pictures: clip.encode_image(*pictures)  # noqa: PLW0108


def _own_clip(network: Any) -> None:  # noqa: ANN401
    held = network.clip_model
    forget_text(held[0] if isinstance(held, list) else held)


class _Silent(nn.Module):
    """Takes the place of what makes prompts: they are made."""

    def forward(self, _clip: nn.Module) -> None:
        """Nothing."""


_BY_KIND: dict[str, Callable[[Any], None]] = {
    "CLIPIQA": _clip_iqa,
    "QualiCLIP": _qualiclip,
    "MACLIP": _maclip,
    "LIQE": _own_clip,
    "LAIONAes": _own_clip,
    "AFINE": _own_clip,
}
"""How each of pyiqa's networks keeps its CLIP model."""
