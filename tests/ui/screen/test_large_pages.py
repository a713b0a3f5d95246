from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QColor

from reviewer.ui.screen import large_pages
from reviewer.ui.screen.large_pages import empty_image


@pytest.mark.skipif(sys.platform != "linux", reason="asked for where madvise is")
def test_large_pages_are_asked_for_within_the_image(monkeypatch):
    asked = []
    monkeypatch.setattr(large_pages, "_advise", lambda: lambda *facts: asked.append(facts))
    image = empty_image(2000, 1201)
    ((start, length, _),) = asked
    assert start % 4096 == length % 4096 == 0
    assert image.sizeInBytes() - 2 * 4096 < length <= image.sizeInBytes()
    assert empty_image(100, 100).width() == 100
    assert len(asked) == 1


def test_an_image_in_large_pages_is_as_any_other():
    image = empty_image(2000, 1201)
    image.fill(QColor(1, 2, 3))
    assert QColor(image.pixel(1999, 1200)) == QColor(1, 2, 3)
