"""Numbers of half the length, where they are faster and put the user's photos in the same order.

The first photos on a device are computed both ways. What those say is kept in the cache, for the device, the metric
and its weights; a score always comes from full precision until then.
"""

from __future__ import annotations

import json
import platform
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch

from reviewer import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Judge = Callable[[torch.Tensor], torch.Tensor]

_PHOTOS = 32
"""Photos on which the two are compared."""

_HASTE = 8
"""Photos after which a precision that saves no time is not tried further."""

_LEAST_AGREEMENT = 0.999
"""Spearman's correlation that half precision needs with full: neighbours may change places, photos may not move."""

_LEAST_GAIN = 1.1
"""How many times faster it has to be for its small error to be worth it."""

_FULL = torch.float32


def candidates(device: str) -> tuple[torch.dtype, ...]:
    """Half precisions that the device computes with in its hardware, the more exact first; elsewhere they only cost."""
    if device == "cuda":
        brain = torch.cuda.is_bf16_supported(including_emulation=False)
        return (torch.float16, torch.bfloat16) if brain else (torch.float16,)
    if device == "mps":
        return (torch.float16,)
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()  # not in older torch
    return (torch.bfloat16,) if any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16")) else ()


def device_name(device: str) -> str:
    """What the device and the torch on it are called, as far as it decides what is fast and exact there."""
    name = torch.cuda.get_device_name() if device == "cuda" else platform.processor() or platform.machine()
    return f"{device} {name} torch {torch.__version__}"


@dataclass(slots=True)
class _Trial:
    """What one precision gave so far, against full."""

    scores: list[float] = field(default_factory=list)
    seconds: float = 0.0
    photos: int = 0


class Precision:
    """In which precision one metric computes on one device."""

    def __init__(self, device: str, key: str, tried: Sequence[torch.dtype]) -> None:
        """Look up what was found out before.

        Args:
            device: ``cpu``, ``cuda`` or ``mps``.
            key: Names device, metric and weights in the cache.
            tried: What to compare with full precision, if that was never done; nothing to leave it at that.
        """
        self._device = device
        self._key = key
        self._full = _Trial()
        known = _known().get(key)
        settled = next((kind for kind in tried if str(kind) == known), _FULL)
        self._kind = settled
        self._trials = {} if known else {kind: _Trial() for kind in tried}
        self._warm = False

    @property
    def kind(self) -> torch.dtype:
        """What it computes in at present."""
        return self._kind

    @property
    def settled(self) -> bool:
        """Whether nothing is being compared any more; until then photos have to come one after the other."""
        return not self._trials

    def run(self, model: Judge, pictures: torch.Tensor) -> torch.Tensor:
        """The model's scores of pictures (N, 3, H, W), of any shape with N elements."""
        if self.settled:
            return self._in(self._kind, model, pictures)
        scores = self._measured(self._full, _FULL, model, pictures)
        for kind, trial in self._trials.items():
            self._measured(trial, kind, model, pictures)
        self._warm = True
        self._judge()
        return scores

    def _in(self, kind: torch.dtype, model: Judge, pictures: torch.Tensor) -> torch.Tensor:
        if kind is _FULL:
            return model(pictures)
        with torch.autocast(self._device, kind):
            return model(pictures).float()

    def _measured(self, trial: _Trial, kind: torch.dtype, model: Judge, pictures: torch.Tensor) -> torch.Tensor:
        began = time.perf_counter()
        scores = self._in(kind, model, pictures)
        trial.scores += scores.reshape(-1).tolist()  # waits for the device
        if self._warm:  # the first time, libraries choose their ways
            trial.seconds += time.perf_counter() - began
            trial.photos += len(pictures)
        return scores

    def _judge(self) -> None:
        if self._full.photos < _HASTE:
            return
        self._trials = {kind: trial for kind, trial in self._trials.items() if self._gain(trial) >= _LEAST_GAIN}
        if self._trials and len(self._full.scores) < _PHOTOS:
            return
        sound = [kind for kind, trial in self._trials.items() if agreement(self._full.scores, trial.scores)]
        self._kind = max(sound, key=lambda kind: self._gain(self._trials[kind]), default=_FULL)
        self._trials = {}
        _remember(self._key, str(self._kind))

    def _gain(self, trial: _Trial) -> float:
        return self._full.seconds / max(trial.seconds, 1e-9)


def agreement(full: Sequence[float], half: Sequence[float]) -> bool:
    """Whether half precision puts photos in the order of full, and gives numbers where that does.

    Too few numbers, or photos that all get the same one, show nothing.
    """
    numbers = np.array([full, half])[:, np.isfinite(full)]
    if not np.isfinite(numbers).all() or numbers.shape[1] < _PHOTOS // 2 or (np.ptp(numbers, axis=1) == 0).any():
        return False
    ranks = [_ranks(row) for row in numbers]
    return bool(np.asarray(np.corrcoef(ranks))[0, 1] >= _LEAST_AGREEMENT)


def _ranks(scores: NDArray[np.float64]) -> list[float]:
    """Ranks from 0; equal scores share the mean of theirs."""
    return [float(np.mean(np.flatnonzero(np.sort(scores) == score))) for score in scores]


def _known() -> dict[str, str]:
    try:
        known = json.loads((paths.cache_folder() / "precision.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(key: str, kind: str) -> None:
    # A cache that cannot be written costs the same comparison next time.
    with suppress(OSError):
        paths.write_whole(paths.cache_folder() / "precision.json", json.dumps({**_known(), key: kind}).encode())
