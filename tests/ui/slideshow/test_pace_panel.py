"""The small panel: what is asked for, by mouse or by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QWidget

from reviewer.errors import ImpossibleBudget
from reviewer.ui.slideshow.pace_panel import PacePanel
from reviewer.ui.slideshow.programme import Wish


@pytest.fixture
def panel(qtbot):
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(1000, 700)
    made = PacePanel(room)
    made.wishes = []
    made.wished.connect(made.wishes.append)
    made.show_wish(Wish())
    made.show_outcome("56 stops", "about 2 % more")
    made.fit()
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow, timeout=5000)
    made.open()
    yield made
    room.close()


def test_showing_a_wish_asks_for_nothing(panel: PacePanel) -> None:
    panel.show_wish(Wish(12.0, 2.5, 2.0, 0.1, 8.0, "steep", best_first=True))
    assert panel.wishes == []
    assert panel._minutes.value() == 12
    assert panel._shortest.value() == pytest.approx(0.2)
    assert panel._longest.value() == pytest.approx(16.0)


@pytest.mark.parametrize(
    ("control", "value", "wish"),
    [
        ("_minutes", 7, Wish(minutes=7.0)),
        ("_seconds", 2.5, Wish(seconds=2.5)),
        ("_look", 2.0, Wish(look=2.0)),
        ("_shortest", 0.6, Wish(shortest=0.4)),
        ("_longest", 12.0, Wish(longest=8.0)),
    ],
)
def test_a_number_changes_one_thing(panel: PacePanel, control: str, value: float, wish: Wish) -> None:
    getattr(panel, control).setValue(value)
    assert panel.wishes == [wish]


def test_a_slower_eye_has_longer_bounds(panel: PacePanel) -> None:
    panel._look.setValue(3.0)
    assert panel._shortest.value() == pytest.approx(0.6)
    assert panel._longest.value() == pytest.approx(18.0)
    assert panel._seconds.value() == pytest.approx(3.0), "an average stop has tau unless told otherwise"


def test_mode_and_order_are_asked_for_once(panel: PacePanel) -> None:
    panel._modes["steep"].click()
    panel._orders[True].click()
    assert panel.wishes == [Wish(mode="steep"), Wish(mode="steep", best_first=True)]


def test_between_minutes_and_seconds_each_keeps_its_number(panel: PacePanel) -> None:
    panel._seconds.setValue(2.0)
    panel._by_minutes.click()
    panel._by_stop.click()
    assert panel.wishes[1:] == [Wish(minutes=20.0, seconds=2.0), Wish(seconds=2.0)]


def test_the_tab_key_reaches_every_control_in_reading_order(panel: PacePanel, qtbot) -> None:
    panel._by_minutes.setFocus()
    reached = []
    for _ in range(10):
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    numbers = [panel._minutes, panel._seconds, panel._look, panel._shortest, panel._longest, panel._go_on]
    assert [widget for widget in reached if widget in numbers] == numbers
    places = [widget.mapTo(panel, widget.rect().topLeft()) for widget in reached[:9]]
    rows = [place.y() // 20 for place in places]
    assert rows == sorted(rows)
    assert {button for button in (*panel._modes.values(), *panel._orders.values()) if button in reached}


def test_every_control_has_a_name(panel: PacePanel) -> None:
    controls = [*panel.findChildren(QAbstractButton), *panel.findChildren(QAbstractSpinBox)]
    assert len(controls) >= 15
    for control in controls:
        shown = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or shown or not control.isVisible(), control
    assert panel.accessibleName()


def test_a_half_typed_number_counts_when_the_panel_closes(panel: PacePanel, qtbot) -> None:
    panel._minutes.setFocus()
    panel._minutes.selectAll()
    qtbot.keyClicks(panel._minutes, "45")
    assert panel.wishes == [], "not 4 minutes in passing"
    panel.dismiss()
    assert panel.wishes == [Wish(minutes=45.0)]
    assert not panel.isVisible()


def test_what_cannot_be_met_offers_what_can(panel: PacePanel) -> None:
    panel.show_outcome(ImpossibleBudget(1085.0, 30), "promised")
    assert panel._all.isVisible()
    assert panel._all.text() == "Take 19 min"
    assert panel._promise.isHidden(), "nothing is promised for what cannot be"
    panel._all.click()
    assert panel.wishes == [Wish(minutes=19.0)]


def test_its_words_never_change_its_width_and_are_never_cut(panel: PacePanel) -> None:
    width = panel.width()
    panel.show_outcome("56 stops, " * 12, "more keepers " * 20)
    panel.fit()
    assert panel.width() == width
    for label in (panel._outcome, panel._promise):
        assert label.height() >= label.heightForWidth(label.width())
