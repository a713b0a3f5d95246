"""What a worker can be asked to do: each a request in, a reply and its bytes out. ``worker`` says when and where."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer import decode, grouping, scan, weights, wire
from reviewer.decode.finishing import shrunk
from reviewer.decode.pixels import scaled
from reviewer.errors import ReviewerError, WeightsRefused
from reviewer.photo import Record
from reviewer.scoring import engine
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS, Metric
from reviewer.scoring.technical import TechnicalScorer

if TYPE_CHECKING:
    from reviewer.decode import Pixels, Whole
    from reviewer.scoring.scorer import Scorer

Reply = tuple[wire.Message, Sequence[bytes | memoryview]]
"""A message and the bytes that go with it, one after the other."""

_BATCH = 16
"""Photos given to a model at once on an accelerator. A processor is not faster with several at once."""

_AHEAD = 3
"""Photos under way for each one at the model: one decoded, one on its way, so that the model never waits."""


class Tasks:
    """The tasks, and what stays between them: models, and the huge picture that was last asked about."""

    def __init__(self) -> None:
        self._technical = TechnicalScorer()
        self._scorers: dict[tuple[str, str], Scorer] = {}
        self._batches: dict[tuple[str, str], int] = {}
        self._kept: tuple[object, Whole] | None = None

    def survey(self, request: wire.Message) -> Reply:
        """A first look: all that one decode can teach, and the thumbnail. Any number of threads."""
        path = wire.path_from_wire(request["path"])
        content = scan.content_id(path)
        metric = self._technical.metric
        pixels = decode.to_srgb(decode.decode(path, metric.fit, cover=metric.cover))
        small = _small(pixels)
        record = Record(content, decode.read_metadata(path), grouping.fingerprint(small.array), pixels.damaged)
        (result,) = self._technical.score([pixels])
        reply = {"record": wire.record_to_wire(record), "result": wire.result_to_wire(result)}
        return reply, (decode.encode_jpeg(small),)

    def decode(self, request: wire.Message) -> Reply:
        """A picture for the screen."""
        return _reply(decode.decode(wire.path_from_wire(request["path"]), _fit(request), cover=request["cover"]))

    def develop(self, request: wire.Message) -> Reply:
        """A RAW's own pixels for the screen."""
        path = wire.path_from_wire(request["path"])
        return _reply(decode.develop(path, _fit(request), stops=request["stops"]))

    def region(self, request: wire.Message) -> Reply:
        """A part of a picture, which is kept for the next part."""
        path = wire.path_from_wire(request["path"])
        rect = tuple(request["rect"]) if request["rect"] else None
        return _reply(self._whole(path, develop=request["develop"]).part(rect, _fit(request)))

    def _whole(self, path: Path, *, develop: bool) -> Whole:
        """The picture that is kept, if it is this one and its file is what it was; else it, from now on."""
        key = (path, develop, _state(path))
        if not self._kept or self._kept[0] != key:
            self._kept = None  # before the other takes its memory
            self._kept = (key, decode.whole(path, develop=develop))
        return self._kept[1]

    @property
    def kept_bytes(self) -> int:
        """Memory held by the picture that is kept."""
        return self._kept[1].bytes if self._kept else 0

    def let_go(self) -> None:
        """Forget the picture that is kept."""
        self._kept = None

    def pixels(self, request: wire.Message) -> Pixels:
        """What a model is fed of a photo. Any number of threads."""
        metric = METRICS[request["metric"]]
        path = wire.path_from_wire(request["path"])
        return decode.to_srgb(decode.decode(path, metric.fit, cover=metric.cover))

    def score(self, request: wire.Message, pixels: Sequence[Pixels]) -> list[Reply]:
        """Judge several photos by the metric and on the device of one request."""
        results = self._scorer(request["metric"], request["device"]).score(pixels)
        return [({"result": wire.result_to_wire(result)}, ()) for result in results]

    def load(self, request: wire.Message) -> Reply:
        """Load a model, so that the first photo does not wait for it."""
        self._scorer(request["metric"], request["device"])
        return {"ahead": _AHEAD * self.batch(request)}, ()

    def batch(self, request: wire.Message) -> int:
        """How many photos the model of a request is given at once, once it is loaded."""
        return self._batches.get((request["metric"], request["device"]), 1)

    def device(self, _request: wire.Message) -> Reply:
        """Where models run on this machine; imports torch to find out."""
        return {"device": engine.choose_device("auto")}, ()

    def metrics(self, request: wire.Message) -> Reply:
        """Which of some metrics can be computed here, told without loading any of them."""
        available, missing = {}, {}
        for name in request["names"]:
            try:
                available[name] = [_weights(METRICS[name]), METRICS[name].preprocessing]
            except ReviewerError as error:
                missing[name] = wire.error_to_wire(error)
        return {"available": available, "missing": missing}, ()

    def _scorer(self, metric: str, device: str) -> Scorer:
        if (metric, device) not in self._scorers:
            self._scorers[metric, device] = engine.create_one(metric, device)
            self._batches[metric, device] = 1 if engine.choose_device(device) == "cpu" else _BATCH
        return self._scorers[metric, device]

    def drop(self, request: wire.Message) -> Reply:  # noqa: ARG002 -- every task has a request
        """Forget all models and give their memory back to the system."""
        self._scorers.clear()
        gc.collect()
        return {}, ()


def _fit(request: wire.Message) -> tuple[int, int] | None:
    return (request["fit"][0], request["fit"][1]) if request["fit"] else None


def _reply(pixels: Pixels) -> Reply:
    """A picture with its profile, if it has one, behind the pixels."""
    reply = {
        "shape": pixels.array.shape[:2],
        "full_size": pixels.full_size,
        "damaged": pixels.damaged,
        "origin": pixels.origin,
        "raw_size": pixels.raw_size,
    }
    return reply, (pixels.array.data, pixels.profile or b"")


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file is written to; zeros for one that is gone, which decoding then says."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _weights(metric: Metric) -> str:
    """The hash that will be in this metric's scores; found without importing a model's packages.

    Raises:
        MissingPart, WeightsMissing, WeightsRefused: It cannot be computed here.
    """
    if metric.needs_torch:
        parts.require(metric)
    weights.require(metric.name, metric.files)
    try:
        return weights.fingerprint(metric.files)
    except OSError as error:
        raise WeightsRefused(Path(error.filename), error.strerror or "") from error


def _small(pixels: Pixels) -> Pixels:
    """The picture at the size of a thumbnail."""
    height, width = pixels.array.shape[:2]
    size = scaled((width, height), (decode.THUMBNAIL_SIZE, decode.THUMBNAIL_SIZE), cover=False)
    return replace(pixels, array=np.asarray(shrunk(Image.fromarray(pixels.array), size)))
