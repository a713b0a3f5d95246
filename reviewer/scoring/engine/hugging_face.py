"""What pyiqa asks of transformers: a network without a download, models of its cache without the code beside them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

    from reviewer.scoring.engine.untrained import Untrained


class VisionModel(nn.Module):
    """CLIP's picture half as transformers had it before version 5, which is how pyiqa and its files know it.

    Since then what was in ``vision_model`` is the model itself.
    """

    def __init__(self, model: Any) -> None:  # noqa: ANN401 -- untyped
        super().__init__()
        self.config = model.config
        self.vision_model = model

    def forward(self, pixel_values: torch.Tensor) -> Any:  # noqa: ANN401
        """What the model makes of pictures."""
        return self.vision_model(pixel_values=pixel_values)


def vision_model(untrained: Untrained) -> Callable[[str], nn.Module]:
    """Stands in for fetching CLIP ViT-B/16, which FGResQ's own files overwrite."""

    def make(_name: str) -> nn.Module:
        transformers: Any = importlib.import_module("transformers")
        model = transformers.CLIPVisionModel(transformers.CLIPVisionConfig(patch_size=16))
        untrained.add(model)
        made: nn.Module = model if hasattr(model, "vision_model") else VisionModel(model)
        return made

    return make


def from_cache(model: Any) -> object:  # noqa: ANN401
    """``from_pretrained`` without the code that a model's folder may bring along, which pyiqa would trust."""
    load = model.from_pretrained.__func__

    def from_pretrained(kind: type, /, *arguments: object, **options: object) -> object:
        return load(kind, *arguments, **{**options, "trust_remote_code": False, "local_files_only": True})

    return classmethod(from_pretrained)
