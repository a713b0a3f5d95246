"""A window's world offscreen, in which a stray log line or anything left running is a failure."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

pytest.importorskip("PySide6.QtWidgets", reason="the window needs PySide6-Essentials")

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete, isValid

from reviewer import pipeline
from reviewer.catalogue import Catalogue
from reviewer.link import Link
from reviewer.photo import Photo
from reviewer.scoring.table import BUILT_IN
from reviewer.settings import Settings
from reviewer.ui.screen.decoding import Decoding
from reviewer.ui.screen.pictures import Pictures
from reviewer.ui.screen.thumbnails import Thumbnails

# What the platform says of itself, whatever we do; each seen on a sound machine.
PLATFORM_LINES = (
    "This plugin does not support",  # offscreen: raise(), propagateSizeHints()
    "QStandardPaths: XDG_RUNTIME_DIR not set",
    "QStandardPaths: wrong permissions on runtime directory",
    'Detected locale "C"',
    "Cannot find font directory",
    "Qt no longer ships fonts",
)
GRACE = 3.0  # seconds that what is ending may take to end


@pytest.fixture(autouse=True)
def _built_in_only(home: Path) -> None:
    """Only the built-in score, unless a test chooses: models take seconds to load, and these tests are of the window."""
    settings = Settings(home / "config" / "settings.json")
    settings.put("metrics", (BUILT_IN,))
    settings.save()


@pytest.fixture(autouse=True)
def _quiet(qtlog):
    """Fail a test for a line that Qt logged, unless it is a known one of the platform."""
    yield
    stray = [record.message for record in qtlog.records if not record.message.startswith(PLATFORM_LINES)]
    assert not stray, f"Qt logged: {stray}"


@pytest.fixture(autouse=True, scope="module")
def _old_things_at_rest():
    """What lives by now belongs to no test to come: looked through after each, it took most of the time of them all."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication):
    """Fail a test that leaves a thread, process, pooled job, running timer or top-level widget behind.

    Widgets given to ``qtbot.addWidget`` are closed before this looks.
    """
    before = _running(qapp)
    yield
    until = time.monotonic() + GRACE
    while left := {key: words for key, words in _running(qapp).items() if key not in before}:
        if time.monotonic() > until:
            pytest.fail(f"left behind: {', '.join(left.values())}")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
        gc.collect()
        time.sleep(0.01)


def _running(qapp: QApplication) -> dict[object, str]:
    """Everything that goes on by itself, under a key that stays while it does."""
    found: dict[object, str] = {
        thread: f"thread {thread.name}"
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)  # Python's name for a pool thread, kept after its end
    }
    found |= {("process", child.pid): f"process {child.pid}" for child in psutil.Process().children(recursive=True)}
    found |= {("widget", id(widget)): f"widget {widget!r}" for widget in qapp.topLevelWidgets()}
    for thing in gc.get_objects():
        if type(thing) is QTimer and isValid(thing) and thing.isActive():
            found["timer", id(thing)] = f"timer of {thing.parent()!r}"
        elif type(thing) is QThreadPool and isValid(thing) and thing.activeThreadCount():
            found["pool", id(thing)] = f"job in {thing!r}"
    return found


def photo_of(path: Path) -> Photo:
    """The Photo of a file as it is now."""
    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)


@pytest.fixture
def make_photo(tmp_path: Path) -> Callable[..., Photo]:
    """Makes a JPEG with one colour on its left half and grey on its right."""

    def make(name: str, size: tuple[int, int] = (640, 480), colour: tuple[int, int, int] = (200, 60, 20)) -> Photo:
        image = Image.new("RGB", size, (128, 128, 128))
        image.paste(colour, (0, 0, size[0] // 2, size[1]))
        image.save(tmp_path / name, quality=92)
        return photo_of(tmp_path / name)

    return make


@dataclass
class Screen:
    """What a viewer stands on, as the window puts it together."""

    link: Link
    decoding: Decoding
    thumbnails: Thumbnails
    pictures: Pictures

    def shutdown(self) -> None:
        self.decoding.shutdown()
        self.thumbnails.shutdown()


@pytest.fixture
def screen(qapp):
    """Decoding, thumbnails and pictures for the screen; shut down at the end."""
    link = Link("screen")
    decoding = Decoding(link)
    thumbnails = Thumbnails(decoding)
    made = Screen(link, decoding, thumbnails, Pictures(decoding, thumbnails, megabytes=256))
    yield made
    made.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six photos, each with its own colour and mark."""
    made = tmp_path / "shoot"
    made.mkdir()
    for at in range(6):
        image = Image.new("RGB", (900, 600), (40 * at, 90, 200 - 30 * at))
        image.paste((250, 250, 250), (100 * at, 200, 100 * at + 80, 400))
        image.save(made / f"IMG_{at}.jpg", quality=90)
    return made


@pytest.fixture
def idle(monkeypatch):
    """No scoring: these tests are about the window."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))


@pytest.fixture
def make(qtbot, home):
    """Starts the program; its ``close`` closes it as the user does."""
    from reviewer.app import Application  # here: what stands on a part of the window needs only that part

    running = []

    def start(*, resized=True):
        catalogue, _ = Catalogue.open_or_temporary()
        made = Application(Settings.load(), catalogue)
        running.append(made)
        if resized:
            made.window.resize(1366, 768)
        made.window.show()
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow, timeout=15_000)

        def end():
            running.remove(made)
            made.window.close()
            made.end()
            delete(made.window)

        made.close = end
        return made

    yield start
    while running:
        running[-1].close()
    gc.collect()  # here, not on some later test's thread
