"""The metrics that this worker holds, and what they say of photos."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import decode, paths, weights, wire
from reviewer.errors import ReviewerError, WeightsMissing, WeightsRefused
from reviewer.machine import CORES
from reviewer.scoring import budget, engine
from reviewer.scoring.engine import parts
from reviewer.scoring.sizing import room
from reviewer.scoring.table import METRICS, Metric
from reviewer.worker.memory import peak

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.decode import Pixels
    from reviewer.scoring.engine.ensemble import Ensemble
    from reviewer.worker.tasks import Reply

_BATCHES = 2
"""Under way beyond what is being decoded: one at the metrics, one ready for them, so that they never wait."""


class Judges:
    """The metrics of one turn at a time. Only ``pixels`` may be called by any thread."""

    def __init__(self) -> None:
        self._asked: object = None
        self._ensemble: Ensemble | None = None

    def metrics(self, request: wire.Message) -> Reply:
        """Which of some metrics can be computed here, told without loading any of them."""
        available, missing = {}, {}
        for name in request["names"]:
            try:
                available[name] = [_weights(METRICS[name]), METRICS[name].preprocessing]
            except ReviewerError as error:
                missing[name] = wire.error_to_wire(error)
        return {"available": available, "missing": missing}, ()

    def device(self, _request: wire.Message) -> Reply:
        """Where metrics run on this machine; imports torch to find out."""
        return {"device": engine.choose_device("auto")}, ()

    def load(self, request: wire.Message) -> Reply:
        """Load metrics in the place of those that were there, so that the first photo does not wait for them."""
        ensemble = self._loaded(request)
        reply = {
            "ahead": CORES + _BATCHES * ensemble.batch,
            "metrics": ensemble.metrics,
            "refused": {name: wire.error_to_wire(error) for name, error in ensemble.refused.items()},
            "device": ensemble.device,
            # An accelerator's libraries alone may take more of the processor's memory than all metrics do there.
            "total": request["memory"] if ensemble.device == "cpu" else None,
        }
        return reply, ()

    def pixels(self, request: wire.Message) -> Pixels:
        """A photo as a turn's metrics are fed it: one decode for all of them."""
        fit, cover = room([METRICS[name] for name in request["metrics"]])
        return decode.to_srgb(decode.decode(wire.path_from_wire(request["path"]), fit, cover=cover))

    @property
    def batch(self) -> int:
        """How many photos the metrics are given at once."""
        return self._ensemble.batch if self._ensemble else 1

    def score(self, requests: Sequence[wire.Message], pixels: Sequence[Pixels]) -> list[Reply]:
        """Judge photos of one turn, each by the metrics that it needs.

        Raises:
            ReviewerError: The device is lost; or the turn was not loaded before, and cannot be.
        """
        ensemble = self._loaded(requests[0])
        results: list[list[wire.Message]] = [[] for _ in requests]
        for only, numbers in _by_need(requests).items():
            metrics = [name for name in ensemble.metrics if name in only]
            judged = ensemble.score([pixels[number] for number in numbers], metrics)
            for number, by_metric in zip(numbers, judged, strict=True):
                results[number] = [wire.result_to_wire(by_metric[name]) for name in metrics]
        held = peak()
        return [({"results": each, "peak": held}, ()) for each in results]

    def drop(self, _request: wire.Message) -> Reply:
        """Forget all metrics and give their memory back to the system."""
        self._forget()
        return {}, ()

    def _loaded(self, request: wire.Message) -> Ensemble:
        asked = (*request["metrics"], request["device"], request["memory"], request["card"])
        if self._ensemble is None or self._asked != asked:
            self._forget()  # before the others take their memory
            self._ensemble = _create(request)
            self._asked = asked
        return self._ensemble

    def _forget(self) -> None:
        self._ensemble = None
        gc.collect()


def _create(request: wire.Message) -> Ensemble:
    device = engine.choose_device(request["device"])
    return engine.create(request["metrics"], device, _room(request, device))


def _room(request: wire.Message, device: str) -> int | None:
    """Bytes that metrics may take together where they run."""
    if device == "cpu":
        return max(0, int(request["memory"]) - budget.overhead(CORES))
    if request["card"] is not None:
        return int(request["card"])
    free = engine.free_memory(device)
    return None if free is None else free // 2


def _by_need(requests: Sequence[wire.Message]) -> dict[tuple[str, ...], list[int]]:
    """Numbers of requests by the metrics that they need: those that need the same are judged together."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, request in enumerate(requests):
        alike.setdefault(tuple(request["only"]), []).append(number)
    return alike


def _weights(metric: Metric) -> str:
    """The hash that will be in this metric's scores; found without importing a model's packages.

    Raises:
        MissingPart, WeightsMissing, WeightsRefused: It cannot be computed here.
    """
    if metric.needs_torch:
        parts.require(metric)
    weights.require(metric.name, metric.files)
    if metric.hub and weights.hub_snapshot(metric.hub) is None:
        raise WeightsMissing(metric.name, (metric.hub,), paths.weights_folder())
    try:
        return weights.fingerprint(metric.files)
    except OSError as error:
        raise WeightsRefused(Path(error.filename), error.strerror or "") from error
