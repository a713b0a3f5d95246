"""The histogram of scores: the mark on the right spot."""

from __future__ import annotations

import pytest

from reviewer.ui import theme
from reviewer.ui.score_histogram import ScoreHistogram


@pytest.mark.parametrize(("mark", "where"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_mark_stands_at_the_score(qtbot, mark, where):
    widget = ScoreHistogram()
    qtbot.addWidget(widget)
    widget.resize(300, 80)
    widget.set_values([0.0, 1.0])
    widget.set_mark(mark)
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    white = [x for x in range(image.width()) if image.pixelColor(x, round(8 * ratio)) == theme.colour("held")]
    assert white
    assert sum(white) / len(white) / ratio == pytest.approx(where * 298 + 1, abs=1.5)
