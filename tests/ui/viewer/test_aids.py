"""Loupe aids on screen: what is switched on lies over the photo, pans along with it, and leaves with it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter
from PySide6.QtGui import QColor, QImage

from reviewer import decode
from reviewer.photo import Photo
from reviewer.settings import Settings
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.viewer.aids import Aids, _turned
from reviewer.ui.viewer.view import Viewer

WIDTH, HEIGHT = 600, 400
SIZE = (1200, 800)
GREEN, RED, BLUE = (QColor(name) for name in ("#3cff3c", "#ff2828", "#3c6eff"))


@pytest.fixture
def room(screen, qtbot, home):
    """A viewer with its aids, wired as the window does it."""
    settings, jobs = Settings.load(), Jobs()
    viewer = Viewer(screen.pictures)
    qtbot.addWidget(viewer)
    viewer.resize(WIDTH, HEIGHT)
    turns = {}
    aids = Aids(viewer, jobs, settings, lambda photo: turns.get(photo, 0))
    aids.switched.connect(settings.put)
    viewer.show()
    qtbot.waitExposed(viewer)
    viewer.aids, viewer.settings, viewer.turns = aids, settings, turns
    yield viewer
    assert jobs.shutdown()


@pytest.fixture
def stripes(tmp_path):
    """White, grey and black thirds; the grey one has sharp lines above and blurred ones below."""
    picture = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    picture[:, 400:800:8] = picture[:, 401:800:8] = 190
    blurred = np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(6)))
    picture[400:] = blurred[400:]
    picture[:, :380] = 255
    picture[:, 820:] = 0
    path = tmp_path / "stripes.png"
    Image.fromarray(picture).save(path)
    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)


def at(viewer: Viewer, x: int, y: int) -> QColor:
    return QColor(viewer.grab().toImage().pixel(x, y))


def colours(viewer: Viewer, left: int, top: int, width: int, height: int) -> set[str]:
    part = viewer.grab().toImage().copy(left, top, width, height)
    return {QColor(part.pixel(x, y)).name() for x in range(width) for y in range(height)}


def show(viewer: Viewer, photo: Photo, qtbot) -> None:
    with qtbot.waitSignal(viewer.painted, check_params_cb=lambda _photo, sharp: sharp, timeout=10_000):
        viewer.show_photo(photo)


def test_clipping_marks_lights_and_shadows_and_goes_when_switched_off(room, stripes, qtbot):
    show(room, stripes, qtbot)
    assert at(room, 50, 100) == QColor("white")
    room.aids.handlers["clipping"]()
    qtbot.waitUntil(lambda: at(room, 50, 100) == RED, timeout=5000)
    assert at(room, 550, 100) == BLUE
    room.aids.handlers["clipping"]()
    qtbot.waitUntil(lambda: at(room, 50, 100) == QColor("white"), timeout=5000)


def test_peaking_marks_the_sharp_lines_at_100_percent_and_not_the_blurred_ones(room, stripes, qtbot):
    show(room, stripes, qtbot)
    room.zoom_to_pixels(room.rect().center())
    qtbot.waitUntil(lambda: room.shown_picture is not None and room.shown_picture.is_full, timeout=10_000)
    room.aids.handlers["peaking"]()
    qtbot.waitUntil(lambda: GREEN.name() in colours(room, 200, 20, 200, 60), timeout=5000)
    assert GREEN.name() not in colours(room, 200, 320, 200, 60)


def test_another_photo_is_never_shown_with_the_marks_of_the_last(room, stripes, make_photo, qtbot):
    show(room, stripes, qtbot)
    room.aids.handlers["clipping"]()
    qtbot.waitUntil(lambda: at(room, 50, 100) == RED, timeout=5000)
    show(room, make_photo("grey.jpg", SIZE, (128, 128, 128)), qtbot)
    assert RED.name() not in colours(room, 40, 90, 20, 20)


def test_thirds_lie_on_the_photo(room, stripes, qtbot):
    show(room, stripes, qtbot)
    before = at(room, WIDTH // 2, HEIGHT // 3)
    room.aids.handlers["thirds"]()
    qtbot.waitUntil(lambda: at(room, WIDTH // 2, HEIGHT // 3) != before, timeout=5000)


def test_the_focus_point_is_boxed_and_its_absence_said(room, stripes, make_photo, qtbot):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9214] = (600, 400, 200, 200)  # SubjectArea: centre, width, height
    exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003] = SIZE
    tagged = make_photo("tagged.jpg", SIZE)
    with Image.open(tagged.path) as image:
        image.save(tagged.path, exif=exif)
    status = tagged.path.stat()
    tagged = Photo(tagged.path, status.st_size, status.st_mtime_ns)
    assert decode.focus_area(tagged.path) is not None
    show(room, tagged, qtbot)
    room.aids.handlers["focus_point"]()
    qtbot.waitUntil(lambda: GREEN.name() in colours(room, 245, 180, 10, 10), timeout=5000)
    plain = QImage(room.grab().toImage())
    show(room, stripes, qtbot)
    qtbot.waitUntil(lambda: at(room, 20, 20) != QColor("white"), timeout=5000)
    assert plain != room.grab().toImage()


def test_the_box_is_turned_with_the_photo():
    area = decode.FocusArea(0.1, 0.2, 0.3, 0.1)
    assert _turned(area, 0) == area
    turned = _turned(area, 1)
    assert (turned.width, turned.height) == (0.1, 0.3)
    assert (turned.left, turned.top) == (pytest.approx(0.7), pytest.approx(0.1))
    assert _turned(turned, 3).left == pytest.approx(area.left)


def test_tones_of_the_picture_on_screen_are_told_red_first(room, make_photo, qtbot):
    told = []
    room.aids.tones_changed.connect(told.append)
    show(room, make_photo("red.jpg", SIZE, (200, 60, 20)), qtbot)
    qtbot.waitUntil(lambda: bool(told) and told[-1] is not None, timeout=5000)
    red, green, blue = (int(np.argmax(channel * (np.abs(np.arange(256) - 128) > 6))) for channel in told[-1])
    assert abs(red - 200) < 6
    assert abs(green - 60) < 6
    assert abs(blue - 20) < 6


def test_there_are_no_tones_where_there_is_no_picture(room, make_photo, qtbot):
    told = []
    room.aids.tones_changed.connect(told.append)
    show(room, make_photo("red.jpg", SIZE, (200, 60, 20)), qtbot)
    qtbot.waitUntil(lambda: bool(told) and told[-1] is not None, timeout=5000)
    room.show_photo(None)
    qtbot.waitUntil(lambda: told[-1] is None, timeout=5000)


def test_tones_that_are_not_known_leave_the_chart_empty_and_in_its_place(room, make_photo, qtbot, tmp_path):
    told = []
    room.aids.tones_changed.connect(told.append)
    show(room, make_photo("red.jpg", SIZE, (200, 60, 20)), qtbot)
    qtbot.waitUntil(lambda: bool(told) and told[-1] is not None and told[-1].any(), timeout=5000)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff and no more")
    show(room, Photo(tmp_path / "broken.jpg", 16, 1), qtbot)
    qtbot.waitUntil(lambda: told[-1] is not None and not told[-1].any(), timeout=5000)
    room.aids.handlers["histogram"]()
    qtbot.waitUntil(lambda: told[-1] is None, timeout=5000)


@pytest.mark.parametrize(("action", "sign"), [("brighter", 1), ("darker", -1)])
def test_the_keys_for_brighter_and_darker_last_while_pressed(room, make_photo, qtbot, action, sign):
    show(room, make_photo("grey.jpg", SIZE, (100, 100, 100)), qtbot)
    before = at(room, 100, 200).green()
    room.aids.holders[action](True)
    qtbot.waitUntil(lambda: sign * (at(room, 100, 200).green() - before) > 30, timeout=5000)
    room.aids.holders[action](False)
    qtbot.waitUntil(lambda: abs(at(room, 100, 200).green() - before) < 3, timeout=5000)


def test_an_aid_that_is_on_is_on_again_after_a_restart(room, stripes, qtbot):
    room.aids.handlers["thirds"]()
    room.settings.save()
    assert Settings.load().flag("show_thirds")
