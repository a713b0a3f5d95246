"""pyiqa's networks, built by pyiqa's own code from files that are already here, and made ready to be fast."""

from __future__ import annotations

import importlib
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import pyiqa
import torch

from reviewer.errors import WeightsRefused
from reviewer.scoring.engine import parts
from reviewer.scoring.engine.vetting import vet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from reviewer.scoring.table import Metric

_BY_PATH = {
    "clipiqa": ("backbone",),
    "nima": ("pretrained_model_path",),
    "brisque": ("pretrained_model_path",),
    "musiq": ("pretrained_model_path",),
}
"""pyiqa's options that take the table's weights files by path, so that it never looks anywhere else."""

_CONVOLUTIONAL = frozenset({"clipiqa", "nima"})
"""Networks that convolve whole pictures: on a processor they are faster with a pixel's channels side by side."""


class Model(Protocol):
    """A pyiqa metric: pictures (N, 3, H, W) in 0..1, sRGB, to N raw scores."""

    device: torch.device

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """Scores, of any shape with N elements."""
        ...


def build(metric: Metric, files: Mapping[str, Path], device: str) -> Model:
    """Let pyiqa build and load a metric.

    Args:
        metric: What to build.
        files: Its weights files by name.
        device: ``cpu``, ``cuda`` or ``mps``.

    Raises:
        WeightsRefused: A file did not pass, or does not fit the network.
        MissingPart: A package that this metric needs is not there.
    """
    options = dict(zip(_BY_PATH.get(metric.name, ()), map(str, files.values()), strict=True))
    for path in files.values():
        vet(metric.name, path)
    try:
        # pyiqa prints what it loads.
        with _untrained_backbone(), _rewound_files(), redirect_stdout(StringIO()):
            model = pyiqa.create_metric(metric.name, device=torch.device(device), **options)
    except ModuleNotFoundError as error:
        raise parts.missing((error.name or "pyiqa").partition(".")[0]) from error
    except RuntimeError as error:
        if "state_dict" not in str(error):
            raise
        raise WeightsRefused(next(iter(files.values())), f"does not fit {metric.title}") from error
    return _ready(metric.name, model)


@contextmanager
def _untrained_backbone() -> Iterator[None]:
    """Keep NIMA from having timm download ImageNet weights, over which pyiqa then loads its own."""
    timm: Any = importlib.import_module("timm")
    original = timm.create_model

    def create_model(*arguments: object, **options: object) -> object:
        return original(*arguments, **{**options, "pretrained": False})

    timm.create_model = create_model
    try:
        yield
    finally:
        timm.create_model = original


@contextmanager
def _rewound_files() -> Iterator[None]:
    """Let pyiqa read a CLIP file that is plain tensors.

    It tries torch's program format first, and then reads on from where that left the file.
    """
    jit: Any = torch.jit
    original = jit.load

    def load(file: BinaryIO, *arguments: object, **options: object) -> object:
        try:
            return original(file, *arguments, **options)
        except RuntimeError:
            file.seek(0)
            raise

    jit.load = load
    try:
        yield
    finally:
        jit.load = original


def _ready(name: str, model: Any) -> Model:  # noqa: ANN401 -- pyiqa is untyped
    if name == "clipiqa":
        _encode_prompts_once(model)
    if name in _CONVOLUTIONAL and model.device.type != "mps":
        network = model.net.clip_model[0] if name == "clipiqa" else model.net
        network.to(memory_format=torch.channels_last)
    ready: Model = model
    return ready


def _encode_prompts_once(model: Any) -> None:  # noqa: ANN401
    """CLIP-IQA asks the same ten prompts of every photo; their encoding is the greater part of its time.

    Also lets go of the text tower, half of the model's memory.
    """
    clip = model.net.clip_model[0].to(model.device)
    with torch.no_grad():
        encoded = clip.encode_text(model.net.prompt_pairs.to(model.device))
    clip.encode_text = lambda _prompts: encoded
    del clip.transformer, clip.token_embedding
