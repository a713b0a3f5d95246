"""Keys decide on the framed photo and on nothing else; undo returns; a restart loses nothing; marks are seen at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Marks
from reviewer.pipeline import Progress
from reviewer.ui.deciding.stamp import Stamp
from reviewer.ui.keys.actions import LOUPE
from reviewer.ui.status_line import StatusLine
from reviewer.ui.strip.filmstrip import Filmstrip

WAIT = 15_000  # ms
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key

pytestmark = pytest.mark.usefixtures("idle")


@pytest.fixture
def opened(make, folder, qtbot):
    def start():
        app = make()
        app.review.open(folder)
        qtbot.waitUntil(lambda: app.review.folder.complete, timeout=WAIT)
        qtbot.waitUntil(lambda: len(app.review.session.photos) == 6, timeout=WAIT)
        return app

    return start


def press(app, qtbot, *keys):
    for key in keys:
        sequence, modifiers = key if isinstance(key, tuple) else (key, Qt.KeyboardModifier.NoModifier)
        qtbot.keyClick(app.window, sequence, modifiers)


def marks(app):
    return [app._decided.marks(photo) for photo in app.review.session.photos]


def at(app):
    return app.review.session.index(app.review.session.current)


def stamp(app):
    return next(one for one in app.window.findChildren(Stamp) if one.parent() is app.window._loupe.viewer)


def test_a_key_decides_on_the_framed_photo_alone(opened, qtbot):
    app = opened()
    press(app, qtbot, Key.Key_Right, Key.Key_P, Key.Key_4, Key.Key_8)
    assert marks(app) == [Marks(), Marks("pick", 4, "green"), *[Marks()] * 4]
    assert at(app) == 1
    press(app, qtbot, Key.Key_U, Key.Key_0, Key.Key_8)  # the colour's key takes it off again
    assert marks(app) == [Marks()] * 6


def test_with_shift_the_next_photo_comes_up_and_so_it_does_where_the_user_wants_it(opened, qtbot):
    app = opened()
    press(app, qtbot, (Key.Key_X, SHIFT), (Key.Key_3, SHIFT))
    assert at(app) == 2
    press(app, qtbot, Key.Key_A, Key.Key_P)
    assert at(app) == 3
    press(app, qtbot, Key.Key_A, Key.Key_P)
    assert at(app) == 3
    assert marks(app)[:4] == [Marks("reject"), Marks(stars=3), Marks("pick"), Marks("pick")]


def test_undo_stays_backspace_returns_and_redo_brings_back(opened, qtbot):
    app = opened()
    press(app, qtbot, (Key.Key_P, SHIFT), (Key.Key_X, SHIFT), Key.Key_End)
    press(app, qtbot, (Key.Key_Z, CONTROL))
    assert at(app) == 5
    assert marks(app)[:2] == [Marks("pick"), Marks()]
    assert "IMG_1.jpg" in stamp(app).accessibleName()
    press(app, qtbot, Key.Key_Backspace)
    assert at(app) == 0
    assert marks(app) == [Marks()] * 6
    press(app, qtbot, (Key.Key_Y, CONTROL), (Key.Key_Z, CONTROL | SHIFT))
    assert marks(app)[:2] == [Marks("pick"), Marks("reject")]


def test_a_restart_keeps_all_and_undo_still_works(opened, qtbot):
    app = opened()
    press(app, qtbot, Key.Key_P, Key.Key_Right, Key.Key_5)
    app.close()
    again = opened()
    qtbot.waitUntil(lambda: marks(again)[:2] == [Marks("pick"), Marks(stars=5)], timeout=WAIT)
    press(again, qtbot, (Key.Key_Z, CONTROL), (Key.Key_Z, CONTROL))
    assert marks(again) == [Marks()] * 6


def test_two_windows_see_each_others_decisions(opened, qtbot):
    one, other = opened(), opened()
    qtbot.keyClick(one.window, Key.Key_P)
    other._decided._writer.ask(other._decided._opening, {})  # so that it need not be waited for
    qtbot.waitUntil(lambda: marks(other)[0] == Marks("pick"), timeout=WAIT)


def test_in_the_grid_keys_decide_on_the_selection_whose_number_is_shown(opened, qtbot):
    app = opened()
    line = app.window.findChild(StatusLine)
    press(app, qtbot, Key.Key_G, Key.Key_Right, (Key.Key_Right, SHIFT), (Key.Key_Right, SHIFT))
    assert line._selected.text() == "3 selected"
    assert line._selected.isVisible()
    press(app, qtbot, Key.Key_X)
    assert [one.flag for one in marks(app)] == ["", "reject", "reject", "reject", "", ""]
    press(app, qtbot, (Key.Key_Z, CONTROL))  # one step
    assert marks(app) == [Marks()] * 6
    press(app, qtbot, (Key.Key_D, CONTROL), Key.Key_P)
    assert [one.flag for one in marks(app)] == ["", "", "", "pick", "", ""]
    press(app, qtbot, (Key.Key_A, CONTROL), Key.Key_E, Key.Key_2)  # in the loupe the framed photo alone
    assert [one.stars for one in marks(app)] == [0, 0, 0, 2, 0, 0]
    assert not line._selected.isVisible()


def test_marks_are_painted_on_photo_strip_and_panel(opened, qtbot):
    app = opened()
    strip = app.window.findChild(Filmstrip)
    qtbot.waitUntil(lambda: strip._thumbnails.image(app.review.session.photos[5]) is not None, timeout=WAIT)
    place = strip.visualRect(strip.model().index(0, 0))
    before, other = strip.viewport().grab(place).toImage(), strip.viewport().grab().toImage()
    press(app, qtbot, Key.Key_X, Key.Key_6)
    assert strip.viewport().grab(place).toImage() != before
    assert stamp(app).isVisible()
    assert stamp(app).accessibleName() == "Red"
    qtbot.waitUntil(lambda: app.window._loupe.panel._facts._marks.text() == "Reject, Red")
    assert "Reject, Red" in app.window._loupe.viewer.accessibleDescription()
    qtbot.waitUntil(lambda: not stamp(app).isVisible())  # it goes by itself
    away = strip.visualRect(strip.model().index(3, 0))
    assert strip.viewport().grab(away).toImage() == other.copy(away)


def test_a_full_disk_is_said_until_all_is_written(opened, qtbot, monkeypatch):
    app = opened()
    line = app.window.findChild(StatusLine)
    full = [True]
    put = Catalogue.put_steps

    def refuse(catalogue, steps):
        if full[0]:
            raise CatalogueUnusable(catalogue.file, "full")
        put(catalogue, steps)

    monkeypatch.setattr(Catalogue, "put_steps", refuse)
    app._decided._writer._again = 0.05
    press(app, qtbot, Key.Key_P)
    qtbot.waitUntil(lambda: any("full" in sentence for sentence in line._notices), timeout=WAIT)
    assert marks(app)[0] == Marks("pick")
    full[0] = False
    qtbot.waitUntil(lambda: not line._notices, timeout=WAIT)
    with Catalogue.open(app._catalogue.file) as catalogue:
        assert len(catalogue.steps_since(0)) == 1


def test_a_photo_that_moved_has_its_marks_as_soon_as_its_bytes_are_known(opened, qtbot, folder):
    app = opened()
    photo = app.review.session.current
    qtbot.waitUntil(lambda: photo in app.review.session.records, timeout=WAIT)
    record = app.review.session.records[photo]
    press(app, qtbot, Key.Key_P)
    app.close()
    (folder / "IMG_0.jpg").rename(folder / "moved.jpg")
    app = opened()
    moved = app.review.session.find(folder / "moved.jpg")
    app.review.feed.progressed.emit(Progress("survey", 1, 6, surveyed=((moved, record),)))
    qtbot.waitUntil(lambda: app._decided.marks(moved) == Marks("pick"), timeout=WAIT)


def test_photo_mechanics_keys_do_not_clash(qapp):
    from reviewer.ui.keys.keymap import Keymap

    keymap = Keymap()
    keymap.choose_preset("photo_mechanic")
    assert keymap.owner(LOUPE, "T") == keymap.owner(LOUPE, "P") == "pick"
    assert (keymap.owner(LOUPE, "1"), keymap.owner(LOUPE, "Ctrl+1")) == ("red", "stars_1")
    for keys in keymap.keys(LOUPE).values():
        assert all(QKeySequence(key).toString() for key in keys)
