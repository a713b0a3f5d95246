"""What is chosen in a menu is asked for, and nothing else."""

from __future__ import annotations

from reviewer.ui.keymap import Keymap
from reviewer.ui.menus import Menus, MetricsMenu


def _action(menu: MetricsMenu, title: str):
    return next(action for action in menu.actions() if action.text() == title)


def test_metrics_are_chosen_one_by_one_and_asked_for_in_the_tables_order(qtbot) -> None:
    menu = MetricsMenu()
    qtbot.addWidget(menu)
    menu.set_choices(
        [("technical", "Technical", "focus"), ("piqe", "PIQE", "blur"), ("nima", "NIMA", "taste")], ["nima"]
    )
    asked: list[tuple[str, ...]] = []
    menu.metrics_chosen.connect(asked.append)
    _action(menu, "Technical").trigger()
    _action(menu, "NIMA").trigger()
    assert asked == [("technical", "nima"), ("technical",)]
    assert _action(menu, "PIQE").toolTip() == "blur"


def test_a_key_that_stays_down_goes_on_from_photo_to_photo_and_switches_nothing_to_and_fro(qapp) -> None:
    repeat = {action.objectName(): action.autoRepeat() for action in Menus(Keymap()).actions}
    assert repeat["next"]
    assert repeat["row_down"]
    assert repeat["zoom_in"]
    for once in ("full_screen", "info", "slideshow", "leave", "peaking", "turn_left", "preferences"):
        assert not repeat[once], once
