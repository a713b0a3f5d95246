"""The mouse over the slideshow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from reviewer.ui.slideshow.hands import Hands


def wheel(widget: QWidget, turned: int) -> None:
    at = QPointF(widget.rect().center())
    QApplication.sendEvent(
        widget,
        QWheelEvent(
            at, widget.mapToGlobal(at), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


@pytest.fixture
def hands(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(300, 200)
    over.show()
    made = Hands(over)
    made.over = over
    made.steps = []
    made.stepped.connect(made.steps.append)
    yield made
    made.end()


def test_a_notch_down_is_a_step_on_and_a_notch_up_a_step_back(hands) -> None:
    wheel(hands.over, -120)
    wheel(hands.over, 240)
    assert hands.steps == [1, -1, -1]


def test_fine_turns_add_up_to_a_notch(hands) -> None:
    for _ in range(7):
        wheel(hands.over, -40)
    assert hands.steps == [1, 1]


def test_a_pointer_that_rests_is_hidden_until_it_moves(hands, qtbot) -> None:
    hands._rest.setInterval(20)
    hands.begin()
    qtbot.waitUntil(lambda: hands.over.cursor().shape() == Qt.CursorShape.BlankCursor, timeout=2000)
    qtbot.mouseMove(hands.over, QPoint(20, 20))
    qtbot.mouseMove(hands.over, QPoint(40, 20))
    assert hands.over.cursor().shape() == Qt.CursorShape.ArrowCursor
    hands.end()
    assert not hands._rest.isActive()


def test_other_events_pass(hands) -> None:
    assert not hands.eventFilter(hands.over, QEvent(QEvent.Type.Enter))
