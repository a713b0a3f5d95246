"""The strip: where it scrolls, what a cell says, which pictures it asks for, and that 100,000 photos cost nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QWheelEvent

from reviewer.photo import Group, Marks, Photo
from reviewer.ui import theme
from reviewer.ui.strip.filmstrip import Filmstrip, scroll_for
from reviewer.ui.strip.filmstrip_model import FilmstripModel, Knowledge
from reviewer.ui.strip.photo_view import steadiest

CELL, WIDTH = 100, 1000


class Drawer(QObject):
    """Thumbnails from nowhere."""

    thumbnail_ready = Signal(object)

    def __init__(self):
        super().__init__()
        self.wanted = []
        self.images = {}

    def want(self, photos):
        self.wanted = photos

    def image(self, photo):
        return self.images.get(photo)


def photos(count):
    return [Photo(Path(f"/folder/IMG_{at}.jpg"), 1, 1) for at in range(count)]


def model_of(shown, *, groups=(), standing=None, dimmed=(), unreadable=(), marks=None):
    rows = {photo: row for row, photo in enumerate(shown)}
    of = {photo: group for group in groups for photo in group.photos}
    model = FilmstripModel(
        Knowledge(
            row=rows.get,
            group=lambda photo: of.get(photo) or Group((photo,)),
            groups=lambda: groups,
            standing=(standing or {}).get,
            dimmed=lambda photo: photo in dimmed,
            unreadable=lambda photo: photo in unreadable,
            aspect=lambda photo: None,
            marks=lambda photo: (marks or {}).get(photo, Marks()),
        )
    )
    model.set_photos(shown)
    return model


@pytest.fixture
def strip(qtbot):
    def make(model, width=WIDTH):
        drawer = Drawer()
        strip = Filmstrip(model, drawer)
        strip.drawer = drawer
        qtbot.addWidget(strip)
        strip.resize(width, strip.height())
        strip.show()
        qtbot.waitExposed(strip)
        return strip

    return make


# Where it scrolls


def test_the_first_photo_shown_is_centred():
    assert scroll_for(50, None, 0, CELL, WIDTH) == 50 * CELL + CELL // 2 - WIDTH // 2


def test_a_step_from_the_middle_moves_the_strip_by_one_cell():
    middle = scroll_for(50, None, 0, CELL, WIDTH)
    assert scroll_for(51, 50, middle, CELL, WIDTH) == middle + CELL
    assert scroll_for(49, 50, middle, CELL, WIDTH) == middle - CELL


def test_a_step_towards_the_middle_moves_only_the_mark():
    middle = scroll_for(50, None, 0, CELL, WIDTH)
    assert scroll_for(48, 47, middle, CELL, WIDTH) == middle


def test_a_step_away_from_the_middle_never_pulls_further_than_to_the_middle():
    middle = scroll_for(50, None, 0, CELL, WIDTH)
    assert scroll_for(54, 53, middle, CELL, WIDTH) == middle + CELL


def test_a_leap_out_of_sight_is_centred():
    assert scroll_for(500, 3, 0, CELL, WIDTH) == 500 * CELL + CELL // 2 - WIDTH // 2


@given(st.integers(0, 500), st.integers(-1, 1), st.integers(0, 50_000))
def test_a_neighbour_in_sight_moves_the_strip_by_a_cell_at_most(row, step, offset):
    target = scroll_for(row + step, row, offset, CELL, WIDTH)
    if offset <= (row + step) * CELL <= offset + WIDTH - CELL:
        assert abs(target - offset) <= CELL


# What a cell says


def test_frames_of_one_burst_are_joined_and_counted_at_their_first():
    shown = photos(6)
    model = model_of(shown, groups=[Group(tuple(shown[1:4]), "burst")])
    cells = [model.cell(row) for row in range(6)]
    assert [cell.frames for cell in cells] == [0, 3, 0, 0, 0, 0]
    assert [(cell.joined_left, cell.joined_right) for cell in cells] == [
        (False, False),
        (False, True),
        (True, True),
        (True, False),
        (False, False),
        (False, False),
    ]


def test_frames_that_an_order_has_parted_are_not_joined():
    first, second, third = photos(3)
    model = model_of([first, second, third], groups=[Group((first, third), "burst")])
    assert not any(model.cell(row).joined_right for row in range(3))


def test_a_name_is_told_safely():
    model = model_of([Photo(Path("/folder/a\nb\udcff.jpg"), 1, 1)])
    assert model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "a\\nb\\xff.jpg"


# On screen


def test_few_photos_stand_in_the_middle(strip):
    made = strip(model_of(photos(3)))
    left = made.visualRect(made.model().index(0, 0)).left()
    right = made.visualRect(made.model().index(2, 0)).right()
    assert abs(left - (WIDTH - 1 - right)) <= 2


def test_a_click_asks_for_the_photo_under_it(strip, qtbot):
    shown = photos(50)
    made = strip(model_of(shown))
    made.set_current(shown[0])
    place = made.visualRect(made.model().index(4, 0)).center()
    with qtbot.waitSignal(made.photo_requested) as asked:
        qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [shown[4]]


def test_a_wheel_scrolls_along(strip):
    made = strip(model_of(photos(200)))
    before = made.horizontalOffset()
    turn = QWheelEvent(
        QPointF(50, 20), QPointF(50, 20), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    made.wheelEvent(turn)
    assert made.horizontalOffset() > before


def test_the_last_photo_is_reached_at_once_and_in_full(strip):
    shown = photos(100_000)
    made = strip(model_of(shown))
    made.set_current(shown[-1])
    assert made.visualRect(made.model().index(99_999, 0)).right() == WIDTH - 1
    assert 99_999 in made.rows_in_sight()


def test_pictures_in_sight_are_asked_for_from_the_current_one_outwards(strip):
    shown = photos(1000)
    made = strip(model_of(shown))
    made.set_current(shown[500])
    wanted = made.drawer.wanted
    assert wanted[0] == shown[500]
    assert set(wanted[1:3]) == {shown[499], shown[501]}
    assert {shown[row] for row in made.rows_in_sight()} <= set(wanted)
    assert len(wanted) < 60


def test_the_current_photo_is_framed_and_a_picture_keeps_its_shape(strip):
    shown = photos(5)
    made = strip(model_of(shown))
    tall = QImage(80, 160, QImage.Format.Format_RGB32)
    tall.fill(Qt.GlobalColor.red)
    made.drawer.images = dict.fromkeys(shown, tall)
    made.set_current(shown[2])
    image = made.viewport().grab().toImage()

    def span(row, colour):
        rect = made.visualRect(made.model().index(row, 0))
        y = rect.center().y()
        return [x for x in range(rect.left(), rect.right() + 1) if image.pixelColor(x, y) == colour]

    red = span(1, Qt.GlobalColor.red)
    assert len(red) == made.visualRect(made.model().index(1, 0)).height() // 2 - 12
    assert not span(1, theme.colour("held"))
    assert span(2, theme.colour("held"))


def test_what_is_dimmed_is_darker_and_where_it_was(strip):
    shown = photos(3)
    made = strip(model_of(shown, dimmed=shown[:1]))
    picture = QImage(150, 100, QImage.Format.Format_RGB32)
    picture.fill(QColor(200, 120, 60))
    made.drawer.images = dict.fromkeys(shown, picture)
    made.refresh()
    image = made.viewport().grab().toImage()

    def span(row):
        rect = made.visualRect(made.model().index(row, 0))
        pixels = [image.pixelColor(x, rect.center().y()) for x in range(rect.left(), rect.right() + 1)]
        return [at for at, colour in enumerate(pixels) if colour.red() > 2 * colour.blue()], pixels[len(pixels) // 2]

    (dark_at, dark), (light_at, light) = span(0), span(1)
    assert dark_at == light_at
    assert light == QColor(200, 120, 60)
    assert 0.4 < dark.red() / light.red() < 0.5
    assert dark.hue() == pytest.approx(light.hue(), abs=3)


def test_a_standing_is_a_bar_of_that_length(strip):
    shown = photos(3)
    made = strip(model_of(shown, standing={shown[0]: 1.0, shown[1]: 0.5}))
    image = made.viewport().grab().toImage()

    def length(row):
        rect = made.visualRect(made.model().index(row, 0))
        return max(
            sum(image.pixelColor(x, y) == theme.colour("accent") for x in range(rect.left(), rect.right() + 1))
            for y in range(rect.top(), rect.bottom() + 1)
        )

    assert length(0) == pytest.approx(2 * length(1), abs=1)
    assert length(0) > 50
    assert length(2) == 0


def test_scrolling_through_100_000_photos_takes_less_than_a_frame(strip):
    shown = photos(100_000)
    made = strip(model_of(shown))
    picture = QImage(320, 213, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.gray)
    made.drawer.images = dict.fromkeys(shown[50_000:50_500], picture)
    steps = []
    for step in range(60):
        began = time.perf_counter()
        made.horizontalScrollBar().setValue(50_000 * 116 + 300 * step)
        made.viewport().repaint()
        steps.append(time.perf_counter() - began)
    assert sorted(steps)[len(steps) // 2] < 0.016


# What stays where it is while scores come in


class Sorted:
    """A folder whose order changes, as a session's does: rows are the new ones before the model is reset."""

    def __init__(self, count):
        self.photos = photos(count)
        self.model = model_of(self.photos)
        self.model._knowledge = replace(self.model._knowledge, row=lambda photo: self.photos.index(photo))  # noqa: PLW0108 - it is another list each time

    def sort(self, order):
        self.photos = order
        self.model.set_photos(order)


