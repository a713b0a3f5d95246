from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer import decode, words
from reviewer.photo import Photo
from reviewer.ui import theme
from reviewer.ui.screen.pictures import Pictures
from reviewer.ui.viewer import view as viewer_room
from reviewer.ui.viewer.view import Viewer

WIDTH, HEIGHT = 500, 400


@pytest.fixture
def viewer(screen, qtbot):
    made = Viewer(screen.pictures)
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def paints(viewer):
    heard = []
    viewer.painted.connect(lambda photo, sharp: heard.append((photo.path.name, sharp)))
    return heard


@pytest.fixture
def make_pattern(tmp_path):
    """Makes a photo in which every pixel tells where it is: red is x, green is y, blue is both beyond 255."""

    def make(name, size=(1600, 1200)):
        y, x = np.mgrid[0 : size[1], 0 : size[0]]
        Image.fromarray(np.dstack([x % 256, y % 256, (x // 256) * 16 + y // 256]).astype(np.uint8)).save(
            tmp_path / name
        )
        return _photo(tmp_path / name)

    return make


@pytest.fixture
def held(monkeypatch):
    """Keeps every decode waiting until it is set."""
    gate, honest = threading.Event(), decode.decode

    def wait(*arguments, **options):
        gate.wait(10)
        return honest(*arguments, **options)

    monkeypatch.setattr(decode, "decode", wait)
    monkeypatch.setattr(decode, "decode_onto", lambda *_, **__: None)
    yield gate
    gate.set()


def where(colour):
    """Which pixel of a pattern this is."""
    red, green, blue, _ = QColor(colour).getRgb()
    return (blue // 16) * 256 + red, (blue % 16) * 256 + green


def _photo(path):
    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)


def picture_of(viewer):
    return viewer.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def shown_sharp(paints, photo):
    return lambda: (photo.path.name, True) in paints


def test_a_photo_is_fitted_centred_and_surrounded_by_neutral_grey(viewer, paints, make_photo, qtbot):
    photo = make_photo("a.jpg", (2000, 1000), (200, 60, 20))
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    image = picture_of(viewer)
    surround = theme.colour("surround").rgb()
    assert image.pixel(250, 70) == surround  # 500 x 250, centred
    assert image.pixel(250, 330) == surround
    assert QColor(image.pixel(10, 200)).red() > 180
    assert abs(QColor(image.pixel(490, 200)).red() - 128) < 8
    assert QColor(image.pixel(250, 76)) != QColor(surround)
    grey = theme.colour("surround")
    assert grey.red() == grey.green() == grey.blue()
    assert viewer.picture_size == QSize(500, 250)


def test_a_slideshow_has_its_own_surround(screen, make_photo, qtbot):
    viewer = Viewer(screen.pictures, surround=QColor("black"))
    qtbot.addWidget(viewer)
    assert picture_of(viewer).pixel(5, 5) == QColor("black").rgb()


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600)])
def test_a_margin_is_kept_free_and_the_photo_in_it_painted_one_to_one(screen, make_pattern, qtbot, size):
    viewer = Viewer(screen.pictures, surround=QColor("black"), margin=20)
    qtbot.addWidget(viewer)
    viewer.resize(WIDTH, HEIGHT)
    viewer.show()
    with qtbot.waitSignal(viewer.painted, check_params_cb=lambda _, sharp: sharp):
        viewer.show_photo(make_pattern("a.png", size))
    decoded = screen.pictures.picture(viewer.photo, (WIDTH - 40, HEIGHT - 40)).image
    left, top = (WIDTH - decoded.width()) // 2, (HEIGHT - decoded.height()) // 2
    image = picture_of(viewer)
    assert image.copy(left, top, decoded.width(), decoded.height()) == decoded
    assert min(left, top) == 20
    assert image.pixelColor(left - 1, top) == image.pixelColor(left, top - 1) == QColor("black")
    zooms = []
    viewer.zoom_changed.connect(zooms.append)
    viewer.fit()
    assert zooms == []  # it is fitted


