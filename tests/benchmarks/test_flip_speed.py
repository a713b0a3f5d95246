"""How long a key press takes to become a picture, and how much memory flipping costs; on real photos.

Times are from the key event to the end of the paint that shows the photo sharp. ``-s`` prints the figures.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials", exc_type=ImportError)

from PIL import Image
from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from reviewer.decode import THUMBNAIL_SIZE
from reviewer.link import Link
from reviewer.photo import Photo
from reviewer.ui.screen.decoding import Decoding
from reviewer.ui.screen.pictures import Pictures
from reviewer.ui.screen.thumbnails import Thumbnails
from reviewer.ui.viewer.view import Viewer

pytestmark = pytest.mark.benchmark

SCREEN = (1920, 1080)
LIMIT_FLIP, LIMIT_JUMP, LIMIT_RATIO, LIMIT_MEMORY = 16, 120, 0.5, 600  # ms, ms, parts of QImageReader's, MB
LIMIT_BUSY_FLIP, LIMIT_BUSY_JUMP, LIMIT_THUMBNAILS = 33, 250, 18  # ms and ms while the worker scores, s for 700

SCORING = """
import itertools, sys
from pathlib import Path
from reviewer import wire
from reviewer.link import SURVEY, Link
from reviewer.machine import CORES
requests = ({"op": "survey", "path": wire.path_to_wire(Path(path))} for path in itertools.cycle(sys.argv[1:]))
for _ in Link("score").stream(requests, ahead=CORES + 2, limits=SURVEY):
    print("scored", flush=True)
"""


@dataclass
class Flipper:
    """A window with nothing but a viewer, in which Right and J go to the photo that is due."""

    window: QWidget
    viewer: Viewer
    pictures: Pictures
    photos: list[Photo]
    due: int = 0

    def neighbours(self, at: int) -> list[Photo]:
        return [self.photos[(at + step) % len(self.photos)] for step in (1, 2, -1, 3)]

    def press(self, at: int) -> tuple[float, float]:
        """Milliseconds from a key press to the first paint of this photo, and to the sharp one."""
        self.due = at
        loop, times = QEventLoop(), []

        def painted(photo, sharp):
            if photo == self.photos[at]:
                times.append((time.perf_counter() - began) * 1000)
                if sharp:
                    loop.quit()

        self.viewer.painted.connect(painted)
        QTimer.singleShot(10_000, loop.quit)
        began = time.perf_counter()
        QTest.keyClick(self.window, Qt.Key.Key_Right)
        loop.exec()
        self.viewer.painted.disconnect(painted)
        return times[0], times[-1]

    def rest(self, at: int) -> None:
        """Until the neighbours are in memory and the decoders idle."""
        until = time.monotonic() + 20
        size = self.viewer.size().toTuple()
        while time.monotonic() < until and not all(self.pictures.picture(p, size) for p in self.neighbours(at)):
            _rest(0.005)
        _rest(0.02)


class Window(QWidget):
    flipper: Flipper

    def keyPressEvent(self, event):  # noqa: N802 -- Qt's name
        flipper = self.flipper
        flipper.viewer.show_photo(flipper.photos[flipper.due], flipper.neighbours(flipper.due))


@pytest.fixture
def flip(qapp):
    with _flipping() as over:
        yield over


@contextmanager
def _flipping():
    link = Link("screen")
    decoding = Decoding(link)
    thumbnails = Thumbnails(decoding)
    pictures = Pictures(decoding, thumbnails, megabytes=256)
    window = Window()
    viewer = Viewer(pictures)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(viewer)
    window.resize(QSize(*SCREEN))
    window.show()
    QTest.qWaitForWindowExposed(window)

    def over(files: list[Path]) -> Flipper:
        window.flipper = Flipper(window, viewer, pictures, [_photo(file) for file in files])
        return window.flipper

    yield over
    decoding.shutdown()
    thumbnails.shutdown()
    window.close()
    window.deleteLater()


def _photo(path: Path) -> Photo:
    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)


def _named(folder: Path, sources: list[Path], count: int) -> list[Path]:
    """So many names for these files, so that each is a photo of its own."""
    files = [folder / f"{n:04}.jpg" for n in range(count)]
    for n, file in enumerate(files):
        file.symlink_to(sources[n % len(sources)])
    return files


@pytest.fixture
def photos_24(shared, tmp_path):
    """Three baseline JPEGs of 24 MP as cameras write them, from real photos of 36 MP."""
    made = []
    for source in sorted((shared / "photos" / "align_36mp").glob("*.jpg")):
        made.append(tmp_path / f"24mp {source.name}")
        with Image.open(source) as image:
            image.resize((6000, 4000)).save(made[-1], quality=90, subsampling=1)
    return made


def _rest(seconds: float) -> None:
    """The reader's eye, for so long; the window goes on meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _percentile(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def _report(what: str, **figures: float) -> None:
    print(f"\n{what}: " + ", ".join(f"{name} {value:.2f}" for name, value in figures.items()))


def test_a_flip_to_a_cached_neighbour(flip, shared, tmp_path):
    real = [*(shared / "photos").glob("wallpapers/*.jpg"), *(shared / "photos").glob("flight/*.jpg")]
    flipper = flip(_named(tmp_path, sorted(real), 60))
    flipper.press(0)
    times = []
    for at in range(1, 60):
        flipper.rest(at - 1)
        times.append(flipper.press(at)[1])
    figures = {"median": statistics.median(times), "p95": _percentile(times, 0.95), "most": max(times)}
    _report("cached flip, ms", **figures)
    assert figures["p95"] <= LIMIT_FLIP


