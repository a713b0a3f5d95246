"""The page of an empty window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from reviewer.ui.start_page import StartPage


@pytest.fixture
def page(qtbot):
    made = StartPage()
    qtbot.addWidget(made)
    made.show()
    return made


def recent(page):
    return [button for button in page.findChildren(QPushButton) if button.objectName() == "recent"]


def test_the_button_asks_for_a_folder(page, qtbot):
    button = next(found for found in page.findChildren(QPushButton) if found.objectName() == "primary")
    with qtbot.waitSignal(page.open_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_recent_folder_is_one_click_away(page, qtbot):
    folders = [Path("/a/Lofoten"), Path("/b/Wedding Anna & Tom")]
    page.set_recent(folders)
    with qtbot.waitSignal(page.folder_requested) as asked:
        qtbot.mouseClick(recent(page)[1], Qt.MouseButton.LeftButton)
    assert asked.args == [folders[1]]
    assert recent(page)[1].text().strip() == "/b/Wedding Anna && Tom"


def test_other_folders_replace_those_before(page, qtbot):
    page.set_recent([Path(f"/{at}") for at in range(9)])
    assert len(recent(page)) == 6
    page.set_recent([])
    qtbot.waitUntil(lambda: not recent(page))


def test_a_name_of_odd_bytes_is_shown_and_opens(page, qtbot):
    odd = Path("/photos/\udcff\n<b>")
    page.set_recent([odd])
    assert recent(page)[0].text().strip() == "/photos/\\xff\\n<b>"
    with qtbot.waitSignal(page.folder_requested) as asked:
        recent(page)[0].click()
    assert asked.args == [odd]


def test_it_says_what_photos_will_be_scored_by_and_leads_to_all_there_is(page, qtbot):
    link = next(found for found in page.findChildren(QPushButton) if found.objectName() == "link")
    page.grab()
    before = link.y()
    page.show_metrics(["Technical", "PIQE"])
    assert any(label.text() == "Scores computed here: Technical, PIQE." for label in page.findChildren(QLabel))
    page.grab()
    assert link.y() == before
    with qtbot.waitSignal(page.models_requested):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
