"""The look is measured in both themes: contrast of words and marks, no tint around the photo, every name known."""

from __future__ import annotations

import os
import re
import threading
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton, QWidget
from shiboken6 import delete

from reviewer import paths
from reviewer.settings import Settings
from reviewer.ui import theme
from reviewer.ui.theme import appearance
from reviewer.ui.theme.colours import DARK, LIGHT, THEMES, contrast, luminance

WORDS = 4.5  # WCAG 2.1 AA, text
MARKS = 3.0  # WCAG 2.1 AA, signs and rings

both = pytest.mark.parametrize("table", list(THEMES.values()), ids=list(THEMES))


@pytest.fixture
def worn(qapp):
    """The application's look, put back at the end."""
    before = qapp.styleSheet(), qapp.palette(), qapp.font(), qapp.style().name()
    settings = Settings()
    made = appearance.Appearance(qapp, settings)
    yield lambda choice: settings.put("theme", choice)
    delete(made)
    theme.wear("dark")
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])
    qapp.setStyle(before[3])


@both
@pytest.mark.parametrize("bed", ["surround", "strip", "panel", "raised", "field", "hover"])
@pytest.mark.parametrize("ink", ["text", "quiet", "accent", "trouble"])
def test_words_are_legible(table, ink, bed):
    assert contrast(table[ink], table[bed]) >= WORDS


@both
@pytest.mark.parametrize("bed", ["surround", "strip", "panel", "raised", "field"])
@pytest.mark.parametrize("mark", ["held", "accent", "faint", "trouble"])
def test_marks_are_visible(table, mark, bed):
    assert contrast(table[mark], table[bed]) >= MARKS


@both
def test_the_button_that_is_offered_first_is_legible(table):
    assert contrast(table["surround"], table["text"]) >= WORDS
    assert contrast(table["surround"], table["held"]) >= WORDS
    assert contrast(table["accent"], table["surround"]) >= MARKS  # its ring, seen against the page


@both
def test_the_selected_row_of_a_list_is_told_from_the_others_and_legible(table):
    assert contrast(table["chosen"], table["field"]) >= MARKS
    assert contrast(table["held"], table["chosen"]) >= WORDS


@both
def test_the_arrows_of_fields_and_lists_are_visible(table):
    for arrow in ("spin-up", "spin-down"):
        drawing = paths.resource(f"icons/{arrow}.svg").read_text(encoding="utf-8")
        (ink,) = re.findall(r'stroke="(#[0-9a-f]{6})"', drawing)
        assert min(contrast(ink, table["raised"]), contrast(ink, table["field"])) >= MARKS


@both
@pytest.mark.parametrize(
    "name", ["surround", "strip", "panel", "raised", "field", "hover", "chosen", "line", "text", "quiet", "held"]
)
def test_nothing_around_the_photo_has_a_tint(table, name):
    colour = table[name]
    assert colour[1:3] == colour[3:5] == colour[5:7]


def test_both_themes_have_the_same_names_and_the_light_one_is_light():
    assert list(DARK) == list(LIGHT)
    assert luminance(LIGHT["surround"]) > 0.5 > 0.05 > luminance(DARK["surround"])


def test_contrast_is_as_defined():
    assert luminance("#ffffff") == pytest.approx(1.0)
    assert luminance("#000000") == 0.0
    assert luminance("#808080") == pytest.approx(0.2159, abs=1e-4)  # WCAG's own worked example
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@both
def test_the_style_sheet_has_only_colours_of_the_table(table):
    sheet = paths.resource("style.qss").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;}])", sheet)
    assert "$" not in theme.style_sheet(table)


@pytest.mark.parametrize("bed", ["#000000", "#1c1c1c", "#d6d6d6", "#ffffff"])
def test_words_on_any_bed_take_the_ink_that_is_legible_there(bed):
    assert contrast(theme.ink(QColor(bed)).name(), bed) >= WORDS


@pytest.mark.parametrize("name", sorted(path.stem for path in paths.resource("icons").glob("*.svg")))
def test_icons_draw_something(qapp, name):
    image = theme.icon(name).pixmap(32, 32).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))


def inks(button):
    image = button.grab().toImage()
    colours = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]
    return min(colours), max(colours)


def test_another_theme_is_there_at_once(worn, qapp, qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(theme.icon("stop"))
    button.setStyleSheet("QToolButton { background: #808080; border: none; }")
    button.show()
    bright = QColor(DARK["quiet"]).lightness()
    assert inks(button) == (128, bright)
    worn("light")
    assert theme.colour("surround") == QColor(LIGHT["surround"])
    assert qapp.palette().window().color() == QColor(LIGHT["panel"])
    assert inks(button)[0] == QColor(LIGHT["quiet"]).lightness()
    worn("dark")
    assert theme.colour("surround") == QColor(DARK["surround"])
    assert inks(button) == (128, bright)


def test_the_system_is_followed_when_it_is_to_be(worn, qapp):
    tell = qapp.styleHints().colorSchemeChanged.emit
    tell(Qt.ColorScheme.Light)
    assert theme.colour("panel") == QColor(DARK["panel"])
    worn("system")
    tell(Qt.ColorScheme.Light)
    assert theme.colour("panel") == QColor(LIGHT["panel"])
    tell(Qt.ColorScheme.Dark)
    assert theme.colour("panel") == QColor(DARK["panel"])
    worn("light")
    tell(Qt.ColorScheme.Dark)
    assert theme.colour("panel") == QColor(LIGHT["panel"])


def test_what_is_kept_dark_stays_dark(worn, qtbot):
    room = QWidget()
    qtbot.addWidget(room)
    part = QWidget(room)
    theme.keep_dark(room)
    worn("light")
    assert part.palette().window().color() == QColor(DARK["panel"])


def test_the_scale_is_asked_for_while_the_application_is_made(monkeypatch):
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    with appearance.enlarged(150):
        assert os.environ["QT_SCALE_FACTOR"] == "1.5"
    assert "QT_SCALE_FACTOR" not in os.environ
    with appearance.enlarged(100):
        assert "QT_SCALE_FACTOR" not in os.environ


def test_a_scale_of_the_users_own_wins(monkeypatch):
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    with appearance.enlarged(150):
        assert os.environ["QT_SCALE_FACTOR"] == "2"
    assert os.environ["QT_SCALE_FACTOR"] == "2"


def test_icons_are_drawn_while_threads_read_pictures(qapp):
    """With Qt's reader on a buffer made in Python, one waited for the other's lock for ever."""
    stream = BytesIO()
    Image.new("RGB", (64, 64)).save(stream, "JPEG")
    stop = threading.Event()

    def read():
        while not stop.is_set():
            QImage.fromData(stream.getvalue())

    threads = [threading.Thread(target=read, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    drawn = [theme.icon("play").pixmap(QSize(side, side)).toImage() for side in range(8, 72)]
    stop.set()
    for thread in threads:
        thread.join(10)
    assert all(any(QColor(one.pixel(x, one.height() // 2)).alpha() for x in range(one.width())) for one in drawn)
