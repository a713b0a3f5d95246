"""Keys reach the program whatever the keyboard, once, and never out of a text field; every row of the menus works."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from shiboken6 import delete

from reviewer import pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.errors import WeightsUnavailable
from reviewer.settings import Settings
from reviewer.ui.keys.actions import ACTIONS, LOUPE, MENUS
from reviewer.ui.keys.key_editor import KeyEditor
from reviewer.ui.models.window import Models
from reviewer.ui.preferences.window import Preferences

WAIT = 15_000  # ms
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def app(qtbot, home, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    folder = tmp_path / "shoot"
    folder.mkdir()
    for at in range(4):
        Image.new("RGB", (300, 200), (60 * at, 90, 120)).save(folder / f"IMG_{at}.jpg")
    catalogue, _ = Catalogue.open_or_temporary()
    made = Application(Settings.load(), catalogue)
    made.window.resize(1000, 700)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=WAIT)
    made.review.open(folder)
    qtbot.waitUntil(lambda: made.review.folder.complete and made.review.session.current is not None, timeout=WAIT)
    yield made
    made.window.close()
    made.end()
    delete(made.window)
    gc.collect()


def strike(key: int, modifiers, scan: int, text: str, target=None) -> bool:
    """A key that Qt's own shortcuts did not know, as it arrives at what has the focus."""
    pressed = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, 0, 0, text)
    released = QKeyEvent(QEvent.Type.KeyRelease, key, modifiers, scan, 0, 0, text)
    focus = target or QApplication.focusWidget()
    QApplication.sendEvent(focus, pressed)
    QApplication.sendEvent(focus, released)
    return pressed.isAccepted()


@pytest.fixture
def asked(app, monkeypatch):
    """What the window was asked for."""
    heard = []
    app.window._menus.requested.connect(heard.append)
    return heard


def test_brackets_are_found_by_their_place(app, asked, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    strike(Qt.Key.Key_Dead_Circumflex.value, CTRL, 34, "")  # French: Ctrl+^
    strike(ord("$"), CTRL, 35, "$")  # French: Ctrl+$
    strike(0xDC, CTRL, 34, "")  # German: Ctrl+Ü
    assert asked == ["turn_left", "turn_right", "turn_left"]


def test_an_ordinary_key_acts_once(app, asked, qtbot):
    qtbot.keyClick(app.window.focusWidget(), Qt.Key.Key_Right)
    assert asked == ["next"]
    assert app.review.session.index(app.review.session.current) == 1


def test_what_makes_no_sense_now_is_not_done(app, asked):
    app.review.close()
    assert not strike(ord("$"), CTRL, 35, "$")
    assert asked == []


def test_a_text_field_keeps_what_is_typed(app, asked, qtbot, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    app.window._keymap.give(LOUPE, "info", ("2", "["))
    line = QLineEdit(app.window.centralWidget())
    line.show()
    line.setFocus()
    qtbot.keyClicks(line, "2[")
    strike(0xC9, NONE, 11, "é")
    strike(0xDC, NONE, 34, "ü")
    assert line.text() == "2[éü"
    assert asked == []
    app.window.setFocus()
    strike(0xC9, NONE, 11, "é")
    assert asked == ["info"]


def test_a_changed_key_works_at_once_in_the_window(app, asked, qtbot):
    app.window._keymap.give(LOUPE, "next", ("N",))
    qtbot.keyClick(app.window.focusWidget(), Qt.Key.Key_N)
    assert asked == ["next"]


def test_every_row_of_the_menus_has_someone_to_carry_it_out(app, asked, monkeypatch):
    carried = set(app.window._handlers) | set(app.window._held._holders)
    assert {row.id for row in ACTIONS if row.menu} <= carried | set(app.window._loupe.grid.handlers)
    titles = [action.text().replace("&", "") for action in app.window.menuBar().actions()]
    assert titles == list(MENUS)


@pytest.mark.parametrize(
    ("action", "kind"), [("preferences", Preferences), ("change_keys", KeyEditor), ("models", Models)]
)
def test_the_dialogs_open_and_go(app, qtbot, action, kind):
    app.window._menus.trigger(action)
    dialog = app.window.findChild(kind)
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()


def test_preferences_the_menu_of_scores_and_the_start_page_lead_to_the_models(app, qtbot):
    app.window._menus.trigger("preferences")
    preferences = app.window.findChild(Preferences)
    with qtbot.waitSignal(preferences.destroyed):
        preferences.models_requested.emit()
    for place in (None, app.window._metrics.more_requested, app.window._start.models_requested):
        if place is not None:
            place.emit()
        page = app.window.findChild(Models)
        assert page.isVisible()
        with qtbot.waitSignal(page.destroyed):
            page.close()


def test_what_goes_wrong_with_a_model_is_said_in_the_window_unless_the_page_says_it(app, qtbot):
    error = WeightsUnavailable(Path("nima.pth"), "offline")
    app.window._menus.trigger("models")
    page = app.window.findChild(Models)
    app.stock.failed.emit("nima", error)
    assert not app.window._status.has_notice
    with qtbot.waitSignal(page.destroyed):
        page.close()
    app.stock.failed.emit("nima", error)
    assert app.window._status.has_notice


def test_a_dialog_asked_for_twice_is_open_once(app, qtbot):
    for action in ("preferences", "preferences", "change_keys"):  # the second display can ask while one is open
        app.window._menus.trigger(action)
    (dialog,) = app.window.findChildren(QDialog)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    app.window._menus.trigger("change_keys")
    dialog = app.window.findChild(KeyEditor)
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()


def test_preferences_change_the_window_at_once(app):
    settings = app.window._settings
    panel = app.window._loupe.panel
    assert panel.isVisible()
    settings.put("show_info", False)
    assert not panel.isVisible()
    info = next(action for action in app.window._menus.actions if action.text().startswith("Info panel"))
    assert not info.isChecked()


def test_settings_of_scoring_score_anew_unless_that_rests(app, monkeypatch):
    started = []
    monkeypatch.setattr(app.review, "score", lambda: started.append(True))
    settings = app.window._settings
    settings.put("metrics", ("technical", "piqe"))
    settings.put("device", "cpu")
    settings.put("memory_megabytes", 2048)
    assert started == [True, True, True]
    settings.put("pace_metric", "piqe")
    settings.put("second_look_percent", 20)
    assert (app.review.feed.attention.metric, app.review.feed.attention.second_look) == ("piqe", 0.2)
    assert started == [True, True, True]  # another order of work is no other work
    app.review.feed.stop()
    settings.put("device", "auto")
    assert started == [True, True, True]


def test_what_is_installed_is_scored_by_if_it_is_wanted(app, monkeypatch):
    started = []
    monkeypatch.setattr(app.review, "score", lambda: started.append(True))
    app.stock.arrived.emit(frozenset({"nima"}))
    assert started == []
    app.window._settings.put("metrics", ())
    app.stock.arrived.emit(frozenset({"nima"}))
    assert started == [True, True]  # for the other setting, and for what came
    app.review.feed.stop()
    app.stock.arrived.emit(frozenset({"nima"}))
    assert started == [True, True]
    app.stock.metrics_chosen.emit(("technical", "musiq"))
    assert Settings.load().words("metrics") == ("technical", "musiq")


def test_looking_inside_folders_reads_the_folder_again(app, qtbot):
    opened = []
    app.review.opened.connect(opened.append)
    app.window._settings.put("recursive", True)
    assert opened == [app.review.folder.folder]
    qtbot.waitUntil(lambda: app.review.folder.complete, timeout=WAIT)
