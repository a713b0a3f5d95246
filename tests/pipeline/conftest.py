"""A worker whose metrics are stand-ins, and a folder for photos."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STAND_IN = """
import ctypes, os, time
from pathlib import Path
from reviewer import decode
from reviewer.errors import WeightsMissing
from reviewer.photo import Score
from reviewer.scoring import engine
from reviewer.scoring.table import METRICS
from reviewer.worker import judges

honest = decode.decode
def decode_(path, fit=None, *, cover=False):
    if path.name.startswith("crash"):
        ctypes.string_at(0)  # a fault of this very thread, which cannot get away with an answer first
    with open(os.environ["PHOTO_REVIEWER_HOME"] + "/decoded", "a", errors="surrogateescape") as log:
        print(path.name, fit, file=log)
    return honest(path, fit, cover=cover)
decode.decode = decode_

def result(name, mean):
    return Score(name, mean, mean / 255, WEIGHTS, METRICS[name].preprocessing)

class MeanEnsemble:
    refused, batch, fit, cover = {}, 1, (512, 512), False
    def __init__(self, names, device):
        self.metrics, self.device = tuple(names), device
    def score(self, pixels, metrics):
        print("judges", *metrics, len(pixels), flush=True)
        time.sleep(SECONDS * len(pixels))
        dark = any(one.array.mean() < 30 for one in pixels)
        if DEADLY in metrics or ("brisque" in metrics and dark):
            os.abort()
        return [
            {name: result(name, float(one.array.mean())) for name in metrics}
            for one in pixels
        ]

def create(names, device, memory):
    assert device == "cpu", device
    print("loads", *names, memory, flush=True)
    return MeanEnsemble(names, device)
engine.create = create

def weights_(metric):
    if metric.name == "clipiqa":
        raise WeightsMissing("clipiqa", ("RN50.pt",), Path("/weights"))
    return WEIGHTS
judges._weights = weights_
"""


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., str]:
    """An interpreter whose worker has stand-ins for models and crashes on photos of some names."""
    if sys.platform == "win32":
        pytest.skip("the stand-in interpreter is a shell script")

    def make(*, seconds: float = 0.0, deadly: str = "", weights: str = "abc", more: str = "") -> str:
        script, starter = tmp_path / "script.py", tmp_path / "python"
        run = "import sys; sys.argv = ['worker', *sys.argv[-2:]]; from reviewer.worker.__main__ import main; main()"
        settings = f"SECONDS, DEADLY, WEIGHTS = {seconds!r}, {deadly!r}, {weights!r}"
        script.write_text(f"{settings}\n{STAND_IN}\n{more}\n{run}\n")
        starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        starter.chmod(0o755)
        return str(starter)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    return tmp_path / "photos"
