"""From the loupe into the slideshow and back."""

from __future__ import annotations

import gc
import time

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from shiboken6 import delete

from reviewer import pipeline
from reviewer.app import Application
from reviewer.catalogue import Catalogue
from reviewer.photo import Failure, Score, Viewing
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


def test_a_photo_is_turned_in_flight_and_its_time_goes_on(app, qtbot):
    show = start(app, qtbot)
    photo = show.viewer.photo
    qtbot.waitUntil(lambda: not show.tour.playback.waiting, timeout=WAIT)
    qtbot.keyClick(show, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert app.review.session.turn_of(photo) == 1
    qtbot.waitUntil(lambda: app.screen.pictures.full_size(photo) == (200, 300), timeout=WAIT)
    assert not show.tour.playback.waiting
    qtbot.keyClick(show, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier)
    assert app.review.session.turn_of(photo) == 0


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


def learn(app, values, metric="technical"):
    for at, number in values.items():
        photo = next(photo for photo in app.review.session.photos if photo.path.stem == f"IMG_{at}")
        app.review.tell(app.review.session.learn(photo, Score(metric, number, number)))


def names(show):
    return [frame.photo.path.stem for stop in show.tour.playback.stops for frame in stop.frames]


def second_look(app, qtbot):
    qtbot.waitUntil(app.window.isActiveWindow, timeout=WAIT)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(app.window, Qt.Key.Key_Return, both)


def test_a_second_look_is_at_the_best_alone_and_leads_back_to_where_one_was(app, qtbot):
    learn(app, {0: 0.1, 1: 0.9, 2: 0.3, 3: 0.2, 4: 0.8, 5: 0.4})
    app.window.keep("second_look_percent", 30)
    app.review.tell(app.review.session.go(3))
    second_look(app, qtbot)
    show = app.showing._show
    assert names(show) == ["IMG_1", "IMG_4"]
    assert show.viewer.photo.path.stem == "IMG_1"
    assert show.tour.passes.title == "second_look"
    qtbot.waitUntil(show.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(show, Qt.Key.Key_Escape)
    assert app.review.session.current.path.stem == "IMG_3"
    assert app.review.slideshow is None  # the place in the slideshow of everything is another


def test_a_second_look_keeps_its_photos_while_scores_come_in(app, qtbot):
    learn(app, {0: 0.1, 1: 0.9, 2: 0.3})
    second_look(app, qtbot)
    show = app.showing._show
    assert names(show) == ["IMG_1"]
    seconds = show.tour.playback.stops[0].seconds
    app.showing._renew.setInterval(10)
    show.tour.player.freeze()
    learn(app, {4: 0.95, 5: 0.97})
    qtbot.waitUntil(lambda: not app.showing._renew.isActive(), timeout=WAIT)
    assert names(show) == ["IMG_1"]
    assert show.tour.playback.stops[0].seconds == pytest.approx(seconds, rel=1)


def test_after_a_second_look_the_slideshow_is_of_everything_again(app, qtbot):
    learn(app, {0: 0.1, 1: 0.9, 2: 0.3})
    second_look(app, qtbot)
    qtbot.waitUntil(app.showing._show.isActiveWindow, timeout=WAIT)
    qtbot.keyClick(app.showing._show, Qt.Key.Key_Escape)
    show = start(app, qtbot)
    assert len(names(show)) == 6
    assert show.tour.passes.title == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [({}, "no scores by Technical yet"), ({0: 0.4, 1: 0.4}, "all scores by Technical are equal")],
)
def test_where_there_is_no_best_it_says_so(app, qtbot, values, words):
    learn(app, values)
    with qtbot.waitSignal(app.showing.noticed) as told:
        second_look(app, qtbot)
    assert words in told.args[0]
    assert not app.showing.running


def test_equal_scores_stay_together_among_the_best(app, qtbot):
    learn(app, {0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5, 4: 0.6, 5: 0.7})
    app.window.keep("second_look_percent", 50)
    second_look(app, qtbot)
    assert len(names(app.showing._show)) == 6


def test_a_second_look_leaves_out_what_cannot_be_read_any_more(app, qtbot):
    learn(app, {0: 0.1, 1: 0.9, 2: 0.8, 3: 0.2})
    app.window.keep("second_look_percent", 50)
    gone = next(photo for photo in app.review.session.photos if photo.path.stem == "IMG_1")
    app.review.tell(app.review.session.learn(gone, Failure("", "damaged")))
    second_look(app, qtbot)
    assert names(app.showing._show) == ["IMG_2"]


def test_a_second_look_of_which_nothing_is_left_ends(app, qtbot):
    learn(app, {0: 0.1, 1: 0.9, 2: 0.3})
    app.review.tell(app.review.session.go(3))
    second_look(app, qtbot)
    app.showing._renew.setInterval(10)
    next(photo.path for photo in app.review.session.photos if photo.path.stem == "IMG_1").unlink()
    with qtbot.waitSignal(app.showing.noticed, timeout=WAIT):
        app.review.folder.read_again()
    assert not app.showing.running
    assert app.review.session.current.path.stem == "IMG_3"


def test_closing_the_folder_ends_it(app, qtbot):
    start(app, qtbot)
    app.review.close()
    assert not app.showing.running


def test_without_photos_there_is_none(app, qtbot):
    app.review.close()
    app.showing.start()
    assert not app.showing.running


@pytest.mark.parametrize("how", ["key", "window"])
def test_quitting_during_the_slideshow_ends_both_and_keeps_its_place(app, qtbot, how):
    app.review.tell(app.review.session.go(3))
    show = start(app, qtbot)
    folder = app.review.folder.folder
    if how == "key":
        qtbot.keyClick(show, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    else:
        app.window.close()
    assert not show.isVisible()
    assert not app.window.isVisible()

    def place():
        with Catalogue.open() as catalogue:
            return catalogue.place(folder)

    qtbot.waitUntil(lambda: place() is not None and place().slideshow is not None, timeout=WAIT)
    assert place().slideshow["photo"].endswith("IMG_3.jpg")


def test_plans_that_take_long_are_made_more_rarely(app, qtbot, monkeypatch):
    show = start(app, qtbot)
    usual = app.showing._renew.interval()
    monkeypatch.setattr(show, "renew", lambda _material: time.sleep(0.2))  # as with 100,000 photos
    app.showing._renew_now()
    assert app.showing._renew.interval() >= 20 * 200
    monkeypatch.undo()
    app.showing._renew_now()
    assert app.showing._renew.interval() < 20 * 200
    assert app.showing._renew.interval() >= usual


def test_a_folder_pulled_away_is_waited_for_and_nothing_unseen_counts_as_seen(app, qtbot):
    folder, looks = app.review.folder.folder, []
    app.showing._settings.put("look_seconds", 0.3)
    app.showing.looked.connect(looks.append)
    show = start(app, qtbot)
    qtbot.waitUntil(lambda: show.tour.playback.seen(0), timeout=WAIT)
    away = folder.rename(folder.with_name("away"))
    qtbot.waitUntil(show._notice.isVisible, timeout=WAIT)
    assert "is not there" in show._notice.text()
    assert "Waiting for the folder" in show.scrubber._left
    stood, seen = show.tour.playback.photo, show.tour.playback.seen_flags()
    for _ in range(3):
        qtbot.keyClick(show, Qt.Key.Key_Right)  # what is not in memory is words now
        qtbot.wait(60)
    assert show.tour.playback.seen_flags() == seen
    app.showing._show.tour.player.move(lambda play: play.seek_photo(stood))
    away.rename(folder)
    qtbot.waitUntil(lambda: not show._notice.isVisible(), timeout=WAIT)
    qtbot.waitUntil(lambda: show.tour.playback.finished, timeout=WAIT)
    assert {look.path for look in looks} == {photo.path for photo in app.review.session.photos}
    assert all(look.width == 300 for look in looks)


def test_an_emptied_folder_is_waited_for_as_well(app, qtbot):
    folder = app.review.folder.folder
    show = start(app, qtbot)
    app.showing._renew.setInterval(10)
    qtbot.keyClick(show, Qt.Key.Key_Space)
    photo = show.viewer.photo
    aside = folder.parent / "aside"
    aside.mkdir()
    names = [photo.path.name for photo in app.review.session.photos]
    for name in names:
        (folder / name).rename(aside / name)
    qtbot.waitUntil(show._notice.isVisible, timeout=WAIT)
    assert show.viewer.photo == photo
    for name in names:
        (aside / name).rename(folder / name)
    qtbot.waitUntil(lambda: not show._notice.isVisible(), timeout=WAIT)
    assert show.tour.playback.photo == photo
    assert show.tour.playback.paused, "it was paused before"


def test_looks_of_earlier_days_are_no_part_of_the_unseen(app, qtbot):
    photos = list(app.review.session.photos)
    with Catalogue.open() as catalogue:
        for photo in photos[3:]:
            catalogue.put_viewing(Viewing(photo.path, "", 1000.0, 2.0, 300, 200, True, "loupe"))
    show = start(app, qtbot)
    qtbot.waitUntil(lambda: len(show.tour.passes.unseen) == 3, timeout=WAIT)
    qtbot.keyClick(show, Qt.Key.Key_Space)
    qtbot.keyClick(show, Qt.Key.Key_V)
    shown = {photo for stop in show.tour.playback.stops for photo in stop.group.photos}
    assert shown <= set(photos[:3])
    assert set(photos[1:3]) <= shown


def test_another_folder_ends_it_and_keeps_nothing_of_it_there(app, qtbot, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (300, 200)).save(other / "else.jpg")
    start(app, qtbot)
    app.review.open(other)
    assert not app.showing.running
    assert app.review.slideshow is None
    qtbot.waitUntil(lambda: app.review.folder.complete, timeout=WAIT)
