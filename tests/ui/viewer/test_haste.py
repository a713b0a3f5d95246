"""A held arrow key: small pictures stand in, nothing is begun for photos in passing, and the last comes at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from reviewer import decode
from reviewer.ui.viewer import haste as haste_room
from reviewer.ui.viewer.haste import Haste
from reviewer.ui.viewer.view import Viewer


@pytest.fixture
def haste(qapp):
    made = Haste()
    made.told = []
    made.over.connect(lambda: made.told.append(made.is_on))
    return made


def test_one_flip_is_no_haste(haste):
    assert not haste.note_flip()
    assert not haste.is_on


def test_many_are_until_none_follows(haste, qtbot):
    haste.note_flip()
    assert haste.note_flip()
    assert haste.note_flip()
    assert haste.is_on
    qtbot.waitUntil(lambda: haste.told == [False])


def test_letting_go_of_the_key_ends_it_at_once_and_once(haste, qtbot):
    haste.note_flip()
    haste.note_flip()
    haste.end()
    haste.end()
    qtbot.wait(2 * haste_room._APART)
    assert haste.told == [False]


@pytest.fixture
def viewer(screen, qtbot):
    made = Viewer(screen.pictures)
    qtbot.addWidget(made)
    made.resize(200, 150)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_photos_in_passing_are_not_decoded_and_the_one_stopped_at_is(viewer, screen, make_photo, qtbot, monkeypatch):
    monkeypatch.setattr(haste_room, "_APART", 2000)
    viewer._haste._pause.setInterval(2000)
    honest, begun, waiting = decode.decode, [], []
    monkeypatch.setattr(decode, "decode", lambda path, *more: begun.append(path.name) or honest(path, *more))
    photos = [make_photo(f"{n}.jpg") for n in range(6)]
    viewer.show_photo(photos[0])
    qtbot.waitUntil(lambda: viewer.shown_picture is not None)
    screen.pictures.waiting_changed.connect(lambda photo, _near: waiting.append(photo))
    for photo in photos[1:]:
        viewer.show_photo(photo)
        qtbot.wait(20)
    assert begun == ["0.jpg"]
    assert waiting == [True]  # scoring is out of the way all the while
    viewer.keyReleaseEvent(QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: viewer.shown_picture is not None and viewer.shown_picture.photo == photos[5])
    assert begun == ["0.jpg", "5.jpg"]
