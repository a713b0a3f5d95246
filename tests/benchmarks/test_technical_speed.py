"""What a first look takes: the built-in metric on real photos, decoding included."""

from __future__ import annotations

import os
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

LIMIT = 0.250  # seconds of one core, decoding included

MEMORY = 250  # MB held at the most

PROGRAM = """
import resource, sys, time
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
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_technical_takes_a_quarter_of_a_second_a_photo_and_250_mb(shared, tmp_path):
    photos = [str(shared / "photos" / name) for name in PHOTOS]
    command = [sys.executable, "-c", PROGRAM, *photos]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # one core, as in the worker
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    *lines, peak = done.stdout.split()
    times, megabytes = [float(line) for line in lines], int(peak) / 1024
    print(
        f"technical: median {median(times) * 1e3:.0f} ms, slowest {max(times) * 1e3:.0f} ms of one core a photo, {megabytes:.0f} MB"
    )
    assert median(times) < LIMIT
    assert megabytes < MEMORY
