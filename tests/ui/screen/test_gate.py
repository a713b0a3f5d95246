"""Scoring stands still while the screen waits, and only then."""

from __future__ import annotations

import threading

import psutil
import pytest

from reviewer import decode
from reviewer.catalogue import Catalogue
from reviewer.settings import Settings
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.reviewing.scoring_feed import ScoringFeed
from reviewer.ui.screen import gate as gate_room
from reviewer.ui.screen.gate import Gate

WAIT = 10_000  # ms
ROOM = (200, 200)


@pytest.fixture
def gate(qapp):
    made = Gate()
    made.told = []
    made.held_changed.connect(made.told.append)
    return made


def test_a_flip_that_takes_a_frame_stops_nothing(gate, qtbot):
    gate.note_pictures(True, True)
    gate.note_pictures(False, True)
    qtbot.wait(2 * gate_room._PATIENCE)
    assert gate.told == []


def test_scoring_is_held_while_the_photo_on_screen_is_waited_for(gate, qtbot):
    gate.note_pictures(True, True)
    qtbot.waitUntil(lambda: gate.told == [True])
    gate.note_pictures(False, False)
    assert gate.told == [True, False]


def test_what_is_near_goes_first_too_after_a_wait_but_not_for_long(gate, qtbot):
    gate._longest.setInterval(60)
    gate.note_pictures(True, True)
    qtbot.waitUntil(lambda: gate.told == [True])
    gate.note_pictures(False, True)
    assert gate.told == [True]
    qtbot.waitUntil(lambda: gate.told == [True, False])
    gate.note_pictures(True, True)
    qtbot.waitUntil(lambda: gate.told == [True, False, True])
    gate.note_pictures(False, True)
    gate.note_pictures(False, False)
    assert gate.told == [True, False, True, False]


def test_what_is_near_is_waited_for_only_where_it_takes_longer_than_on_a_good_disk(gate, qtbot):
    gate.note_pictures(False, True)
    qtbot.wait(2 * gate_room._PATIENCE)
    gate.note_pictures(False, False)
    qtbot.wait(2 * gate_room._PATIENCE)
    assert gate.told == []
    gate.note_pictures(False, True)
    qtbot.waitUntil(lambda: gate.told == [True])
    gate.note_pictures(False, False)
    assert gate.told == [True, False]


def test_small_pictures_in_sight_go_before_scoring(gate, qtbot):
    gate.note_strip(True)
    qtbot.waitUntil(lambda: gate.told == [True])
    gate.note_pictures(True, True)
    gate.note_strip(False)
    assert gate.told == [True]
    gate.note_pictures(False, False)
    assert gate.told == [True, False]


def test_pictures_and_thumbnails_say_what_they_wait_for(screen, make_photo, qtbot, monkeypatch):
    free, honest = threading.Event(), decode.decode

    def held(*arguments, **options):
        free.wait(10)
        return honest(*arguments, **options)

    monkeypatch.setattr(decode, "decode", held)
    pictures, strip = [], []
    screen.pictures.waiting_changed.connect(lambda *waiting: pictures.append(waiting))
    screen.thumbnails.waiting_changed.connect(strip.append)
    photos = [make_photo(f"{n}.jpg") for n in range(3)]
    (gone := make_photo("gone.jpg")).path.unlink()
    screen.pictures.want([(photo, ROOM) for photo in photos])
    screen.thumbnails.want([*photos, gone])
    assert pictures == [(True, True)]
    qtbot.waitUntil(lambda: strip == [True])
    free.set()
    qtbot.waitUntil(lambda: pictures == [(True, True), (False, True), (False, False)])
    qtbot.waitUntil(lambda: strip == [True, False])


@pytest.fixture
def feed(qapp):
    jobs = Jobs()
    catalogue = Catalogue.open()
    made = ScoringFeed(jobs, catalogue.file)
    made.learnt = []
    made.progressed.connect(lambda progress: made.learnt.extend(progress.surveyed))
    yield made
    made.stop()
    assert jobs.shutdown()
    catalogue.close()


def test_scoring_that_is_held_stands_still_goes_on_and_loses_nothing(feed, make_photo, qtbot):
    photos = [make_photo(f"{n}.jpg", colour=(n, 0, 0)) for n in range(12)]
    feed.hold(True)
    feed.start(photos, Settings.load())
    qtbot.waitUntil(lambda: feed.work is not None and _status() == psutil.STATUS_STOPPED, timeout=WAIT)
    assert not feed.learnt
    feed.hold(False)
    qtbot.waitUntil(lambda: len(feed.learnt) == 12 and feed.work is None, timeout=WAIT)


def test_scoring_that_is_held_can_be_stopped(feed, make_photo, qtbot):
    feed.hold(True)
    feed.start([make_photo("a.jpg")], Settings.load())
    qtbot.waitUntil(lambda: _status() == psutil.STATUS_STOPPED, timeout=WAIT)
    feed.stop()
    qtbot.waitUntil(lambda: _status() is None, timeout=WAIT)


def _status():
    """Of the worker; None while there is none."""
    children = psutil.Process().children()
    return children[0].status() if children else None
