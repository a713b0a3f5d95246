"""The table of actions: no key twice in a view, nothing without a handler's name, one text for sheet and README."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from reviewer.ui.keys import actions
from reviewer.ui.keys.actions import ACTIONS, LOUPE, MENUS, SLIDESHOW, VIEWS, Action
from reviewer.ui.keys.keymap import Keymap
from reviewer.ui.menus import Menus

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("view", VIEWS)
def test_no_key_starts_two_actions(view):
    assert actions.keys_of(view)


def test_a_clash_is_found():
    rows = (Action("one", "One", {LOUPE: ("X",)}), Action("two", "Two", {LOUPE: ("Y", "X")}))
    with pytest.raises(ValueError, match="X starts both one and two"):
        actions.keys_of(LOUPE, rows)


def test_the_same_key_may_mean_something_else_in_another_view():
    rows = (Action("one", "One", {LOUPE: ("X",)}), Action("two", "Two", {SLIDESHOW: ("X",)}))
    assert actions.keys_of(LOUPE, rows) == {"X": "one"}
    assert actions.keys_of(SLIDESHOW, rows) == {"X": "two"}


def test_keys_are_spelled_so_that_qt_knows_them_and_no_two_spellings_are_one_key():
    for view in VIEWS:
        known = [QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText) for key in actions.keys_of(view)]
        assert all(known)
        assert len(set(known)) == len(known)


def test_the_keys_everybody_knows():
    keys = actions.keys_of(LOUPE)
    assert keys["Right"] == "next"
    assert keys["Z"] == "zoom_pixels"
    assert keys["Ctrl+Return"] == keys["Ctrl+Enter"] == "slideshow"
    assert keys["?"] == "keys"
    show = actions.keys_of(SLIDESHOW)
    assert (show["Space"], show["Esc"], show["B"]) == ("play", "leave_slideshow", "best_first")


def test_ids_are_unique_and_menus_exist():
    assert len({row.id for row in ACTIONS}) == len(ACTIONS)
    assert {row.menu for row in ACTIONS} <= {"", *MENUS}


def test_an_action_that_can_be_started_is_in_a_menu_or_has_a_key():
    assert all(row.menu or row.keys for row in ACTIONS)


@pytest.mark.parametrize(
    ("key", "printed"),
    [("Ctrl+Return", "Ctrl+Enter"), ("Right", "→"), ("+", "+"), ("Ctrl+Shift+O", "Ctrl+Shift+O"), ("-", "−")],
)
def test_keys_are_printed_for_people(key, printed):
    assert actions.spoken(key) == printed


def test_the_sheet_names_a_key_once_though_a_keyboard_has_it_twice():
    keys = {text: keys for keys, text in actions.sheet(LOUPE)}
    assert keys["Start slideshow"] == "Ctrl+Enter"
    assert keys["Zoom in"] == "+"
    assert keys["Open folder"] == "Ctrl+O"


def test_what_makes_no_sense_is_off(qapp):
    menus = Menus(Keymap())
    of = {action.text().partition("\t")[0]: action for action in menus.actions}
    menus.set_facts(())
    assert not of["Next photo"].isEnabled()
    assert of["Open folder…"].isEnabled()
    menus.set_facts({"photos"})
    assert of["Next photo"].isEnabled()
    assert not of["Stop scoring"].isEnabled()


def test_a_menu_says_which_action_was_asked_for(qapp):
    menus = Menus(Keymap())
    asked = []
    menus.requested.connect(asked.append)
    next(action for action in menus.actions if action.text().startswith("Info panel")).trigger()
    assert asked == ["info"]
