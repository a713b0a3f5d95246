"""How long a decision key takes until its marks are painted, on photo and strip, in a folder of 10,000.

Run with ``-m benchmark -s``. The bare repaint of the same window, in the same run, says what of it is Qt's.
"""

from __future__ import annotations

import os
import statistics
import time
from functools import partial

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials", exc_type=ImportError)

from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer import pipeline
from reviewer.catalogue import Catalogue
from reviewer.settings import Settings
from reviewer.ui.deciding.stamp import Stamp

pytestmark = pytest.mark.benchmark

PHOTOS, KEYS = 10_000, 120
LIMIT = 16.0  # ms, 95 of 100 keys
LIMIT_DISK = 100.0  # ms


@pytest.fixture
def app(qtbot, home, tmp_path, monkeypatch):
    from reviewer.app import Application

    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    image = tmp_path / "shoot" / "IMG_00000.jpg"
    image.parent.mkdir()
    Image.effect_noise((3000, 2000), 40).convert("RGB").save(image, quality=90)
    for at in range(1, PHOTOS):
        os.link(image, image.with_name(f"IMG_{at:05}.jpg"))
    catalogue, _ = Catalogue.open_or_temporary()
    made = Application(Settings.load(), catalogue)
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    made.review.open(image.parent)
    qtbot.waitUntil(lambda: len(made.review.session.photos) == PHOTOS, timeout=120_000)
    qtbot.waitUntil(lambda: made.review.folder.complete, timeout=60_000)
    qtbot.waitUntil(lambda: made.window._loupe.viewer.shown_picture is not None, timeout=60_000)
    yield made
    made.window.close()
    made.end()


class Painted(QObject):
    """Notes that widgets were painted."""

    def __init__(self, *widgets):
        super().__init__()
        self._widgets = widgets
        self._seen = set()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 -- Qt's name
        if event.type() == QEvent.Type.Paint:
            self._seen.add(watched)
        return False

    def after(self, act) -> float:
        """Milliseconds from a key, or whatever asks for a paint, to the end of the paint of all these."""
        self._seen.clear()
        began = time.perf_counter()
        act()
        while len(self._seen) < len(self._widgets):
            QApplication.processEvents()
        took = 1000 * (time.perf_counter() - began)
        QApplication.processEvents()
        return took


def usual(times) -> float:
    return statistics.quantiles(times, n=100)[94]


def test_a_key_to_its_mark_painted(app):
    window, loupe = app.window, app.window._loupe
    strip = loupe._strip.viewport()
    stamp = next(one for one in window.findChildren(Stamp) if one.parent() is loupe.viewer)
    keys = (Qt.Key.Key_P, Qt.Key.Key_4, Qt.Key.Key_6, Qt.Key.Key_X, Qt.Key.Key_1, Qt.Key.Key_9)
    parts = Painted(loupe.viewer, strip)
    bare = [parts.after(lambda: (loupe.viewer.update(), strip.update())) for _ in range(KEYS)]
    marked = Painted(strip, stamp)
    times = [marked.after(partial(QTest.keyClick, window, key)) for key in keys * (KEYS // len(keys))]
    print(
        f"key to mark: 95 % within {usual(times):.1f} ms, median {statistics.median(times):.1f} ms (limit {LIMIT} ms)"
    )
    print(f"bare repaint of photo and strip: 95 % within {usual(bare):.1f} ms")
    assert app._decided.marks(app.review.session.current).flag == "reject"
    assert usual(times) <= LIMIT


def test_a_key_to_the_disk(app):
    with Catalogue.open(app._catalogue.file) as catalogue:
        times = []
        for number in range(20):
            began = time.perf_counter()
            QTest.keyClick(app.window, (Qt.Key.Key_P, Qt.Key.Key_X)[number % 2])
            while not catalogue.steps_since(number):
                QApplication.processEvents()
            times.append(1000 * (time.perf_counter() - began))
    print(f"key to disk: 95 % within {usual(times):.1f} ms, median {statistics.median(times):.1f} ms (limit 100 ms)")
    assert usual(times) <= LIMIT_DISK
