"""Keys are changed by the keyboard alone; what another action would lose is said before it does."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QTreeWidget

from reviewer import paths
from reviewer.ui.keys.actions import ACTIONS, GRID, LOUPE, SLIDESHOW, VIEWS, Action
from reviewer.ui.keys.key_editor import KeyEditor
from reviewer.ui.keys.keymap import Keymap

ROWS = (
    Action("next", "Next photo", {LOUPE: ("Right",), GRID: ("Right",), SLIDESHOW: ("Right",)}, "Go"),
    Action("zoom", "100 % at the pointer", {LOUPE: ("Z",)}, "View"),
    Action("info", "Info panel", {LOUPE: ("I",), GRID: ("I",)}, "View"),
    Action("play", "Pause or play", {SLIDESHOW: ("Space",)}),
    Action("leave", "Leave the slideshow", {SLIDESHOW: ("Esc",)}, kept=True),
    Action("about", "About…", {}, "Help"),
)
K = Qt.Key


@pytest.fixture
def keymap(qapp):
    return Keymap(rows=ROWS)


@pytest.fixture
def make(qtbot):
    def edit(keymap):
        made = KeyEditor(keymap)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return edit


@pytest.fixture
def editor(make, keymap):
    return make(keymap)


def press(qtbot, editor, key, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(editor.focusWidget(), key, modifiers)


def shown(editor):
    items = [editor._list.topLevelItem(row) for row in range(editor._list.topLevelItemCount())]
    return {item.text(0): item.text(1) for item in items if not item.isHidden()}


def test_every_action_is_listed_with_its_keys(editor):
    assert shown(editor) == {
        "Next photo": "→",
        "100 % at the pointer": "Z",
        "Info panel": "I",
        "Pause or play": "Space",
        "Leave the slideshow": "Esc",
        "About…": "",
    }


def test_a_key_is_changed_by_the_keyboard_alone_everywhere_it_works(editor, keymap, qtbot):
    press(qtbot, editor, K.Key_Return)
    press(qtbot, editor, K.Key_N)
    assert [keymap.keys(view)["next"] for view in VIEWS] == [("N",)] * 3
    assert editor._list.hasFocus()
    assert shown(editor)["Next photo"] == "N"
    assert json.loads((paths.config_folder() / "keys.json").read_text())["keys"][SLIDESHOW] == {"next": ["N"]}


def test_in_one_view_the_others_stay_as_they_are(editor, keymap, qtbot):
    editor._places.setCurrentIndex(editor._places.findText("Slideshow"))
    assert "Info panel" not in shown(editor)
    press(qtbot, editor, K.Key_Return)
    press(qtbot, editor, K.Key_N)
    assert keymap.keys(SLIDESHOW)["next"] == ("N",)
    assert keymap.keys(LOUPE)["next"] == ("Right",)


def test_what_another_would_lose_is_said_and_the_wish_decides(editor, keymap, qtbot):
    editor._list.choose("info")
    editor._add.click()
    press(qtbot, editor, K.Key_Z)
    assert editor._question.text == "Z is “100 % at the pointer” already; that will lose it."
    assert keymap.owner(LOUPE, "Z") == "zoom"
    editor._question._leave.click()
    assert keymap.owner(LOUPE, "Z") == "zoom"
    assert editor._question.text == ""
    editor._add.click()
    press(qtbot, editor, K.Key_Z)
    press(qtbot, editor, K.Key_Return)
    assert keymap.keys(LOUPE)["info"] == ("I", "Z")
    assert "zoom" not in keymap.keys(LOUPE)
    assert keymap.keys(GRID)["info"] == ("I", "Z")
    assert editor._list.hasFocus()


def test_moving_on_leaves_a_question_unanswered(editor, keymap, qtbot):
    editor._list.choose("info")
    editor._set.click()
    press(qtbot, editor, K.Key_Z)
    editor._list.choose("next")
    assert editor._question.text == ""
    assert not editor._question._take.isVisible()
    assert keymap.owner(LOUPE, "Z") == "zoom"


def test_escape_gives_up_a_key_and_not_the_editor(editor, keymap, qtbot):
    press(qtbot, editor, K.Key_Return)
    press(qtbot, editor, K.Key_Shift)
    assert editor._field.hasFocus()
    press(qtbot, editor, K.Key_Escape)
    assert editor.isVisible()
    assert editor._list.hasFocus()
    assert keymap.keys(LOUPE)["next"] == ("Right",)
    press(qtbot, editor, K.Key_Escape)
    assert not editor.isVisible()


def test_a_key_is_removed_and_one_action_reset(editor, keymap):
    editor._list.choose("info")
    editor._keys.itemAt(0).widget().click()
    assert "info" not in keymap.keys(LOUPE)
    assert editor._list.currentItem().text(2) == "changed"
    editor._reset.click()
    assert keymap.keys(LOUPE)["info"] == ("I",)
    assert not editor._reset.isEnabled()


def test_a_reset_takes_a_key_back_only_when_that_is_wished(editor, keymap):
    keymap.give(LOUPE, "next", ("Z",))
    editor._show_rows()
    editor._list.choose("zoom")
    editor._reset.click()
    assert "Next photo" in editor._question.text
    editor._question._take.click()
    assert keymap.owner(LOUPE, "Z") == "zoom"


def test_the_way_out_keeps_a_key(editor, keymap, qtbot):
    editor._list.choose("leave")
    editor._keys.itemAt(0).widget().click()
    assert editor._question.text == "“Leave the slideshow” needs a key: where it works there is no menu."
    assert keymap.owner(SLIDESHOW, "Esc") == "leave"


def test_enter_is_both_enter_keys(editor, keymap, qtbot):
    editor._list.choose("about")
    editor._set.click()
    press(qtbot, editor, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert keymap.keys(LOUPE)["about"] == ("Ctrl+Return", "Ctrl+Enter")
    assert shown(editor)["About…"] == "Ctrl+Enter"
    assert editor._keys.count() == 1
    editor._keys.itemAt(0).widget().click()
    assert "about" not in keymap.keys(LOUPE)


def test_space_held_down_answers_nothing(editor, keymap, qtbot):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    editor._list.choose("next")
    editor._set.click()
    press(qtbot, editor, K.Key_Space)
    for key in (K.Key_Space, K.Key_Return):
        event = QKeyEvent(QEvent.Type.KeyPress, key.value, Qt.KeyboardModifier.NoModifier, " ", autorep=True)
        QApplication.sendEvent(editor.focusWidget(), event)
    assert keymap.owner(SLIDESHOW, "Space") == "play"


def test_actions_are_found_by_name_and_by_key(editor, qtbot):
    editor._name.setText("PHOTO")
    assert list(shown(editor)) == ["Next photo"]
    assert editor._list.current == "next"
    editor._name.clear()
    editor._finder.setFocus()
    press(qtbot, editor, K.Key_Z)
    assert list(shown(editor)) == ["100 % at the pointer"]
    press(qtbot, editor, K.Key_Q)
    assert shown(editor) == {}
    assert not editor._set.isEnabled()
    press(qtbot, editor, K.Key_Escape)
    assert len(shown(editor)) == len(ROWS)
    assert editor.isVisible()


def test_all_is_reset_when_that_is_wished(editor, keymap, qtbot):
    keymap.give(LOUPE, "info", ("Ctrl+J",))
    reset = next(button for button in editor.findChildren(QPushButton) if button.text() == "Reset all keys")
    reset.click()
    assert keymap.owner(LOUPE, "Ctrl+J") == "info"
    press(qtbot, editor, K.Key_Return)
    assert keymap.keys(LOUPE)["info"] == ("I",)


def test_another_programs_keys_are_chosen_and_kept(make, qapp):
    editor = make(Keymap())
    editor._presets.setCurrentIndex(editor._presets.findText("Photo Mechanic"))
    editor._presets.activated.emit(editor._presets.currentIndex())
    assert Keymap.load().preset == "photo_mechanic"
    assert Keymap.load().owner(LOUPE, "Ctrl+L") == "slideshow"
    again = make(Keymap.load())
    assert again._presets.currentText() == "Photo Mechanic"


def test_keys_that_cannot_be_kept_hold_and_that_is_said(editor, keymap, monkeypatch, qtbot):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(paths, "write_whole", full)
    press(qtbot, editor, K.Key_Return)
    press(qtbot, editor, K.Key_N)
    assert keymap.keys(LOUPE)["next"] == ("N",)
    assert "No space left" in editor._question.text


def test_every_control_is_named_and_reached_by_the_keyboard(editor):
    editor._begin(adding=True)
    kinds = (QComboBox, QLineEdit, QTreeWidget, QPushButton)
    for control in (control for kind in kinds for control in editor.findChildren(kind)):
        assert control.accessibleName() or control.text()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_every_action_of_the_program_can_be_found_in_it(make, qapp):
    assert set(shown(make(Keymap()))) == {row.text for row in ACTIONS}
