"""The line at the window's foot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QToolButton

from reviewer.pipeline.progress import Contract
from reviewer.ui.menus import SortMenu
from reviewer.ui.reviewing.scoring_feed import Work
from reviewer.ui.status_line import StatusLine


@pytest.fixture
def line(qtbot):
    menu = SortMenu()
    qtbot.addWidget(menu)
    made = StatusLine(menu)
    qtbot.addWidget(made)
    made.resize(1366, made.height())
    made.show()
    return made


def said(line):
    line.layout().activate()  # as Qt does before it paints
    return [label.text() for label in line.findChildren(QLabel) if label.isVisible() and label.text()]


def button(line, name):
    return next(found for found in line.findChildren(QToolButton) if found.accessibleName() == name)


def test_a_position_counts_from_one(line):
    line.show_position(11, 668)
    assert said(line) == ["12 / 668"]
    line.show_position(None, 0)
    assert said(line) == []


def test_a_position_does_not_push_its_neighbours_when_it_grows(line):
    line.show_position(0, 668)
    line.show_order("Name", descending=False)
    before = button(line, "Name, ascending").x()
    line.show_position(667, 668)
    line.layout().activate()
    assert button(line, "Name, ascending").x() == before


def test_scoring_tells_rate_and_time_left(line):
    line.show_work(Work(("nima",), 211, 668, 34.2, 129.5))
    assert said(line) == ["Scoring by NIMA   211 / 668   34 a second   2 min 10 s left"]
    bar = line.findChild(QProgressBar)
    assert (bar.value(), bar.maximum(), bar.isVisible()) == (211, 668, True)


def test_a_slow_rate_has_a_decimal_and_an_unknown_one_is_not_told(line):
    line.show_work(Work((), 1, 9, 0.84))
    assert "0.8 a second" in said(line)[0]
    line.show_work(Work((), 0, 9))
    assert said(line) == ["First look   0 / 9"]
    line.show_work(Work((), 9, 9, 12.0, 0.0))
    assert said(line) == ["First look   9 / 9   12 a second"]


def test_metrics_that_are_at_work_together_are_named_where_there_is_room(line):
    line.show_work(Work(("clipiqa", "nima", "musiq"), 211, 668, 34.2, 129.5))
    (shown,) = said(line)
    assert shown.startswith("Scoring by CLIP-IQA, NIMA, MUSIQ   211 / 668")
    line.resize(620, line.height())
    (shown,) = said(line)
    assert shown.startswith("Scoring by CLIP-IQA and 2 more   211 / 668")


def test_what_it_is_going_to_take_is_told_once_it_is_known(line):
    contract = Contract(250.0, 1_900_000_000, "cpu", (("nima",),))
    line.show_work(Work(("nima",), 8, 668, 2.64, 250.0, contract))
    assert said(line) == ["Scoring by NIMA   8 / 668   2.6 a second   4 min 10 s left, at most 1.9 GB"]
    line.show_work(Work(("nima",), 8, 668, contract=contract, paused=True))
    assert said(line) == ["Scoring paused"]


def test_until_models_are_loaded_it_says_that_it_gets_ready(line):
    line.show_work(Work(("piqe",), 0, 9))
    assert said(line) == ["Getting ready for PIQE   0 / 9"]
    line.show_work(Work(("piqe", "nima"), 0, 9))
    assert said(line) == ["Getting ready for PIQE, NIMA   0 / 9"]
    line.show_work(Work(("piqe",), 2, 9, 1.0))
    assert said(line) == ["Scoring by PIQE   2 / 9   1.0 a second"]


def test_what_scoring_says_stays_in_its_place_while_its_numbers_get_shorter(line):
    def place(work):
        line.show_work(work)
        line.layout().activate()
        return next(label for label in line.findChildren(QLabel) if label.text().startswith("Scoring")).x()

    begun = place(Work(("nima",), 211, 668, 34.2, 129.5))
    assert place(Work(("nima",), 640, 668, 8.0, 9.0)) == begun
    assert place(Work(("nima",), 640, 668, paused=True)) > begun
    assert place(Work(("piqe",), 640, 668, 8.0)) > begun


def test_nothing_to_do_shows_nothing(line):
    line.show_work(Work((), 0, 9))
    line.show_work(None)
    assert said(line) == []
    assert not line.findChild(QProgressBar).isVisible()


def test_pause_and_stop_are_asked_for(line, qtbot):
    line.show_work(Work((), 0, 9))
    with qtbot.waitSignal(line.pause_requested):
        qtbot.mouseClick(button(line, "Pause scoring"), Qt.MouseButton.LeftButton)
    line.show_work(Work((), 0, 9, paused=True))
    assert said(line) == ["Scoring paused"]
    assert button(line, "Go on scoring").isVisible()
    with qtbot.waitSignal(line.stop_requested):
        qtbot.mouseClick(button(line, "Stop scoring"), Qt.MouseButton.LeftButton)


def test_notices_come_one_at_a_time_and_go_when_dismissed(line, qtbot):
    line.add_notice("One.")
    line.add_notice("Two.")
    line.add_notice("One.")
    assert said(line) == ["One."]
    qtbot.mouseClick(button(line, "Dismiss this line"), Qt.MouseButton.LeftButton)
    assert said(line) == ["Two."]
    qtbot.mouseClick(button(line, "Dismiss this line"), Qt.MouseButton.LeftButton)
    assert said(line) == []
    assert not button(line, "Dismiss this line").isVisible()


def test_a_notice_that_is_no_longer_true_goes_by_itself(line):
    line.add_notice("The folder is gone.")
    line.add_notice("Two.")
    line.withdraw_notice("The folder is gone.")
    line.withdraw_notice("Never said.")
    assert said(line) == ["Two."]


def test_a_long_notice_is_cut_and_whole_in_its_tip(line):
    sentence = "word " * 200
    line.add_notice(sentence)
    label = next(label for label in line.findChildren(QLabel) if label.text().startswith("word"))
    assert label.text().endswith("…")
    before = label.text()
    line.show_work(Work(("nima",), 211, 668, 34.2, 129.5))
    line.layout().activate()
    assert len(label.text()) < len(before)
    assert label.text().endswith("…")
    assert label.toolTip() == f"<qt>{sentence}</qt>"
    assert line.width() == 1366


def test_scoring_says_less_where_there_is_less_room(line):
    line.show_work(Work(("nima",), 211, 668, 34.2, 129.5))
    line.resize(540, line.height())
    (shown,) = said(line)
    assert shown.startswith("Scoring by NIMA")
    assert "a second" not in shown
    line.resize(420, line.height())
    (shown,) = said(line)
    assert "211 / 668" in shown
    assert "Scoring" not in shown


def test_a_hint_has_the_middle_until_there_is_a_notice(line, qtbot):
    hint = QPushButton("keys")
    line.show_hint(hint)
    assert hint.isVisible()
    line.add_notice("The folder is gone.")
    assert not hint.isVisible()
    assert said(line) == ["The folder is gone."]
    line.withdraw_notice("The folder is gone.")
    assert hint.isVisible()
    line.show_hint(None)
    line.add_notice("One.")
    assert said(line) == ["One."]


def test_the_line_grows_with_the_font(qtbot, qapp, line):
    font = qapp.font()
    before = line.height()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    qapp.setFont(larger)
    try:
        made = StatusLine(line._sort.menu())
        qtbot.addWidget(made)
    finally:
        qapp.setFont(font)
    assert made.height() >= 1.3 * before
