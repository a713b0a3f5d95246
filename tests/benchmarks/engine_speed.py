"""A program for ``test_engine_speed.py``: what needs torch, in a process of its own, each thing on its own machine time.

    weights NAME...      random weights of these metrics into TORCH_HOME
    loop NAME PHOTO...   the photographer's own loop: pyiqa's metric, made by pyiqa, called with one path after the other
    bare NAME,... PHOTO...   processor and elapsed seconds of decoding, and of the networks alone, a photo
    squares NAME PHOTO...    our way on the middle square of each photo, as pyiqa's NIMA cuts it

Each prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "scoring"))

from reviewer import decode, weights
from reviewer.machine import CORES
from reviewer.scoring import engine
from reviewer.scoring.engine import parts
from reviewer.scoring.sizing import room
from reviewer.scoring.table import METRICS

torch = parts.load()
import engine_weights  # noqa: E402
import pyiqa  # noqa: E402

from reviewer.scoring.engine.local_files import LocalFiles  # noqa: E402
from reviewer.scoring.engine.models import _import  # noqa: E402
from reviewer.scoring.engine.stand_ins import standing_in  # noqa: E402
from reviewer.scoring.engine.untrained import Untrained  # noqa: E402


def make(*names: str) -> dict[str, object]:
    """Random weights, as the tests make them."""
    engine_weights.make(Path(os.environ["TORCH_HOME"]) / "hub" / "pyiqa", names)
    return {name: weights.fingerprint(METRICS[name].files) for name in names}


def loop(name: str, *photos: str) -> dict[str, object]:
    """Seconds a photo of ``metric(path)``. Making the metric is not counted."""
    torch.set_num_threads(CORES)
    files = weights.find(METRICS[name].files)
    with redirect_stdout(StringIO()):
        _import(name)
        with standing_in(LocalFiles(name, files), Untrained(), {}):
            metric = pyiqa.create_metric(name, device="cpu")
        began = time.perf_counter()
        scores = [float(metric(photo)) for photo in photos]
    return {"seconds": (time.perf_counter() - began) / len(photos), "scores": scores}


def bare(names: str, *photos: str) -> dict[str, object]:
    """What decoding and the networks take by themselves: the least that any way of doing both can take."""
    wanted = names.split(",")
    fit, cover = room([METRICS[name] for name in wanted])
    ensemble = engine.create(wanted, "cpu")
    began = time.process_time()
    pixels = [_decoded(photo, fit, cover=cover) for photo in photos]
    decoding = time.process_time() - began
    ensemble.score(pixels[:1])
    began = time.perf_counter()
    for start in range(0, len(pixels), ensemble.batch):
        ensemble.score(pixels[start : start + ensemble.batch])
    forward = time.perf_counter() - began
    return {"decoding": decoding / len(photos), "forward": forward / len(photos)}


def squares(name: str, *photos: str) -> dict[str, object]:
    """Seconds a photo of ours, decoding included."""
    metric = METRICS[name]
    ensemble = engine.create([name], "cpu")
    ensemble.score([_square(photos[0], metric.fit)])
    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        pixels = list(pool.map(lambda photo: _square(photo, metric.fit), photos))
    for start in range(0, len(pixels), ensemble.batch):
        ensemble.score(pixels[start : start + ensemble.batch])
    return {"seconds": (time.perf_counter() - began) / len(photos)}


def _decoded(photo: str, fit: tuple[int, int], *, cover: bool) -> decode.Pixels:
    return decode.to_srgb(decode.decode(Path(photo), fit, cover=cover))


def _square(photo: str, fit: tuple[int, int]) -> decode.Pixels:
    pixels = _decoded(photo, fit, cover=True)
    height, width = pixels.array.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    return replace(pixels, array=np.ascontiguousarray(pixels.array[top : top + edge, left : left + edge]))


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    print(json.dumps({"weights": make, "loop": loop, "bare": bare, "squares": squares}[what](*arguments)))
