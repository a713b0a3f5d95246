"""At 100 %: RAWs are developed, huge photos come in parts, pushed ones from the RAW."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage

from reviewer import decode, words
from reviewer.decode import Pixels
from reviewer.errors import BrokenImage
from reviewer.link import Link
from reviewer.photo import Photo
from reviewer.ui import theme
from reviewer.ui.screen.decoding import Decoding, Want
from reviewer.ui.screen.picture import fitted
from reviewer.ui.screen.pictures import Pictures
from reviewer.ui.screen.thumbnails import Thumbnails
from reviewer.ui.viewer.view import Viewer

WIDTH, HEIGHT = 500, 400
RAW, PREVIEW = (1200, 900), (400, 300)


def pattern(size):
    """Every pixel tells where it is: red is x, green is y, blue is both beyond 255."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    return np.dstack([x % 256, y % 256, (x // 256) * 16 + y // 256]).astype(np.uint8)


def where(colour):
    red, green, blue, _ = QColor(colour).getRgb()
    return (blue // 16) * 256 + red, (blue % 16) * 256 + green


class FakeRaws:
    """A link to a worker in which every file is a RAW with a small grey preview."""

    def __init__(self, preview=PREVIEW):
        self.preview, self.developed, self.fault = preview, [], None
        self.gate = threading.Event()
        self.gate.set()

    def decode(self, path, fit=None, *, develop=False, stops=0.0):
        if not develop:
            width, height = fitted(self.preview, fit) if fit else self.preview
            return Pixels(np.full((height, width, 3), 90, np.uint8), None, self.preview, origin="preview", raw_size=RAW)
        self.developed.append((path.name, stops))
        self.gate.wait(10)
        if self.fault:
            raise self.fault
        whole = pattern(RAW) if not stops else np.full((RAW[1], RAW[0], 3), 200, np.uint8)
        width, height = fitted(RAW, fit) if fit else RAW
        return Pixels(np.ascontiguousarray(whole[:height, :width]), None, RAW, origin="developed")

    def close(self):
        pass


class Stage:
    """A viewer on links of the test's own."""

    def __init__(self, qtbot, raws, heavy=None, *, megabytes=64, turn=0, size_of=lambda _: RAW):
        self.decoding = Decoding(raws, heavy or raws)
        self.thumbnails = Thumbnails(self.decoding)
        self.pictures = Pictures(
            self.decoding, self.thumbnails, megabytes=megabytes, turn_of=lambda _: turn, size_of=size_of
        )
        self.viewer = Viewer(self.pictures)
        qtbot.addWidget(self.viewer)
        self.viewer.resize(WIDTH, HEIGHT)
        self.viewer.show()
        self.said, self.paints, self.qtbot = [], [], qtbot
        honest = self.viewer._say
        self.viewer._say = lambda painter, text, at: (self.said.append(text), honest(painter, text, at))
        self.viewer.painted.connect(lambda photo, sharp: self.paints.append((photo, sharp)))

    def show(self, photo, neighbours=()):
        self.viewer.show_photo(photo, neighbours)
        self.qtbot.waitUntil(lambda: (photo, True) in self.paints)

    def grab(self):
        return self.viewer.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def close(self):
        self.decoding.shutdown()
        self.thumbnails.shutdown()


@pytest.fixture
def raws():
    made = FakeRaws()
    yield made
    made.gate.set()


@pytest.fixture
def make_stage(qtbot):
    made = []

    def make(*arguments, **options):
        made.append(Stage(qtbot, *arguments, **options))
        return made[-1]

    yield make
    for stage in made:
        stage.close()


@pytest.fixture
def make_raw(tmp_path):
    """Makes a file of the guarded family; what is in it only the fake knows."""

    def make(name, companion=None):
        Image.new("RGB", (8, 6)).save(tmp_path / name, format="TIFF")
        return photo_of(tmp_path / name)

    return make


def photo_of(path, companion=None):
    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns, companion)


