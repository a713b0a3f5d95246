"""The newcomer's keys: told from the keymap in force, counted, fading, and gone for good."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from reviewer.ui.keys.key_strip import ENOUGH, KeyStrip
from reviewer.ui.keys.keymap import Keymap


@pytest.fixture
def viewer(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def make(qtbot, viewer):
    def made(pressed=0, width=900):
        strip = KeyStrip(Keymap(), viewer, pressed)
        qtbot.addWidget(strip)
        strip.resize(width, 24)
        strip.show()
        return strip

    return made


def press(viewer, key, times=1, held=False, text=""):
    for _ in range(times):
        event = QKeyEvent(QKeyEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text, held)
        QApplication.sendEvent(viewer, event)


def ink(strip):
    image = strip.grab().toImage()
    grey = image.pixelColor(0, 0).lightness()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(abs(image.pixelColor(*point).lightness() - grey) for point in points)


def test_it_tells_the_keys_that_are_in_force(make):
    assert make().accessibleName() == "← → flip   Z 100 %   Ctrl+Enter slideshow   ? all keys. Click: hide these keys"


def test_it_fades_by_steps_and_is_gone(make, viewer, qtbot):
    strip = make()
    counted, ended = [], []
    strip.counted.connect(counted.append)
    strip.ended.connect(lambda: ended.append(True))
    strengths = []
    for _ in range(4):
        strengths.append(ink(strip))
        press(viewer, Qt.Key.Key_Right, 5)
    assert strengths == sorted(set(strengths), reverse=True)
    assert counted == [5, 10, 15, ENOUGH]
    assert ended == [True]
    press(viewer, Qt.Key.Key_Right, 5)
    assert counted[-1] == ENOUGH
    assert ended == [True]


def test_what_was_counted_before_counts(make, viewer, qtbot):
    strip = make(pressed=ENOUGH - 1)
    with qtbot.waitSignal(strip.ended):
        press(viewer, Qt.Key.Key_Left)


def test_only_keys_that_do_something_count_and_a_held_one_counts_once(make, viewer):
    strip = make(pressed=ENOUGH - 1)
    ended = []
    strip.ended.connect(lambda: ended.append(True))
    press(viewer, Qt.Key.Key_Shift)
    press(viewer, Qt.Key.Key_Right, 30, held=True)
    assert ended == []


def test_a_click_closes_it_for_good(make, qtbot):
    strip = make()
    counted = []
    strip.counted.connect(counted.append)
    with qtbot.waitSignal(strip.ended):
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton)
    assert counted == [ENOUGH]


def test_where_there_is_little_room_the_way_to_all_keys_stays(make):
    narrow = make(width=160)
    assert [meaning for _, meaning in narrow._fitting()] in (["flip", "all keys"], ["all keys"])
    assert "slideshow" in narrow.toolTip()
    assert "slideshow" not in make().toolTip()


def test_in_the_grid_it_tells_the_grid_s_keys(make, viewer):
    strip = make()
    viewer.hide()
    assert "100 %" not in strip.accessibleName()
    viewer.show()
    assert "100 %" in strip.accessibleName()
