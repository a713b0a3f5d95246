"""The whole window on large folders: the first photo, flipping by key, the strip, and how long anything may block it.

``-s`` prints the figures.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials", exc_type=ImportError)

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from reviewer import pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.photo import Group
from reviewer.settings import Settings
from reviewer.ui import theme
from reviewer.ui.grid.view import Grid
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.viewer.view import Viewer

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

FIRST_PHOTO, FLIP, SCROLL, STALL, OPENING = 1.0, 0.016, 0.016, 0.25, 0.1  # seconds
_LINKS = 20_000  # names for one file; file systems bound them


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    """Folders of so many photos, made once: hard links to a few files."""
    made = {}

    def make(count: int) -> Path:
        if count not in made:
            folder = made[count] = tmp_path_factory.mktemp(f"folder{count}")
            for at in range(count):
                path = folder / f"IMG_{at:06}.jpg"
                if at % _LINKS == 0:
                    first = path
                    Image.radial_gradient("L").resize((1500, 1000)).convert("RGB").save(first, quality=90)
                else:
                    os.link(first, path)
        return made[count]

    return make


@pytest.fixture
def app(monkeypatch):
    """The program without scoring, which has a benchmark of its own."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    qt = QApplication.instance() or QApplication([])
    theme.dress(qt)
    catalogue, _ = Catalogue.open_or_temporary()
    made = Application(Settings.load(), catalogue)
    made.window.resize(1920, 1080)
    made.window.show()
    made.window.activateWindow()
    QTest.qWaitForWindowActive(made.window)
    yield made
    made.window.close()
    made.end()
    delete(made.window)


class Pulse:
    """Asks to be called all the time, and remembers the longest time that it was not."""

    def __init__(self):
        self.worst = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self):
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self.worst


def wait_for(signal, wanted=lambda *_: True, seconds=120.0) -> float:
    """Seconds until a signal comes with what is wanted."""
    loop, began, heard = QEventLoop(), time.perf_counter(), []

    def hear(*said):
        if wanted(*said):
            heard.append(time.perf_counter() - began)
            loop.quit()

    slot = signal.connect(hear)
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    signal.disconnect(slot)
    return heard[0] if heard else seconds


def rest(seconds: float) -> None:
    """The window goes on for so long. (``QTest.qWait`` holds the interpreter, and the decoders would stand still.)"""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def test_the_first_photo_of_10_000_is_on_screen_within_a_second(app, many):
    viewer = app.window.findChild(Viewer)
    folder = many(10_000)
    QTimer.singleShot(0, lambda: app.review.open(folder))
    seconds = wait_for(viewer.painted, lambda _photo, sharp: sharp)
    print(f"first photo of 10,000 sharp after {seconds:.2f} s")
    assert seconds <= FIRST_PHOTO


def test_a_key_press_is_painted_within_a_frame_among_10_000(app, many):
    viewer = app.window.findChild(Viewer)
    app.review.open(many(10_000))
    wait_for(app.review.folder.read)
    rest(1.5)
    took = []
    for _ in range(100):
        QTimer.singleShot(0, lambda: QTest.keyClick(app.window, Qt.Key.Key_Right))
        took.append(wait_for(viewer.painted, lambda _photo, sharp: sharp, seconds=5))
        rest(0.15)  # the neighbours are decoded
    print(
        f"key to sharp paint among 10,000: median {percentile(took, 0.5) * 1000:.1f} ms, p95 {percentile(took, 0.95) * 1000:.1f} ms"
    )
    assert percentile(took, 0.95) <= FLIP


def test_the_strip_of_100_000_scrolls_within_a_frame_and_reading_them_blocks_nothing(app, many):
    strip = app.window.findChild(Filmstrip)
    folder = many(100_000)
    pulse = Pulse()
    app.review.open(folder)
    seconds = wait_for(app.review.folder.read)
    stall = pulse.stop()
    steps = []
    for step in range(200):
        began = time.perf_counter()
        strip.horizontalScrollBar().setValue(5_000_000 + 116 * 3 * step)
        strip.viewport().repaint()
        steps.append(time.perf_counter() - began)
    print(
        f"100,000 photos read in {seconds:.1f} s, blocked {stall * 1000:.0f} ms at the longest; "
        f"scroll step median {percentile(steps, 0.5) * 1000:.1f} ms, p95 {percentile(steps, 0.95) * 1000:.1f} ms"
    )
    assert percentile(steps, 0.95) <= SCROLL
    assert stall <= STALL


@pytest.mark.parametrize("stacks", ["open", "closed"])
def test_the_grid_of_100_000_opens_at_once_and_scrolls_within_a_frame(app, many, monkeypatch, stacks):
    app.review.open(many(100_000))
    wait_for(app.review.folder.read)
    session = app.review.session
    bursts = [Group(tuple(session.photos[at : at + 4]), "burst") for at in range(0, 100_000, 4)]
    monkeypatch.setattr(type(session), "groups", bursts)  # the worst case: nothing but bursts
    monkeypatch.setattr(session, "_group_of", {photo: group for group in bursts for photo in group.photos})
    app.window.keep("stacks", stacks)
    rest(1.0)
    grid = app.window.findChild(Grid)
    began = time.perf_counter()
    QTest.keyClick(app.window, Qt.Key.Key_G)
    grid.viewport().repaint()
    opening = time.perf_counter() - began
    assert grid.hidden == (75_000 if stacks == "closed" else 0)

    def scrolled() -> float:
        began = time.perf_counter()
        grid.verticalScrollBar().setValue(grid.verticalOffset() + 60)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)  # what came into sight is painted
        return time.perf_counter() - began

    steps, on_and_on = [], []
    for _ in range(12):  # a screen is looked at, then scrolled away
        rest(1.5)
        steps += [scrolled() for _ in range(12)]
    for _ in range(150):  # without end: faster than pictures can be made on two cores
        on_and_on.append(scrolled())
        rest(0.005)
    print(
        f"grid of 100,000, stacks {stacks}: opened in {opening * 1000:.0f} ms; scroll step median "
        f"{percentile(steps, 0.5) * 1000:.1f} ms, p95 {percentile(steps, 0.95) * 1000:.1f} ms; while pictures are made "
        f"median {percentile(on_and_on, 0.5) * 1000:.1f} ms, p95 {percentile(on_and_on, 0.95) * 1000:.1f} ms"
    )
    assert percentile(steps, 0.95) <= SCROLL
    assert opening <= OPENING