def test_a_preview_is_shown_at_once_with_its_size_and_replaced_in_place(make_stage, raws, make_raw, qtbot):
    raws.gate.clear()
    stage, photo = make_stage(raws), make_raw("a.raw")
    stage.show(photo)
    assert raws.developed == []  # the whole photo on a small screen needs no more than the preview
    stage.viewer.zoom_to_pixels(QPointF(125, 300))
    before = stage.viewer._sight(photo).place
    qtbot.waitUntil(lambda: raws.developed == [("a.raw", 0.0)])
    image = stage.grab()
    assert QColor(image.pixel(250, 200)).getRgb()[:3] == (90, 90, 90)
    assert stage.said[-1] == "Preview 400 × 300 of 1200 × 900, developing…"
    raws.gate.set()
    qtbot.waitUntil(lambda: stage.pictures.picture(photo, None, developed=True) is not None)
    image = stage.grab()
    assert stage.viewer._sight(photo).place == before
    assert where(image.pixel(125, 300)) == (125 - before.left, 300 - before.top)  # pixel by pixel
    assert stage.said[-1] == ""
    assert stage.viewer.shown_picture.origin == "developed"


def test_what_cannot_be_developed_keeps_its_preview_and_says_why(make_stage, raws, make_raw, qtbot):
    stage, photo = make_stage(raws), make_raw("a.raw")
    raws.fault = BrokenImage(photo.path)
    stage.viewer.zoom_to_pixels(QPointF(125, 300))
    stage.show(photo)
    assert stage.said[-1] == words.preview(PREVIEW, RAW, raws.fault)
    assert "400 × 300 of 1200 × 900" in stage.said[-1]
    assert "a.raw" in stage.said[-1]
    assert QColor(stage.grab().pixel(250, 200)).getRgb()[:3] == (90, 90, 90)
    assert stage.pictures.problem(photo) is None
    stage.viewer.show_photo(photo)
    qtbot.wait(50)
    assert len(raws.developed) == 1  # not over and over


def test_a_preview_that_has_nearly_all_pixels_is_enough(make_stage, make_raw, qtbot):
    raws = FakeRaws(preview=(1180, 885))
    stage, photo = make_stage(raws), make_raw("a.raw")
    stage.viewer.zoom_to_pixels(QPointF(125, 300))
    stage.show(photo)
    qtbot.wait(200)
    assert raws.developed == []
    assert stage.viewer._sight(photo).place.width == 1180


def test_neighbours_are_developed_while_one_looks_closely(make_stage, raws, make_raw, qtbot):
    stage, photos = make_stage(raws), [make_raw(f"{n}.raw") for n in range(4)]
    stage.show(photos[0], photos[1:])
    qtbot.waitUntil(lambda: all(stage.pictures.is_preview(photo) for photo in photos))
    stage.viewer.zoom_to_pixels()
    qtbot.waitUntil(lambda: all(stage.pictures.picture(photo, None, developed=True) for photo in photos[:3]))
    assert [name for name, _ in raws.developed] == ["0.raw", "1.raw", "2.raw"]
    stage.viewer.show_photo(photos[1], photos[2:])
    stage.grab()
    assert stage.viewer.shown_picture.origin == "developed"  # at once


def test_a_raw_of_which_nothing_was_told_is_known_by_its_preview(make_stage, raws, make_raw, qtbot):
    stage, photo = make_stage(raws, size_of=lambda _: None), make_raw("a.raw")
    stage.show(photo)
    stage.viewer.zoom_to_pixels(QPointF(125, 300))
    stage.grab()
    before = stage.viewer._sight(photo).place
    assert before.width == RAW[0]
    qtbot.waitUntil(lambda: stage.pictures.picture(photo, None, developed=True) is not None)
    stage.grab()
    assert stage.viewer.shown_picture.origin == "developed"
    assert stage.viewer._sight(photo).place == before


def test_pushing_is_seen_at_once_and_then_comes_from_the_raw(make_stage, raws, make_raw, qtbot):
    raws.gate.clear()
    stage, photo = make_stage(raws), make_raw("a.raw")
    stage.show(photo)
    stage.viewer.push(1.0)
    brighter = int(decode.push(np.array([90], np.uint8), 1.0)[0])
    assert brighter > 110
    qtbot.waitUntil(lambda: QColor(stage.grab().pixel(250, 200)).red() == brighter)
    assert QColor(stage.grab().pixel(250, 5)).red() != brighter  # the surround stays
    assert raws.developed == [("a.raw", 1.0)]
    raws.gate.set()
    qtbot.waitUntil(lambda: QColor(stage.grab().pixel(250, 200)).red() == 200)
    stage.viewer.push(0.0)
    assert QColor(stage.grab().pixel(250, 200)).red() == 90


