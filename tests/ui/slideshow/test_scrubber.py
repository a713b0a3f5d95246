"""The timeline under the pointer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from reviewer.photo import Frame, Group, Photo, Stop
from reviewer.ui.slideshow.scrubber import Magnifier, Scrubber, clock


def _stops(count: int, seconds: float = 1.0) -> list[Stop]:
    made = []
    for index in range(count):
        photo = Photo(Path(f"/photos/{index}.jpg"), 1, 1)
        made.append(Stop(Group((photo,)), (Frame(photo, seconds),), index / count, 0.1, seconds, "score"))
    return made


@pytest.fixture
def scrubber(qtbot) -> Scrubber:
    widget = Scrubber()
    qtbot.addWidget(widget)
    widget.resize(432, widget.sizeHint().height())
    widget.set_stops(_stops(4), [False] * 4)
    widget.show()
    return widget


def _on_strip(scrubber: Scrubber, share: float) -> QPoint:
    return QPoint(16 + round(share * 400), scrubber.height() - 20)


def test_a_press_on_the_strip_seeks_and_a_drag_goes_on_seeking(scrubber: Scrubber, qtbot) -> None:
    asked: list[float] = []
    states: list[bool] = []
    scrubber.seek_requested.connect(asked.append)
    scrubber.scrubbing.connect(states.append)
    qtbot.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=_on_strip(scrubber, 0.25))
    qtbot.mouseMove(scrubber, _on_strip(scrubber, 0.75))
    qtbot.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=_on_strip(scrubber, 0.75))
    assert asked[0] == pytest.approx(1.0, abs=0.02)
    assert asked[-1] == pytest.approx(3.0, abs=0.02)
    assert states == [True, False]


def test_a_drag_beyond_the_ends_stays_within_the_slideshow(scrubber: Scrubber) -> None:
    assert scrubber.moment(-500) == 0.0
    assert scrubber.moment(5000) == pytest.approx(4.0)


def test_a_press_on_the_words_seeks_nothing(scrubber: Scrubber, qtbot) -> None:
    asked: list[float] = []
    scrubber.seek_requested.connect(asked.append)
    qtbot.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(200, 4))
    assert asked == []


def test_colour_rises_with_score_on_screen(scrubber: Scrubber) -> None:
    picture = scrubber.grab().toImage()
    light = [picture.pixelColor(_on_strip(scrubber, share)).lightness() for share in (0.1, 0.35, 0.6, 0.85)]
    assert light == sorted(light)
    assert light[0] < light[-1] - 60


def test_what_was_seen_is_underlined(scrubber: Scrubber) -> None:
    scrubber.set_seen(1)
    picture = scrubber.grab().toImage()
    row = scrubber.height() - 10 + 1
    first, second = (picture.pixelColor(_on_strip(scrubber, share).x(), row - 1).lightness() for share in (0.1, 0.35))
    assert first < 40 < 180 < second


def test_the_play_head_stands_at_the_moment(scrubber: Scrubber) -> None:
    scrubber.set_position(2.0, "3 of 4 stops", "0:02 left")
    picture = scrubber.grab().toImage()
    head = picture.pixelColor(_on_strip(scrubber, 0.5) - QPoint(0, 10))
    assert head.lightness() > 240


def test_the_magnifier_shows_the_stops_around_the_pointer_inside_its_parent(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 400)
    stops = _stops(1000)
    scrubber = Scrubber(parent)
    scrubber.set_stops(stops, [False] * 1000)
    magnifier = Magnifier(lambda _photo: QImage(), parent)
    magnifier.set_stops(stops, scrubber.timeline)
    parent.show()
    magnifier.point_at(500, 500.0, 500, 380)
    assert {photo.path.name for photo in magnifier.photos} == {f"{index}.jpg" for index in range(497, 504)}
    assert magnifier.photos[0].path.name == "500.jpg"
    assert abs(magnifier.geometry().center().x() - 500) <= 2
    magnifier.point_at(999, 999.0, 999, 380)
    assert parent.rect().contains(magnifier.geometry())
    assert not magnifier.grab().isNull()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (65.4, "1:05"), (3725, "1:02:05")])
def test_a_clock_reads_like_one(seconds: float, text: str) -> None:
    assert clock(seconds) == text
