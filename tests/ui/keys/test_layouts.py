"""Digits and brackets are found on keyboards that hide them; keys that mean something themselves stay what they are.

Each press is as Qt reports it: key, modifiers, the platform's number of the key, text.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from reviewer.ui.keys import layouts
from reviewer.ui.keys.actions import LOUPE, Action
from reviewer.ui.keys.keymap import Keymap

NONE, SHIFT, CTRL, ALT, KEYPAD, GROUP = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.KeypadModifier,
    Qt.KeyboardModifier.GroupSwitchModifier,
)
ROWS = tuple(
    Action(name, name, {LOUPE: keys})
    for name, keys in {
        **{f"stars_{n}": (str(n),) for n in range(10)},
        "stars_1_next": ("Shift+1",),
        "less": ("[",),
        "more": ("]",),
        "left": ("Ctrl+[",),
        "right": ("Ctrl+]",),
        "ctrl_2": ("Ctrl+2",),
        "closer": ("+", "="),
        "farther": ("-",),
        "help": ("?",),
        "zoom": ("Z",),
        "next": ("Right",),
    }.items()
)


def press(key: int, modifiers=NONE, scan: int = 0, text: str = "", virtual: int = 0) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, int(key), modifiers, scan, virtual, 0, text)


KEY = {name.removeprefix("Key_"): key.value for name, key in Qt.Key.__members__.items()}

PRESSES = {
    "US 1": (press(ord("1"), NONE, 10, "1"), "stars_1"),
    "US Shift+1": (press(ord("!"), SHIFT, 10, "!"), "stars_1_next"),
    "US ?": (press(ord("?"), SHIFT, 61, "?"), "help"),
    "US +": (press(ord("+"), SHIFT, 21, "+"), "closer"),
    "US [": (press(ord("["), NONE, 34, "["), "less"),
    "US Ctrl+[": (press(ord("["), CTRL, 34, "\x1b"), "left"),
    "US {": (press(ord("{"), SHIFT, 34, "{"), None),
    "US Alt+1": (press(ord("1"), ALT, 10, "1"), None),
    "US Ctrl+Alt+Z": (press(ord("Z"), CTRL | ALT, 52, ""), None),
    "keypad 4": (press(ord("4"), KEYPAD, 83, "4"), "stars_4"),
    "keypad +": (press(ord("+"), KEYPAD, 86, "+"), "closer"),
    "keypad arrow": (press(KEY["Right"], KEYPAD, 85, ""), "next"),
    "French & is 1": (press(ord("&"), NONE, 10, "&"), "stars_1"),
    "French é is 2": (press(0xC9, NONE, 11, "é"), "stars_2"),
    "French à is 0": (press(0xC0, NONE, 19, "à"), "stars_0"),
    "French - stays -": (press(ord("-"), NONE, 15, "-"), "farther"),
    "French Shift+- is 6": (press(ord("6"), SHIFT, 15, "6"), "stars_6"),
    "French Shift+& is Shift+1": (press(ord("1"), SHIFT, 10, "1"), "stars_1_next"),
    "French Shift+é is 2": (press(ord("2"), SHIFT, 11, "2"), "stars_2"),
    "French Ctrl+é is Ctrl+2": (press(0xC9, CTRL, 11, ""), "ctrl_2"),
    "French Ctrl+Shift+é is Ctrl+2": (press(ord("2"), CTRL | SHIFT, 11, ""), "ctrl_2"),
    "French dead ^ is [": (press(KEY["Dead_Circumflex"], NONE, 34, ""), "less"),
    "French $ is ]": (press(ord("$"), NONE, 35, "$"), "more"),
    "French Ctrl+dead ^ is Ctrl+[": (press(KEY["Dead_Circumflex"], CTRL, 34, ""), "left"),
    "French Ctrl+$ is Ctrl+]": (press(ord("$"), CTRL, 35, ""), "right"),
    "French AltGr+( is [": (press(ord("["), GROUP, 14, "["), "less"),
    "German AltGr+8 is [": (press(ord("["), NONE, 17, "["), "less"),
    "German AltGr+8 on Windows": (press(ord("["), CTRL | ALT, 9, "["), "less"),
    "German ü is [": (press(0xDC, NONE, 34, "ü"), "less"),
    "German + stays +": (press(ord("+"), NONE, 35, "+"), "closer"),
    "German Ctrl+ü is Ctrl+[": (press(0xDC, CTRL, 34, ""), "left"),
    "German Ctrl++ is Ctrl+]": (press(ord("+"), CTRL, 35, "+"), "right"),
    "German Ctrl+AltGr+8 is Ctrl+[": (press(ord("["), CTRL, 17, "\x1b"), "left"),
    "German ? is Shift+ß": (press(ord("?"), SHIFT, 20, "?"), "help"),
    "Swiss è is [": (press(0xC8, NONE, 34, "è"), "less"),
    "Nordic å is [": (press(0xC5, NONE, 34, "å"), "less"),
    "Nordic dead ¨ is ]": (press(KEY["Dead_Diaeresis"], NONE, 35, ""), "more"),
    "Russian я is no Z": (press(0x42F, NONE, 52, "я"), None),
    "a lone Shift": (press(KEY["Shift"], SHIFT, 50, ""), None),
    "a key without a name": (press(0, NONE, 200, ""), None),
}


@pytest.mark.parametrize(("event", "action"), PRESSES.values(), ids=PRESSES)
def test_a_key_starts_what_is_printed_on_it_or_lies_there(qapp, monkeypatch, event, action):
    monkeypatch.setattr(layouts.sys, "platform", "linux")
    assert Keymap(rows=ROWS).action(LOUPE, event) == action


@pytest.mark.parametrize(
    ("platform", "scan", "virtual"), [("linux", 10, 0), ("win32", 2, 0x31), ("darwin", 1, 0x12)], ids=str
)
def test_each_system_numbers_its_keys_in_its_own_way(platform, scan, virtual):
    assert layouts.by_place(press(ord("&"), NONE, scan, "&", virtual), platform) == "1"
    assert layouts.by_place(press(ord("&"), CTRL, scan, "&", virtual), platform) == "Ctrl+1"


@pytest.mark.parametrize(
    ("platform", "numbers"),
    [
        ("linux", [*range(10, 20), 34, 35]),
        ("win32", [*range(2, 12), 26, 27]),
        ("darwin", [18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 33, 30]),
    ],
    ids=str,
)
def test_all_ten_digits_and_both_brackets_have_a_place(platform, numbers):
    def event(number):
        return press(ord("&"), NONE, 1 if platform == "darwin" else number, "&", number)

    assert "".join(layouts.by_place(event(number), platform) for number in numbers) == "1234567890[]"
    assert layouts.by_place(event(60), platform) == ""


def test_option_types_signs_on_a_mac_and_nowhere_else():
    event = press(ord("["), ALT, 1, "[", 0x17)
    assert "[" in list(layouts.spellings(event, "darwin"))
    assert "[" not in list(layouts.spellings(event, "linux"))


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (press(ord("Z"), NONE, 52, "z"), "Z"),
        (press(ord("Z"), SHIFT, 52, "Z"), "Shift+Z"),
        (press(ord("?"), SHIFT, 61, "?"), "?"),
        (press(ord("1"), SHIFT, 10, "1"), "1"),
        (press(ord("&"), NONE, 10, "&"), "&"),
        (press(ord("5"), KEYPAD, 84, "5"), "5"),
        (press(KEY["Space"], SHIFT, 65, " "), "Shift+Space"),
        (press(KEY["F5"], CTRL, 71, ""), "Ctrl+F5"),
        (press(KEY["Control"], CTRL, 37, ""), ""),
        (press(KEY["Dead_Circumflex"], NONE, 34, ""), ""),
        (press(0, NONE, 200, ""), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_chosen_key_is_written_as_the_table_writes_it(qapp, event, name):
    assert layouts.pressed(event, "linux") == name


@pytest.mark.parametrize(
    ("written", "spelled"),
    [("ctrl+z", "Ctrl+Z"), ("?", "?"), ("Ctrl++", "Ctrl++"), ("A, B", ""), ("Ctrl+Nope", ""), ("", "")],
)
def test_what_somebody_wrote_down_has_one_spelling_or_none(qapp, written, spelled):
    assert layouts.canonical(written) == spelled