def test_a_jpeg_is_shown_as_it_is_and_pushed_by_its_companion(make_stage, raws, make_photo, qtbot):
    jpeg = make_photo("a.jpg", (1200, 900), (100, 100, 100))
    photo = photo_of(jpeg.path, companion=jpeg.path.with_suffix(".raw"))
    stage = make_stage(raws)
    stage.viewer.zoom_to_pixels()
    stage.show(photo)
    assert raws.developed == []
    assert stage.viewer.shown_picture.origin == "image"
    stage.viewer.push(-1.0)
    qtbot.waitUntil(lambda: QColor(stage.grab().pixel(250, 200)).red() == 200)
    assert raws.developed == [("a.raw", -1.0)]


def test_without_a_raw_a_push_stays_with_the_pixels_in_memory(make_stage, raws, make_photo, qtbot):
    stage, photo = make_stage(raws), make_photo("a.jpg", (1000, 800), (100, 100, 100))
    stage.show(photo)
    stage.viewer.push(-2.0)
    darker = int(decode.push(np.array([100], np.uint8), -2.0)[0])
    qtbot.waitUntil(lambda: abs(QColor(stage.grab().pixel(100, 200)).red() - darker) <= 2)
    stage.viewer.zoom_to_pixels()  # another frame is pushed, too
    qtbot.waitUntil(lambda: abs(QColor(stage.grab().pixel(100, 200)).red() - darker) <= 2)
    assert raws.developed == []


@pytest.mark.parametrize("stops", [2.0, -2.0])
def test_a_pushed_photo_never_flashes_as_it_was_exposed(make_stage, raws, make_photo, stops):
    stage, photo = make_stage(raws), make_photo("a.jpg", (1000, 800), (100, 100, 100))
    stage.show(photo)
    pushed = int(decode.push(np.array([100], np.uint8), stops)[0])
    stage.viewer.push(stops)
    for change in (stage.viewer.zoom_to_pixels, *[lambda: stage.viewer.pan_by(QPointF(-20, -10))] * 3):
        change()
        assert abs(QColor(stage.grab().pixel(100, 200)).red() - pushed) < 10


def test_a_viewer_out_of_sight_has_no_frame_under_way_that_its_end_would_wait_for(
    make_stage, raws, make_photo, monkeypatch
):
    stage, begun = make_stage(raws), threading.Event()
    stage.show(make_photo("a.jpg", (1000, 800)))

    def push(array, _stops):
        begun.set()
        time.sleep(0.01)
        return array

    monkeypatch.setattr(decode, "push", push)
    stage.viewer.push(1.0)
    stage.grab()
    assert begun.wait(5)
    stage.viewer.hide()
    assert stage.viewer._pushing._pool.activeThreadCount() == 0


def test_a_photo_in_parts_is_spoken_for_by_its_fitted_picture_and_has_no_exact_one(make_stage, raws, tmp_path, qtbot):
    Image.fromarray(pattern((1600, 1200))).save(tmp_path / "huge.png")
    photo, given = photo_of(tmp_path / "huge.png"), []

    class Spy:
        def paint(self, _painter, picture, *_):
            given.append(picture)

    stage = make_stage(raws, Link("screen"), megabytes=8, size_of=lambda _: None)
    stage.show(photo)
    fitted_picture = stage.viewer.shown_picture
    assert fitted_picture.image.width() == WIDTH
    stage.viewer.set_overlay(Spy())
    stage.viewer.zoom_to_pixels(QPointF(200, 150))
    qtbot.waitUntil(lambda: stage.viewer._sight(photo).is_final, timeout=30_000)
    stage.grab()
    assert stage.viewer.shown_picture is fitted_picture
    assert given[-1] is None


