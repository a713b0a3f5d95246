"""Every setting is on a page, can be changed there by the keyboard, holds at once and is kept."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from reviewer import paths
from reviewer.scoring.table import METRICS
from reviewer.settings import GROUPS, TABLE, Setting, Settings
from reviewer.ui.preferences.controls import choices_of, said
from reviewer.ui.preferences.window import Preferences

SHOWN = [row for row in TABLE.values() if row.group]


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def make(qtbot, settings):
    def open_them(**options):
        made = Preferences(settings, **options)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        return made

    return open_them


def part(dialog, name, kind=QWidget):
    control = dialog._rows[name].control
    return next(iter(control.findChildren(kind)))


def another(row: Setting):
    if isinstance(row.default, bool):
        return not row.default
    if isinstance(row.default, int | float):
        return type(row.default)(row.bounds[1])
    if isinstance(row.default, tuple):
        return ("nima",)
    values = [value for value, _ in choices_of(row) if value != row.default]
    return values[0] if values else "/somewhere"


def test_every_setting_is_there_shows_what_it_is_and_can_be_set_back(make, settings):
    for row in SHOWN:
        settings.put(row.name, another(row))
    dialog = make()
    pages = [group for group in GROUPS if any(row.group == group for row in SHOWN)]
    for row in SHOWN:
        dialog._list.setCurrentRow(pages.index(row.group))
        shown = dialog._rows[row.name]
        assert shown.control.isVisible(), row.name
        assert shown._back.isVisible(), row.name
        shown._back.click()
        assert settings.value(row.name) == row.default
        assert not shown._back.isVisible(), row.name


def test_every_control_is_named_for_a_screen_reader_and_reached_by_the_keyboard(make):
    dialog = make()
    for row in SHOWN:
        control = dialog._rows[row.name].control
        kinds = QCheckBox | QComboBox | QPushButton | QSpinBox | QDoubleSpinBox | QLineEdit
        parts = [kid for kid in control.findChildren(QWidget) if isinstance(kid, kinds)]
        parts = [kid for kid in parts if kid.objectName() != "qt_spinbox_lineedit"]
        assert parts, row.name
        for kid in parts:
            assert kid.focusPolicy() & Qt.FocusPolicy.TabFocus, row.name
            assert kid.accessibleName() or (isinstance(kid, QCheckBox) and kid.text()), row.name


def test_what_only_the_program_remembers_is_not_shown(make):
    assert set(make()._rows) == {row.name for row in SHOWN}


def test_a_change_holds_and_is_kept_at_once(make, settings, qtbot):
    heard = []
    settings.listen(heard.append)
    box = part(make(), "recursive", QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert heard == ["recursive"]
    assert json.loads(settings.file.read_text()) == {"recursive": True}


def test_a_number_is_not_taken_before_it_is_typed(make, settings, qtbot):
    dialog = make()
    box = part(dialog, "thumbnail_megabytes", QSpinBox)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, "2048")
    assert settings.number("thumbnail_megabytes") == 512
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert settings.number("thumbnail_megabytes") == 2048
    assert dialog.isVisible()


def test_the_wheel_over_a_control_changes_nothing(make, settings, qtbot):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    box = part(make(), "thumbnail_megabytes", QSpinBox)
    box.setFocus()
    middle = QPointF(box.rect().center())
    turn = QWheelEvent(middle, box.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert settings.number("thumbnail_megabytes") == 512


def boxes_of(dialog):
    layout = dialog._rows["metrics"].control._layout
    found = [layout.itemAt(at).widget() for at in range(layout.count())]
    return {box.text(): box for box in found if isinstance(box, QCheckBox)}


def ticked(dialog):
    return [title for title, box in boxes_of(dialog).items() if box.isChecked()]


def test_the_usual_metrics_are_offered_in_the_tables_order_and_chosen_one_by_one(make, settings):
    boxes = boxes_of(make(ready=frozenset(METRICS) - {"clipiqa+"}))
    usual = [metric.title for metric in METRICS.values() if metric.tier != "more"]
    assert [title.removesuffix(" (not installed)") for title in list(boxes)[: len(usual)]] == usual
    assert "CLIP-IQA+ (not installed)" in boxes
    assert not boxes["Technical"].isEnabled()  # it is there in any case
    boxes["MUSIQ"].click()
    boxes["PIQE"].click()
    assert "piqe" not in settings.words("metrics")
    assert {"technical", "nima", "musiq"} <= set(settings.words("metrics"))
    assert list(settings.words("metrics")) == [name for name in METRICS if name in settings.words("metrics")]


def test_a_metric_of_the_others_is_offered_while_it_is_in_use_or_ready(make, settings):
    dialog = make(ready=frozenset({"technical", "niqe"}))
    assert "NIQE" in boxes_of(dialog)
    assert "Entropy (not installed)" not in boxes_of(dialog)
    settings.put("metrics", ("technical", "entropy"))
    assert "Entropy (not installed)" in boxes_of(dialog)
    assert ticked(dialog) == ["Technical", "Entropy (not installed)"]


def test_who_chose_none_has_what_can_be_computed_and_has_it_again_when_that_is_ticked_again(make, settings):
    dialog = make(ready=frozenset({"technical", "piqe", "nima", "musiq"}))
    assert ticked(dialog) == ["Technical", "PIQE", "NIMA"]
    boxes_of(dialog)["NIMA"].click()
    assert settings.words("metrics") == ("technical", "piqe")
    boxes_of(dialog)["NIMA"].click()
    assert settings.words("metrics") == ()


def test_all_the_metrics_there_are_are_one_click_away(make, qtbot):
    dialog = make()
    with qtbot.waitSignal(dialog.models_requested):
        part(dialog, "metrics", QPushButton).click()


def test_a_metric_that_is_not_offered_is_shown_by_its_title_where_it_is_in_use(make, settings):
    settings.put("pace_metric", "niqe")
    settings.put("sort", "-niqe")
    dialog = make()
    assert part(dialog, "pace_metric", QComboBox).currentText() == "NIQE"
    assert part(dialog, "sort", QComboBox).currentText() == "Best by NIQE"


def test_a_file_is_chosen_in_a_dialog_or_typed(make, settings, monkeypatch, qtbot):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: ("/opt/python", ""))
    dialog = make()
    part(dialog, "worker_python", QPushButton).click()
    assert settings.text("worker_python") == "/opt/python"
    line = part(dialog, "worker_python", QLineEdit)
    line.setText("")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert settings.text("worker_python") == ""


def test_what_is_changed_elsewhere_is_shown(make, settings):
    dialog = make()
    settings.put("show_info", False)
    assert not part(dialog, "show_info", QCheckBox).isChecked()
    dialog.close()
    settings.put("show_info", True)
    assert not part(dialog, "show_info", QCheckBox).isChecked()


def test_a_choice_that_cannot_be_kept_is_said_and_holds(make, settings, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(paths, "write_whole", full)
    dialog = make()
    part(dialog, "recursive", QCheckBox).click()
    assert settings.flag("recursive")
    assert "No space left" in dialog._trouble.text()
    assert dialog._trouble.isVisible()
    monkeypatch.undo()
    part(dialog, "recursive", QCheckBox).click()
    assert not dialog._trouble.isVisible()


def test_what_waits_for_the_next_start_says_so(make):
    texts = [label.text() for label in make().findChildren(QLabel)]
    assert sum("Takes effect at the next start." in text for text in texts) == sum(
        row.later == "start" for row in SHOWN
    )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("look_seconds", 1.5, "1.5 s"),
        ("budget_minutes", 0, "no set time"),
        ("thumbnail_megabytes", 2048, "2,048 MB"),
        ("recursive", True, "on"),
        ("metrics", ("technical", "nima"), "Technical, NIMA"),
        ("metrics", (), "the usual ones that can be computed here"),
        ("device", "cuda", "NVIDIA graphics card"),
        ("sort", "-nima", "Best by NIMA"),
        ("worker_python", "", "the program's own"),
    ],
)
def test_values_are_said_in_words(name, value, words):
    assert said(TABLE[name], value) == words


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_nothing_is_wider_than_the_dialog(make, qapp, factor):
    usual, sheet = qapp.font(), qapp.styleSheet()
    large = QFont(usual)
    large.setPointSizeF(factor * usual.pointSizeF())
    qapp.setStyleSheet("QPushButton { padding: 7px 20px; } QToolButton { padding: 5px; }")  # as in the program
    qapp.setFont(large)
    try:
        dialog = make()
        dialog.resize(110 * dialog.fontMetrics().averageCharWidth(), 690)  # what it wants, on a screen with room for it
        for at in range(dialog._pages.count()):
            dialog._list.setCurrentRow(at)
            qapp.processEvents()
            page = dialog._pages.widget(at)
            assert page.widget().width() <= page.viewport().width()
            for back in page.findChildren(QToolButton):
                assert back.mapTo(page, back.rect().topRight()).x() <= page.width()
    finally:
        qapp.setFont(usual)
        qapp.setStyleSheet(sheet)