def test_a_small_photo_is_shown_pixel_by_pixel(viewer, paints, make_pattern, qtbot):
    photo = make_pattern("small.png", (200, 100))
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    image = picture_of(viewer)
    assert where(image.pixel(150, 150)) == (0, 0)
    assert where(image.pixel(349, 249)) == (199, 99)


def test_a_fitted_photo_is_painted_one_to_one_as_decoded(viewer, paints, make_pattern, screen, qtbot):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    decoded = screen.pictures.picture(photo, (WIDTH, HEIGHT)).image
    top = (HEIGHT - decoded.height()) // 2
    assert picture_of(viewer).copy(0, top, decoded.width(), decoded.height()) == decoded


def test_device_pixels_are_used_on_a_dense_screen(screen, make_pattern, qtbot, monkeypatch):
    monkeypatch.setattr(Viewer, "devicePixelRatioF", lambda _: 2.0)
    viewer = Viewer(screen.pictures)
    qtbot.addWidget(viewer)
    viewer.resize(250, 200)
    viewer.show()
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, (500, 400)) is not None)
    canvas = QImage(500, 400, QImage.Format.Format_RGB32)
    canvas.setDevicePixelRatio(2)
    viewer.render(canvas)
    decoded = screen.pictures.picture(photo, (500, 400)).image
    top = (400 - decoded.height()) // 2
    painted = canvas.copy(0, top, decoded.width(), decoded.height())
    painted.setDevicePixelRatio(1)
    assert painted == decoded


def test_a_stand_in_is_told_from_the_sharp_picture_each_once(viewer, paints, make_photo, screen, qtbot, held):
    photo = make_photo("a.jpg")
    screen.thumbnails.offer(photo, photo.path.read_bytes())  # not wanted: not taken
    screen.thumbnails._put(photo, QImage(str(photo.path)))
    viewer.show_photo(photo)
    qtbot.waitUntil(lambda: paints == [("a.jpg", False)])
    assert QColor(picture_of(viewer).pixel(100, 200)).red() > 180
    held.set()
    qtbot.waitUntil(shown_sharp(paints, photo))
    viewer.update()
    qtbot.wait(50)
    assert paints == [("a.jpg", False), ("a.jpg", True)]


def test_a_cached_neighbour_is_sharp_at_its_first_paint(viewer, paints, make_photo, screen, qtbot):
    first, second = make_photo("1.jpg"), make_photo("2.jpg")
    viewer.show_photo(first, [second])
    qtbot.waitUntil(shown_sharp(paints, first))
    qtbot.waitUntil(lambda: screen.pictures.picture(second, (WIDTH, HEIGHT)) is not None)
    viewer.show_photo(second, [first])
    qtbot.waitUntil(shown_sharp(paints, second))
    assert ("2.jpg", False) not in paints
    viewer.show_photo(first)
    qtbot.waitUntil(lambda: paints.count(("1.jpg", True)) == 2)  # shown again, told again


def test_a_flip_is_painted_before_the_next_photos_are_decoded(viewer, paints, make_photo, screen, qtbot, monkeypatch):
    first, second, third = (make_photo(f"{n}.jpg") for n in (1, 2, 3))
    viewer.show_photo(first, [second])
    qtbot.waitUntil(shown_sharp(paints, first))
    qtbot.waitUntil(lambda: screen.pictures.picture(second, (WIDTH, HEIGHT)) is not None)
    honest, painted_before = screen.pictures.want, []
    monkeypatch.setattr(screen.pictures, "want", lambda wants: (painted_before.append(list(paints)), honest(wants)))
    viewer.show_photo(second, [third])
    qtbot.waitUntil(lambda: screen.pictures.picture(third, (WIDTH, HEIGHT)) is not None)
    assert painted_before == [[("1.jpg", True), ("2.jpg", True)]]


def test_it_is_never_blank_between_two_photos(viewer, paints, make_photo, qtbot, held):
    held.set()
    red, blue = make_photo("red.jpg", colour=(200, 0, 0)), make_photo("blue.jpg", colour=(0, 0, 200))
    viewer.show_photo(red)
    qtbot.waitUntil(shown_sharp(paints, red))
    held.clear()
    viewer.show_photo(blue)
    viewer.repaint()
    assert QColor(picture_of(viewer).pixel(100, 200)).red() > 180  # the one before, for a moment
    held.set()
    qtbot.waitUntil(shown_sharp(paints, blue))
    assert QColor(picture_of(viewer).pixel(100, 200)).blue() > 180


