"""The keys in force, made of layers: what the user changed lies over a preset, and that over the table of actions.

Pure: keys are words here. In a view a key belongs to one action, that of the uppermost layer that gives it away; so a
new row of the table never takes a key that the user or a preset has given to something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reviewer.ui.keys.actions import VIEWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.ui.keys.actions import Action

Layer = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By view and action: all of its keys there, in place of what a lower layer says."""


def in_force(rows: Sequence[Action], layers: Sequence[Layer]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The keys of every action in each view it works in.

    Args:
        rows: The table, the lowest layer.
        layers: What lies over it, the uppermost first.
    """
    return {view: _view(view, [row for row in rows if view in row.views], layers) for view in VIEWS}


def _view(view: str, rows: Sequence[Action], layers: Sequence[Layer]) -> dict[str, tuple[str, ...]]:
    wished = [(row, *_wish(view, row, layers)) for row in rows]
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for row, _depth, keys in sorted(wished, key=lambda wish: wish[1]):
        found[row.id] = tuple(key for key in dict.fromkeys(keys) if key not in taken)
        taken.update(keys)
    for row in rows:
        if row.kept and not found[row.id]:
            found = {name: tuple(key for key in keys if key not in row.keys[view]) for name, keys in found.items()}
            found[row.id] = tuple(row.keys[view])
    return {row.id: found[row.id] for row in rows}


def _wish(view: str, row: Action, layers: Sequence[Layer]) -> tuple[int, tuple[str, ...]]:
    for depth, layer in enumerate(layers):
        if row.id in layer.get(view, {}):
            return depth, layer[view][row.id]
    return len(layers), row.keys.get(view, ())
