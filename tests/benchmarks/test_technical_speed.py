"""How long a first look's numbers take: the built-in metric on real photos, decoding included."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

import pytest

pytestmark = pytest.mark.benchmark

PHOTOS = (
    "flight/IMG_9373.jpg",
    "flight/IMG_9376.jpg",
    "flash_sequence/30.JPG",
    "wallpapers/Morskie Oko.jpg",
    "wallpapers/Mr. Lee.jpg",
    "wallpapers/Sunset by the Pier.jpg",
    "wallpapers/Viktor Forgacs.jpg",
)
"""Baseline JPEGs of 12 to 20 megapixels."""

LIMIT = 0.090  # seconds of one core, decoding included

PROGRAM = """
import sys, time
from pathlib import Path
from reviewer.decode import decode, to_srgb
from reviewer.scoring.technical import TechnicalScorer
scorer = TechnicalScorer()
def look(path):
    return scorer.score([to_srgb(decode(path, scorer.metric.fit, cover=scorer.metric.cover))])
paths = [Path(path) for path in sys.argv[1:]]
look(paths[0])
for path in paths:
    times = []
    for _ in range(3):
        started = time.process_time()
        look(path)
        times.append(time.process_time() - started)
    print(min(times))
"""


def test_technical_takes_90_ms_a_photo(shared, tmp_path):
    photos = [str(shared / "photos" / name) for name in PHOTOS]
    command = [sys.executable, "-c", PROGRAM, *photos]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    times = [float(line) for line in done.stdout.split()]
    print(f"technical: median {median(times) * 1e3:.0f} ms, slowest {max(times) * 1e3:.0f} ms of one core a photo")
    assert median(times) < LIMIT
