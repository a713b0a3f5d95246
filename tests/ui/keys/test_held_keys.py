"""What a held key began ends, whatever happens in between."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from reviewer.ui.keys.held_keys import HeldKeys

DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def event(kind, key="E", modifiers=SHIFT, scan=26, *, repeats=False):
    return QKeyEvent(kind, ord(key), modifiers, scan, 0, 0, "", repeats)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def held(heard):
    made = HeldKeys()
    made.carry(
        {"bright": lambda down: heard.append(("bright", down)), "dark": lambda down: heard.append(("dark", down))}
    )
    return made


def test_it_lasts_while_the_key_is_down(held, heard):
    assert held.press("bright", event(DOWN))
    assert held.release(event(UP))
    assert heard == [("bright", True), ("bright", False)]


def test_a_key_that_repeats_itself_begins_and_ends_nothing(held, heard):
    held.press("bright", event(DOWN))
    held.release(event(UP, repeats=True))
    assert held.press("bright", event(DOWN, repeats=True))
    assert heard == [("bright", True)]


@pytest.mark.parametrize("scan", [26, 0])
def test_shift_may_come_up_first(held, heard, scan):
    held.press("bright", event(DOWN, scan=scan))
    assert held.release(event(UP, modifiers=NONE, scan=scan))
    assert heard == [("bright", True), ("bright", False)]


def test_two_keys_end_each_by_itself(held, heard):
    held.press("bright", event(DOWN))
    held.press("dark", event(DOWN, "D", scan=40))
    held.release(event(UP))
    held.release(event(UP, "D", scan=40))
    assert heard == [("bright", True), ("dark", True), ("bright", False), ("dark", False)]


def test_a_window_that_is_left_holds_nothing(held, heard):
    held.press("bright", event(DOWN))
    held.let_go()
    assert not held.release(event(UP))
    assert heard == [("bright", True), ("bright", False)]


def test_other_keys_are_left_to_others(held, heard):
    assert not held.press("next", event(DOWN))
    assert not held.release(event(UP))
    assert heard == []
