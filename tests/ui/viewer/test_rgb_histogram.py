"""The histogram shows where tones lie and is not flattened by clipped ends."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from reviewer.ui.viewer.rgb_histogram import RgbHistogram, shapes


def tones(**levels: dict[int, int]) -> np.ndarray:
    counts = np.zeros((3, 256), np.int64)
    for row, name in enumerate(("red", "green", "blue")):
        for level, count in levels.get(name, {}).items():
            counts[row, level] = count
    return counts


def test_a_spike_of_black_does_not_flatten_the_rest():
    counts = tones(red=dict.fromkeys(range(2, 254), 100) | {0: 1_000_000})
    red = shapes(counts)[0]
    assert red[0] == 1.0
    assert (red[1:-1] > 0.5).all()


def test_heights_compare_between_channels():
    red, green, blue = shapes(tones(red=dict.fromkeys(range(256), 100), green=dict.fromkeys(range(256), 50)))
    assert np.allclose(green[1:-1], red[1:-1] / 2)
    assert not blue.any()


def test_channels_are_painted_in_their_colours_where_their_tones_lie(qtbot):
    widget = RgbHistogram()
    qtbot.addWidget(widget)
    widget.resize(256, 80)
    widget.set_tones(tones(red=dict.fromkeys(range(20, 60), 100), blue=dict.fromkeys(range(180, 220), 100)))
    image = widget.grab().toImage()
    dark, light = QColor(image.pixel(40, 70)), QColor(image.pixel(200, 70))
    assert dark.red() > 2 * dark.blue()
    assert light.blue() > 2 * light.red()
    widget.set_tones(None)
    assert widget.isHidden()
