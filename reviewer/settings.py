"""One table of typed settings; the file, the command line, dialogs and documentation come from it.

The file is ``settings.json`` in the configuration folder. It holds only what differs from the defaults. A value that is
not of its row's type, or out of bounds, counts as the default: a damaged file costs a preference, never a start.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reviewer import paths

Value = bool | int | float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: ``text`` is what a dialog says beside it; ``choices`` or ``bounds`` limit the value."""

    name: str
    default: Value
    text: str
    bounds: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()

    def accepts(self, value: object) -> bool:
        """Whether a value read from outside may stand for this setting."""
        if isinstance(self.default, tuple):
            return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        if isinstance(self.default, float):
            numeric = isinstance(value, int | float) and not isinstance(value, bool)
        else:
            numeric = type(value) is type(self.default)
        if not numeric:
            return False
        if self.choices:
            return value in self.choices
        if self.bounds and isinstance(value, int | float):
            return self.bounds[0] <= value <= self.bounds[1]
        return True


TABLE: dict[str, Setting] = {
    row.name: row
    for row in (
        Setting("look_seconds", 1.5, "Seconds after which a look has found most keepers (tau)", (0.2, 30.0)),
        Setting("shortest_look", 0.2, "Shortest time on screen, as a part of tau", (0.05, 1.0)),
        Setting("longest_look", 6.0, "Longest time on screen, in tau", (1.0, 60.0)),
        Setting("pace_mode", "evidence", "How boldly the pace follows scores", choices=("even", "evidence", "steep")),
        Setting("budget_minutes", 0.0, "Finish the slideshow in so many minutes; 0 leaves tau per stop", (0.0, 600.0)),
        Setting("best_first", default=False, text="Slideshow shows the best first, not in capture order"),
        Setting("pace_metric", "technical", "The score that paces the slideshow"),
        Setting("metrics", ("technical",), "The scores computed in the background"),
        Setting("device", "auto", "Where models run", choices=("auto", "cpu", "cuda", "mps")),
        Setting("recursive", default=False, text="Open folders with the folders inside them"),
        Setting("sort", "time", "Order of the strip: time, name or a metric"),
        Setting("show_scores", default=True, text="Show what the machine thinks"),
        Setting("show_info", default=True, text="Show the info panel"),
        Setting("thumbnail_megabytes", 512, "Disk kept for thumbnails, in MB", (16, 65536)),
        Setting("picture_megabytes", 256, "Memory kept for pictures around the current one, in MB", (64, 16384)),
        Setting("worker_python", "", "Python that runs the models; empty is the program's own"),
    )
}


@dataclass
class Settings:
    """The values in force. Reading an unknown name or setting a value out of bounds is an error of ours."""

    file: Path = field(default_factory=lambda: paths.config_folder() / "settings.json")
    _changed: dict[str, Value] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path | None = None) -> Settings:
        """Read the file; what is missing, damaged or out of bounds counts as its default."""
        settings = cls(file) if file else cls()
        try:
            stored = json.loads(settings.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            stored = {}
        if isinstance(stored, Mapping):
            for name, raw in stored.items():
                value = tuple(raw) if isinstance(raw, list) else raw
                if name in TABLE and TABLE[name].accepts(value):
                    settings._changed[name] = value
        return settings

    def _get(self, name: str) -> Value:
        return self._changed.get(name, TABLE[name].default)

    def flag(self, name: str) -> bool:
        """A yes-or-no setting."""
        return bool(self._get(name))

    def number(self, name: str) -> float:
        """A numeric setting."""
        value = self._get(name)
        if isinstance(value, int | float):
            return float(value)
        raise TypeError(name)

    def text(self, name: str) -> str:
        """A setting that is a word."""
        value = self._get(name)
        if isinstance(value, str):
            return value
        raise TypeError(name)

    def words(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of words."""
        value = self._get(name)
        if isinstance(value, tuple):
            return value
        raise TypeError(name)

    def put(self, name: str, value: Value) -> None:
        """Change one value in memory; ``save`` writes it.

        Raises:
            ValueError: The value is not one this setting can have.
        """
        row = TABLE[name]
        if not row.accepts(value):
            raise ValueError(f"{name} cannot be {value!r}")
        if value == row.default:
            self._changed.pop(name, None)
        else:
            self._changed[name] = value

    def save(self) -> None:
        """Write what differs from the defaults, whole or not at all.

        Raises:
            OSError: The folder cannot be written.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=".settings-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(self._changed, stream, indent=1, sort_keys=True)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self.file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
