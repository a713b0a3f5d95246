"""The sheet of keys covers the view, takes every key, and goes at the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QWidget

from reviewer.ui.actions import LOUPE, VIEWS, sheet
from reviewer.ui.key_sheet import KeySheet
from reviewer.ui.keymap import Keymap


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
