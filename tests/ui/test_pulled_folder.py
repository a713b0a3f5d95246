"""A folder that is pulled away under the window, while one flips and while it is scored, and put back: all goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from reviewer import scan
from reviewer.catalogue import Catalogue
from reviewer.catalogue.photos import PASSING
from reviewer.errors import FolderUnreadable, NoPermission
from reviewer.photo import Failure, Metadata, Photo, Record
from reviewer.session import Change, Session
from reviewer.ui.reviewing import watch
from reviewer.ui.status_line import StatusLine
from reviewer.ui.strip.filmstrip import Filmstrip
from reviewer.ui.viewer.view import Viewer

WAIT = 20_000  # ms
PHOTOS = 24


@pytest.fixture
def shoot(tmp_path):
    """Enough photos that not all are in memory, nor scored, when the folder goes."""
    made = tmp_path / "drive" / "shoot"
    made.mkdir(parents=True)
    for at in range(PHOTOS):
        Image.effect_noise((600, 400), 40 + at).convert("RGB").save(made / f"IMG_{at:02}.jpg", quality=95)
    return made


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(watch, "_LOOKOUT", 200)


def started(make, folder, qtbot):
    app = make()
    app.window.resize(800, 600)
    app.said = []
    app.review.noticed.connect(app.said.append)
    app.review.open(folder)
    qtbot.waitUntil(lambda: app.review.folder.complete, timeout=WAIT)
    app.viewer = app.window.findChild(Viewer)
    return app


def sharp(app):
    return lambda: app.viewer.shown_picture is not None and app.viewer.shown_picture.photo == app.review.session.current


def flip(app, qtbot, times, key=Qt.Key.Key_Right):
    for _ in range(times):
        qtbot.keyClick(app.window, key)
        qtbot.wait(15)


def everything_is_as_if_nothing_had_been(app, qtbot):
    session = app.review.session
    qtbot.waitUntil(lambda: len(session.records) == PHOTOS and app.review.feed.work is None, timeout=WAIT)
    assert not session.failures
    assert len(session.photos) == PHOTOS
    qtbot.waitUntil(sharp(app), timeout=WAIT)
    strip = app.window.findChild(Filmstrip)
    seen = [session.photos[row] for row in strip.rows_in_sight()]
    qtbot.waitUntil(lambda: all(app.screen.thumbnails.image(photo) is not None for photo in seen), timeout=WAIT)
    for _ in range(PHOTOS - 1):
        qtbot.keyClick(app.window, Qt.Key.Key_Left)
        qtbot.waitUntil(sharp(app), timeout=WAIT)
    with Catalogue.open() as catalogue:
        assert len(catalogue.records(session.photos)) == PHOTOS
        assert not catalogue.failures(session.photos)


@pytest.mark.parametrize("whole_drive", [False, True], ids=["the folder", "its drive"])
def test_pulled_while_scored_and_flipped_through(make, shoot, quick, qtbot, tmp_path, whole_drive):
    app = started(make, shoot, qtbot)
    qtbot.waitUntil(lambda: len(app.review.session.records) > 2, timeout=WAIT)
    pulled = shoot.parent if whole_drive else shoot
    pulled.rename(tmp_path / "away")
    flip(app, qtbot, 18)
    qtbot.waitUntil(lambda: bool(app.said), timeout=WAIT)
    assert app.said == ["The folder shoot is not there. Plug its drive in, or open another folder."]
    assert app.review.feed.work is None
    assert app.window.findChild(StatusLine).has_notice
    here = app.review.session.current
    flip(app, qtbot, 2)
    flip(app, qtbot, 2, Qt.Key.Key_Left)
    with qtbot.waitSignal(app.review.returned, timeout=WAIT):
        (tmp_path / "away").rename(pulled)
    assert app.review.session.current == here
    assert not app.window.findChild(StatusLine).has_notice
    everything_is_as_if_nothing_had_been(app, qtbot)


def test_pulled_when_all_was_scored(make, shoot, quick, qtbot, tmp_path):
    app = started(make, shoot, qtbot)
    qtbot.waitUntil(lambda: len(app.review.session.records) == PHOTOS and app.review.feed.work is None, timeout=WAIT)
    shoot.rename(tmp_path / "away")
    flip(app, qtbot, 22)
    qtbot.waitUntil(lambda: app.screen.pictures.problem(app.review.session.current) is not None, timeout=WAIT)
    with qtbot.waitSignal(app.review.returned, timeout=WAIT):
        (tmp_path / "away").rename(shoot)
    everything_is_as_if_nothing_had_been(app, qtbot)


def test_gone_for_a_moment_in_which_nobody_looked(make, shoot, quick, qtbot, tmp_path):
    app = started(make, shoot, qtbot)
    qtbot.waitUntil(lambda: len(app.review.session.records) == PHOTOS and app.review.feed.work is None, timeout=WAIT)
    app.review.folder._pause.setInterval(3000)
    shoot.rename(tmp_path / "away")
    flip(app, qtbot, 22)
    qtbot.waitUntil(lambda: app.screen.pictures.problem(app.review.session.current) is not None, timeout=2500)
    with qtbot.waitSignal(app.review.returned, timeout=WAIT):
        (tmp_path / "away").rename(shoot)
    assert not app.said
    everything_is_as_if_nothing_had_been(app, qtbot)


def test_what_the_user_stopped_stays_stopped_but_no_mark_is_left(make, shoot, quick, qtbot, tmp_path):
    app = started(make, shoot, qtbot)
    app.review.feed.stop()
    shoot.rename(tmp_path / "away")
    flip(app, qtbot, 22)
    qtbot.waitUntil(lambda: bool(app.review.session.failures), timeout=WAIT)
    with qtbot.waitSignal(app.review.returned, timeout=WAIT):
        (tmp_path / "away").rename(shoot)
    assert not app.review.session.failures
    qtbot.waitUntil(sharp(app), timeout=WAIT)
    assert app.review.feed.work is None


def test_made_unreadable_and_readable_again(make, shoot, quick, qtbot, monkeypatch):
    app = started(make, shoot, qtbot)
    honest = scan._list

    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(scan, "_list", refuse)
    app.review.folder.read_again()
    qtbot.waitUntil(lambda: app.said == ["The folder shoot cannot be listed. Check its permissions."], timeout=WAIT)
    assert len(app.review.session.photos) == PHOTOS
    with qtbot.waitSignal(app.review.returned, timeout=WAIT):
        monkeypatch.setattr(scan, "_list", honest)
    everything_is_as_if_nothing_had_been(app, qtbot)


def test_a_drive_whose_empty_place_stays_is_gone_and_not_emptied(make, shoot, quick, qtbot, tmp_path, monkeypatch):
    app = started(make, shoot, qtbot)
    honest = watch._device
    shoot.rename(tmp_path / "away")
    shoot.mkdir()
    monkeypatch.setattr(watch, "_device", lambda folder: honest(folder) + 1)  # the disk that the drive was put into
    app.review.folder.read_again()
    qtbot.waitUntil(lambda: bool(app.said), timeout=WAIT)
    assert len(app.review.session.photos) == PHOTOS
    shoot.rmdir()
    monkeypatch.setattr(watch, "_device", honest)
    with qtbot.waitSignal(app.review.returned, timeout=WAIT):
        (tmp_path / "away").rename(shoot)
    everything_is_as_if_nothing_had_been(app, qtbot)


def test_a_folder_that_goes_while_it_is_read_again_loses_nothing(tmp_path, shoot, monkeypatch):
    before = [photo for found in scan.scan(shoot) for photo in found.photos]
    honest = scan.scan

    def interrupted(folder, **options):
        found = next(honest(folder, **options))
        yield scan.Found(found.photos[:5])
        shutil.move(shoot, tmp_path / "away")

    monkeypatch.setattr(scan, "scan", interrupted)
    outcome = None
    steps = watch._again(shoot, before, recursive=False)
    while outcome is None:
        try:
            next(steps)
        except StopIteration as stop:
            outcome = stop.value
    _, _, troubles, device = outcome
    assert device is None
    assert [type(trouble).__name__ for trouble in troubles] == ["FolderGone"]


def test_photos_in_a_folder_inside_that_is_closed_for_now_stay(tmp_path, shoot, monkeypatch):
    before = [photo for found in scan.scan(shoot) for photo in found.photos]
    troubles = (NoPermission(before[3].path), FolderUnreadable(shoot / "inner"))
    monkeypatch.setattr(scan, "scan", lambda *_args, **_options: iter([scan.Found(tuple(before[10:]), troubles)]))
    steps = watch._again(shoot, before, recursive=True)
    try:
        while True:
            next(steps)
    except StopIteration as stop:
        photos, changes, _, _ = stop.value
    assert before[3] in photos
    assert {photo.path.name for photo in changes.removed} == {p.path.name for p in before[:10]} - {before[3].path.name}


def test_a_failure_of_the_machine_is_forgiven_and_one_of_the_file_is_not():
    session = Session()
    photos = [Photo(Path(f"/x/{at}.jpg"), 1, 1) for at in range(3)]
    session.add(photos)
    session.learn(photos[0], Failure("", "gone"))
    session.learn(photos[1], Failure("", "broken"))
    session.learn(photos[2], Record("id", Metadata(6, 4)))
    assert session.forgive(PASSING) == Change.DETAILS
    assert list(session.failures) == [photos[1]]
    assert session.forgive(PASSING) == Change.NOTHING
