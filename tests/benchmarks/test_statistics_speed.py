"""What the statistics cost the window: counting beside it, and painting however many dots."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials")

from PySide6.QtCore import QTimer

from reviewer.photo import Photo, Score
from reviewer.scoring.table import METRICS
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.statistics.scatter import Scatter
from reviewer.ui.statistics.tally import tally

pytestmark = pytest.mark.benchmark
SWITCH = 0.0005  # seconds, as the program sets it


def table(count, metrics):
    values = np.random.default_rng(4).random((len(metrics), count))
    photos = [Photo(Path(f"/f/{at:06}.jpg"), 1, 1) for at in range(count)]
    return {
        photo: {metric: Score(metric, 1.0, float(values[row, at])) for row, metric in enumerate(metrics)}
        for at, photo in enumerate(photos)
    }


def count_now(scores, metrics):
    steps = tally(scores, metrics)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture
def switching():
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    yield
    sys.setswitchinterval(before)


def test_counting_every_metric_over_10_000_photos_leaves_the_window_its_turns(qtbot, switching):
    metrics = list(METRICS)
    scores = table(10_000, metrics)
    jobs, beats, found = Jobs(), [], []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    qtbot.wait(500)
    alone = np.diff(beats)
    beats.clear()
    began = time.perf_counter()
    jobs.start(tally(scores, metrics), name="statistics", on_result=found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=60_000)
    took = time.perf_counter() - began
    beside = np.diff(beats)
    timer.stop()
    jobs.shutdown()
    print(
        f"{len(metrics)} metrics, {len(found[0].pairs) // 2} pairs in {took:.1f} s; the window's longest turn "
        f"{1000 * beside.max():.0f} ms, p99 {1000 * np.quantile(beside, 0.99):.1f} ms; alone {1000 * alone.max():.0f} ms"
    )
    assert beside.max() < max(0.1, 3 * alone.max())


def test_painting_dots_costs_the_same_for_few_and_many(qtbot):
    widget = Scatter(lambda _: None)
    qtbot.addWidget(widget)
    widget.resize(700, 560)
    widget.show()

    def seconds(count):
        made = count_now(table(count, ["one", "other"]), ["one", "other"])
        times = []
        for _ in range(5):
            began = time.perf_counter()
            widget.set_points(made, "one", "other", ("One", "Other"))
            widget.grab()
            times.append(time.perf_counter() - began)
        return min(times)

    few, many, most = seconds(1000), seconds(10_000), seconds(100_000)
    print(f"1,000 dots {1000 * few:.0f} ms, 10,000 {1000 * many:.0f} ms, 100,000 {1000 * most:.0f} ms")
    assert many < 3 * few
    assert most < 15 * few