def test_a_jump_to_a_24_megapixel_photo(flip, photos_24, tmp_path):
    flipper = flip(_named(tmp_path, photos_24, 90))
    order = random.Random(1).sample(range(0, 90, 6), 15)
    flipper.press(order[0])
    sharp, whole = [], []
    for at in order[1:]:
        # The reader holds the interpreter, so it goes before the rest in which the neighbours are decoded.
        began = time.perf_counter()
        assert not QImageReader(str(flipper.photos[at].path)).read().isNull()
        whole.append((time.perf_counter() - began) * 1000)
        _rest(0.8)
        sharp.append(flipper.press(at)[1])
    ratio = statistics.median(ours / theirs for ours, theirs in zip(sharp, whole, strict=True))
    figures = {"median": statistics.median(sharp), "most": max(sharp), "QImageReader": statistics.median(whole)}
    _report("jump to 24 MP, ms", **figures, ratio=ratio)
    assert figures["median"] <= LIMIT_JUMP
    assert ratio <= LIMIT_RATIO


@pytest.fixture
def scoring(shared):
    """The worker, looking at one real photo after another on every core."""
    photos = sorted((shared / "photos" / "flight").glob("*.jpg"))
    with subprocess.Popen(
        [sys.executable, "-c", SCORING, *map(str, photos)], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stdout.readline() == b"scored\n"
        scored = [0]
        reader = threading.Thread(target=lambda: scored.extend(1 for _ in process.stdout))
        reader.start()
        yield scored
        process.kill()
        reader.join()


def test_a_flip_to_a_cached_neighbour_while_the_worker_scores(flip, shared, tmp_path, scoring):
    real = [*(shared / "photos").glob("wallpapers/*.jpg"), *(shared / "photos").glob("flight/*.jpg")]
    flipper = flip(_named(tmp_path, sorted(real), 60))
    flipper.press(0)
    times = []
    for at in range(1, 60):
        flipper.rest(at - 1)
        times.append(flipper.press(at)[1])
    figures = {"median": statistics.median(times), "p95": _percentile(times, 0.95), "most": max(times)}
    _report("cached flip while scoring, ms", **figures, scored=len(scoring))
    assert len(scoring) > 20, "the worker did not score meanwhile"
    assert figures["p95"] <= LIMIT_BUSY_FLIP


def test_a_jump_to_a_24_megapixel_photo_while_the_worker_scores(flip, photos_24, tmp_path, scoring):
    flipper = flip(_named(tmp_path, photos_24, 180))
    order = random.Random(1).sample(range(0, 180, 6), 30)
    flipper.press(order[0])
    times = []
    for at in order[1:]:
        _rest(0.4)
        times.append(flipper.press(at)[1])
    figures = {"median": statistics.median(times), "p95": _percentile(times, 0.95), "most": max(times)}
    _report("jump to 24 MP while scoring, ms", **figures, scored=len(scoring))
    assert len(scoring) > 20, "the worker did not score meanwhile"
    assert figures["p95"] <= LIMIT_BUSY_JUMP


def test_thumbnails_of_700_photos_of_12_megapixels(qapp, shared, tmp_path):
    photos = [_photo(file) for file in _named(tmp_path, sorted((shared / "photos" / "flight").glob("*.jpg")), 700)]
    link = Link("screen")
    decoding = Decoding(link)
    thumbnails = Thumbnails(decoding)
    loop, exact = QEventLoop(), set()

    def note(photo):
        if max(thumbnails.image(photo).size().toTuple()) >= THUMBNAIL_SIZE:
            exact.add(photo)
            if len(exact) == len(photos):
                loop.quit()

    thumbnails.thumbnail_ready.connect(note)
    QTimer.singleShot(120_000, loop.quit)
    began = time.perf_counter()
    thumbnails.want(photos)
    loop.exec()
    seconds = time.perf_counter() - began
    decoding.shutdown()
    thumbnails.shutdown()
    _report("thumbnails of 700 photos of 12 MP", seconds=seconds, made=len(exact))
    assert len(exact) == len(photos)
    assert seconds <= LIMIT_THUMBNAILS


def test_memory_while_flipping_through_500_photos_of_24_megapixels(photos_24, tmp_path):
    files = _named(tmp_path, photos_24, 500)
    command = [
        sys.executable,
        __file__,
        *map(str, files),
    ]  # a process of its own: the tests' own memory is not the window's
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=True)
    most, seconds = map(float, done.stdout.split())
    _report("500 photos of 24 MP", megabytes=most, seconds=seconds)
    assert most <= LIMIT_MEMORY


def _flip_through(files: list[Path]) -> None:
    application = QApplication([])
    process, most, began = psutil.Process(), 0, time.perf_counter()
    with _flipping() as over:
        flipper = over(files)
        for at in range(len(files)):
            flipper.press(at)
            most = max(most, process.memory_info().rss)
    print(most / 1e6, time.perf_counter() - began)
    application.quit()


if __name__ == "__main__":
    _flip_through([Path(name) for name in sys.argv[1:]])
