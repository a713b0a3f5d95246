"""A held arrow key on 12 MP photos: how many get their picture, how soon the last one is sharp; a queue of key presses.

Beside it, what a plain viewer does with the same files: ``QPixmap(path)``, scaled, for each key press; and Pillow's full
decode and scaling in a thread. ``-s`` prints the figures.
"""

from __future__ import annotations

import statistics
import threading
import time
from itertools import pairwise

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials", exc_type=ImportError)

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from reviewer import decode, pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.settings import Settings
from reviewer.ui import theme
from reviewer.ui.viewer.view import Viewer

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

PERIOD = 30  # ms between two repeats of a held key: as fast as systems are set at the fastest
HOLDS, PRESSES = 10, 30
RATE, SHARP = 30, 0.1  # photos a second; seconds after release
STORM, PACK, STALL, DRAINED = 50_000, 200, 0.1, 10.0  # key presses, and so many at a time; seconds
SCREEN = QSize(1366, 768)


@pytest.fixture
def app(monkeypatch):
    """The program without scoring."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    qt = QApplication.instance() or QApplication([])
    theme.dress(qt)
    catalogue, _ = Catalogue.open_or_temporary()
    made = Application(Settings.load(), catalogue)
    made.window.resize(SCREEN)
    made.window.show()
    made.window.activateWindow()
    QTest.qWaitForWindowActive(made.window)
    yield made
    made.window.close()
    made.end()
    delete(made.window)


def go_on(seconds: float, until=lambda: False) -> bool:
    """The window goes on for so long, or until something is so."""
    end = time.perf_counter() + seconds
    while not (done := until()) and time.perf_counter() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.0005)  # processEvents returns at once when idle: leave the interpreter to the decoders
    return done


def opened(app, folder):
    app.review.open(folder)
    viewer = app.window.findChild(Viewer)
    assert go_on(20, lambda: app.review.folder.complete and viewer.shown_picture is not None)
    go_on(1)
    return viewer


class Paints:
    """When each photo was first painted, and when sharp."""

    def __init__(self, viewer):
        self.first, self.sharp = {}, {}
        viewer.painted.connect(self._note)

    def _note(self, photo, sharp):
        now = time.perf_counter()
        self.first.setdefault(photo, now)
        if sharp:
            self.sharp.setdefault(photo, now)


def hold(app, paints, presses):
    """Hold the key for so many repeats; the seconds it took, the photos gone to, and until the last was sharp."""
    went, began = [], time.perf_counter()
    for at in range(presses):
        go_on(began + at * PERIOD / 1000 - time.perf_counter())
        QTest.keyPress(app.window, Qt.Key.Key_Right)
        went.append(app.review.session.current)
    go_on(began + presses * PERIOD / 1000 - time.perf_counter())
    QTest.keyRelease(app.window.focusWidget(), Qt.Key.Key_Right)
    released = time.perf_counter()
    assert go_on(5, lambda: went[-1] in paints.sharp)
    return released - began, went, max(0.0, paints.sharp[went[-1]] - released)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def warm(folder):
    """Put the thumbnails of a folder into the cache."""
    from reviewer import scan

    made = {}
    with Thumbnails.open() as disk:
        for found in scan.scan(folder):
            for photo in found.photos:
                inode = photo.path.stat().st_ino
                if inode not in made:
                    made[inode] = decode.encode_jpeg(decode.decode(photo.path, (320, 320)))
                disk.put(photo, made[inode])


@pytest.mark.parametrize("state", ["warm thumbnails", "cold, EXIF thumbnails", "cold, none in the files"])
def test_a_held_key_shows_every_photo_and_the_last_is_soon_sharp(app, camera_folder, state):
    folder = camera_folder(HOLDS * PRESSES + 20, thumbnails="none" not in state)
    if "warm" in state:
        warm(folder)
    viewer = opened(app, folder)
    paints = Paints(viewer)
    seconds, shown, late, total = 0.0, 0, [], 0
    for _ in range(HOLDS):
        took, went, sharp = hold(app, paints, PRESSES)
        seconds, total, shown = seconds + took, total + len(went), shown + sum(one in paints.first for one in went)
        late.append(sharp)
        go_on(0.5)
    print(
        f"\nheld key, {state}: {shown} of {total} photos with a picture, {shown / seconds:.1f} a second; "
        f"sharp after release median {statistics.median(late) * 1000:.0f} ms, p95 {percentile(late, 0.95) * 1000:.0f} ms"
    )
    if "none" not in state:
        assert shown / seconds >= RATE
    assert statistics.median(late) <= SHARP


def test_a_plain_viewer_on_the_same_files_is_slower(app, camera_folder):
    folder = camera_folder(60)
    paths = sorted(folder.iterdir())[:20]
    viewer = opened(app, folder)
    paints, size = Paints(viewer), viewer.size()
    began = time.perf_counter()
    for _ in range(40):  # the next press as soon as the photo before is painted
        QTest.keyClick(app.window, Qt.Key.Key_Right)
        here = app.review.session.current
        assert go_on(5, lambda here=here: here in paints.first)
    ours = 40 / (time.perf_counter() - began)
    began = time.perf_counter()
    for path in paths:
        QPixmap(str(path)).scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    plain = len(paths) / (time.perf_counter() - began)
    began = time.perf_counter()
    thread = threading.Thread(target=_decode_all, args=(paths, size.toTuple()))
    thread.start()
    thread.join()
    pillow = len(paths) / (time.perf_counter() - began)
    print(
        f"\nphotos a second: ours {ours:.1f}, QPixmap scaled {plain:.1f} ({ours / plain:.1f} times), "
        f"Pillow in a thread {pillow:.1f} ({ours / pillow:.1f} times)"
    )
    assert ours > 3 * max(plain, pillow)


def _decode_all(paths, size):
    for path in paths:
        with Image.open(path) as image:
            image.load()
            image.thumbnail(size, Image.Resampling.LANCZOS)


def test_a_storm_of_key_presses_is_drained_without_freezing(app, camera_folder):
    """They come as a display server hands them over: as many as it has, whenever they are asked for."""
    viewer = opened(app, camera_folder(300))
    session, beats, handed = app.review.session, [time.perf_counter()], [0]
    to_and_fro = [Qt.Key.Key_Right] * 100 + [Qt.Key.Key_Left] * 98

    def hand_over():
        beats.append(time.perf_counter())
        for _ in range(min(PACK, STORM - handed[0])):
            QTest.keyClick(app.window, to_and_fro[handed[0] % len(to_and_fro)])
            handed[0] += 1

    pulse = QTimer(interval=0)
    pulse.timeout.connect(hand_over)
    pulse.start()
    began = time.perf_counter()
    assert go_on(60, lambda: handed[0] == STORM)
    took = time.perf_counter() - began
    at = _walked(to_and_fro, len(session.photos))
    assert go_on(5, lambda: viewer.photo == session.photos[at] and viewer.shown_picture is not None)
    pulse.stop()
    stall = max(after - before for before, after in pairwise(beats))
    print(f"\n{STORM} key presses drained in {took:.2f} s, blocked {stall * 1000:.0f} ms at the longest")
    assert session.index(session.current) == at
    assert took <= DRAINED
    assert stall <= STALL


def _walked(keys, photos):
    at = 0
    for press in range(STORM):
        at = min(photos - 1, at + 1) if keys[press % len(keys)] == Qt.Key.Key_Right else max(0, at - 1)
    return at