def test_the_one_before_is_soon_dimmed_and_the_new_one_named(viewer, paints, make_photo, qtbot, held):
    said = _said(viewer)
    held.set()
    red, blue = make_photo("red.jpg", colour=(200, 0, 0)), make_photo("blue.jpg", colour=(0, 0, 200))
    viewer.show_photo(red)
    qtbot.waitUntil(shown_sharp(paints, red))
    held.clear()
    viewer.show_photo(blue)
    qtbot.waitUntil(lambda: QColor(picture_of(viewer).pixel(100, 200)).red() < 120, timeout=1000)
    assert QColor(picture_of(viewer).pixel(100, 200)).red() > theme.colour("surround").red() + 20  # but not gone
    assert said()[-1] == "Loading blue.jpg…"
    assert paints == [("red.jpg", True)]


def test_waiting_is_put_in_words_only_when_it_takes_long(viewer, make_photo, qtbot, held):
    said = _said(viewer)
    viewer.show_photo(make_photo("a.jpg"))
    qtbot.wait(150)
    assert said() == []
    qtbot.waitUntil(lambda: said() == [words.text("loading")], timeout=1000)


def test_zooming_does_not_flash_the_words_for_waiting(viewer, paints, make_pattern, qtbot, held):
    held.set()
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    qtbot.wait(350)
    held.clear()
    said = _said(viewer)
    viewer.zoom_by(1)
    qtbot.wait(150)
    assert said() == []
    qtbot.waitUntil(lambda: said() == [words.text("loading")], timeout=2000)


def _said(viewer):
    """The words that the viewer paints from now on, each once."""
    said = []
    honest = viewer._say

    def listen(painter, text, where):
        if text and text not in said:
            said.append(text)
        honest(painter, text, where)

    viewer._say = listen
    return lambda: said


def test_an_unreadable_photo_shows_why_and_counts_as_painted(viewer, paints, make_photo, qtbot):
    said, photo = _said(viewer), make_photo("gone.jpg")
    photo.path.unlink()
    viewer.show_photo(photo)
    qtbot.waitUntil(lambda: paints == [("gone.jpg", True)])
    assert len(said()) == 1
    assert "gone.jpg" in said()[0]
    image, surround = picture_of(viewer), theme.colour("surround").rgb()
    assert any(image.pixel(x, y) != surround for x in range(0, WIDTH, 2) for y in range(180, 220))


def test_a_damaged_photo_is_shown_with_a_mark(viewer, paints, make_photo, qtbot):
    whole = make_photo("whole.jpg", (800, 600))
    cut = whole.path.with_name("cut.jpg")
    cut.write_bytes(whole.path.read_bytes()[: whole.size * 2 // 3])
    said, photo = _said(viewer), _photo(cut)
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    assert said() == [words.text("damaged")]


def test_an_overlay_is_painted_over_the_photo_and_the_picture_shown_is_told(viewer, paints, make_photo, qtbot):
    seen, told = [], []

    class Overlay:
        def paint(self, painter, picture, image, place, viewport):
            seen.append((picture, image.width(), place.width, viewport))
            painter.fillRect(0, 0, 10, 10, QColor("red"))

    viewer.picture_changed.connect(told.append)
    viewer.set_overlay(Overlay())
    photo = make_photo("a.jpg", (2000, 1000))
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    picture = viewer.shown_picture
    qtbot.waitUntil(lambda: told == [picture])
    assert picture.photo == photo
    assert seen[-1] == (picture, 500, 500, (WIDTH, HEIGHT))
    assert picture_of(viewer).pixelColor(5, 5) == QColor("red")
    viewer.set_overlay(None)
    assert picture_of(viewer).pixelColor(5, 5) != QColor("red")
    viewer.show_photo(None)
    qtbot.waitUntil(lambda: told == [picture, None])


def test_a_message_stands_where_there_is_no_photo(viewer, qtbot):
    said = _said(viewer)
    viewer.show_message("Nothing here")
    qtbot.waitUntil(lambda: said() == ["Nothing here"])


def test_zoom_shows_photo_pixels_with_the_point_kept_in_place(viewer, paints, make_pattern, screen, qtbot):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    at = QPointF(125, 300)
    scale = 1600 / 500
    before = (125 * scale, (300 - 12) * scale)
    with qtbot.waitSignal(viewer.zoom_changed) as told:
        viewer.zoom_to_pixels(at)
    assert told.args == [1.0]
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, None) is not None)
    image = picture_of(viewer)
    here = where(image.pixel(125, 300))
    assert abs(here[0] - before[0]) <= 2
    assert abs(here[1] - before[1]) <= 2
    assert where(image.pixel(126, 302)) == (here[0] + 1, here[1] + 2)  # pixel by pixel
    viewer.toggle_zoom()
    assert viewer.picture_size == QSize(500, 375)


