"""The sheet of keys covers the view, takes every key, and goes at the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QWidget

from reviewer.ui.keys.actions import LOUPE, VIEWS, sheet
from reviewer.ui.keys.key_sheet import KeySheet
from reviewer.ui.keys.keymap import Keymap


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    made.setCentralWidget(QWidget())
    made.line = QLineEdit(made.centralWidget())
    made.quit = QAction("Quit", made)
    made.quit.setShortcut(QKeySequence("Z"))
    made.addAction(made.quit)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("view", VIEWS)
def test_every_key_of_the_view_is_on_it_and_in_sight(window, view):
    made = KeySheet(Keymap(), window.centralWidget())
    made.open(view)
    labels = {label.text(): label for label in made.findChildren(QLabel)}
    for keys, text in sheet(view):
        assert keys in labels
        inside = labels[text].mapTo(made, labels[text].rect().bottomRight())
        assert made.rect().contains(inside)


def test_a_key_closes_it_and_starts_nothing(window, qtbot):
    started = []
    window.quit.triggered.connect(lambda: started.append(True))
    window.line.setFocus()
    made = KeySheet(Keymap(), window.centralWidget())
    made.open(LOUPE)
    assert made.hasFocus()
    qtbot.keyClick(made, Qt.Key.Key_Shift)
    assert made.isVisible()
    qtbot.keyClick(made, Qt.Key.Key_Z)
    assert not made.isVisible()
    assert started == []
    assert window.line.hasFocus()


def test_a_click_closes_it(window, qtbot):
    made = KeySheet(Keymap(), window.centralWidget())
    made.open(LOUPE)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert not made.isVisible()


def shown(made, row_text):
    label = next(label for label in made.findChildren(QLabel) if label.text() == row_text)
    return made.rect().contains(label.mapTo(made, label.rect().bottomRight())) and not label.visibleRegion().isEmpty()


@pytest.mark.parametrize("view", VIEWS)
def test_half_as_large_words_again_still_fit(window, qapp, view):
    usual = qapp.font()
    large = QFont(usual)
    large.setPointSizeF(1.5 * usual.pointSizeF())
    qapp.setFont(large)
    try:
        made = KeySheet(Keymap(), window.centralWidget())
        made.open(view)
        assert all(shown(made, text) for _, text in sheet(view))
    finally:
        qapp.setFont(usual)


def test_where_it_is_tight_rows_come_closer_before_any_is_out_of_sight(window):
    made = KeySheet(Keymap(), window.centralWidget())
    made.open(LOUPE)
    broad, high = made._card.width() + 32, made._card.height()
    window.resize(broad, high)  # as broad as its columns and margins, and not quite as high as it wants to be
    made = KeySheet(Keymap(), window.centralWidget())
    made.open(LOUPE)
    assert made._card.height() < high
    assert made._scroll.verticalScrollBar().maximum() == 0
    assert all(shown(made, text) for _, text in sheet(LOUPE))


def test_what_does_not_fit_is_scrolled_to_and_closed_as_ever(window, qtbot):
    window.resize(420, 240)
    made = KeySheet(Keymap(), window.centralWidget())
    made.open(LOUPE)
    last = sheet(LOUPE)[-1][1]
    assert not shown(made, last)
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert made.isVisible()
    assert shown(made, last)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_it_shows_the_keys_that_are_in_force(window):
    keymap = Keymap()
    keymap.give(LOUPE, "info", ("Ctrl+J",))
    made = KeySheet(keymap, window.centralWidget())
    made.open(LOUPE)
    assert "Ctrl+J" in {label.text() for label in made.findChildren(QLabel)}


def test_it_says_that_it_was_closed_and_a_key_still_held_closes_nothing(window, qtbot):
    made = KeySheet(Keymap(), window.centralWidget())
    closed = []
    made.closed.connect(lambda: closed.append(True))
    made.open(LOUPE)
    QApplication.sendEvent(
        made, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "", True)
    )
    assert made.isVisible()
    assert closed == []
    qtbot.keyClick(made, Qt.Key.Key_F1)
    assert closed == [True]
