"""What is chosen in a menu is asked for, and nothing else."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QMenuBar

from reviewer.ui.keys.actions import GRID, LOUPE
from reviewer.ui.keys.keymap import Keymap
from reviewer.ui.menus import Menus, MetricsMenu


def _action(menu: MetricsMenu, title: str):
    return next(action for action in menu.actions() if action.text() == title)


def test_metrics_are_chosen_one_by_one_and_asked_for_in_the_tables_order(qtbot) -> None:
    menu = MetricsMenu()
    qtbot.addWidget(menu)
    menu.set_choices(
        [("technical", "Technical", "focus"), ("piqe", "PIQE", "blur"), ("nima", "NIMA", "taste")],
        ["technical", "nima"],
    )
    asked: list[tuple[str, ...]] = []
    menu.metrics_chosen.connect(asked.append)
    _action(menu, "PIQE").trigger()
    _action(menu, "NIMA").trigger()
    assert asked == [("technical", "piqe", "nima"), ("technical", "piqe")]
    assert _action(menu, "PIQE").toolTip() == "blur"


def test_the_built_in_metric_is_always_computed_and_the_way_to_the_others_is_last(qtbot) -> None:
    menu = MetricsMenu()
    qtbot.addWidget(menu)
    menu.set_choices([("technical", "Technical", "focus"), ("piqe", "PIQE", "blur")], ["technical"])
    assert _action(menu, "Technical").isChecked()
    assert not _action(menu, "Technical").isEnabled()
    with qtbot.waitSignal(menu.more_requested):
        menu.actions()[-1].trigger()


def test_a_key_that_stays_down_goes_on_from_photo_to_photo_and_switches_nothing_to_and_fro(qapp) -> None:
    repeat = {action.objectName(): action.autoRepeat() for action in Menus(Keymap()).actions}
    assert repeat["next"]
    assert repeat["row_down"]
    assert repeat["zoom_in"]
    for once in ("full_screen", "info", "slideshow", "leave", "peaking", "turn_left", "preferences"):
        assert not repeat[once], once


def test_menus_say_keys_as_the_sheet_does_and_those_in_force(qapp) -> None:
    keymap = Keymap()
    menus = Menus(keymap)
    texts = {action.objectName(): action for action in menus.actions}
    assert texts["next"].text() == "Next photo\t→"
    assert texts["slideshow"].text() == "Start slideshow\tCtrl+Enter"
    assert texts["about"].text() == "About Photo Reviewer"
    menus.set_view(GRID)
    assert texts["row_down"].text() == "Next row\t↓"
    assert texts["next_group"].text() == "Next group\tCtrl+↓"
    menus.set_view(LOUPE)
    assert texts["row_down"].text() == "Next row"
    keymap.give(LOUPE, "info", ("Ctrl+J",))
    assert texts["info"].text() == "Info panel\tCtrl+J"


def test_a_submenu_stands_above_the_action_it_is_named_for(qtbot) -> None:
    bar, recent = QMenuBar(), QMenu("Recent folders")
    for widget in (bar, recent):
        qtbot.addWidget(widget)
    menus = Menus(Keymap())
    menus.fill(bar, {"open_photo": recent})
    file = next(action.menu() for action in bar.actions() if action.text() == "&File")
    names = [action.text().split("\t")[0] for action in file.actions()]
    assert names[:3] == ["Open folder…", "Recent folders", "Open photo…"]
    assert names[-1] == "Quit"
