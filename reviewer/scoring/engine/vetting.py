"""Weights files looked at before pyiqa loads them: a pickle can run anything, so only plain tensors pass."""

from __future__ import annotations

import pickle
import warnings
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import torch

from reviewer import weights
from reviewer.errors import WeightsRefused
from reviewer.weights.files import FILES

if TYPE_CHECKING:
    from pathlib import Path


def _tensors(content: object) -> bool:
    return isinstance(content, Mapping) and all(isinstance(value, torch.Tensor) for value in content.values())


def _pair(content: object) -> bool:
    pair = 2
    return (
        isinstance(content, tuple | list)
        and len(content) == pair
        and all(isinstance(value, torch.Tensor) for value in content)
    )


_SHAPES: dict[str, Callable[[object], bool]] = {
    "nima": lambda content: isinstance(content, Mapping) and _tensors(content.get("params")),
    "musiq": _tensors,
    "clipiqa": lambda content: isinstance(content, Mapping) and "visual.conv1.weight" in content and _tensors(content),
    "brisque": _pair,  # coefficients and support vectors
}
"""What each metric's file holds, seen from outside."""


def vet(metric: str, path: Path) -> None:
    """Let a weights file pass, or not.

    A file whose maker publishes its hash passes by that hash: CLIP's is a program in torch's own format, which can
    only be trusted whole. Any other has to be plain tensors, of the form that the metric loads.

    Raises:
        WeightsRefused: The file is damaged, is something else, or holds more than tensors.
    """
    published = FILES[path.name].sha256 if path.name in FILES else ""
    try:
        if published and weights.sha256(path) == published:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch remarks on a program before it refuses it
            # Mapped where the format allows: looking costs no memory.
            content = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, LookupError, TypeError, OSError) as error:
        raise WeightsRefused(path, str(error).partition("\n")[0]) from error
    if not _SHAPES[metric](content):
        raise WeightsRefused(path, f"not the weights of {metric}")
