"""The page of models: what it shows, what can be asked for there, by mouse and by keyboard, and what comes of it."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QScrollArea

from reviewer import words
from reviewer.errors import MissingPart, WeightsUnavailable
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS
from reviewer.ui.models.window import Models
from reviewer.weights import FILES, Imported

WAIT = 10_000  # ms
NIMA = METRICS["nima"].files


@pytest.fixture
def page(qtbot, stock, settings):
    made = Models(stock, settings)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.resize(1100, 690)
    made.show()
    at_rest(made, qtbot)
    return made


def at_rest(page, qtbot):
    stock = page._stock
    qtbot.waitUntil(lambda: bool(stock.standings) and stock._looking is None and not stock.coming, timeout=WAIT)


def row(page, name):
    return page._rows[name]


def box(page, name):
    return next(iter(row(page, name).findChildren(QCheckBox)))


def button(where, text):
    return next(found for found in where.findChildren(QPushButton) if found.text() == text and found.isVisibleTo(where))


def buttons(where):
    return [found.text() for found in where.findChildren(QPushButton) if found.isVisibleTo(where)]


def said(where):
    return " ".join(label.text() for label in where.findChildren(QLabel) if label.isVisibleTo(where))


def shown(page):
    return [
        name
        for at in range(page._column.count())
        for name in page._rows
        if page._column.itemAt(at).widget() is page._rows[name]
    ]


def test_the_usual_metrics_come_first_and_the_others_when_they_are_asked_for(page, qtbot):
    usual = [name for name, metric in METRICS.items() if metric.tier != "more"]
    first = shown(page)
    assert [name for name in first if name in usual] == usual
    assert {"clipiqa", "nima", "brisque", "musiq"} <= set(first)
    more = button(page, "More models…")
    more.setFocus()
    qtbot.keyClick(more, Qt.Key.Key_Return)
    assert not more.isVisible()
    qtbot.waitUntil(lambda: shown(page) == list(METRICS), timeout=WAIT)
    assert page.focusWidget() is box(page, next(name for name in METRICS if name not in first))


def test_the_licence_is_said_above_all(page):
    assert "noncommercial use only" in said(page)
    assert "Nothing is downloaded unless you ask for it" in said(page)


def test_a_row_says_what_a_metric_is_worth_and_takes(page):
    text = said(row(page, "nima"))
    for part in (
        "contest",
        "Agrees with people 0.51",
        "Trained on",
        "Quick",
        "of memory",
        "to download",
        "Noncommercial use only",
        "Not installed",
    ):
        assert part in text
    assert "Ready" in said(row(page, "piqe"))


def test_the_built_in_metric_is_always_in_use(page, settings):
    assert box(page, "technical").isChecked()
    assert not box(page, "technical").isEnabled()
    assert not buttons(row(page, "technical"))


def test_a_metric_is_used_and_not_used_at_once_and_that_is_kept(page, settings, qtbot):
    switch = box(page, "piqe")
    assert switch.isChecked()  # nobody chose, and it can be computed
    switch.setFocus()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert json.loads(settings.file.read_text()) == {"metrics": ["technical"]}
    box(page, "musiq").click()
    assert settings.words("metrics") == ("technical", "musiq")
    box(page, "musiq").click()
    box(page, "piqe").click()
    assert settings.words("metrics") == ()


def test_installing_asks_once_with_size_host_and_licence_and_shows_how_far_it_is(page, depot, settings, qtbot):
    depot.more = threading.Semaphore(4)
    line = row(page, "musiq")
    install = button(line, "Install…")
    install.setFocus()
    qtbot.keyClick(install, Qt.Key.Key_Return)
    assert depot.fetched == []
    text = said(line)
    assert words.size(FILES[METRICS["musiq"].files[0]].size) in text
    assert "huggingface.co" in text
    assert "Licence: " in text
    assert page.focusWidget() is button(line, "Download")
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: " left" in said(line), timeout=WAIT)
    assert "Stop" in buttons(line)
    assert "Install…" not in buttons(line)
    assert "Not installed" not in said(line)
    assert line._bar.isVisible()
    assert line._bar.value() == 400
    assert box(page, "musiq").isChecked()  # who has it fetched means to use it
    depot.more.release(100)
    at_rest(page, qtbot)
    assert "Ready" in said(line)
    assert buttons(line) == ["Remove…"]
    assert not line._bar.isVisible()
    assert settings.words("metrics") == ("technical", "piqe", "musiq")


def test_a_question_that_is_left_downloads_nothing(page, depot, qtbot):
    line = row(page, "nima")
    button(line, "Install…").click()
    button(line, "Leave it").click()
    assert "Download" not in buttons(line)
    assert page._stock.coming == ()
    assert depot.fetched == []


def test_one_of_the_usual_ones_is_in_use_once_it_is_here_though_nobody_chose_it(page, depot, settings, qtbot):
    assert not box(page, "nima").isChecked()
    button(row(page, "nima"), "Install…").click()
    button(row(page, "nima"), "Download").click()
    assert box(page, "nima").isChecked()
    assert not box(page, "nima").isEnabled()
    assert page.focusWidget() is button(row(page, "nima"), "Stop")
    at_rest(page, qtbot)
    assert box(page, "nima").isChecked()
    assert box(page, "nima").isEnabled()
    assert settings.words("metrics") == ()


def test_a_download_is_stopped_in_its_row(page, depot, qtbot):
    depot.more = threading.Semaphore(0)
    for name in ("nima", "musiq"):
        button(row(page, name), "Install…").click()
        button(row(page, name), "Download").click()
    assert "Waiting…" in said(row(page, "musiq"))
    qtbot.waitUntil(lambda: page._stock.transfer is not None, timeout=WAIT)
    stop = button(row(page, "nima"), "Stop")
    stop.setFocus()
    stop.click()
    qtbot.waitUntil(lambda: page._stock.coming == ("musiq",), timeout=WAIT)
    assert "Install…" in buttons(row(page, "nima"))
    button(row(page, "musiq"), "Stop").click()
    at_rest(page, qtbot)
    assert depot.there == set()


def test_what_goes_wrong_is_said_in_the_row(page, depot, qtbot):
    depot.error = WeightsUnavailable(Path(NIMA[0]), "offline")
    button(row(page, "nima"), "Install…").click()
    button(row(page, "nima"), "Download").click()
    at_rest(page, qtbot)
    assert words.problem(depot.error) in said(row(page, "nima"))
    button(row(page, "nima"), "Install…").click()
    assert words.problem(depot.error) not in said(row(page, "nima"))


def test_a_download_goes_on_when_the_page_is_closed_and_is_there_when_it_is_opened_again(page, depot, settings, qtbot):
    depot.more = threading.Semaphore(3)
    button(row(page, "nima"), "Install…").click()
    button(row(page, "nima"), "Download").click()
    qtbot.waitUntil(lambda: page._stock.transfer is not None, timeout=WAIT)
    page.close()
    again = Models(page._stock, settings)
    qtbot.addWidget(again)
    again.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    assert "Stop" in buttons(row(again, "nima"))
    assert " of " in said(row(again, "nima"))
    depot.more.release(100)
    at_rest(again, qtbot)
    assert "Ready" in said(row(again, "nima"))


def test_removing_asks_once_and_says_who_else_loses_by_it(page, depot, qtbot):
    depot.there.add("RN50.pt")
    page._stock.look()
    qtbot.waitUntil(lambda: "Ready" in said(row(page, "clipiqa")), timeout=WAIT)
    line = row(page, "clipiqa")
    button(line, "Remove…").click()
    assert "Also used by: CLIP-IQA+" in said(line)
    assert "RN50.pt" in depot.there
    button(line, "Remove").click()
    qtbot.waitUntil(lambda: "Not installed" in said(line), timeout=WAIT)
    assert depot.there == set()


def test_files_are_imported_for_a_machine_without_a_network(page, depot, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: (["/stick/a.pt", "/stick/b.pt"], ""))
    depot.outcome = Imported(NIMA, (), (Path("/stick/b.pt"),), ())
    depot.more = threading.Semaphore(0)
    button(page, "Import files…").click()
    qtbot.waitUntil(lambda: "RN50.pt: 1.0 MB of 2.0 MB" in said(page), timeout=WAIT)
    assert not button(page, "Import files…").isEnabled()
    assert "Stop" in buttons(page)
    depot.more.release(10)
    qtbot.waitUntil(lambda: f"Imported: {NIMA[0]}." in said(page), timeout=WAIT)
    assert "b.pt belongs to no model here" in said(page)
    assert depot.sources == [Path("/stick/a.pt"), Path("/stick/b.pt")]
    qtbot.waitUntil(lambda: "Ready" in said(row(page, "nima")), timeout=WAIT)


def test_what_is_imported_has_its_row_also_where_it_is_none_of_the_usual(page, depot, qtbot):
    assert "niqe" not in shown(page)
    depot.outcome = Imported(METRICS["niqe"].files, (), (), ())
    page._stock.import_files([Path("/stick")])
    qtbot.waitUntil(lambda: "niqe" in shown(page) and "Ready" in said(row(page, "niqe")), timeout=WAIT)
    assert page._more.isVisible()


def test_what_most_metrics_lack_is_said_once_above_them(page, qtbot, monkeypatch):
    def lacking(_metric):
        raise MissingPart("torch", "pip install torch")

    monkeypatch.setattr(parts, "require", lacking)
    page._stock.look()
    qtbot.waitUntil(lambda: "torch is missing" in said(row(page, "nima")), timeout=WAIT)
    assert said(page).count("pip install torch") == 1
    assert page._trouble.isVisible()


def test_an_import_can_be_stopped(page, depot, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "/stick")
    depot.more = threading.Semaphore(0)
    button(page, "Import a folder…").click()
    qtbot.waitUntil(lambda: "of 2.0 MB" in said(page), timeout=WAIT)
    button(page, "Stop").click()
    qtbot.waitUntil(lambda: button(page, "Import files…").isEnabled(), timeout=WAIT)
    assert "of 2.0 MB" not in said(page)
    assert "Stop" not in buttons(page)


def test_a_choice_that_cannot_be_kept_is_said_and_holds(page, settings, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reviewer.paths.write_whole", full)
    box(page, "piqe").click()
    assert settings.words("metrics") == ("technical",)
    assert "No space left" in said(page)


def test_all_is_named_for_a_screen_reader_and_reached_by_the_keyboard(page, qtbot):
    page._more.click()
    qtbot.waitUntil(lambda: len(page._rows) == len(METRICS), timeout=WAIT)
    names = []
    for found in [*page.findChildren(QCheckBox), *page.findChildren(QPushButton)]:
        assert found.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not found.accessibleDescription().startswith("Download"):
            names.append(found.accessibleName() or found.text())
    assert all(names)
    assert "Use NIMA" in names
    assert "Install NIMA" in names
    assert len(page.findChildren(QCheckBox)) == len(METRICS)


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_nothing_is_wider_than_the_page(qapp, qtbot, stock, settings, factor):
    usual = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * factor)
    qapp.setFont(larger)
    try:
        made = Models(stock, settings)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.resize(910, 512)  # 1366 x 768 at 150 %
        made.show()
        at_rest(made, qtbot)
        made._more.click()
        qtbot.waitUntil(lambda: len(made._rows) == len(METRICS), timeout=WAIT)
        made.grab()
        area = made.findChild(QScrollArea)
        assert area.widget().width() <= area.viewport().width()
        for line in made._rows.values():
            for part in line.findChildren(QPushButton):
                if part.isVisible():
                    assert part.mapTo(line, QPoint(part.width(), 0)).x() <= line.width()
                    assert part.width() >= part.minimumSizeHint().width()
    finally:
        qapp.setFont(usual)
