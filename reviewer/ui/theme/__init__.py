"""How the window looks: tables of greys with one accent, measured for contrast, poured into palette and style sheet.

``colours`` holds the tables; one of them is worn at a time. ``colour(name)`` is the one way to ask for a colour:
whoever paints asks each time, so that another theme is there with the next paint. ``appearance`` decides which is worn.
The slideshow is on black by design: ``keep_dark`` gives it, and all that is in it, the dark table for good.

Sizes that hold words follow the font: ``grown`` makes a design's px into px for the font in use.
"""

from __future__ import annotations

import html
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QIcon, QPalette

from reviewer import paths
from reviewer.ui.theme import icons
from reviewer.ui.theme.colours import DARK, THEMES, contrast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication, QWidget

GRID = 8
"""Distances are multiples of this many px, or halves of it."""

_LEAST_POINTS = 10.0  # some systems' default is smaller than anyone wants to read for an evening
_DESIGNED_FOR = 13  # px of a font; what was designed for it grows with larger ones

_worn: dict[str, QColor] = {}  # painting asks some hundred times a frame, so the colours are ready made
_table: dict[str, str] = {}


def wear(theme: str) -> None:
    """Have ``colour`` answer from another table, ``dark`` or ``light``; ``recolour`` shows it."""
    _table.update(THEMES[theme])
    _worn.update((name, QColor(text)) for name, text in _table.items())


wear("dark")


def colour(name: str) -> QColor:
    """A colour of the theme that is worn."""
    return QColor(_worn[name])


def ink(bed: QColor) -> QColor:
    """The colour for words on a bed that may be another theme's: that of the table which is legible there."""
    return QColor(max((table["text"] for table in THEMES.values()), key=lambda text: contrast(text, bed.name())))


def style_sheet(table: Mapping[str, str] | None = None) -> str:
    """The style sheet with a table's colours in it; without one, with those worn."""
    folder = paths.resource("icons").as_posix()
    return Template(paths.resource("style.qss").read_text(encoding="utf-8")).substitute(table or _table, icons=folder)


def palette(table: Mapping[str, str] | None = None) -> QPalette:
    """The palette for what the style sheet does not reach, as native dialogs drawn by Qt."""
    table = table or _table
    made = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "panel"),
        (role.Base, "field"),
        (role.AlternateBase, "panel"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.BrightText, "held"),
        (role.PlaceholderText, "quiet"),
        (role.Highlight, "chosen"),
        (role.HighlightedText, "held"),
        (role.Link, "accent"),
        (role.Accent, "held"),
    ):
        made.setColor(where, QColor(table[name]))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(table["faint"]))
    return made


def keep_dark(widget: QWidget) -> None:
    """Give a widget and all that is in it the dark theme, whichever is worn."""
    widget.setPalette(palette(DARK))
    widget.setStyleSheet(style_sheet(DARK))


def icon(name: str) -> QIcon:
    """An icon of ``resources/icons``, in the ink of the theme that is worn when it is painted."""
    return icons.made(paths.resource(f"icons/{name}.svg"), lambda: _table["quiet"])


def scaled(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The same face at another size."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * factor)
    made.setWeight(weight)
    return made


def grown(px: int, widget: QWidget) -> int:
    """A length that holds words, designed for the usual font, in px for a widget's own; never shorter."""
    return round(px * max(1.0, QFontInfo(widget.font()).pixelSize() / _DESIGNED_FOR))


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
    application.setWindowIcon(icon("photo-reviewer"))
    recolour(application)


def recolour(application: QApplication) -> None:
    """Have the whole program in the colours that are worn now."""
    application.setPalette(palette())
    application.setStyleSheet(style_sheet())