def test_z_without_a_point_zooms_at_the_pointer_or_the_middle(viewer, paints, make_pattern, screen, qtbot, monkeypatch):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    monkeypatch.setattr(viewer_room, "QCursor", _Pointer(viewer.mapToGlobal(QPoint(10, 200))))
    viewer.toggle_zoom()
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, None) is not None)
    assert where(picture_of(viewer).pixel(10, 200))[0] == pytest.approx(32, abs=3)
    viewer.fit()
    monkeypatch.setattr(viewer_room, "QCursor", _Pointer(QPoint(-500, -500)))
    viewer.toggle_zoom()
    assert where(picture_of(viewer).pixel(250, 200)) == pytest.approx((800, 600), abs=3)


class _Pointer:
    def __init__(self, at):
        self._at = at

    def pos(self):
        return self._at


def test_zoom_and_place_stay_from_photo_to_photo(viewer, paints, make_pattern, screen, qtbot):
    first, second = make_pattern("1.png"), make_pattern("2.png")
    viewer.show_photo(first, [second])
    qtbot.waitUntil(shown_sharp(paints, first))
    viewer.zoom_to_pixels(QPointF(400, 100))
    qtbot.waitUntil(lambda: all(screen.pictures.picture(photo, None) for photo in (first, second)))
    before = picture_of(viewer)
    viewer.show_photo(second, [first])
    qtbot.waitUntil(shown_sharp(paints, second))
    assert picture_of(viewer) == before


def test_between_sizes_a_photo_of_another_size_becomes_sharp_too(viewer, paints, make_pattern, qtbot):
    first, second = make_pattern("1.png", (1600, 1200)), make_pattern("2.png", (1000, 1400))
    viewer.show_photo(first)
    qtbot.waitUntil(shown_sharp(paints, first))
    viewer.zoom_by(2, QPointF(250, 200))
    viewer.show_photo(second)
    qtbot.waitUntil(shown_sharp(paints, second))


def test_a_stand_in_lies_where_the_photo_will(screen, make_photo, qtbot, held):
    photo = make_photo("small.jpg", (200, 100), (200, 60, 20))
    pictures = Pictures(screen.decoding, screen.thumbnails, megabytes=64, size_of=lambda _: (200, 100))
    viewer = Viewer(pictures)
    qtbot.addWidget(viewer)
    viewer.resize(WIDTH, HEIGHT)
    screen.thumbnails._put(photo, QImage(str(photo.path)).scaled(20, 10))
    viewer.show()
    with qtbot.waitSignal(viewer.painted) as told:
        viewer.show_photo(photo)
    assert told.args == [photo, False]
    stand_in = picture_of(viewer)
    assert QColor(stand_in.pixel(155, 155)).red() > 180
    assert stand_in.pixel(145, 145) == theme.colour("surround").rgb()
    held.set()