@pytest.mark.parametrize("turn", [0, 1])
def test_a_photo_too_large_for_memory_is_painted_in_parts_to_the_pixel(make_stage, raws, tmp_path, qtbot, turn):
    Image.fromarray(pattern((1600, 1200))).save(tmp_path / "huge.png")
    photo = photo_of(tmp_path / "huge.png")
    stage = make_stage(raws, Link("screen"), megabytes=8, turn=turn, size_of=lambda _: None)
    stage.show(photo)
    stage.viewer.zoom_to_pixels(QPointF(200, 150))
    for _ in range(4):
        stage.viewer.pan_by(QPointF(-130, -90))
        sight = stage.viewer._sight(photo)
        assert sight.is_tiled
        qtbot.waitUntil(lambda: stage.viewer._sight(photo).is_final, timeout=30_000)
        image = stage.grab()
        left, top = 40 - sight.place.left, 60 - sight.place.top
        expected = (left, top) if turn == 0 else (top, 1200 - 1 - left)
        assert where(image.pixel(40, 60)) == expected
        assert stage.pictures.bytes <= 8 << 20
    assert stage.said[-1] == ""


def test_a_part_that_cannot_be_had_is_said_and_the_stand_in_stays(make_stage, raws, tmp_path, qtbot):
    class Refusing(FakeRaws):
        def region(self, path, rect, fit=None, *, develop=False):
            raise BrokenImage(path)

    Image.fromarray(pattern((1600, 1200))).save(tmp_path / "huge.png")
    photo = photo_of(tmp_path / "huge.png")
    stage = make_stage(raws, Refusing(), megabytes=8, size_of=lambda _: None)
    stage.show(photo)
    stage.viewer.zoom_to_pixels()
    qtbot.waitUntil(lambda: stage.said[-1] == words.problem(BrokenImage(photo.path)))
    assert QColor(stage.grab().pixel(250, 200)) != theme.colour("surround")


def test_a_development_does_not_keep_previews_waiting(make_stage, raws, make_raw, qtbot):
    raws.gate.clear()
    stage, slow, quick = make_stage(raws), make_raw("slow.raw"), make_raw("quick.raw")
    stage.pictures.want([Want(slow, None, developed=True), Want(quick, (100, 100))])
    qtbot.waitUntil(lambda: stage.pictures.picture(quick, (100, 100)) is not None)
    assert raws.developed == [("slow.raw", 0.0)]


def _heif(path):
    import pi_heif

    file = pi_heif.open_heif(path)
    return np.asarray(Image.frombytes(file.mode, file.size, file.data, "raw", file.mode, file.stride).convert("RGB"))


def _pillow(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("heic_avif/10.heic", _heif),
        ("heic_avif/fox.profile0.10bpc.yuv420.avif", _pillow),
        ("align_36mp/2.jpg", _pillow),
        ("raw/colorchart.dng", lambda path: decode.develop(path).array),
    ],
)
def test_real_photos_at_100_percent_are_what_a_reference_decodes(make_stage, shared, qtbot, name, reference):
    photo = photo_of(shared / "photos" / name)
    stage = make_stage(Link("screen"), Link("screen"), megabytes=256, size_of=lambda _: None)
    stage.viewer.show_photo(photo)
    qtbot.waitUntil(lambda: (photo, True) in stage.paints, timeout=30_000)
    stage.viewer.zoom_to_pixels(QPointF(250, 200))
    qtbot.waitUntil(lambda: stage.viewer._sight(photo).is_final, timeout=30_000)
    place, image = stage.viewer._sight(photo).place, stage.grab()
    shown = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[..., 2::-1]
    wanted = reference(photo.path)[-place.top : HEIGHT - place.top, -place.left : WIDTH - place.left]
    assert np.abs(shown.astype(int) - wanted).max() <= 1


def test_all_orientations_look_the_same_on_screen(make_stage, shared, qtbot):
    files = sorted((shared / "photos" / "orientation").glob("*_[0-8].jpg"))
    assert len(files) >= 9
    stage = make_stage(Link("screen"), size_of=lambda _: None)
    looks = {}
    for file in files:
        stage.show(photo_of(file))
        image = stage.grab().scaled(25, 20, mode=Qt.TransformationMode.SmoothTransformation)
        looks[file] = np.frombuffer(image.constBits(), np.uint8).astype(int)
    first = looks[files[0]]
    assert max(np.abs(look - first).mean() for look in looks.values()) < 4
    assert np.abs(first - first.mean()).mean() > 4  # there is something to see
