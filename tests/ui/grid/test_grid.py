"""The grid by itself: what is painted, where it scrolls, clicks, stacks, and that 100,000 photos cost nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QWheelEvent

from reviewer.photo import Group, Marks, Photo
from reviewer.ui import theme
from reviewer.ui.grid.geometry import SIZES
from reviewer.ui.grid.sharp import SharpPictures
from reviewer.ui.grid.view import Grid
from reviewer.ui.strip.filmstrip_model import FilmstripModel, Knowledge


class Drawer(QObject):
    """Thumbnails from nowhere."""

    thumbnail_ready = Signal(object)
    picture_ready = Signal(object, object)

    def __init__(self):
        super().__init__()
        self.wanted = []
        self.images = {}
        self.large = {}

    def picture(self, photo, room):
        return self.large.get((photo, room))

    def want(self, photos):
        self.wanted = photos

    def image(self, photo):
        return self.images.get(photo)


class Folder:
    """Photos, and what is known of them."""

    def __init__(self, shown, groups=()):
        self.groups = list(groups)
        self.standing = {}
        self.unreadable = set()
        self.marks = {}
        self.rows = {}
        self.model = FilmstripModel(
            Knowledge(
                row=lambda photo: self.rows.get(photo),  # noqa: PLW0108 - the rows change
                group=self._group,
                groups=lambda: self.groups,
                standing=lambda photo: self.standing.get(photo),  # noqa: PLW0108 - as above
                dimmed=lambda _photo: False,
                unreadable=lambda photo: photo in self.unreadable,
                aspect=lambda _photo: None,
                marks=lambda photo: self.marks.get(photo, Marks()),
            )
        )
        self.show(shown)

    def _group(self, photo):
        return next((group for group in self.groups if photo in group.photos), Group((photo,)))

    def show(self, shown):
        self.rows = {photo: row for row, photo in enumerate(shown)}
        self.model.set_photos(shown)


def photos(count):
    return [Photo(Path(f"/folder/IMG_{at}.jpg"), 1, 1) for at in range(count)]


@pytest.fixture
def grid(qtbot):
    def make(folder, *, size=160, closed=False, width=1010, height=700):
        drawer = Drawer()
        sharp = SharpPictures(drawer, lambda: True, drawer)
        made = Grid(folder.model, drawer, sharp, size=size, closed=closed)
        made.drawer = drawer
        qtbot.addWidget(made)
        made.resize(width, height)
        made.photo_requested.connect(made.set_current)
        made.show()
        qtbot.waitExposed(made)
        return made

    return make


def rect(grid, row):
    return grid.visualRect(grid.model().index(row, 0))


def do(grid, *names):
    for name in names:
        grid.handlers[name]()


def at(grid):
    return grid.model().row_of(grid._photo)


def colours(grid, row, colour):
    image = grid.viewport().grab().toImage()
    place = rect(grid, row)
    return sum(
        image.pixelColor(x, y) == colour
        for x in range(place.left(), place.right() + 1)
        for y in range(max(0, place.top()), min(image.height(), place.bottom() + 1))
    )


# Moves


def test_keys_move_by_photo_row_page_and_to_the_ends(grid):
    shown = photos(100)
    made = grid(Folder(shown))
    made.set_current(shown[0])
    columns = made._geometry.columns
    for name, where in (
        ("next", 1),
        ("row_down", 1 + columns),
        ("previous", columns),
        ("row_up", 0),
        ("row_up", 0),
        ("previous", 0),
        ("last", 99),
        ("next", 99),
        ("row_down", 99),
        ("first", 0),
    ):
        do(made, name)
        assert at(made) == where, name
    do(made, "page_down")
    assert at(made) == columns * (made.viewport().height() // made._geometry.cell_height)
    do(made, "page_up")
    assert at(made) == 0


def test_the_current_photo_is_kept_in_sight_and_no_step_scrolls_more_than_a_row(grid):
    shown = photos(1000)
    made = grid(Folder(shown))
    made.set_current(shown[0])
    for _ in range(40):
        before = made.verticalOffset()
        do(made, "row_down")
        assert made.viewport().rect().contains(rect(made, at(made)))
        assert made.verticalOffset() - before <= made._geometry.cell_height
    for _ in range(40):
        do(made, "row_up")
        assert made.viewport().rect().contains(rect(made, at(made)))


def test_a_click_goes_to_the_photo_and_a_double_click_opens_the_loupe(grid, qtbot):
    shown = photos(30)
    made = grid(Folder(shown))
    made.set_current(shown[0])
    place = rect(made, 7).center()
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert at(made) == 7
    with qtbot.waitSignal(made.loupe_requested):
        qtbot.mouseDClick(made.viewport(), Qt.MouseButton.LeftButton, pos=place)


def turn(grid, by, keys=Qt.KeyboardModifier.NoModifier):
    grid.wheelEvent(
        QWheelEvent(
            QPointF(50, 20), QPointF(50, 20), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
            keys, Qt.ScrollPhase.NoScrollPhase, False,
        )
    )  # fmt: skip


def test_a_wheel_scrolls_and_with_ctrl_sizes(grid, qtbot):
    made = grid(Folder(photos(500)))
    turn(made, -120)
    assert made.verticalOffset() == made._geometry.cell_height
    with qtbot.waitSignal(made.size_chosen) as chosen:
        turn(made, 120, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [208]


# Where it stays


def test_scrolled_elsewhere_nothing_that_is_learnt_moves_it(grid):
    shown = photos(500)
    folder = Folder(shown)
    made = grid(folder)
    made.set_current(shown[0])
    made.verticalScrollBar().setValue(3333)
    made.regroup()
    made.refresh()
    folder.show([*shown, Photo(Path("/folder/later.jpg"), 1, 1)])
    made.set_current(shown[0])
    assert made.verticalOffset() == 3333


def test_photos_that_come_before_those_in_sight_move_none_of_them(grid):
    shown = photos(500)
    folder = Folder(shown)
    made = grid(folder)
    made.set_current(shown[250])
    before = rect(made, 250).top()
    new = [Photo(Path(f"/folder/A_{at}.jpg"), 1, 1) for at in range(35)]
    folder.show([*new, *shown])
    assert rect(made, 285).top() == before
    made.verticalScrollBar().setValue(made.verticalOffset() + 5000)
    first = made.model().photo_at(made.indexAt(QPoint(100, 5)).row())
    before = rect(made, folder.rows[first]).top()
    folder.show(shown)
    assert rect(made, folder.rows[first]).top() == before


def test_a_photo_that_leaps_as_its_score_comes_in_takes_nobody_along(grid):
    shown = photos(500)
    folder = Folder(shown)
    made = grid(folder)
    made.set_current(shown[0])
    made.verticalScrollBar().setValue(5000)
    first = made.model().photo_at(made.indexAt(QPoint(100, 5)).row())
    watched = shown[folder.rows[first] + 8]
    before = rect(made, folder.rows[watched]).top()
    folder.show([first, *(photo for photo in shown if photo != first)])
    made.set_current(shown[0])
    assert rect(made, folder.rows[watched]).top() == before
    assert made.verticalOffset() == 5000


def test_another_size_or_width_leaves_the_current_photo_in_sight(grid):
    shown = photos(500)
    made = grid(Folder(shown))
    made.set_current(shown[321])
    for name in (
        "zoom_in",
        "zoom_in",
        "zoom_in",
        "zoom_in",
        "zoom_out",
        "zoom_out",
        "zoom_out",
        "zoom_out",
        "zoom_out",
    ):
        do(made, name)
        assert made.viewport().rect().contains(rect(made, 321))
    made.resize(700, 400)
    assert made.viewport().rect().contains(rect(made, 321))
    assert made._size == SIZES[0]


def test_what_changed_while_it_was_hidden_is_caught_up_with(grid):
    shown = photos(500)
    folder = Folder(shown)
    made = grid(folder)
    made.set_current(shown[0])
    made.hide()
    folder.show(shown[100:])
    made.set_current(shown[450])
    made.show()
    assert made.viewport().rect().contains(rect(made, 350))


# Stacks


@pytest.fixture
def burst():
    shown = photos(12)
    return Folder(shown, [Group(tuple(shown[2:6]), "burst")]), shown


def test_keys_step_over_a_closed_stack_and_the_photo_inside_it_shows_as_the_stack(grid, burst):
    folder, shown = burst
    made = grid(folder, closed=True)
    assert made.hidden == 3
    made.set_current(shown[4])
    assert rect(made, 4) == rect(made, 2)
    do(made, "next")
    assert at(made) == 6
    do(made, "previous")
    assert at(made) == 2
    do(made, "previous")
    assert at(made) == 1


def test_a_stack_is_opened_and_closed_by_key_and_by_a_click_on_its_number(grid, burst, qtbot):
    folder, shown = burst
    made = grid(folder)
    made.set_current(shown[3])
    with qtbot.waitSignal(made.cells_changed):
        do(made, "stack")
    assert made.hidden == 3
    assert at(made) == 3
    number = rect(made, 2).topLeft() + QPoint(16, 18)
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=number)
    assert made.hidden == 0
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=number)
    assert made.hidden == 3
    assert at(made) == 3
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=rect(made, 8).topLeft() + QPoint(16, 18))
    assert made.hidden == 3
    assert at(made) == 8


def test_all_stacks_are_closed_and_opened_at_once_and_that_is_told(grid, burst, qtbot):
    folder, _ = burst
    made = grid(folder)
    with qtbot.waitSignal(made.stacks_chosen) as chosen:
        do(made, "all_stacks")
    assert chosen.args == [True]
    assert made.hidden == 3
    do(made, "all_stacks")
    assert made.hidden == 0


def test_groups_found_later_are_stacked_where_stacks_are_closed(grid):
    shown = photos(12)
    folder = Folder(shown)
    made = grid(folder, closed=True)
    assert made.hidden == 0
    folder.groups.append(Group(tuple(shown[:4]), "burst"))
    made.regroup()
    assert made.hidden == 3


# What is painted


def test_the_current_cell_is_framed_and_no_other(grid):
    shown = photos(8)
    made = grid(Folder(shown))
    made.set_current(shown[3])
    assert colours(made, 3, theme.colour("held")) > 500
    assert not colours(made, 4, theme.colour("held"))


def test_a_standing_is_a_bar_and_nothing_without_one(grid):
    shown = photos(4)
    folder = Folder(shown)
    folder.standing = {shown[0]: 1.0, shown[1]: 0.5}
    made = grid(folder)
    whole = colours(made, 0, theme.colour("accent"))
    assert whole > 300
    assert colours(made, 1, theme.colour("accent")) == pytest.approx(whole / 2, abs=9)
    assert not colours(made, 2, theme.colour("accent"))


def test_an_unreadable_photo_is_marked(grid):
    shown = photos(2)
    folder = Folder(shown)
    folder.unreadable = {shown[1]}
    made = grid(folder)
    assert not colours(made, 0, theme.colour("trouble"))
    assert colours(made, 1, theme.colour("trouble"))


def test_a_raw_beside_its_jpeg_is_marked_also_where_no_name_is(grid):
    alone = Photo(Path("/folder/IMG_1.jpg"), 1, 1)
    both = Photo(Path("/folder/IMG_2.jpg"), 1, 1, companion=Path("/folder/IMG_2.CR3"))
    made = grid(Folder([alone, both]), size=96, width=300)

    def foot(row):
        place = rect(made, row)
        image = made.viewport().grab(place.adjusted(0, place.height() - 22, 0, 0)).toImage()
        bed = image.pixelColor(0, 0)
        return sum(image.pixelColor(x, y) != bed for x in range(image.width()) for y in range(image.height()))

    assert not foot(0)
    assert foot(1) > 10


def test_a_closed_stack_looks_like_one(grid, burst):
    folder, _ = burst
    made = grid(folder, closed=True)
    assert colours(made, 2, theme.colour("hover")) > 100
    assert not colours(made, 1, theme.colour("hover"))


def test_words_stand_where_there_are_no_photos(grid):
    made = grid(Folder([]))
    made.show_message("No photos in shoot.")
    image = made.viewport().grab().toImage()
    bed = image.pixelColor(0, 0)
    assert any(image.pixelColor(x, image.height() // 2) != bed for x in range(image.width()))


def test_pictures_in_sight_are_asked_for_first_and_those_near_it_next(grid, qtbot):
    shown = photos(1000)
    made = grid(Folder(shown))
    made.set_current(shown[500])
    sight = [row for row in range(1000) if made.viewport().rect().intersects(rect(made, row))]
    qtbot.waitUntil(lambda: made.drawer.wanted[: len(sight)] == [shown[row] for row in sight])
    assert shown[sight[-1] + 1] in made.drawer.wanted
    assert shown[sight[0] - 1] in made.drawer.wanted
    assert len(made.drawer.wanted) <= 3 * len(sight)


def test_a_hidden_grid_asks_for_nothing(grid, qtbot):
    shown = photos(1000)
    made = grid(Folder(shown))
    made.hide()
    made.drawer.wanted = []
    made.set_current(shown[900])
    qtbot.waitUntil(lambda: not made._soon.isActive())
    assert made.drawer.wanted == []


def test_100_000_photos_are_shown_and_scrolled_within_a_frame(grid):
    shown = photos(100_000)
    made = grid(Folder(shown))
    picture = QImage(320, 213, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.gray)
    made.drawer.images = dict.fromkeys(shown[50_000:52_000], picture)
    made.set_current(shown[99_999])
    assert made.viewport().rect().contains(rect(made, 99_999))
    steps = []
    for step in range(60):
        began = time.perf_counter()
        made.verticalScrollBar().setValue(50_000 // made._geometry.columns * made._geometry.cell_height + 60 * step)
        made.viewport().repaint()
        steps.append(time.perf_counter() - began)
    assert sorted(steps)[len(steps) // 2] < 0.016
