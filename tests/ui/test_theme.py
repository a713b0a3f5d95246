"""The look is measured: contrast of words and marks, no tint around the photo, every name in the style sheet known."""

from __future__ import annotations

import re

import pytest

from reviewer import paths
from reviewer.ui import theme

WORDS = 4.5  # WCAG 2.1 AA, text
MARKS = 3.0  # WCAG 2.1 AA, signs and rings


@pytest.mark.parametrize("bed", ["surround", "strip", "panel", "raised", "hover"])
@pytest.mark.parametrize("ink", ["text", "quiet", "accent", "trouble"])
def test_words_are_legible(ink, bed):
    assert theme.contrast(ink, bed) >= WORDS


@pytest.mark.parametrize("bed", ["surround", "strip", "panel", "raised"])
@pytest.mark.parametrize("mark", ["held", "accent", "faint", "trouble"])
def test_marks_are_visible(mark, bed):
    assert theme.contrast(mark, bed) >= MARKS


@pytest.mark.parametrize("name", ["surround", "strip", "panel", "raised", "hover", "line", "text", "quiet", "held"])
def test_nothing_around_the_photo_has_a_tint(name):
    colour = theme.COLOURS[name]
    assert colour[1:3] == colour[3:5] == colour[5:7]


def test_contrast_is_as_defined():
    assert theme.luminance("#ffffff") == pytest.approx(1.0)
    assert theme.luminance("#000000") == 0.0
    assert theme.luminance("#808080") == pytest.approx(0.2159, abs=1e-4)  # WCAG's own worked example


def test_the_style_sheet_has_only_colours_of_the_table():
    sheet = paths.resource("style.qss").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;}])", sheet)
    assert "$" not in theme.style_sheet()


@pytest.mark.parametrize("name", sorted(path.stem for path in paths.resource("icons").glob("*.svg")))
def test_icons_draw_something(qapp, name):
    image = theme.icon(name).pixmap(32, 32).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))