def left_of(strip, photo):
    return strip._rect(strip._strip.row_of(photo)).left()


def test_of_photos_that_move_the_first_that_goes_with_most_stays():
    assert steadiest([0, 0, 0]) == 0
    assert steadiest([-40, 1, 1, 0, 1]) == 1
    assert steadiest([None, 500, 2, 2, None]) == 2
    assert steadiest([None]) is None
    assert steadiest([]) is None


def test_the_current_photo_stays_under_the_eye_while_the_order_refines(strip):
    folder = Sorted(200)
    shown = strip(folder.model)
    current = folder.photos[100]
    shown.set_current(current)
    shown.horizontalScrollBar().setValue(shown.horizontalScrollBar().value() + 37)
    before = left_of(shown, current)
    others = [photo for photo in folder.photos if photo != current]
    for at in (60, 140, 61):
        folder.sort([*others[:at], current, *others[at:]])
        shown.set_current(current)
        assert left_of(shown, current) == before


def test_a_strip_scrolled_elsewhere_stays_there_while_the_order_refines(strip):
    folder = Sorted(200)
    shown = strip(folder.model)
    shown.set_current(folder.photos[3])
    shown.horizontalScrollBar().setValue(120 * shown._cell() + 11)
    sight = shown.rows_in_sight()
    leaping, watched = folder.photos[sight.start], folder.photos[sight.start + 2]
    before = left_of(shown, watched)
    folder.sort([leaping, *(photo for photo in folder.photos if photo != leaping)])
    shown.set_current(folder.photos[4])
    assert left_of(shown, watched) == before
    folder.sort([*folder.photos[150:160], *folder.photos[:150], *folder.photos[160:]])
    assert left_of(shown, watched) == before


def test_a_current_photo_that_leaves_the_end_of_the_strip_comes_to_the_middle(strip):
    folder = Sorted(200)
    shown = strip(folder.model)
    current = folder.photos[0]
    shown.set_current(current)
    folder.sort([*folder.photos[1:90], current, *folder.photos[90:]])
    shown.set_current(current)
    assert abs(left_of(shown, current) + shown._cell() // 2 - WIDTH // 2) <= shown._cell()
