"""A model as a scorer: photos become tensors of the metric's size, equal shapes go in together, numbers come out.

On an accelerator the next batch is on its way there before the numbers of the last are waited for. On a processor
several photos are judged side by side instead, each alone (``lanes``).
"""

from __future__ import annotations

import ctypes
import gc
import math
import sys
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from reviewer.errors import DeviceLost, MetricFailed
from reviewer.photo import Failure, Score
from reviewer.scoring.engine.faults import PICTURES, is_device_lost, is_out_of_memory
from reviewer.scoring.engine.lanes import may_share, side_by_side
from reviewer.scoring.sizing import resized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from reviewer.decode import Pixels
    from reviewer.scoring.engine.feeding import Model
    from reviewer.scoring.engine.precision import Precision
    from reviewer.scoring.table import Metric

    Picture = NDArray[np.uint8]
    Answers = list[Score | Failure]

_THINNEST = 64
"""Long edge over short edge past which a picture is a line; pyiqa would enlarge one until memory runs out."""

_PIXELS_AT_ONCE = {"cpu": 1 << 20, "cuda": 1 << 24, "mps": 1 << 22}
"""Pixels in one batch. A processor gains nothing past a megapixel; an accelerator has to be kept busy."""

NO_MEMORY = "memory"
"""Detail of the failure of a photo for which there was not enough memory."""


class ModelScorer:
    """Scores by one of pyiqa's metrics. Dropping it gives the model's memory back to the system."""

    def __init__(
        self, metric: Metric, weights: str, model: Model, precision: Precision | None = None, most: int | None = None
    ) -> None:
        """Take a model.

        Args:
            metric: Whose it is.
            weights: Hash that names its weights.
            model: Ready to compute.
            precision: Decides in which precision; None for full.
            most: Photos that there is memory for at once; None for as many as are worth it.
        """
        self.metric = metric
        self.weights = weights
        self._model = model
        self._precision = precision
        self._most = most or sys.maxsize

    def __del__(self, ending: Callable[[], bool] = sys.is_finalizing) -> None:
        # A default outlives this module's names, which are gone before the last objects when the program ends.
        if not ending():
            del self._model
            _give_memory_back()

    def score(self, pixels: Sequence[Pixels]) -> Answers:
        """Judge photos; one answer per photo, in their order.

        Raises:
            DeviceLost: The device does not answer any more.
        """
        answers: dict[int, Score | Failure] = {}
        pictures: dict[int, Picture] = {}
        for number, picture in enumerate(pixels):
            if max(picture.array.shape[:2]) > _THINNEST * min(picture.array.shape[:2]):
                answers[number] = self._failure("too thin")
            else:
                pictures[number] = resized(picture.array, self.metric)
        for batch, finish in self._begun(pictures):
            answers.update(zip(batch, finish(), strict=True))
        return [answers[number] for number in range(len(pixels))]

    def _begun(self, pictures: dict[int, Picture]) -> Iterator[tuple[list[int], Callable[[], Answers]]]:
        """Batches, each with what waits for its answers; the next one is begun before that is to be called."""
        if len(pictures) > 1 and self._in_lanes:
            yield from self._judged_in_lanes(pictures)
            return
        last = None
        for batch in self._batches(pictures):
            begun = (batch, self._begin([pictures[number] for number in batch]))
            if last:
                yield last
            last = begun
        if last:
            yield last

    @property
    def _in_lanes(self) -> bool:
        settled = not self._precision or self._precision.settled
        return self._most > 1 and settled and self._model.device.type == "cpu" and may_share(self._model.net)

    def _judged_in_lanes(self, pictures: dict[int, Picture]) -> Iterator[tuple[list[int], Callable[[], Answers]]]:
        """As ``_begun``, of single photos that several threads have judged by then."""
        numbers = list(pictures)
        for start in range(0, len(numbers), self._most):
            some = numbers[start : start + self._most]
            finishes = side_by_side(lambda number: self._begin([pictures[number]], beside=True), some)
            yield from (([number], finish) for number, finish in zip(some, finishes, strict=True))

    def _batches(self, pictures: dict[int, Picture]) -> Iterator[list[int]]:
        """Numbers of pictures that have one shape, as many as one batch may hold."""
        alike: dict[tuple[int, ...], list[int]] = {}
        for number, picture in pictures.items():
            alike.setdefault(picture.shape, []).append(number)
        for shape, numbers in alike.items():
            worth = max(1, _PIXELS_AT_ONCE[self._model.device.type] // (shape[0] * shape[1]))
            start = 0
            while start < len(numbers):
                most = min(worth, self._most)  # which shrinks where memory runs out
                yield numbers[start : start + most]
                start += most

    def _begin(self, pictures: list[Picture], *, beside: bool = False) -> Callable[[], Answers]:
        """Have the device begin; what is returned waits for it. A processor is done by then.

        Args:
            pictures: Of one shape.
            beside: Whether others are being judged at the same time, so that more memory may be had later.
        """
        try:
            return partial(self._finish, pictures, self._infer(np.stack(pictures)))
        except (*PICTURES, MemoryError) as error:
            fault = self._fault(error)
        # Outside of the handler: until it is left the error holds on to the memory that was not enough.
        return partial(self._retry, pictures, fault, beside=beside)

    def _infer(self, pictures: Picture) -> torch.Tensor:
        with torch.inference_mode():
            # Moving the channels to the front of a view leaves memory in channels_last order, as the networks want it.
            batch = self._moved(pictures).permute(0, 3, 1, 2).to(torch.float32).div_(255.0)
            return self._precision.run(self._model, batch) if self._precision else self._model(batch)

    def _moved(self, pictures: Picture) -> torch.Tensor:
        """The pictures on the device; on cuda they travel beside what it is computing."""
        here, device = torch.from_numpy(pictures), self._model.device
        if device.type != "cuda":
            return here.to(device)
        computing, moving = torch.cuda.current_stream(device), torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
        with torch.cuda.stream(moving):
            there = here.pin_memory().to(device, non_blocking=True)
        computing.wait_stream(moving)
        there.record_stream(computing)
        return there

    def _finish(self, pictures: list[Picture], raw: torch.Tensor) -> Answers:
        try:
            numbers: list[float] = raw.reshape(-1).to("cpu", torch.float64).tolist()
        except RuntimeError as error:  # of a device that said nothing when it began
            fault = self._fault(error)
        else:
            if len(numbers) == len(pictures):
                return [self._score(number) for number in numbers]
            fault = f"{len(numbers)} scores for {len(pictures)} pictures"
        return self._retry(pictures, fault)

    def _fault(self, error: Exception) -> str:
        """What went wrong, in a few words.

        Raises:
            DeviceLost: With the device, so that nothing else will work.
        """
        device = self._model.device.type
        if is_device_lost(error, device):
            raise DeviceLost(detail=device) from error
        if is_out_of_memory(error):
            return NO_MEMORY
        return str(error).partition("\n")[0] or type(error).__name__

    def _retry(self, pictures: list[Picture], fault: str, *, beside: bool = False) -> Answers:
        """Try less at once: a half where memory ran out, else each alone, as it may be the fault of one."""
        several = len(pictures)
        if several == 1 and not (beside and fault == NO_MEMORY):
            return [self._failure(fault)]
        step = 1
        if fault == NO_MEMORY:
            step = self._most = -(-several // 2)
            _give_memory_back()
        answers: Answers = []
        while len(answers) < several:
            start = len(answers)
            answers += self._begin(pictures[start : start + min(step, self._most)])()
        return answers

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
