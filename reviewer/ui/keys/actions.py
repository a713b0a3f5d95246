"""What can be done, one row an action: menus, shortcuts, the key sheet and the README's table come from this table.

A row says what an action is called, which keys start it in which view, what must be there for it to make sense, and
where it stands in the menus. Nothing here knows Qt, so that the table can be checked and printed without a window.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LOUPE = "loupe"
GRID = "grid"
SLIDESHOW = "slideshow"
VIEWS = (LOUPE, GRID, SLIDESHOW)
"""The ways photos are looked at, each with keys of its own."""

MENUS = ("File", "Edit", "Go", "View", "Decide", "Scores", "Help")


def _every(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return dict.fromkeys(VIEWS, keys)


def _window(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return {LOUPE: keys, GRID: keys}


def _loupe(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return {LOUPE: keys}


def _grid(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return {GRID: keys}


def _show(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return {SLIDESHOW: keys}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can ask for.

    Attributes:
        id: Its name in the program.
        text: Its name in menus and on the key sheet.
        keys: The default keys for each view it works in, in Qt's portable spelling; the first is the one shown.
        menu: The menu it stands in, one of ``MENUS``; empty for none.
        needs: What must be there, as a fact of the window (``photos``, ``scoring``, ...); empty for nothing.
        checkable: It is a state that is on or off.
        ends_section: A line is drawn after it in its menu.
        held: It lasts while its key is pressed.
        setting: The flag among the settings that it switches and shows.
        kept: It never is without a key: it is the way out of where no menu is.
        repeats: It is done again and again while its key stays down; all else is done once.
        family: What those of one kind are called together, where there is no room for each: on the sheet and in the
            README; empty for one that stands by itself.
    """

    id: str
    text: str
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu: str = ""
    needs: str = ""
    checkable: bool = False
    ends_section: bool = False
    held: bool = False
    setting: str = ""
    kept: bool = False
    repeats: bool = False
    family: str = ""

    @property
    def views(self) -> tuple[str, ...]:
        """The views in which it can have keys: those of the window where the table gives it none."""
        return tuple(self.keys) or (LOUPE, GRID)


ADVANCE = "_advance"
"""How the ids end of what decides and goes on to the next photo."""

_FLAGS = (("pick", "Pick", "P"), ("reject", "Reject", "X"), ("unflag", "No flag", "U"))
_STARS = tuple((f"stars_{n}", f"{n} star{'s' * (n > 1)}" if n else "No stars", str(n)) for n in range(6))
_SELECT, _ALL, _UNDO = "Select more", "Select all, none", "Undo, undo and go back there"
_COLOURS = (
    ("red", "Red", "6"),
    ("yellow", "Yellow", "7"),
    ("green", "Green", "8"),
    ("blue", "Blue", "9"),
    ("purple", "Purple", "Alt+9"),
)


def _decisions() -> Iterator[Action]:
    """What can be decided on a photo: each by a key, and with Shift by the same key the next photo comes up."""
    kinds = ((_FLAGS, "Pick, reject, no flag"), (_STARS, "Stars"), (_COLOURS, "Colour"))
    for rows, family in kinds:
        for name, text, key in rows:
            ends = name == rows[-1][0]
            yield Action(name, text, _window(key), "Decide", "photos", ends_section=ends, family=family)
    for rows, _ in kinds:
        family = "Flag, next photo" if rows is _FLAGS else "Stars, colour, next photo"
        for name, text, key in rows:
            *chord, last = key.split("+")
            keys = _window() if chord else _window(f"Shift+{last}")  # Alt+Shift is many systems' own
            yield Action(name + ADVANCE, f"{text}, then next photo", keys, "", "photos", family=family)


