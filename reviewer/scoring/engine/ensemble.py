"""Several metrics that judge the same photos: one decode feeds them all, and what can be shared is loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import weights
from reviewer.errors import NoRoom, WeightsRefused
from reviewer.scoring.engine import model_scorer, models
from reviewer.scoring.sizing import room
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from reviewer.decode import Pixels
    from reviewer.errors import ReviewerError
    from reviewer.photo import Failure, Score

_BATCH = 16
"""Photos handed over at once on an accelerator. A processor is not faster with several at once."""


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
        self.device = device
        self.batch = 1 if device == "cpu" else _BATCH
        self.refused: dict[str, ReviewerError] = dict(refused)
        self._scorers: dict[str, model_scorer.ModelScorer] = {}
        for name, files in found.items():
            self._load(name, files, memory)
        self.metrics = tuple(self._scorers)
        self.weights = {name: scorer.weights for name, scorer in self._scorers.items()}
        self.fit, self.cover = room([METRICS[name] for name in self.metrics])

    def _load(self, name: str, files: Mapping[str, Path], memory: int | None) -> None:
        metric = METRICS[name]
        if memory is not None and metric.memory > memory:
            self.refused[name] = NoRoom(name, metric.memory, memory)
            return
        try:
            model = models.build(metric, files, self.device)
        except WeightsRefused as error:
            self.refused[name] = error
        else:
            self._scorers[name] = model_scorer.ModelScorer(metric, weights.fingerprint(metric.files), model)

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
        columns = {name: self._scorers[name].score(pixels) for name in wanted}
        return [{name: columns[name][at] for name in wanted} for at in range(len(pixels))]
