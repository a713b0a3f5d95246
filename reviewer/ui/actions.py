"""What can be done, one row an action: menus, shortcuts, the key sheet and the README's table come from this table.

A row says what an action is called, which keys start it in which view, what must be there for it to make sense, and
where it stands in the menus. Nothing here knows Qt, so that the table can be checked and printed without a window.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LOUPE = "loupe"
SLIDESHOW = "slideshow"
VIEWS = (LOUPE, SLIDESHOW)

MENUS = ("File", "Go", "View", "Scores", "Help")


def _both(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return {LOUPE: keys, SLIDESHOW: keys}


def _loupe(*keys: str) -> Mapping[str, tuple[str, ...]]:
    return {LOUPE: keys}


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
    """

    id: str
    text: str
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu: str = ""
    needs: str = ""
    checkable: bool = False
    ends_section: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("next", "Next photo", _both("Right"), "Go", "photos"),
    Action("previous", "Previous photo", _both("Left"), "Go", "photos"),
    Action("first", "First photo", _both("Home"), "Go", "photos"),
    Action("last", "Last photo", _both("End"), "Go", "photos", ends_section=True),
    Action("next_group", "Next group", _loupe("Down"), "Go", "photos"),
    Action("previous_group", "Previous group", _loupe("Up"), "Go", "photos"),
    Action("zoom_pixels", "100 % at the pointer, or fit", _loupe("Z"), "View", "photos"),
    Action("zoom_in", "Closer", _loupe("+", "="), "View", "photos"),
    Action("zoom_out", "Farther", _loupe("-"), "View", "photos", ends_section=True),
    Action("full_screen", "Full screen", _loupe("F11"), "View", checkable=True),
    Action("info", "Info panel", _loupe("I"), "View", checkable=True, ends_section=True),
    Action("sort_menu", "Sort by…", _loupe("S"), "", "photos"),
    Action("reverse", "Reverse the order", _loupe("Shift+S"), "View", "photos", checkable=True),
    Action("show_scores", "Show what the machine thinks", _loupe("M"), "Scores", checkable=True, ends_section=True),
    Action("pause_scoring", "Pause scoring, or go on", _loupe("Ctrl+P"), "Scores", "photos"),
    Action("stop_scoring", "Stop scoring", _loupe("Ctrl+Shift+P"), "Scores", "scoring"),
    Action("keys", "Keys", _both("?", "F1"), "Help"),
    Action("about", "About Photo Reviewer", {}, "Help"),
    Action("leave", "Leave full screen", _loupe("Esc")),
    Action("leave_slideshow", "Leave the slideshow", _show("Esc")),
    Action("play", "Pause or play", _show("Space")),
    Action("hold", "Hold this photo while pressed", _show("H")),
    Action("faster", "Faster", _show("+", "=")),
    Action("slower", "Slower", _show("-")),
    Action("best_first", "Best first, or in capture order", _show("B")),
    Action("pace", "Time, pace and order", _show("T")),
    Action("open_folder", "Open folder…", _loupe("Ctrl+O"), "File"),
    Action("open_photo", "Open photo…", _loupe("Ctrl+Shift+O"), "File", ends_section=True),
    Action("slideshow", "Start slideshow", _loupe("Ctrl+Return", "Ctrl+Enter"), "File", "photos"),
    Action("recursive", "With the folders inside", {}, "File", checkable=True),
    Action("reread", "Look at the folder again", _loupe("F5"), "File", "folder"),
    Action("close_folder", "Close folder", _loupe("Ctrl+W"), "File", "folder", ends_section=True),
    Action("quit", "Quit", _both("Ctrl+Q"), "File"),
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


_SIGNS = {"Right": "→", "Left": "←", "Up": "↑", "Down": "↓", "Return": "Enter", "-": "−"}  # noqa: RUF001


def spoken(key: str) -> str:
    """A key as it is printed for people: ``Ctrl+Return`` is ``Ctrl+Enter``, arrows are arrows."""
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    return "+".join([*modifiers, _SIGNS.get(last, last)])


def sheet(view: str, actions: Sequence[Action] = ACTIONS) -> list[tuple[str, str]]:
    """Keys and texts of a view, in the table's order; keys that print alike appear once."""
    rows = []
    for action in actions:
        printed = dict.fromkeys(spoken(key) for key in action.keys.get(view, ()) if key != "=")
        if printed:
            rows.append(("  ".join(printed), action.text.rstrip("…")))
    return rows


def table() -> str:
    """The README's table of keys, in Markdown: an action a row, a view a column."""
    by_view = [{text: keys for keys, text in sheet(view)} for view in VIEWS]
    texts = dict.fromkeys(text for texts in by_view for text in texts)
    head = [f"| | {' | '.join(VIEWS)} |", "|---|" + "---|" * len(VIEWS)]
    rows = [f"| {text} | {' | '.join(view.get(text, '') for view in by_view)} |" for text in texts]
    return "\n".join([*head, *rows])
