"""Words in whatever room there is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer.ui.fitted_label import FittedLabel


@pytest.fixture
def room(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    QHBoxLayout(made)
    return made


def put(room, label, width):
    room.layout().setContentsMargins(0, 0, 0, 0)
    room.layout().addWidget(label)
    room.resize(width, 30)
    room.show()
    return label


def test_the_longest_wording_that_fits_is_shown(room):
    label = put(room, FittedLabel(asking=True), 600)
    label.say("a rather long sentence about scoring", "a shorter one", "one")
    assert label.text() == "a rather long sentence about scoring"
    assert label.toolTip() == ""
    room.resize(label.fontMetrics().horizontalAdvance("a shorter one") + 4, 30)
    assert label.text() == "a shorter one"
    assert label.toolTip() == "<qt>a rather long sentence about scoring</qt>"
    assert label.accessibleName() == "a rather long sentence about scoring"


def test_one_that_asks_is_never_given_less_than_its_shortest_words_need(room):
    label = put(room, FittedLabel(asking=True), 600)
    label.say("a rather long sentence about scoring", "one")
    assert room.minimumSizeHint().width() >= label.fontMetrics().horizontalAdvance("one")


def test_one_that_asks_gives_no_room_back_until_it_says_nothing(room):
    label = put(room, FittedLabel(asking=True), 600)
    label.say("12 min 30 s left")
    asked = label.sizeHint().width()
    label.say("8 s left")
    assert label.sizeHint().width() == asked
    label.say("")
    assert label.sizeHint().width() == 0


def test_one_that_does_not_ask_is_cut_short_and_whole_in_its_tip(room):
    label = put(room, FittedLabel(), 80)
    label.say("a rather long sentence about scoring")
    assert label.text().endswith("…")
    assert label.toolTip() == "<qt>a rather long sentence about scoring</qt>"
    label.say("ok")
    assert (label.text(), label.toolTip()) == ("ok", "")
