"""Where the window opens: where it was, if that is on a screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from reviewer.ui import placement

ONE, TWO = QRect(0, 0, 1366, 728), QRect(1366, 0, 2560, 1440)


def test_a_window_on_a_screen_opens_where_it_was():
    assert placement.fitted("1400 100 1200 900", [ONE, TWO]) == QRect(1400, 100, 1200, 900)
    assert placement.fitted("-1500 20 800 600 maximised", [ONE, QRect(-1920, 0, 1920, 1080)]) == QRect(
        -1500, 20, 800, 600
    )


def test_a_window_that_is_too_large_or_sticks_out_is_made_to_fit():
    assert placement.fitted("0 0 4000 3000", [ONE]) == ONE
    assert placement.fitted("1000 600 800 500", [ONE]) == QRect(566, 228, 800, 500)


@pytest.mark.parametrize(
    "text", ["", "hello", "1 2 3", "1 2 x 4", "5000 5000 800 600", "10 10 0 0", "1.5 2 3 4", "--1 2 3 4"]
)
def test_what_is_no_place_on_any_screen_is_none(text):
    assert placement.fitted(text, [ONE, TWO]) is None


def test_no_screen_is_no_place():
    assert placement.fitted("0 0 800 600", []) is None


def test_a_place_is_kept_and_found_again(qtbot):
    first, second = QWidget(), QWidget()
    for window in (first, second):
        qtbot.addWidget(window)
    first.setGeometry(40, 30, 500, 400)
    placement.place(second, placement.text_of(first))
    assert second.geometry() == QRect(40, 30, 500, 400)


def test_a_maximised_window_is_maximised_again_and_remembers_its_own_size(qtbot):
    first, second = QWidget(), QWidget()
    for window in (first, second):
        qtbot.addWidget(window)
    first.setGeometry(40, 30, 500, 400)
    first.show()
    first.showMaximized()
    text = placement.text_of(first)
    placement.place(second, text)
    assert second.windowState() & Qt.WindowState.WindowMaximized
    assert text.startswith("40 30 500 400")
