"""Two windows on one folder and one catalogue at once, both flipping and scoring, from the first start on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

import reviewer
from reviewer import scan
from reviewer.catalogue import Catalogue, Thumbnails

PHOTOS, FLIPS = 24, 40

WINDOW = """
import json, sys
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.settings import Settings

folder, photos, flips, turned = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
qt = QApplication([])
catalogue, problem = Catalogue.open_or_temporary()
app = Application(Settings.load(), catalogue)
said, learnt, flipped = [problem.detail] if problem else [], [], 0
app.review.noticed.connect(said.append)
app._writer.failed.connect(lambda error: said.append(error.detail))
app._jobs.failure_unhandled.connect(lambda error: said.append(error.detail))
app.window.show()
app.window.activateWindow()
app.review.open(folder)

def flip():
    global flipped
    session = app.review.session
    if session.current is None:
        return
    if flipped < flips:
        flipped += 1
        QTest.keyClick(app.window, Qt.Key.Key_Right if flipped // 20 % 2 == 0 else Qt.Key.Key_Left)
    elif flipped == flips:
        flipped += 1
        app.review.turn(session.photos[turned], 1)
    elif len(session.records) == photos and app.review.feed.work is None:
        learnt.append((len(session.records), len(session.failures)))
        qt.quit()

beat = QTimer(interval=70)
beat.timeout.connect(flip)
beat.start()
QTimer.singleShot(40_000, qt.quit)
qt.exec()
app.window.close()
app.end()
print(json.dumps({"said": said, "learnt": learnt}))
"""


def test_two_windows_get_along_and_nothing_is_lost(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for at in range(PHOTOS):
        Image.effect_noise((600, 400), 40 + at).convert("RGB").save(folder / f"IMG_{at:02}.jpg", quality=95)
    root = str(Path(reviewer.__file__).parent.parent)
    command = [sys.executable, "-c", WINDOW, str(folder), str(PHOTOS), str(FLIPS)]
    environment = {**os.environ, "PYTHONPATH": root, "PHOTO_REVIEWER_HOME": str(home)}
    windows = [
        subprocess.Popen([*command, turned], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for turned in ("3", "5")
    ]
    told = []
    for window in windows:
        output, errors = window.communicate(timeout=120)
        assert window.returncode == 0, errors
        assert "Traceback" not in errors, errors
        told.append(json.loads(output.splitlines()[-1]))
    for each in told:
        assert each["said"] == []
        assert each["learnt"] == [[PHOTOS, 0]]
    photos = [photo for found in scan.scan(folder) for photo in found.photos]
    with Catalogue.open() as catalogue, Thumbnails.open() as thumbnails:
        records = catalogue.records(photos)
        assert len(records) == PHOTOS
        assert len(catalogue.scores(record.content_id for record in records.values())) == PHOTOS
        assert not catalogue.failures(photos)
        assert len(thumbnails.get_many(photos)) == PHOTOS
        turns = catalogue.turns({photo.path: records[photo].content_id for photo in photos})
        assert set(turns) == {photos[3].path, photos[5].path}
        place = catalogue.place(folder)
        assert place is not None