def _wheel(viewer, at, notches, qtbot):
    event = QWheelEvent(
        QPointF(at),
        QPointF(viewer.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewer, event)


def test_the_wheel_zooms_at_the_pointer_in_steps_and_is_sharp_when_it_rests(
    viewer, paints, make_pattern, screen, qtbot
):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    zooms = []
    viewer.zoom_changed.connect(zooms.append)
    at = QPoint(400, 200)
    for _ in range(3):
        _wheel(viewer, at, 1, qtbot)
    scale = 500 / 1600 * 1.25**3
    assert zooms == pytest.approx([scale / 1.25**2, scale / 1.25, scale])
    room = (round(1600 * scale), round(1200 * scale))
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, room) is not None)
    assert where(picture_of(viewer).pixel(at.x(), at.y()))[0] == pytest.approx(1280, abs=12)
    for _ in range(9):
        _wheel(viewer, at, -1, qtbot)
    assert zooms[-1] == 0.0
    assert viewer.picture_size == QSize(500, 375)


def test_dragging_pans(viewer, paints, make_pattern, screen, qtbot):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    viewer.zoom_to_pixels(QPointF(250, 200))
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, None) is not None)
    before = where(picture_of(viewer).pixel(250, 200))
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, pos=QPoint(250, 200))
    QTest.mouseMove(viewer, QPoint(200, 170))
    QTest.mouseMove(viewer, QPoint(150, 140))
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=QPoint(150, 140))
    QTest.mouseMove(viewer, QPoint(10, 10))  # let go
    assert where(picture_of(viewer).pixel(250, 200)) == (before[0] + 100, before[1] + 60)


def test_a_double_click_toggles(viewer, paints, make_pattern, qtbot):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    zooms = []
    viewer.zoom_changed.connect(zooms.append)
    for _ in range(2):
        QTest.mouseDClick(viewer, Qt.MouseButton.LeftButton, pos=QPoint(100, 200))
    assert zooms == [1.0, 0.0]


def test_a_new_size_is_scaled_at_once_and_sharp_soon(viewer, paints, make_pattern, screen, qtbot):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    viewer.resize(600, 460)
    image = picture_of(viewer)
    assert image.pixel(300, 5) == theme.colour("surround").rgb() or where(image.pixel(300, 5))
    assert where(image.pixel(599, 230))[0] > 1500  # it fills the width already
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, (600, 460)) is not None)


def test_a_screen_of_another_density_gets_pixels_of_its_own(viewer, paints, make_pattern, screen, qtbot, monkeypatch):
    photo = make_pattern("a.png")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    monkeypatch.setattr(Viewer, "devicePixelRatioF", lambda _: 2.0)
    QApplication.sendEvent(viewer, QEvent(QEvent.Type.DevicePixelRatioChange))
    qtbot.waitUntil(lambda: screen.pictures.picture(photo, (2 * WIDTH, 2 * HEIGHT)) is not None)


def test_the_pointer_is_a_hand_only_while_there_is_something_to_drag(screen, make_pattern, qtbot):
    slideshow = QWidget()
    qtbot.addWidget(slideshow)
    slideshow.setCursor(Qt.CursorShape.BlankCursor)
    viewer = Viewer(screen.pictures, parent=slideshow)
    viewer.resize(WIDTH, HEIGHT)
    slideshow.show()
    with qtbot.waitSignal(viewer.painted):
        viewer.show_photo(make_pattern("a.png"))
    viewer.zoom_to_pixels()
    assert viewer.cursor().shape() == Qt.CursorShape.OpenHandCursor
    viewer.fit()
    assert viewer.cursor().shape() == Qt.CursorShape.BlankCursor


def test_a_hidden_viewer_wants_nothing_until_it_is_shown(screen, make_photo, qtbot):
    viewer, photo = Viewer(screen.pictures), make_photo("a.jpg")
    qtbot.addWidget(viewer)
    viewer.resize(WIDTH, HEIGHT)
    viewer.show_photo(photo)
    qtbot.wait(50)
    assert screen.pictures.stand_in(photo) is None
    with qtbot.waitSignal(viewer.painted) as told:
        viewer.show()
    assert told.args == [photo, True]


def test_no_photo_at_all_shows_the_surround(viewer, paints, make_photo, qtbot):
    photo = make_photo("a.jpg")
    viewer.show_photo(photo)
    qtbot.waitUntil(shown_sharp(paints, photo))
    viewer.show_photo(None)
    assert viewer.photo is None
    assert picture_of(viewer).pixel(100, 200) == theme.colour("surround").rgb()
    viewer.toggle_zoom()  # nothing to zoom is not an error
    viewer.zoom_by(1)
