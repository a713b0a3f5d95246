"""Time goes by only while a sharp photo is on screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from reviewer.photo import Frame, Group, Photo, Stop
from reviewer.playback import Event, Playback
from reviewer.ui.slideshow.player import Player

SIZE = QSize(1200, 800)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _stop(name: str, seconds: float = 2.0) -> Stop:
    photo = Photo(Path("/photos") / name, 1, 1)
    return Stop(Group((photo,)), (Frame(photo, seconds),), 0.5, 0.1, seconds, "score")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player(qapp, clock: Clock):
    made = Player(lambda photo: f"id of {photo.path.name}", clock=clock)
    made.adopt(Playback([_stop("a.jpg"), _stop("b.jpg"), _stop("c.jpg")]))
    made.start()
    yield made
    made.end()


def _go(player: Player, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    player.move(lambda _play: None)


def _paint(player: Player) -> None:
    player.note_paint(player.playback.photo, SIZE)


def test_waiting_for_a_decode_costs_no_dwell(player: Player, clock: Clock) -> None:
    _go(player, clock, 30.0)
    _paint(player)
    _go(player, clock, 1.5)
    assert player.playback.index == 0
    assert player.playback.dwell_left == pytest.approx(0.5)


def test_a_photo_that_has_had_its_time_gives_way_and_is_told(player: Player, clock: Clock) -> None:
    cuts, looks = [], []
    player.cut.connect(cuts.append)
    player.looked.connect(looks.append)
    _paint(player)
    _go(player, clock, 2.0)
    assert cuts == [Event.STOP]
    assert [(look.path.name, look.content_id, look.full_time, look.where) for look in looks] == [
        ("a.jpg", "id of a.jpg", True, "slideshow")
    ]
    assert looks[0].seconds == pytest.approx(2.0)
    assert (looks[0].width, looks[0].height) == (1200, 800)


def test_a_late_paint_of_another_photo_starts_no_clock(player: Player, clock: Clock) -> None:
    player.note_paint(Photo(Path("/photos/b.jpg"), 1, 1), SIZE)
    _go(player, clock, 5.0)
    assert player.playback.index == 0
    assert player.playback.waiting


def test_a_pause_counts_the_time_before_it_and_none_after(player: Player, clock: Clock) -> None:
    _paint(player)
    clock.now += 0.5
    player.move(Playback.pause)
    _go(player, clock, 60.0)
    player.move(Playback.resume)
    assert player.playback.dwell_left == pytest.approx(1.5)


def test_the_end_of_the_last_stop_is_the_summary(player: Player, clock: Clock) -> None:
    cuts = []
    player.cut.connect(cuts.append)
    for _ in range(3):
        _paint(player)
        _go(player, clock, 2.0)
    assert cuts == [Event.STOP, Event.STOP, Event.FINISHED]
    assert player.playback.summary().not_reached == 0


def test_the_clock_runs_by_itself(qapp, qtbot) -> None:
    player = Player(lambda _photo: "")
    player.adopt(Playback([_stop("a.jpg", 0.15), _stop("b.jpg", 0.15)]))
    player.start()
    player.note_paint(player.playback.photo, SIZE)
    qtbot.waitUntil(lambda: player.playback.index == 1, timeout=2000)
    player.end()
