"""How pyiqa's networks want their pictures, where that is more than a tensor."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch.nn import functional
from torchvision.transforms.functional import normalize

if TYPE_CHECKING:
    from collections.abc import Callable

_ALONE = frozenset({"AFINE", "BRISQUE", "Compare2Score", "MACLIP", "QAlign"})
"""Networks for one picture at a time. BRISQUE takes more, but then its fourth digit depends on the others."""

_CONVOLUTIONAL = frozenset({"ARNIQA", "CFANet", "CLIPIQA", "HyperNet", "NIMA", "QualiCLIP"})
"""Networks that convolve whole pictures: on a processor they are faster with a pixel's channels side by side.

Measured on AVX2: a tenth of CLIP's RN50 and TOPIQ, a fifth of ARNIQA, a third of HyperIQA; others gain nothing."""


class Model(Protocol):
    """A pyiqa metric: pictures (N, 3, H, W) in 0..1, sRGB, to N raw scores.

    Attributes:
        net: pyiqa's network.
        device: Where it is.
    """

    net: torch.nn.Module
    device: torch.device

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """Scores, of any shape with N elements."""
        ...


class Fed:
    """A metric that gets its pictures the way it wants them.

    Attributes:
        net: pyiqa's network.
        device: Where it is.
    """

    def __init__(self, metric: Any) -> None:  # noqa: ANN401 -- pyiqa is untyped
        self.net = metric.net
        self.device: torch.device = metric.device
        self._metric = metric
        kind = type(self.net).__name__
        self._alone = kind in _ALONE or hasattr(self.net, "face_helper")
        self._side_by_side = kind in _CONVOLUTIONAL and "swin" not in getattr(self.net, "semantic_model_name", "")
        self._shape = _SHAPES.get(kind, torch.Tensor.contiguous)

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """Scores of pictures (N, 3, H, W), of any shape with N elements.

        Raises:
            ValueError: A picture is none that the metric can judge.
        """
        if not self._side_by_side:
            pictures = self._shape(pictures)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pyiqa, for each picture again
            try:
                return self._scores(pictures)
            except AssertionError as error:  # that is how pyiqa says that there is no face, or too little of a picture
                raise ValueError(str(error)) from error

    def _scores(self, pictures: torch.Tensor) -> torch.Tensor:
        if self._alone:
            return torch.cat([self._metric(picture[None]).reshape(1) for picture in pictures])
        scores: torch.Tensor = self._metric(pictures)
        return scores


def fed(metric: Any) -> Model:  # noqa: ANN401
    """A metric of pyiqa's as a model, its memory laid out for speed."""
    model = Fed(metric)
    if type(metric.net).__name__ == "MACLIP":
        metric.net.preprocess = _views
    if model._side_by_side and model.device.type != "mps":
        for part in [metric.net, *getattr(metric.net, "clip_model", [])]:
            part.to(memory_format=torch.channels_last)
    return model


def _in_cells(pictures: torch.Tensor) -> torch.Tensor:
    """A-FINE takes whole cells of 32 pixels, and writes into what it is given. Enlarged as its authors do."""
    cell = 32
    height, width = (-(-edge // cell) * cell for edge in pictures.shape[-2:])
    if (height, width) == tuple(pictures.shape[-2:]):
        return pictures.contiguous(memory_format=torch.contiguous_format).clone()
    return functional.interpolate(pictures, (height, width), mode="bicubic", align_corners=False).clamp_(0, 1)


def _views(picture: torch.Tensor) -> torch.Tensor:
    """MACLIP's views of one picture: squares of 224 pixels, and the whole. pyiqa's own puts them on cuda, always."""
    mean, deviation = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
    prepared = normalize(picture, mean, deviation)
    squares = functional.unfold(prepared, (224, 224), stride=128).view(3, 224, 224, -1).permute(3, 0, 1, 2)
    whole = functional.interpolate(prepared, (224, 224), mode="bilinear", align_corners=False)
    return torch.cat([squares, whole])


_SHAPES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {"AFINE": _in_cells}
"""What a network's pictures have to be made into."""
