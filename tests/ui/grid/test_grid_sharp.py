"""Large cells on a dense screen: pictures in the size of their box, once scrolling rests."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QObject, QSize, Signal

from reviewer.photo import Photo
from reviewer.ui.grid.sharp import SharpPictures

ONE, TWO = (Photo(Path(f"/folder/{name}.jpg"), 1, 1) for name in "ab")
LARGE, SMALL = QSize(640, 480), QSize(380, 285)


class Store(QObject):
    """Pictures from nowhere."""

    picture_ready = Signal(object, object)

    def __init__(self):
        super().__init__()
        self.asked = []
        self.kept = {}

    def want(self, wants):
        self.asked.append(wants)

    def picture(self, photo, room):
        return self.kept.get((photo, room))


def test_pictures_for_large_boxes_are_asked_for_once_when_scrolling_rests(qtbot):
    store = Store()
    sharp = SharpPictures(store, lambda: True, store)
    sharp.want([ONE], LARGE)
    sharp.want([ONE, TWO], LARGE)
    assert not store.asked
    qtbot.waitUntil(lambda: bool(store.asked))
    assert store.asked == [[(ONE, (640, 480)), (TWO, (640, 480))]]


def test_where_a_thumbnail_does_nothing_is_asked_for(qtbot):
    store = Store()
    store.kept[ONE, (380, 285)] = SimpleNamespace(image="large")
    sharp = SharpPictures(store, lambda: True, store)
    sharp.want([ONE], LARGE)
    sharp.want([ONE], SMALL)
    qtbot.wait(250)
    assert not store.asked
    assert sharp.image(ONE, SMALL) is None


def test_while_the_viewer_has_the_store_and_when_the_grid_is_hidden_nothing_is_asked_for(qtbot):
    store = Store()
    busy = SharpPictures(store, lambda: False, store)
    busy.want([ONE], LARGE)
    hidden = SharpPictures(store, lambda: True, store)
    hidden.want([ONE], LARGE)
    hidden.rest()
    qtbot.wait(250)
    assert not store.asked


def test_only_the_picture_for_just_this_box_is_given():
    store = Store()
    store.kept[ONE, (640, 480)] = SimpleNamespace(image="large")
    sharp = SharpPictures(store, lambda: True, store)
    assert sharp.image(ONE, LARGE) == "large"
    assert sharp.image(ONE, QSize(700, 525)) is None
    assert sharp.image(TWO, LARGE) is None
