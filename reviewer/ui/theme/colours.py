"""The two tables of greys with one accent, and how well two colours are told apart.

The surround of a photo has no tint in either theme, so that nothing beside the photo changes how its colours are
judged. The accent, a brass, belongs to the machine: wherever it appears, a model thinks something. What the user holds
is the table's extreme: white in the dark, black in the light.
"""

from __future__ import annotations

DARK: dict[str, str] = {
    "black": "#000000",  # around the photo while the slideshow plays; the veil under a sheet
    "surround": "#1c1c1c",  # around the photo
    "strip": "#161616",  # below the photo: the filmstrip's bed
    "panel": "#222222",  # menus, info panel, status line
    "raised": "#2e2e2e",  # buttons, pop-ups
    "field": "#1c1c1c",  # what is typed into, lists
    "hover": "#3a3a3a",
    "chosen": "#686868",  # the selected row of a list
    "line": "#343434",  # between areas, the bars' bed; not the only sign of anything
    "text": "#e6e6e6",
    "quiet": "#a6a6a6",  # captions, units
    "faint": "#7c7c7c",  # decoration only: never words
    "accent": "#d6b26c",  # what the machine thinks; progress
    "accent_bed": "#4a4234",
    "held": "#ffffff",  # the current photo, the focused control
    "trouble": "#e0916f",
}

LIGHT: dict[str, str] = {
    "black": "#000000",
    "surround": "#d6d6d6",  # a bright room's grey: photos neither glow on it nor look washed out
    "strip": "#cccccc",
    "panel": "#e6e6e6",
    "raised": "#f4f4f4",
    "field": "#fafafa",
    "hover": "#cdcdcd",
    "chosen": "#909090",
    "line": "#bcbcbc",
    "text": "#1a1a1a",
    "quiet": "#4e4e4e",
    "faint": "#6e6e6e",
    "accent": "#6b4d0c",
    "accent_bed": "#dccfae",
    "held": "#000000",
    "trouble": "#8a2f10",
}

LABELS: dict[str, str] = {
    "red": "#d0524a",
    "yellow": "#c9a227",
    "green": "#4f9d57",
    "blue": "#4b83c9",
    "purple": "#9a66b8",
}
"""The colours that a user gives to photos: the same in either theme, for they are the photo's, and only small."""

THEMES = {"dark": DARK, "light": LIGHT}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0..1 (WCAG 2.1)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours ``#rrggbb``, 1..21 (WCAG 2.1); words need 4.5, marks and rings 3."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
