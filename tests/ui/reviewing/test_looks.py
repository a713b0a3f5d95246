"""How long a photo was looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from reviewer.photo import Photo
from reviewer.ui.reviewing.looks import Looks

ONE, TWO = (Photo(Path(f"/folder/{name}.jpg"), 1, 1) for name in ("one", "two"))
SIZE = QSize(1200, 800)


@pytest.fixture
def looks(qapp):
    now = [100.0]
    made = Looks(lambda photo: photo.path.stem, clock=lambda: now[0])
    made.seen = []
    made.wait = lambda seconds: now.__setitem__(0, now[0] + seconds)
    made.looked.connect(made.seen.append)
    return made


def test_a_look_ends_when_the_next_begins(looks):
    looks.begin(ONE, SIZE)
    looks.wait(2.5)
    looks.begin(TWO, SIZE)
    (seen,) = looks.seen
    assert (seen.path, seen.content_id, seen.where, seen.full_time) == (ONE.path, "one", "loupe", True)
    assert seen.seconds == pytest.approx(2.5)
    assert (seen.width, seen.height) == (1200, 800)


def test_the_sharp_paint_of_the_same_photo_does_not_begin_another_look(looks):
    looks.begin(ONE, QSize(300, 200))
    looks.wait(1)
    looks.begin(ONE, SIZE)
    looks.wait(1)
    looks.end()
    (seen,) = looks.seen
    assert seen.seconds == pytest.approx(2.0)
    assert seen.width == 1200


def test_what_is_flipped_past_was_not_looked_at(looks):
    looks.begin(ONE, SIZE)
    looks.wait(0.05)
    looks.begin(TWO, SIZE)
    assert looks.seen == []


def test_an_ended_look_is_told_once(looks):
    looks.begin(ONE, SIZE)
    looks.wait(1)
    looks.end()
    looks.end()
    assert len(looks.seen) == 1
