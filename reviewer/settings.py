"""One table of typed settings; the file, the command line, dialogs and documentation come from it.

The file is ``settings.json`` in the configuration folder. It holds only what differs from the defaults. A value that is
not of its row's type, or out of bounds, counts as the default: a damaged file costs a preference, never a start.

Whoever shows a setting listens for changes of it, wherever they are made: a menu, a panel or the preferences.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer import paths

if TYPE_CHECKING:
    from pathlib import Path

Value = bool | int | float | str | tuple[str, ...]

_MEGABYTE = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Setting:
    """One row.

    Attributes:
        name: Its key in the file.
        default: Its value until the user chooses another; its type is the setting's.
        text: What a dialog says beside it: plain words, no terms.
        bounds: The least and the greatest number it may be.
        choices: The only words it may be.
        group: The page of the preferences it stands on, one of ``GROUPS``; empty for what only the program remembers.
        labels: What people call the choices, in their order.
        unit: What its number counts, as it is written after it: ``MB``, ``s``.
        none: What the least number, or an empty word, stands for.
        more: A sentence for who wants to know: what it does, and which terms others use for it.
        kind: What its words name: a ``file``, a ``metric``, an ``order`` of the strip; empty for nothing in particular.
        later: When a change takes effect: at the next ``start``; empty for at once.
    """

    name: str
    default: Value
    text: str
    bounds: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    group: str = "window"
    labels: tuple[str, ...] = ()
    unit: str = ""
    none: str = ""
    more: str = ""
    kind: str = ""
    later: str = ""

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


GROUPS = {
    "window": "Window",
    "loupe": "Looking closely",
    "slideshow": "Slideshow",
    "scores": "Scores",
    "folders": "Folders",
    "storage": "Memory and disk",
}
"""The pages of the preferences, in their order, by what people call them."""

TABLE: dict[str, Setting] = {
    row.name: row
    for row in (
        Setting(
            "look_seconds",
            1.5,
            "A usual look at a photo",
            (0.2, 30.0),
            group="slideshow",
            unit="s",
            more="Long enough to find most keepers; search theory calls it tau. Scores make a look longer or shorter.",
        ),
        Setting(
            "shortest_look",
            0.2,
            "Shortest look",
            (0.05, 1.0),
            group="slideshow",
            unit="of a usual look",
            more="0.2 of a usual look of 1.5 s is 0.3 s.",
        ),
        Setting(
            "longest_look",
            6.0,
            "Longest look",
            (1.0, 60.0),
            group="slideshow",
            unit="usual looks",
            more="6 usual looks of 1.5 s are 9 s.",
        ),
        Setting(
            "budget_minutes",
            0,
            "Finish the slideshow in",
            (0, 600),
            group="slideshow",
            unit="min",
            none="no set time",
            more="With no set time each stop gets a usual look on average.",
        ),
        Setting(
            "pace_mode",
            "evidence",
            "How the pace follows scores",
            choices=("even", "evidence", "steep"),
            group="slideshow",
            labels=("Even", "By evidence", "Steep"),
            more="Even: the same time for all. By evidence: as far as scores have proved right. Steep: further.",
        ),
        Setting(
            "stop_seconds",
            0.0,
            "Average time of a stop",
            (0.0, 120.0),
            group="slideshow",
            unit="s",
            none="a usual look",
            more="A stop is one photo, or one burst.",
        ),
        Setting("best_first", default=False, text="Show the best first, not as they were taken", group="slideshow"),
        Setting(
            "auto_advance",
            default=False,
            text="Go on to the next photo after each decision",
            group="loupe",
            more="With Shift a decision key goes on in any case.",
        ),
        Setting("pace_metric", "technical", "The score that is shown and sets the pace", group="scores", kind="metric"),
        Setting(
            "metrics",
            (),
            "Scores computed in the background",
            group="scores",
            kind="metric",
            none="the usual ones that can be computed here",
        ),
        Setting("show_scores", default=True, text="Show what the machine thinks", group="scores"),
        Setting(
            "device",
            "auto",
            "Where scores are computed",
            choices=("auto", "cpu", "cuda", "mps"),
            group="scores",
            labels=("Where it is fastest", "Processor", "NVIDIA graphics card", "Apple graphics"),
        ),
        Setting(
            "memory_megabytes",
            0,
            "Memory that scoring may take",
            (0, 1048576),
            group="scores",
            unit="MB",
            none="half of what is free",
            more="Models that do not fit together run one after another.",
        ),
        Setting(
            "second_look_percent",
            10,
            "Second look at the best",
            (1, 50),
            group="scores",
            unit="%",
            more="Around this place in the order scores matter most, so the photos there are scored first.",
        ),
        Setting(
            "dimmed_percent",
            0,
            "Dim the lowest",
            (0, 50),
            group="scores",
            unit="%",
            none="nothing",
            more="Their thumbnails are shown darker. They stay where they are.",
        ),
        Setting("recursive", default=False, text="Include the folders inside", group="folders"),
        Setting("sort", "time", "Order of folders opened for the first time", group="folders", kind="order"),
        Setting(
            "theme",
            "dark",
            "Theme",
            choices=("dark", "light", "system"),
            labels=("Dark", "Light, for bright rooms", "As the system"),
            more="The slideshow is on black in both.",
        ),
        Setting(
            "scale",
            "100",
            "Size of words and buttons",
            choices=("100", "125", "150", "175", "200"),
            labels=("100 %", "125 %", "150 %", "175 %", "200 %"),
            more="Photos keep their true pixels.",
            later="start",
        ),
        Setting("keys_pressed", 0, "Keys pressed by a newcomer", (0, 20), group=""),
        Setting("show_info", default=True, text="Show the info panel"),
        Setting("grid_size", 160, "Width of pictures in the grid", (96, 320), unit="px"),
        Setting(
            "stacks",
            "open",
            "Bursts in the grid",
            choices=("open", "closed"),
            labels=("Every photo", "As one stack"),
        ),
        Setting("window_place", "", "Where the window was", group=""),
        Setting("show_peaking", default=False, text="Mark what is in focus", group="loupe"),
        Setting("show_clipping", default=False, text="Mark clipped highlights and shadows", group="loupe"),
        Setting("show_histogram", default=True, text="Show the histogram of red, green and blue", group="loupe"),
        Setting("show_thirds", default=False, text="Show lines at the thirds", group="loupe"),
        Setting("show_focus_point", default=False, text="Show where the camera focused", group="loupe"),
        Setting(
            "editor",
            "",
            "Editor that photos are opened in",
            group="folders",
            kind="file",
            none="the system's own for each type",
            more="A program or a command. It gets the file that is shown: the JPEG of a RAW and its JPEG.",
        ),
        Setting(
            "thumbnail_megabytes",
            512,
            "Disk kept for thumbnails",
            (16, 65536),
            group="storage",
            unit="MB",
            later="start",
        ),
        Setting(
            "picture_megabytes",
            256,
            "Memory kept for pictures",
            (64, 16384),
            group="storage",
            unit="MB",
            more="More makes going back and forth quicker.",
            later="start",
        ),
        Setting(
            "monitor_profile",
            "",
            "Colour profile of the screen",
            group="loupe",
            kind="file",
            none="the system's",
            more="An ICC file that describes the screen. The system mostly knows its screens; here you can say better.",
        ),
        Setting(
            "worker_python",
            "",
            "Python that runs the models",
            group="scores",
            kind="file",
            none="the program's own",
            more="For models that are installed in an environment of their own.",
        ),
    )
}


@dataclass
class Settings:
    """The values in force. Reading an unknown name or setting a value out of bounds is an error of ours."""

    file: Path = field(default_factory=lambda: paths.config_folder() / "settings.json")
    _changed: dict[str, Value] = field(default_factory=dict)
    _listeners: list[Callable[[str], object]] = field(default_factory=list)

    @classmethod
    def load(cls, file: Path | None = None) -> Settings:
        """Read the file; what is missing, damaged or out of bounds counts as its default."""
        settings = cls(file) if file else cls()
        try:
            stored = json.loads(settings.file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            stored = {}
        if isinstance(stored, Mapping):
            for name, raw in stored.items():
                value = tuple(raw) if isinstance(raw, list) else raw
                if name in TABLE and TABLE[name].accepts(value):
                    settings._changed[name] = value
        return settings

    def flag(self, name: str) -> bool:
        """A yes-or-no setting."""
        return bool(self.value(name))

    def number(self, name: str) -> float:
        """A numeric setting."""
        value = self.value(name)
        if isinstance(value, int | float):
            return float(value)
        raise TypeError(name)

    def size(self, name: str) -> int:
        """A setting in megabytes, as bytes: a million each, as sizes are told everywhere."""
        return int(self.number(name) * _MEGABYTE)

    def text(self, name: str) -> str:
        """A setting that is a word."""
        value = self.value(name)
        if isinstance(value, str):
            return value
        raise TypeError(name)

    def words(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of words."""
        value = self.value(name)
        if isinstance(value, tuple):
            return value
        raise TypeError(name)

    def value(self, name: str) -> Value:
        """A setting of any type."""
        return self._changed.get(name, TABLE[name].default)

    def listen(self, listener: Callable[[str], object]) -> Callable[[], None]:
        """Have a listener called with the name of each setting that became another, once it has.

        Returns:
            What ends that.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def put(self, name: str, value: Value) -> None:
        """Change one value in memory and tell who listens; ``save`` writes it.

        Raises:
            ValueError: The value is not one this setting can have.
        """
        row = TABLE[name]
        if not row.accepts(value):
            raise ValueError(f"{name} cannot be {value!r}")
        before = self.value(name)
        if value == row.default:
            self._changed.pop(name, None)
        else:
            self._changed[name] = value
        if value != before:
            for listener in tuple(self._listeners):
                listener(name)

    def save(self) -> None:
        """Write what differs from the defaults, whole or not at all.

        Raises:
            OSError: The folder cannot be written.
        """
        paths.write_whole(self.file, json.dumps(self._changed, indent=1, sort_keys=True).encode())
