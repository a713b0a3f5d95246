"""Several metrics that judge the same photos: one decode feeds them all, and what can be shared is loaded once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from reviewer import weights
from reviewer.errors import MissingPart, NoRoom, WeightsMissing, WeightsRefused
from reviewer.scoring.engine import model_scorer, models
from reviewer.scoring.engine.clip_trunk import ClipTrunk
from reviewer.scoring.engine.faults import is_out_of_memory
from reviewer.scoring.engine.folding import fold
from reviewer.scoring.engine.lanes import LANES
from reviewer.scoring.engine.precision import Precision, candidates, device_name
from reviewer.scoring.engine.prompts import forget_text
from reviewer.scoring.engine.untrained import parts
from reviewer.scoring.engine.whole_frame import show_all
from reviewer.scoring.sizing import room
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from reviewer.decode import Pixels
    from reviewer.errors import ReviewerError
    from reviewer.photo import Failure, Score
    from reviewer.scoring.engine.feeding import Model
    from reviewer.scoring.table import Metric

_BATCH = 16
"""Photos handed over at once on an accelerator."""

_LEAST_WORKING = 32 << 20
"""Bytes that a photo takes in any network while it is judged, where the table leaves less beside the weights."""


class Ensemble:
    """Metrics that work together on one device. Dropping it gives their memory back to the system.

    Attributes:
        metrics: Those that loaded, in the order asked for.
        refused: Why the others did not: MissingPart, WeightsMissing, WeightsRefused, NoRoom.
        weights: Hash that names each loaded metric's weights; empty for none.
        device: Where it runs: ``cpu``, ``cuda`` or ``mps``.
        batch: Photos worth handing over at once.
        fit, cover: What to decode a photo into, as ``decode.decode`` takes it, so that one decode serves all.
    """

    def __init__(
        self,
        found: Mapping[str, Mapping[str, Path]],
        refused: Mapping[str, ReviewerError],
        device: str,
        memory: int | None,
    ) -> None:
        """Load metrics.

        Args:
            found: The files of each.
            refused: Those that are known not to load.
            device: Where to.
            memory: Bytes that all may take together there; None for no limit.
        """
        self.device = device
        self.refused: dict[str, ReviewerError] = dict(refused)
        if device == "cuda" and memory is not None:
            torch.cuda.set_per_process_memory_fraction(min(1.0, memory / torch.cuda.mem_get_info()[1]))
        shared: dict[str, Any] = {}
        built = {name: model for name in found if (model := self._built(name, found[name], memory, shared))}
        self.metrics = tuple(built)
        self.weights = {name: weights.fingerprint(METRICS[name].files) for name in built}
        self._trunks = self._with_trunks(shared)
        left = None if memory is None else memory - _held(built.values())
        self._scorers = {name: self._scorer(METRICS[name], model, left) for name, model in built.items()}
        self.batch = LANES if device == "cpu" else _BATCH
        self.fit, self.cover = room([METRICS[name] for name in self.metrics])

    def score(self, pixels: Sequence[Pixels], metrics: Sequence[str] | None = None) -> list[dict[str, Score | Failure]]:
        """Judge photos: upright, in sRGB, decoded into ``fit`` or larger.

        Args:
            pixels: The photos.
            metrics: Which of ``metrics`` to compute; None for all.

        Returns:
            One answer per photo, in their order: by metric a score, or that metric's failure on that photo.

        Raises:
            DeviceLost: The device does not answer any more; nothing can be computed on it.
        """
        wanted = self.metrics if metrics is None else metrics
        try:
            columns = {name: self._scorers[name].score(pixels) for name in wanted}
        finally:
            for trunk in self._trunks:
                trunk.forget()
        return [{name: columns[name][at] for name in wanted} for at in range(len(pixels))]

    def _built(
        self, name: str, files: Mapping[str, Path], memory: int | None, shared: dict[str, object]
    ) -> Model | None:
        metric = METRICS[name]
        if memory is not None and metric.memory > memory:
            self.refused[name] = NoRoom(name, metric.memory, memory)
            return None
        try:
            return _hastened(models.build(metric, files, self.device, shared))
        except (WeightsRefused, WeightsMissing, MissingPart) as error:
            self.refused[name] = error
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self.refused[name] = NoRoom(name, metric.memory, memory or 0)
        return None

    def _with_trunks(self, shared: Mapping[str, Any]) -> list[ClipTrunk]:
        sizes = Counter((METRICS[name].trunk, METRICS[name].fit, METRICS[name].cover) for name in self.metrics)
        several = any(count > 1 and trunk for (trunk, *_), count in sizes.items())
        for clip in shared.values():
            forget_text(clip)  # all metrics have had their prompts encoded
        return [ClipTrunk(clip, shared=several) for clip in shared.values()]

    def _scorer(self, metric: Metric, model: Model, left: int | None) -> model_scorer.ModelScorer:
        key = f"{device_name(self.device)} {metric.name} {self.weights[metric.name]}"
        precision = Precision(self.device, key, candidates(self.device))
        working = max(_LEAST_WORKING, metric.memory - _held([model]))
        most = None if left is None else max(1, left // working)
        return model_scorer.ModelScorer(metric, self.weights[metric.name], model, precision, most)


def _hastened(model: Model) -> Model:
    """The same model, faster; and NIMA shown whole frames."""
    if type(model.net).__name__ == "NIMA":
        show_all(model.net)
    for part in parts(model.net):
        fold(part)
    return model


def _held(built: Iterable[Model]) -> int:
    """Bytes of the weights of several models, those that they share counted once."""
    kept: dict[int, int] = {}
    for model in built:
        for part in parts(model.net):
            kept |= {value.data_ptr(): value.nbytes for value in _tensors(part)}
    return sum(kept.values())


def _tensors(part: nn.Module) -> list[torch.Tensor]:
    return [*part.parameters(), *part.buffers()]
