"""A model as a scorer: photos become tensors of the metric's size, equal shapes go in together, numbers come out."""

from __future__ import annotations

import ctypes
import gc
import math
import sys
from typing import TYPE_CHECKING

import numpy as np
import torch

from reviewer.errors import MetricFailed
from reviewer.photo import Failure, Score
from reviewer.scoring.sizing import resized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from reviewer.decode import Pixels
    from reviewer.scoring.engine.models import Model
    from reviewer.scoring.table import Metric

_THINNEST = 64
"""Long edge over short edge past which a picture is a line; pyiqa would enlarge one until memory runs out."""

_PIXELS_AT_ONCE = {"cpu": 1 << 20, "cuda": 1 << 24, "mps": 1 << 22}
"""Pixels in one batch. A processor gains nothing past a megapixel; an accelerator has to be kept busy."""

_SINGLY = frozenset({"brisque"})
"""Metrics whose fourth digit depends on what else is in the batch: a photo's score must not."""


class ModelScorer:
    """Scores by one of pyiqa's metrics. Dropping it gives the model's memory back to the system."""

    def __init__(self, metric: Metric, weights: str, model: Model) -> None:
        self.metric = metric
        self.weights = weights
        self._model = model

    def __del__(self, ending: Callable[[], bool] = sys.is_finalizing) -> None:
        # A default outlives this module's names, which are gone before the last objects when the program ends.
        if not ending():
            del self._model
            _give_memory_back()

    def score(self, pixels: Sequence[Pixels]) -> list[Score | Failure]:
        """Judge photos; one answer per photo, in their order."""
        answers: dict[int, Score | Failure] = {}
        pictures: dict[int, NDArray[np.uint8]] = {}
        for number, picture in enumerate(pixels):
            if max(picture.array.shape[:2]) > _THINNEST * min(picture.array.shape[:2]):
                answers[number] = self._failure("too thin")
            else:
                pictures[number] = resized(picture.array, self.metric)
        for batch in self._batches(pictures):
            answers.update(zip(batch, self._judge([pictures[number] for number in batch]), strict=True))
        return [answers[number] for number in range(len(pixels))]

    def _batches(self, pictures: dict[int, NDArray[np.uint8]]) -> Iterator[list[int]]:
        """Numbers of pictures that have one shape, as many as one batch may hold."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for number, picture in pictures.items():
            alike.setdefault(picture.shape, []).append(number)
        for shape, numbers in alike.items():
            fitting = _PIXELS_AT_ONCE[self._model.device.type] // (shape[0] * shape[1])
            most = 1 if self.metric.name in _SINGLY else max(1, fitting)
            for start in range(0, len(numbers), most):
                yield numbers[start : start + most]

    def _judge(self, pictures: list[NDArray[np.uint8]]) -> list[Score | Failure]:
        try:
            numbers = self._infer(np.stack(pictures))
        except (RuntimeError, ValueError) as error:
            # One photo's fault, or too many at once for the memory: each gets its own try.
            if len(pictures) > 1:
                return [answer for picture in pictures for answer in self._judge([picture])]
            return [self._failure(str(error).partition("\n")[0])]
        return [self._score(number) for number in numbers]

    def _infer(self, pictures: NDArray[np.uint8]) -> list[float]:
        device = self._model.device
        with torch.inference_mode():
            # Moving the channels to the front of a view leaves memory in channels_last order, as the networks want it.
            batch = torch.from_numpy(pictures).to(device).permute(0, 3, 1, 2).to(torch.float32).div_(255.0)
            raw = self._model(batch).reshape(-1).to("cpu", torch.float64)
        if len(raw) != len(pictures):
            raise ValueError(f"{len(raw)} scores for {len(pictures)} pictures")
        numbers: list[float] = raw.tolist()
        return numbers

    def _score(self, raw: float) -> Score | Failure:
        if not math.isfinite(raw):
            return self._failure("not a number")
        metric = self.metric
        return Score(metric.name, raw, metric.to_unit(raw), self.weights, metric.preprocessing)

    def _failure(self, detail: str) -> Failure:
        return Failure(self.metric.name, MetricFailed.code, detail, self.weights, self.metric.preprocessing)


def _give_memory_back() -> None:
    """Freed memory stays with the allocators of Python, cuda and C until each is told that the system may have it."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's alone
        if trim:
            trim(0)
