"""What is chosen in a menu is asked for, and nothing else."""

from __future__ import annotations

from reviewer.ui.menus import MetricsMenu


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
