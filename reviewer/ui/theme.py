"""How the window looks: one table of greys and one accent, measured for contrast, poured into palette and style sheet.

The surround of a photo has no tint, so that nothing beside the photo changes how its colours are judged. The accent, a
pale brass, belongs to the machine: wherever it appears, a model thinks something. What the user holds is white.
"""

from __future__ import annotations

import html
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPalette

from reviewer import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

GRID = 8
"""Distances are multiples of this many px, or halves of it."""

_LEAST_POINTS = 10.0  # some systems' default is smaller than anyone wants to read for an evening

COLOURS: dict[str, str] = {
    "black": "#000000",  # around the photo while the slideshow plays
    "surround": "#1c1c1c",  # around the photo
    "strip": "#161616",  # below the photo: the filmstrip's bed
    "panel": "#222222",  # menus, info panel, status line
    "raised": "#2e2e2e",  # buttons, pop-ups, the bars' bed
    "hover": "#3a3a3a",
    "line": "#343434",  # between areas; not the only sign of anything
    "text": "#e6e6e6",
    "quiet": "#a6a6a6",  # captions, units
    "faint": "#7c7c7c",  # decoration only: never words
    "accent": "#d6b26c",  # what the machine thinks; progress
    "accent_bed": "#4a4234",
    "held": "#ffffff",  # the current photo, the focused control
    "trouble": "#e0916f",
}


_PARSED = {name: QColor(text) for name, text in COLOURS.items()}  # painting asks some hundred times a frame


def colour(name: str) -> QColor:
    """A colour of the table."""
    return QColor(_PARSED[name])


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0..1 (WCAG 2.1)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours of the table, 1..21 (WCAG 2.1); words need 4.5, marks and rings 3."""
    light, dark = sorted((luminance(COLOURS[first]), luminance(COLOURS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def style_sheet() -> str:
    """The style sheet with the table's colours in it."""
    icons = paths.resource("icons").as_posix()
    return Template(paths.resource("style.qss").read_text(encoding="utf-8")).substitute(COLOURS, icons=icons)


def palette() -> QPalette:
    """The palette for what the style sheet does not reach, as native dialogs drawn by Qt."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "panel"),
        (role.Base, "surround"),
        (role.AlternateBase, "panel"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.BrightText, "held"),
        (role.PlaceholderText, "quiet"),
        (role.Highlight, "hover"),
        (role.HighlightedText, "held"),
        (role.Link, "accent"),
    ):
        made.setColor(where, colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, colour("faint"))
    return made


def icon(name: str) -> QIcon:
    """An icon of ``resources/icons``."""
    return QIcon(str(paths.resource(f"icons/{name}.svg")))


def scaled(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The same face at another size."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * factor)
    made.setWeight(weight)
    return made


def tip(text: str) -> str:
    """Text for a tool tip, shown as it is: Qt would take a file named ``<img ...>`` for markup."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def line_height(widget: QWidget) -> int:
    """Height of a line of words in a widget, in px, up to the next half grid step."""
    half = GRID // 2
    return -(-QFontMetrics(widget.font()).height() // half) * half


def dress(application: QApplication) -> None:
    """Give the whole program its look."""
    application.setStyle("Fusion")
    font = application.font()
    font.setPointSizeF(max(_LEAST_POINTS, font.pointSizeF()))
    application.setFont(font)
    application.setPalette(palette())
    application.setStyleSheet(style_sheet())
    application.setWindowIcon(icon("photo-reviewer"))
