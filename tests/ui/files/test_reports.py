"""A report saved from the window: of what is known at that moment, in the background, told when it is there."""

from __future__ import annotations

import csv
import json
import re
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QPushButton

from reviewer.photo import Failure, Score
from reviewer.ui.files import file_dialogs, reports
from reviewer.ui.files.reports import Waiting
from reviewer.ui.status_line import StatusLine

WAIT = 15_000  # ms


@pytest.fixture
def app(make, folder, idle, qtbot):
    """The window on six photos, of which two are scored."""
    app = make()
    app.review.open(folder)
    qtbot.waitUntil(lambda: len(app.review.session.photos) == 6 and app.review.folder.complete, timeout=WAIT)
    session = app.review.session
    first, second, third = session.photos[:3]
    session.learn(first, Score("technical", 0.75, 0.75))
    session.learn(second, Score("technical", 0.25, 0.25))
    session.learn(second, Score("nima", 5.4, 0.5))
    session.learn(third, Failure("", "broken"))
    app.review.turn(first, 1)
    return app


def save(app, monkeypatch, file: Path) -> None:
    monkeypatch.setattr(reports, "ask_for_report", lambda *_: file)
    next(action for action in app.window.actions() if action.text().startswith("Save report")).trigger()


def notices(app) -> list[str]:
    return list(app.window.findChild(StatusLine)._notices)


def test_a_page_of_what_is_known(app, monkeypatch, tmp_path, qtbot) -> None:
    file = tmp_path / "my report.html"
    save(app, monkeypatch, file)
    qtbot.waitUntil(lambda: any(str(file) in notice for notice in notices(app)), timeout=WAIT)
    lines = json.loads(re.search(r'id="photos">(.*?)</script>', file.read_text(), re.DOTALL)[1])
    assert [line[1] for line in lines] == [f"shoot/IMG_{at}.jpg" for at in range(6)]
    assert [line[3] for line in lines] == [1, 0, 0, 0, 0, 0]
    about = json.loads(re.search(r'id="about">(.*?)</script>', file.read_text(), re.DOTALL)[1])
    assert [judge["title"] for judge in about["judges"]] == ["Technical", "NIMA"]
    qtbot.waitUntil(lambda: not app.window.findChildren(Waiting), timeout=WAIT)


@pytest.mark.parametrize("ending", [".csv", ".JSON"])
def test_a_table_or_a_list_by_the_names_ending(app, monkeypatch, tmp_path, qtbot, ending: str) -> None:
    file = tmp_path / f"report{ending}"
    save(app, monkeypatch, file)
    qtbot.waitUntil(lambda: any(str(file) in notice for notice in notices(app)), timeout=WAIT)
    rows = list(csv.DictReader(file.open())) if ending == ".csv" else json.loads(file.read_text())
    assert [(Path(row["path"]).name, row["metric"], row["error"] or None) for row in rows] == [
        ("IMG_0.jpg", "technical", None),
        ("IMG_1.jpg", "technical", None),
        ("IMG_1.jpg", "nima", None),
        ("IMG_2.jpg", "technical", "broken"),
        ("IMG_2.jpg", "nima", "broken"),
    ]


def test_the_metric_that_paces_comes_first(app, monkeypatch, tmp_path, qtbot) -> None:
    app.window.keep("pace_metric", "nima")
    save(app, monkeypatch, tmp_path / "r.html")
    qtbot.waitUntil((tmp_path / "r.html").exists, timeout=WAIT)
    about = json.loads(re.search(r'id="about">(.*?)</script>', (tmp_path / "r.html").read_text(), re.DOTALL)[1])
    assert [judge["title"] for judge in about["judges"]] == ["NIMA", "Technical"]


def test_a_place_where_none_can_be_is_told_in_words(app, monkeypatch, tmp_path, qtbot) -> None:
    save(app, monkeypatch, tmp_path / "absent" / "r.html")
    qtbot.waitUntil(lambda: any("r.html cannot be written" in notice for notice in notices(app)), timeout=WAIT)
    qtbot.waitUntil(lambda: not app.window.findChildren(QProgressDialog), timeout=WAIT)


def test_it_can_be_stopped_and_says_how_long_it_takes(app, monkeypatch, tmp_path, qtbot) -> None:
    file = tmp_path / "r.html"
    file.write_text("old")
    told, stopped = threading.Event(), threading.Event()

    def slow(file, findings, groups):
        yield 1, 4
        told.set()
        stopped.wait(WAIT / 1000)
        yield 2, 4
        raise AssertionError("it went on")

    monkeypatch.setattr(reports, "_steps", slow)
    monkeypatch.setattr(reports, "_PATIENCE", 0)
    save(app, monkeypatch, file)
    waiting = app.window.findChild(Waiting)
    qtbot.waitUntil(lambda: waiting.isVisible() and "left" in waiting.labelText(), timeout=WAIT)
    assert waiting.labelText().startswith("Saving the report of 6 photos")
    assert (waiting.value(), waiting.maximum()) == (1, 4)
    qtbot.waitUntil(told.is_set, timeout=WAIT)
    qtbot.mouseClick(waiting.findChild(QPushButton), Qt.MouseButton.LeftButton)
    stopped.set()
    qtbot.waitUntil(lambda: "The report was not saved." in notices(app), timeout=WAIT)
    assert file.read_text() == "old"


def test_nothing_is_saved_where_nothing_was_chosen(app, monkeypatch, qtbot) -> None:
    monkeypatch.setattr(reports, "ask_for_report", lambda *_: None)
    next(action for action in app.window.actions() if action.text().startswith("Save report")).trigger()
    assert not app.window.findChildren(Waiting)


def test_the_question_knows_the_endings(app, monkeypatch, folder) -> None:
    seen = {}

    def answer(dialog: QFileDialog) -> bool:
        seen["kinds"] = dialog.nameFilters()
        seen["name"] = Path(dialog.selectedFiles()[0])
        dialog.filterSelected.emit(dialog.nameFilters()[1])
        seen["ending"] = dialog.defaultSuffix()
        return False

    monkeypatch.setattr(QFileDialog, "exec", answer)
    assert file_dialogs.ask_for_report(app.window, folder) is None
    assert [kind.rpartition("(")[2] for kind in seen["kinds"]] == ["*.html)", "*.csv)", "*.json)"]
    assert seen["name"] == folder / "report.html"
    assert seen["ending"] == "csv"
