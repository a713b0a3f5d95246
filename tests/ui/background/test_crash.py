"""Faults of ours go to a log, whole, and to the user, in one line."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import QObject, QTimer, qWarning

from reviewer import paths
from reviewer.ui.background.crash import CrashHandler


@pytest.fixture
def crash(qapp):
    made = CrashHandler()
    made.told = []
    made.noted.connect(made.told.append)
    yield made
    made.restore()


def log():
    return (paths.log_folder() / "window.log").read_text(encoding="utf-8")


def boom():
    raise RuntimeError("the boiler burst")


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_slot_is_logged_and_told_and_the_program_goes_on(crash, qtbot):
    QTimer.singleShot(0, boom)
    qtbot.waitUntil(lambda: bool(crash.told))
    assert "boiler burst" in log()
    assert "test_crash.py" in log()
    assert "window.log" in crash.told[0]
    assert "boiler" not in crash.told[0]


def test_a_fault_in_a_thread_is_told_on_the_windows_thread(crash, qtbot):
    heard = []

    class Ear(QObject):
        def hear(self, _):
            heard.append(threading.current_thread())

    ear = Ear()
    crash.noted.connect(ear.hear)
    thread = threading.Thread(target=boom)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [threading.main_thread()]
    assert "boiler burst" in log()


def test_what_qt_says_goes_to_the_log_and_not_to_the_user(crash):
    qWarning("a pixmap was null")
    assert "Qt: a pixmap was null" in log()
    assert crash.told == []


def test_a_place_that_cannot_be_written_does_not_keep_the_window_from_starting(home, qapp, monkeypatch):
    (home / "log").write_text("a file where the folder should be")
    made = CrashHandler()
    made.restore()
    assert sys.excepthook is not made._note
