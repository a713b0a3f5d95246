"""From the loupe into the slideshow and back."""

from __future__ import annotations

import gc

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from shiboken6 import delete

from reviewer import pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.photo import Score
from reviewer.settings import Settings

WAIT = 15_000  # ms


@pytest.fixture
def app(qtbot, home, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: iter(()))
    for at in range(6):
        Image.new("RGB", (300, 200), (40 * at, 90, 120)).save(tmp_path / f"IMG_{at}.jpg")
    catalogue, _ = Catalogue.open_or_temporary()
    made = Application(Settings.load(), catalogue)
    made.window.show()
    made.window.activateWindow()
    made.review.open(tmp_path)
    qtbot.waitUntil(lambda: made.review.folder.complete, timeout=WAIT)
    qtbot.waitUntil(made.window.isActiveWindow, timeout=WAIT)
    yield made
    made.window.close()
    made.end()
    delete(made.window)
    gc.collect()  # here, not on some later test's thread


def start(app, qtbot):
    qtbot.waitUntil(app.window.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert app.showing.running
    qtbot.waitUntil(app.showing._show.isActiveWindow, timeout=WAIT)
    return app.showing._show


def test_the_slideshow_begins_at_the_photo_one_is_at_and_leads_back(app, qtbot):
    app.review.tell(app.review.session.go(2))
    show = start(app, qtbot)
    assert show.viewer.photo.path.stem == "IMG_2"
    qtbot.keyClick(show, Qt.Key.Key_Right)
    assert show.viewer.photo.path.stem == "IMG_3"
    with qtbot.waitSignal(app.showing.ended):
        qtbot.keyClick(show, Qt.Key.Key_Escape)
    assert not app.showing.running
    assert app.review.session.current.path.stem == "IMG_3"


def test_a_second_slideshow_begins_where_one_is_now_and_remembers_what_was_seen(app, qtbot):
    show = start(app, qtbot)
    qtbot.waitUntil(lambda: show.tour.playback.seen(0), timeout=WAIT)
    qtbot.keyClick(show, Qt.Key.Key_Escape)
    app.review.tell(app.review.session.last())
    start(app, qtbot)
    assert show.viewer.photo.path.stem == "IMG_5"
    assert show.tour.playback.seen(0)


def test_scores_that_come_in_change_the_plan_but_not_the_photo(app, qtbot):
    show = start(app, qtbot)
    app.showing._renew.setInterval(10)
    qtbot.keyClick(show, Qt.Key.Key_Space)
    before = [stop.seconds for stop in show.tour.playback.stops]
    photo = show.viewer.photo
    for at, each in enumerate(app.review.session.photos):
        app.review.tell(app.review.session.learn(each, Score("technical", at / 10, at / 10)))
    qtbot.waitUntil(lambda: [stop.seconds for stop in show.tour.playback.stops] != before, timeout=WAIT)
    assert show.viewer.photo == photo


def test_closing_the_folder_ends_it(app, qtbot):
    start(app, qtbot)
    app.review.close()
    assert not app.showing.running


def test_without_photos_there_is_none(app, qtbot):
    app.review.close()
    app.showing.start()
    assert not app.showing.running


def test_quitting_during_the_slideshow_keeps_its_place(app, qtbot):
    app.review.tell(app.review.session.go(3))
    start(app, qtbot)
    app.showing.end()
    folder = app.review.folder.folder
    app.review.close()
    qtbot.wait(100)
    with Catalogue.open() as catalogue:
        place = catalogue.place(folder)
    assert place.slideshow["photo"].endswith("IMG_3.jpg")