ACTIONS: tuple[Action, ...] = (
    Action("next", "Next photo", _every("Right"), "Go", "photos", repeats=True),
    Action("previous", "Previous photo", _every("Left"), "Go", "photos", repeats=True),
    Action("first", "First photo", _every("Home"), "Go", "photos"),
    Action("last", "Last photo", _every("End"), "Go", "photos", ends_section=True),
    Action("next_group", "Next group", {LOUPE: ("Down",), GRID: ("Ctrl+Down",)}, "Go", "photos", repeats=True),
    Action(
        "previous_group",
        "Previous group",
        {LOUPE: ("Up",), GRID: ("Ctrl+Up",)},
        "Go",
        "photos",
        ends_section=True,
        repeats=True,
    ),
    Action("row_down", "Next row", _grid("Down"), "Go", "photos", repeats=True),
    Action("row_up", "Previous row", _grid("Up"), "Go", "photos", repeats=True),
    Action("page_down", "A page down", _grid("PgDown"), "Go", "photos", repeats=True),
    Action("page_up", "A page up", _grid("PgUp"), "Go", "photos", repeats=True),
    Action("loupe", "Loupe", {LOUPE: ("E",), GRID: ("E", "Return", "Enter")}, "View", "photos"),
    Action("grid", "Grid", _window("G"), "View", "photos"),
    Action("slideshow", "Start slideshow", _window("Ctrl+Return", "Ctrl+Enter"), "View", "photos", ends_section=True),
    Action("stack", "Open or close this stack", _grid("Ctrl+G"), "View", "photos"),
    Action("all_stacks", "Open or close all stacks", _grid("Shift+G"), "View", "photos", ends_section=True),
    Action("zoom_pixels", "100 % at the pointer, or fit", _loupe("Z"), "View", "photos"),
    Action("zoom_in", "Zoom in", _window("+", "="), "View", "photos", repeats=True),
    Action("zoom_out", "Zoom out", _window("-"), "View", "photos", ends_section=True, repeats=True),
    Action("full_screen", "Full screen", _window("F11"), "View", checkable=True),
    Action("second_display", "Photo on a second display", _window("F10"), "View", "folder", checkable=True),
    Action("info", "Info panel", _window("I"), "View", checkable=True, setting="show_info", ends_section=True),
    Action("peaking", "Focus peaking", _loupe("F"), "View", "photos", checkable=True, setting="show_peaking"),
    Action(
        "clipping",
        "Clipped highlights and shadows",
        _loupe("J"),
        "View",
        "photos",
        checkable=True,
        setting="show_clipping",
    ),
    Action("histogram", "Histogram", _loupe("H"), "View", "photos", checkable=True, setting="show_histogram"),
    Action("thirds", "Thirds", _loupe("O"), "View", "photos", checkable=True, setting="show_thirds"),
    Action(
        "focus_point",
        "Focus point",
        _loupe("Shift+F"),
        "View",
        "photos",
        checkable=True,
        setting="show_focus_point",
        ends_section=True,
    ),
    Action("brighter", "2 EV brighter while pressed", _loupe("Shift+E"), held=True),
    Action("darker", "2 EV darker while pressed", _loupe("Shift+D"), held=True),
    Action("sort_menu", "Sort by…", _window("S"), "", "photos"),
    Action("reverse", "Reverse the order", _window("Shift+S"), "View", "photos", checkable=True),
    Action("undo", "Undo", _window("Ctrl+Z"), "Edit", "photos", family=_UNDO),
    Action("undo_back", "Undo and go back there", _window("Backspace"), "Edit", "photos", family=_UNDO),
    Action("redo", "Redo", _window("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "photos", ends_section=True),
    Action("select_all", "Select all", _grid("Ctrl+A"), "Edit", "photos", family=_ALL),
    Action("select_none", "Select none", _grid("Ctrl+D"), "Edit", "photos", ends_section=True, family=_ALL),
    Action("select_next", "Select on", _grid("Shift+Right"), "", "photos", repeats=True, family=_SELECT),
    Action("select_previous", "Select back", _grid("Shift+Left"), "", "photos", repeats=True, family=_SELECT),
    Action("select_down", "Select a row on", _grid("Shift+Down"), "", "photos", repeats=True, family=_SELECT),
    Action("select_up", "Select a row back", _grid("Shift+Up"), "", "photos", repeats=True, family=_SELECT),
    *_decisions(),
    Action(
        "auto_advance",
        "Auto-advance",
        _window("A"),
        "Decide",
        checkable=True,
        setting="auto_advance",
    ),
    Action("turn_left", "Turn left", _every("Ctrl+["), "Edit", "photos"),
    Action("turn_right", "Turn right", _every("Ctrl+]"), "Edit", "photos", ends_section=True),
    Action("copy_path", "Copy file and path", _window("Ctrl+Shift+C"), "Edit", "photos", ends_section=True),
    Action(
        "show_scores",
        "Show what the machine thinks",
        _window("M"),
        "Scores",
        checkable=True,
        setting="show_scores",
        ends_section=True,
    ),
    Action("models", "Models…", {}, "Scores", ends_section=True),
    Action("pause_scoring", "Pause scoring, or go on", _window("Ctrl+P"), "Scores", "photos"),
    Action("stop_scoring", "Stop scoring", _window("Ctrl+Shift+P"), "Scores", "scoring"),
    Action("statistics", "Statistics", _window("Ctrl+I"), "Scores", "folder"),
    Action(
        "second_look", "Second look at the best", _window("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "Scores", "photos"
    ),
    Action("play", "Pause or play", _show("Space")),
    Action("hold", "Hold this photo while pressed", _show("H"), held=True),
    Action("magnify", "100 % at the pointer while pressed", _show("Z"), held=True),
    Action("next_frame", "Next photo of the group", _show("Down"), repeats=True),
    Action("previous_frame", "Previous photo of the group", _show("Up"), repeats=True),
    Action("faster", "Faster", _show("+", "="), repeats=True),
    Action("slower", "Slower", _show("-"), repeats=True),
    Action("best_first", "Best first, or in capture order", _show("B")),
    Action("unseen", "Only what you have not seen, or everything", _show("V")),
    Action("pace", "Time, pace and order", _show("T")),
    Action("leave_slideshow", "Leave the slideshow", _show("Esc"), kept=True),
    Action("open_folder", "Open folder…", _window("Ctrl+O"), "File"),
    Action("open_photo", "Open photo…", _window("Ctrl+Shift+O"), "File", ends_section=True),
    Action("recursive", "Include the folders inside", {}, "File", checkable=True, setting="recursive"),
    Action("reread", "Reload folder", _window("F5"), "File", "folder", ends_section=True),
    Action("show_in_folder", "Show in the file manager", _window("Ctrl+R"), "File", "photos"),
    Action("edit", "Open in an editor", _window("Ctrl+E"), "File", "photos", ends_section=True),
    Action("save_report", "Save report…", {}, "File", "photos", ends_section=True),
    Action("close_folder", "Close folder", _window("Ctrl+W"), "File", "folder"),
    Action("forget_folder", "Forget this folder…", {}, "File", "folder"),
    Action("clear_thumbnails", "Clear thumbnails", {}, "File", ends_section=True),
    Action("preferences", "Preferences…", _window("Ctrl+,"), "Edit"),
    Action("change_keys", "Change keys…", {}, "Edit"),
    Action("keys", "Keys", _every("?", "F1"), "Help"),
    Action("about", "About Photo Reviewer", {}, "Help"),
    Action("leave", "Leave full screen", _window("Esc"), kept=True),
    Action("quit", "Quit", _every("Ctrl+Q"), "File"),
)


def keys_of(view: str, actions: Iterable[Action] = ACTIONS) -> dict[str, str]:
    """Which action each key starts in a view.

    Raises:
        ValueError: Two actions want the same key in this view.
    """
    found: dict[str, str] = {}
    for action in actions:
        for key in action.keys.get(view, ()):
            if key in found:
                raise ValueError(f"{key} starts both {found[key]} and {action.id} in the {view}")
            found[key] = action.id
    return found


_RUN = 2  # keys that are written one by one; more in a row by the first and the last
_SIGNS = {"Right": "→", "Left": "←", "Up": "↑", "Down": "↓", "Return": "Enter", "-": "−"}  # noqa: RUF001


def spoken(key: str) -> str:
    """A key as it is printed for people: ``Ctrl+Return`` is ``Ctrl+Enter``, arrows are arrows."""
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    return "+".join([*modifiers, _SIGNS.get(last, last)])


def sheet(view: str, keys: Mapping[str, tuple[str, ...]] | None = None) -> list[tuple[str, str]]:
    """Keys and texts of a view, in the table's order; keys that print alike appear once.

    Args:
        view: One of ``VIEWS``.
        keys: The keys of each action, where they are not the default ones.
    """
    found: dict[str, list[str]] = {}
    for action in ACTIONS:
        wanted = action.keys.get(view, ()) if keys is None else keys.get(action.id, ())
        if printed := dict.fromkeys(spoken(key) for key in wanted if key != "="):
            found.setdefault(action.family or action.text.rstrip("…"), []).extend(printed)
    return [(_together(printed), text) for text, printed in found.items()]


def _together(keys: list[str]) -> str:
    """Keys in a row; a run of neighbouring digits by its ends: ``0 … 5``, ``Shift+6 … 9``."""
    runs: list[list[str]] = []
    for key in keys:
        if runs and _follows(runs[-1][-1], key):
            runs[-1].append(key)
        else:
            runs.append([key])
    if len(keys) > _RUN and len(runs) == len(keys) and len({key.rpartition("+")[0] for key in keys}) == 1:
        return "/".join([keys[0], *(key.rpartition("+")[2] for key in keys[1:])])
    return "  ".join(f"{run[0]} … {run[-1][-1]}" if len(run) > _RUN else "  ".join(run) for run in runs)


def _follows(one: str, other: str) -> bool:
    both_digits = one[-1].isdigit() and other[-1].isdigit()
    return both_digits and one[:-1] == other[:-1] and int(other[-1]) == int(one[-1]) + 1


def table() -> str:
    """The README's table of keys, in Markdown: an action a row, a view a column."""
    by_view = [{text: keys for keys, text in sheet(view)} for view in VIEWS]
    texts = dict.fromkeys(text for texts in by_view for text in texts)
    head = [f"| | {' | '.join(VIEWS)} |", "|---|" + "---|" * len(VIEWS)]
    rows = [f"| {text} | {' | '.join(view.get(text, '') for view in by_view)} |" for text in texts]
    return "\n".join([*head, *rows])
