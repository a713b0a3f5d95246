"""pyiqa's metrics as scorers. The only place that imports torch, torchvision and pyiqa, and only when asked to.

How metrics are made: are the packages there (``parts``, found without importing them, so that the answer comes at
once)? Are the weights there (``reviewer.weights``)? Then the packages are imported, the weights are vetted before
anything unpickles them (``vetting``), and pyiqa builds its own network from them (``models``). Nothing is ever
downloaded: every file is handed to pyiqa by its path.

How they judge: an ``ensemble`` of them shares one decode of each photo and, where they stand on one CLIP, its work
(``clip_trunk``). Networks are made faster without changing what they compute (``folding``, ``precision``) but for
NIMA, which is shown the ``whole_frame``. Each has a ``model_scorer`` that feeds it photos: batches of equal shape on an
accelerator, photos side by side on a processor (``lanes``), fewer where memory runs out (``faults``).

One caller at a time: pyiqa changes global flags of torch while it computes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import weights
from reviewer.errors import MissingPart, NoDevice, ReviewerError
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.scoring.engine.ensemble import Ensemble


_COMMON = frozenset({"torch", "torchvision", "pyiqa"})
"""Packages without which no metric can be computed."""


def create(names: Sequence[str], device: str = "auto", memory: int | None = None) -> Ensemble:
    """Metrics that judge the same photos together; those that cannot be computed here are in its ``refused``.

    Args:
        names: Keys of the metric table; metrics that need torch.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        memory: Bytes that they may take together, of the processor's memory or the accelerator's; None for no limit.

    Raises:
        MissingPart: Torch, torchvision or pyiqa is not there or cannot be loaded.
        NoDevice: The device asked for is not there.
    """
    found, refused = _sift(names)
    chosen = choose_device(device)
    parts.load()
    from reviewer.scoring.engine.ensemble import Ensemble  # noqa: PLC0415 -- it imports torch

    return Ensemble(found, refused, chosen, memory)


def _sift(names: Sequence[str]) -> tuple[dict[str, dict[str, Path]], dict[str, ReviewerError]]:
    """Weights files of the metrics that can be loaded, and why the others cannot; found without importing torch."""
    found: dict[str, dict[str, Path]] = {}
    refused: dict[str, ReviewerError] = {}
    for name in names:
        metric = METRICS[name]
        if not metric.needs_torch:
            raise ValueError(name)
        try:
            parts.require(metric)
            found[name] = weights.require(name, metric.files)
        except ReviewerError as error:
            if isinstance(error, MissingPart) and error.part in _COMMON:
                raise
            refused[name] = error
    return found, refused


def free_memory(device: str) -> int | None:
    """Bytes that are free on an accelerator; None where it does not tell, as Apple's, which shares the processor's."""
    if device != "cuda":
        return None
    free: int = parts.load().cuda.mem_get_info()[0]
    return free


def choose_device(asked: str) -> str:
    """The device that models run on: the one asked for, or for ``auto`` cuda, else mps, else cpu.

    Raises:
        NoDevice: The one asked for is not there.
        MissingPart: Torch is not.
    """
    if asked == "cpu":
        return asked
    torch = parts.load()
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if asked == "auto":
        return next(device for device, is_there in there.items() if is_there)
    if not there[asked]:
        raise NoDevice(detail=asked)
    return asked
