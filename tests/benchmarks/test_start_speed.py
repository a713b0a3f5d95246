"""From the start of the process to the painted window; and what the window's process never loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials", exc_type=ImportError)

LIMIT = 1.0  # seconds
STARTS = 5

# Says when the main window was first painted, and what had been imported, then ends the program.
CHILD = """
import json, sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from reviewer import app
from reviewer.ui.main_window import MainWindow

class Watch(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "told"):
            self.told = time.time()
            QTimer.singleShot(int(sys.argv[2]), self.tell)

    def tell(self):
        loaded = [name for name in ("torch", "torchvision", "pyiqa", "cv2") if name in sys.modules]
        print(json.dumps({"painted": self.told, "loaded": loaded, "photos": len(self._review.session.photos)}))
        self.close()

app.MainWindow = Watch
sys.exit(app.run([Path(path) for path in sys.argv[1:2] if path]))
"""


def start(home: Path, opened: str = "", stay: int = 0) -> tuple[float, dict]:
    """Start the program once; seconds to its first paint, and what it said."""
    environment = {**os.environ, "PHOTO_REVIEWER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, opened, str(stay)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    return said["painted"] - began, said


@pytest.mark.benchmark
def test_the_window_is_painted_within_a_second(tmp_path):
    start(tmp_path)  # the disk's cache, compiled modules
    seconds = sorted(start(tmp_path)[0] for _ in range(STARTS))
    print(
        f"start to painted window: median {seconds[STARTS // 2]:.2f} s, best {seconds[0]:.2f} s, worst {seconds[-1]:.2f} s"
    )
    assert seconds[STARTS // 2] <= LIMIT


def test_models_are_never_loaded_in_the_windows_process(tmp_path, make_folder):
    _, said = start(tmp_path / "home", str(make_folder(3)), stay=1500)
    assert said["photos"] == 3
    assert said["loaded"] == []


@pytest.fixture
def make_folder(tmp_path):
    def make(count: int) -> Path:
        folder = tmp_path / "photos"
        folder.mkdir()
        for at in range(count):
            Image.new("RGB", (640, 480), (60 * at, 80, 120)).save(folder / f"IMG_{at}.jpg")
        return folder

    return make
