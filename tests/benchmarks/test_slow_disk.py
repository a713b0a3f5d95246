"""Flipping on a slow disk while scoring runs: 30 MB/s and 20 ms for each seek, shared by window and worker.

The disk is ``slow_disk.c``, loaded before everything else into the processes of a program of its own. The same is
measured with scoring not held while the screen waits, to see what that is worth. ``-s`` prints the figures.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials", exc_type=ImportError)

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.settings import Settings
from reviewer.ui import theme
from reviewer.ui.viewer.view import Viewer

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

RATE, SEEK = 30e6, 0.02  # bytes a second; seconds
FLIPS, PERIOD = 60, 250  # and ms from one to the next
LEAPS, LOOK = 10, 1500  # and ms on each photo
FRAME, SOON = 0.034, 0.1  # seconds: a frame at 60 Hz after the one in which the key came; what still feels like at once
SAMPLES = 9  # points a side at which a picture is looked at for whether there is anything


@pytest.fixture(scope="session")
def slow_disk(tmp_path_factory):
    """The environment in which a folder lies on a slow disk."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("the slow disk needs Linux and a C compiler")
    made = tmp_path_factory.mktemp("disk")
    source = Path(__file__).with_name("slow_disk.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", made / "slow.so", source, "-ldl"], check=True)

    def environment(folder: Path) -> dict[str, str]:
        (made / "state").write_bytes(bytes(8))
        disk = {"FOLDER": folder, "STATE": made / "state", "RATE": RATE, "SEEK": SEEK}
        return {"LD_PRELOAD": str(made / "slow.so")} | {f"SLOW_DISK_{key}": str(of) for key, of in disk.items()}

    return environment


def _measured(folder: Path, environment: dict[str, str], home: Path, *arguments: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, __file__, str(folder), *arguments],
        env={**os.environ, **environment, "PHOTO_REVIEWER_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def _share(seconds: list[float | None], most: float) -> float:
    return sum(one is not None and one <= most for one in seconds) / len(seconds)


def _told(figures: dict[str, object]) -> str:
    first, sharp = figures["first"], [one for one in figures["sharp"] if one is not None]
    return (
        f"right photo in the next frame {_share(first, FRAME):.0%}, within 100 ms {_share(first, SOON):.0%}; "
        f"blank {figures['blank']} of {figures['looks']} looks; sharp before the next flip {len(sharp) / FLIPS:.0%}, "
        f"after a leap median {statistics.median(figures['leaps']) * 1000:.0f} ms; {figures['scored']} scored meanwhile"
    )


def test_the_disk_is_as_slow_as_it_is_said_to_be(slow_disk, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(bytes(3_000_000))
    script = "import sys, time; began = time.perf_counter(); open(sys.argv[1], 'rb').read(); print(time.perf_counter() - began)"
    command = [sys.executable, "-c", script, str(tmp_path / "photos" / "a.jpg")]
    environment = {**os.environ, **slow_disk(tmp_path / "photos")}
    alone = float(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert alone == pytest.approx(0.12, abs=0.03)
    two = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    together = max(float(one.communicate()[0]) for one in two)
    assert together > 1.4 * alone


@pytest.mark.parametrize("thumbnails", [True, False], ids=["with EXIF thumbnails", "without"])
def test_flipping_is_never_blank_and_scoring_waits(slow_disk, camera_folder, tmp_path, thumbnails):
    folder = camera_folder(150, thumbnails=thumbnails)
    held = _measured(folder, slow_disk(folder), tmp_path / "held", "held")
    free = _measured(folder, slow_disk(folder), tmp_path / "free", "free")
    print(f"\nscoring held: {_told(held)}\nnot held:     {_told(free)}")
    assert held["blank"] == 0
    assert _share(held["sharp"], 1.0) >= _share(free["sharp"], 1.0)
    assert statistics.median(held["leaps"]) < statistics.median(free["leaps"])
    if thumbnails:
        assert _share(held["first"], SOON) >= 0.95


class Flipping(QObject):
    """Goes through a folder at a steady pace and notes what is on screen when."""

    def __init__(self, app: Application, folder: Path) -> None:
        super().__init__()
        self.app, self.viewer = app, app.window.findChild(Viewer)
        self.first: list[float | None] = []
        self.sharp: list[float | None] = []
        self.leaps: list[float] = []
        self.blank = self.looks = self.scored = 0
        self._pressed = 0.0
        self.viewer.painted.connect(self._note)
        app.review.feed.progressed.connect(self._count)
        self._beat = QTimer(self, interval=PERIOD, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._flip)
        app.review.open(folder)

    def _count(self, progress) -> None:
        self.scored += len(progress.surveyed) * bool(self.first)
        if progress.surveyed and not self._beat.isActive():
            self._beat.start()

    def _flip(self) -> None:
        if len(self.first) == FLIPS:
            self._leap()
            return
        self.first.append(None)
        self.sharp.append(None)
        self._pressed = time.perf_counter()
        QTest.keyClick(self.app.window, Qt.Key.Key_Right)
        for later in (20, 110, PERIOD - 20):
            QTimer.singleShot(later, self._look)

    def _leap(self) -> None:
        """To a photo far away, as by a click into the strip."""
        self._beat.setInterval(LOOK)
        if len(self.leaps) == LEAPS:
            self._beat.stop()
            keys = ("first", "sharp", "leaps", "blank", "looks", "scored")
            print(json.dumps({key: getattr(self, key) for key in keys}))
            QApplication.quit()
            return
        session = self.app.review.session
        self.leaps.append(LOOK / 1000)
        self._pressed = time.perf_counter()
        self.app.review.tell(session.go_to(session.photos[FLIPS + 8 * len(self.leaps)]))

    def _note(self, photo, sharp: bool) -> None:
        if not self.first or photo != self.app.review.session.current:
            return
        took = time.perf_counter() - self._pressed
        if self.leaps and sharp:
            self.leaps[-1] = took
        elif not self.leaps:
            self.first[-1] = took if self.first[-1] is None else self.first[-1]
            self.sharp[-1] = took if sharp else None

    def _look(self) -> None:
        seen = self.viewer.grab().toImage()
        at = [(n + 1) / (SAMPLES + 1) for n in range(SAMPLES)]
        points = {seen.pixel(int(x * seen.width()), int(y * seen.height())) for x in at for y in at}
        self.looks += 1
        self.blank += len(points) == 1


def _flip_through(folder: Path, *, held: bool) -> None:
    qt = QApplication([])
    theme.dress(qt)
    catalogue, _ = Catalogue.open_or_temporary()
    app = Application(Settings.load(), catalogue)
    if not held:
        app.screen.scoring_held.disconnect(app.review.feed.hold)
    app.window.resize(1366, 768)
    app.window.show()
    flipping = Flipping(app, folder)
    qt.exec()
    flipping.deleteLater()
    app.window.close()
    app.end()


if __name__ == "__main__":
    _flip_through(Path(sys.argv[1]), held=sys.argv[2] == "held")
