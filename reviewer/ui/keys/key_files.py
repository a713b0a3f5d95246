"""Keys on the disk: the user's in the configuration folder, the presets among the program's resources.

Both are JSON of view -> action -> keys in Qt's portable spelling. The user's file names the preset and holds what
differs from it. What cannot be understood is passed over, entry by entry: a damaged file costs those keys, no more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.ui.keys.layouts import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.ui.keys.key_layers import Layer

LIGHTROOM = ""
"""The preset that is the table of actions itself."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Keys as another program has them; ``title`` is that program's name."""

    title: str
    keys: Layer


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user chose: a preset by its id, and keys of their own."""

    preset: str = LIGHTROOM
    keys: Layer = field(default_factory=dict)


def presets() -> dict[str, Preset]:
    """The presets besides Lightroom's, by id."""
    found = {}
    for file in sorted(paths.resource("keymaps").glob("*.json")):
        stored = json.loads(file.read_text(encoding="utf-8"))
        found[file.stem] = Preset(stored["title"], layer(stored["keys"]))
    return found


def read(file: Path) -> Choice:
    """The user's choice; Lightroom's keys where nothing was chosen or nothing can be read."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Choice()
    if not isinstance(stored, Mapping):
        return Choice()
    preset = stored.get("preset")
    return Choice(preset if isinstance(preset, str) else LIGHTROOM, layer(stored.get("keys")))


def write(file: Path, choice: Choice) -> None:
    """Keep a choice, whole or not at all.

    Raises:
        OSError: The folder cannot be written.
    """
    paths.write_whole(
        file, json.dumps({"preset": choice.preset, "keys": choice.keys}, indent=1, sort_keys=True).encode()
    )


def layer(stored: object) -> Layer:
    """Keys from outside: what is well formed of them."""
    if not isinstance(stored, Mapping):
        return {}
    return {view: _actions(actions) for view, actions in stored.items() if isinstance(actions, Mapping)}


def _actions(stored: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: _keys(keys) for name, keys in stored.items() if isinstance(keys, list) and (not keys or _keys(keys))}


def _keys(stored: list[object]) -> tuple[str, ...]:
    spelled = (canonical(key) for key in stored if isinstance(key, str))
    return tuple(dict.fromkeys(key for key in spelled if key))
