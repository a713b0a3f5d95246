"""What a worker can be asked to do with a photo, metrics apart: a request in, a reply and its bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer import decode, grouping, scan, wire
from reviewer.decode.finishing import shrunk
from reviewer.decode.pixels import scaled
from reviewer.photo import Record
from reviewer.scoring.technical import TechnicalScorer

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.decode import Pixels, Whole

Reply = tuple[wire.Message, Sequence[bytes | memoryview]]
"""A message and the bytes that go with it, one after the other."""


class Tasks:
    """The tasks, and what stays between them: the huge picture that was last asked about."""

    def __init__(self) -> None:
        self._technical = TechnicalScorer()
        self._kept: tuple[object, Whole] | None = None

    def survey(self, request: wire.Message) -> Reply:
        """A first look: all that one decode can teach, and the thumbnail. Any number of threads."""
        path = wire.path_from_wire(request["path"])
        content = scan.content_id(path)
        metric = self._technical.metric
        pixels = decode.to_srgb(decode.decode(path, metric.fit, cover=metric.cover))
        small = _small(pixels)
        look = self._technical.look(pixels)
        mark = grouping.fingerprint(small.array)
        record = Record(content, decode.read_metadata(path), mark, pixels.damaged, look.attributes)
        reply = {"record": wire.record_to_wire(record), "result": wire.result_to_wire(look.result)}
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


def _small(pixels: Pixels) -> Pixels:
    """The picture at the size of a thumbnail."""
    height, width = pixels.array.shape[:2]
    size = scaled((width, height), (decode.THUMBNAIL_SIZE, decode.THUMBNAIL_SIZE), cover=False)
    return replace(pixels, array=np.asarray(shrunk(Image.fromarray(pixels.array), size)))
