from __future__ import annotations

import sys
import threading
import time

import numpy as np
from PIL import Image
from PySide6.QtGui import QColor, QImage

from reviewer import decode
from reviewer.catalogue import Thumbnails as Disk
from reviewer.decode import Pixels
from reviewer.errors import BrokenImage, DecoderKilled, DecodeTimeout, FileGone
from reviewer.ui.screen.decoding import Decoding, Want
from reviewer.ui.screen.picture import fitted, to_image
from reviewer.ui.screen.pictures import Pictures
from reviewer.ui.screen.thumbnails import Thumbnails

ROOM = (200, 200)


def near(colour, expected, tolerance=6):
    return all(abs(ours - theirs) <= tolerance for ours, theirs in zip(QColor(colour).getRgb(), expected, strict=False))


class Decoder:
    """Stands in for decode.decode: notes what is begun, and may be held back."""

    def __init__(self, monkeypatch, size=(60, 40)):
        self.begun, self.size, self.gate = [], size, threading.Event()
        self.most_at_once, self._at_once, self._lock = 0, 0, threading.Lock()
        self.gate.set()
        monkeypatch.setattr(decode, "decode", self.decode)
        monkeypatch.setattr(decode, "decode_onto", lambda *_, **__: None)

    def decode(self, path, fit=None, **_):
        with self._lock:
            self.begun.append((path.name, fit))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self.gate.wait(10)
        with self._lock:
            self._at_once -= 1
        width, height = self.size if fit is None else fitted(self.size, fit)
        return Pixels(np.zeros((height, width, 3), np.uint8), None, self.size)


def have(screen, photo, room=ROOM):
    return lambda: screen.pictures.picture(photo, room) is not None


def test_a_picture_has_exactly_the_size_asked_for_and_the_right_colours(screen, make_photo, qtbot):
    photo = make_photo("a.jpg", (640, 480), (200, 60, 20))
    screen.pictures.want([(photo, ROOM)])
    qtbot.waitUntil(have(screen, photo))
    picture = screen.pictures.picture(photo, ROOM)
    assert (picture.image.width(), picture.image.height()) == (200, 150)
    assert picture.image.format() == QImage.Format.Format_RGB32
    assert picture.full_size == (640, 480) == screen.pictures.full_size(photo)
    assert near(picture.image.pixel(20, 75), (200, 60, 20))
    assert near(picture.image.pixel(180, 75), (128, 128, 128))


def test_a_photo_whose_decoder_was_killed_is_tried_again_when_one_comes_back(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    killed, one, other = [], make_photo("a.jpg"), make_photo("b.jpg")

    def decoded(path, fit=None, **_):
        if path == one.path and not killed:
            killed.append(path)
            raise DecoderKilled(path, "SIGKILL")
        return decoder.decode(path, fit)

    monkeypatch.setattr(decode, "decode", decoded)
    screen.pictures.want([(one, ROOM), (other, ROOM)])
    qtbot.waitUntil(have(screen, other))
    screen.pictures.want([(one, ROOM)])
    assert isinstance(screen.pictures.problem(one), DecoderKilled)
    screen.pictures.want([(other, ROOM), (one, ROOM)])
    assert isinstance(screen.pictures.problem(one), DecoderKilled)
    screen.pictures.want([(one, ROOM), (other, ROOM)])
    qtbot.waitUntil(have(screen, one))
    assert screen.pictures.problem(one) is None


def test_all_its_pixels_serve_for_any_room_that_is_larger(screen, make_photo, qtbot):
    photo = make_photo("a.jpg", (640, 480))
    screen.pictures.want([(photo, None)])
    qtbot.waitUntil(have(screen, photo, None))
    assert screen.pictures.picture(photo, None).image.width() == 640
    assert screen.pictures.picture(photo, (1000, 1000)) is screen.pictures.picture(photo, None)
    assert screen.pictures.picture(photo, (600, 600)) is None


def test_an_embedded_profile_is_converted(screen, tmp_path, qtbot):
    from reviewer.decode import icc

    Image.new("RGB", (64, 64), (60, 180, 60)).save(tmp_path / "adobe.png", icc_profile=icc.adobe_rgb())
    photo = _photo(tmp_path / "adobe.png")
    screen.pictures.want([(photo, ROOM)])
    qtbot.waitUntil(have(screen, photo))
    green = QColor(screen.pictures.picture(photo, ROOM).image.pixel(30, 30))
    assert green.red() < 30  # Adobe RGB's green is outside sRGB's: its red goes down
    assert green.green() > 170


def test_a_turned_photo_comes_turned_and_fits_the_room_it_is_turned_in(screen, make_photo, qtbot):
    photo = make_photo("a.jpg", (640, 480), (200, 60, 20))
    turns = {photo: 1}
    pictures = Pictures(screen.decoding, screen.thumbnails, megabytes=64, turn_of=lambda photo: turns[photo])
    dropped = []
    pictures.picture_dropped.connect(dropped.append)
    pictures.want([Want(photo, (400, 200))])
    qtbot.waitUntil(lambda: pictures.picture(photo, (400, 200)) is not None)
    picture = pictures.picture(photo, (400, 200))
    assert (picture.image.width(), picture.image.height(), picture.full_size) == (150, 200, (480, 640))
    assert near(picture.image.pixel(75, 20), (200, 60, 20))  # what was left is above
    assert near(picture.image.pixel(75, 180), (128, 128, 128))
    turns[photo] = 3
    pictures.forget(photo)
    assert dropped == [photo]
    pictures.want([Want(photo, (400, 200))])
    qtbot.waitUntil(lambda: pictures.picture(photo, (400, 200)) is not None)
    assert near(pictures.picture(photo, (400, 200)).image.pixel(75, 180), (200, 60, 20))


def test_conversion_to_qt_is_exact_for_any_width_and_height():
    noise = np.random.default_rng(1).integers(0, 256, (257, 131, 3), np.uint8)
    image = to_image(Pixels(noise, None, (131, 257)))
    back = np.frombuffer(image.constBits(), np.uint8).reshape(257, 131, 4)
    assert np.array_equal(back[..., 2::-1], noise)
    assert (back[..., 3] == 255).all()


def test_the_photo_on_screen_is_decoded_before_its_neighbours(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    decoder.gate.clear()
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(6)]
    screen.pictures.want([(photo, ROOM) for photo in photos[:4]])
    qtbot.wait(50)
    assert decoder.begun == [("0.jpg", ROOM)]  # nothing competes with it
    screen.pictures.want([(photo, ROOM) for photo in (photos[5], photos[4], photos[3])])  # a leap
    qtbot.waitUntil(lambda: decoder.begun == [("0.jpg", ROOM), ("5.jpg", ROOM)])  # and it need not wait for others
    decoder.gate.set()
    qtbot.waitUntil(lambda: all(have(screen, photo)() for photo in photos[3:]))
    assert [name for name, _ in decoder.begun[2:]] in (["4.jpg", "3.jpg"], ["3.jpg", "4.jpg"])


def test_where_the_photo_on_screen_comes_late_the_next_one_is_read_beside_it(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    decoder.gate.clear()
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(6)]
    screen.pictures.want([(photo, ROOM) for photo in photos[:4]])
    qtbot.waitUntil(lambda: [name for name, _ in decoder.begun] == ["0.jpg", "1.jpg"])
    screen.pictures.want([(photo, ROOM) for photo in photos[1:5]])  # flipped on before it had come
    qtbot.waitUntil(lambda: [name for name, _ in decoder.begun] == ["0.jpg", "1.jpg", "2.jpg"])
    decoder.gate.set()
    qtbot.waitUntil(lambda: all(have(screen, photo)() for photo in photos[1:5]))


def test_the_photo_on_screen_is_painted_before_its_neighbours_are_decoded(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(3)]
    begun_at_arrival = []
    screen.pictures.picture_ready.connect(lambda *_: (time.sleep(0.01), begun_at_arrival.append(len(decoder.begun))))
    screen.pictures.want([(photo, ROOM) for photo in photos])
    qtbot.waitUntil(lambda: all(have(screen, photo)() for photo in photos))
    assert begun_at_arrival[0] == 1


def test_a_broken_photo_on_screen_does_not_hold_its_neighbours_back(screen, make_photo, qtbot):
    gone, good = make_photo("gone.jpg"), make_photo("good.jpg")
    gone.path.unlink()
    screen.pictures.want([(gone, ROOM), (good, ROOM)])
    qtbot.waitUntil(have(screen, good))


def test_a_leap_finds_a_free_thread_while_neighbours_are_decoded(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(6)]
    screen.pictures.want([(photos[0], ROOM)])
    qtbot.waitUntil(have(screen, photos[0]))
    decoder.gate.clear()
    screen.pictures.want([(photo, ROOM) for photo in photos[:4]])
    qtbot.waitUntil(lambda: len(decoder.begun) == 3)
    qtbot.wait(50)
    assert {name for name, _ in decoder.begun[1:]} == {"1.jpg", "2.jpg"}
    screen.pictures.want([(photos[5], ROOM)])
    qtbot.waitUntil(lambda: decoder.begun[-1] == ("5.jpg", ROOM))
    decoder.gate.set()


def test_a_late_answer_for_a_photo_that_left_is_dropped(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    decoder.gate.clear()
    left, here = make_photo("left.jpg", (60, 40)), make_photo("here.jpg", (60, 40))
    ready = []
    screen.pictures.picture_ready.connect(lambda photo, _: ready.append(photo))
    screen.pictures.want([(left, ROOM)])
    qtbot.waitUntil(lambda: len(decoder.begun) == 1)
    screen.pictures.want([(here, ROOM)])
    decoder.gate.set()
    qtbot.waitUntil(have(screen, here))
    qtbot.wait(50)
    assert ready == [here]
    assert screen.pictures.stand_in(left) is None


def test_an_error_is_told_once_typed_and_remembered_until_forgotten(screen, make_photo, tmp_path, qtbot):
    photo = make_photo("gone.jpg")
    photo.path.rename(tmp_path / "elsewhere.jpg")
    told = []
    screen.pictures.picture_failed.connect(lambda photo, error: told.append((photo, type(error))))
    screen.pictures.want([(photo, ROOM), (photo, None)])
    qtbot.waitUntil(lambda: told == [(photo, FileGone)])
    screen.pictures.want([(photo, ROOM), (photo, None)])
    qtbot.wait(50)
    assert len(told) == 1
    assert isinstance(screen.pictures.problem(photo), FileGone)
    (tmp_path / "elsewhere.jpg").rename(photo.path)
    screen.pictures.forget(photo)
    screen.pictures.want([(photo, ROOM)])
    qtbot.waitUntil(have(screen, photo))
    assert screen.pictures.problem(photo) is None


def test_a_turned_photo_stands_in_turned_and_sharp_until_it_is_decoded(screen, make_photo, qtbot):
    photo, turn = make_photo("a.jpg", (1200, 900), (200, 0, 0)), 0
    pictures = Pictures(screen.decoding, screen.thumbnails, megabytes=64, turn_of=lambda _: turn)
    pictures.want([(photo, (800, 600))])
    qtbot.waitUntil(lambda: pictures.picture(photo, (800, 600)) is not None)
    turn = 1
    pictures.forget(photo)
    assert pictures.picture(photo, (800, 600)) is None, "it is no exact answer: another size fits the room"
    image = pictures.stand_in(photo)
    assert (image.width(), image.height()) == (600, 800)
    assert near(image.pixel(300, 100), (200, 0, 0)), "what was left is on top"
    pictures.want([(photo, (800, 600))])
    qtbot.waitUntil(lambda: pictures.picture(photo, (800, 600)) is not None)
    assert pictures.picture(photo, (800, 600)).image.height() == 600


def test_a_broken_photo_does_not_stop_its_neighbours(screen, make_photo, tmp_path, qtbot):
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"nonsense" * 20)
    bad, good = _photo(tmp_path / "bad.jpg"), make_photo("good.jpg")
    screen.pictures.want([(bad, ROOM), (good, ROOM)])
    qtbot.waitUntil(have(screen, good))
    qtbot.waitUntil(lambda: isinstance(screen.pictures.problem(bad), BrokenImage))


def test_changed_bytes_are_another_photo(screen, make_photo, qtbot):
    before = make_photo("a.jpg", colour=(200, 0, 0))
    screen.pictures.want([(before, ROOM)])
    qtbot.waitUntil(have(screen, before))
    time.sleep(0.01)
    after = make_photo("a.jpg", colour=(0, 0, 200))
    assert screen.pictures.picture(after, ROOM) is None
    screen.pictures.want([(after, ROOM)])
    qtbot.waitUntil(have(screen, after))
    assert near(screen.pictures.picture(after, ROOM).image.pixel(10, 10), (0, 0, 200))


def test_memory_is_bounded_and_the_nearest_are_kept(screen, make_photo, qtbot, monkeypatch):
    Decoder(monkeypatch, size=(2000, 2000))  # 16 MB each
    pictures = Pictures(screen.decoding, screen.thumbnails, megabytes=64)
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(8)]
    for at in range(6):
        pictures.want([(photo, None) for photo in photos[at : at + 3]])
        qtbot.waitUntil(lambda at=at: all(pictures.picture(photo, None) for photo in photos[at : at + 3]))
        assert pictures.bytes <= 64 << 20
    assert pictures.picture(photos[4], None)  # seen a moment ago, and there is room
    assert pictures.picture(photos[0], None) is None


def test_what_does_not_fit_the_bound_is_not_decoded_over_and_over(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch, size=(3000, 3000))  # 36 MB each
    pictures = Pictures(screen.decoding, screen.thumbnails, megabytes=64)
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(3)]
    for _ in range(5):
        pictures.want([(photo, None) for photo in photos])
        qtbot.wait(100)
    assert pictures.picture(photos[0], None)
    assert pictures.bytes <= 64 << 20
    assert len(decoder.begun) <= 2


def test_the_photo_on_screen_is_kept_even_over_the_bound(screen, make_photo, qtbot, monkeypatch):
    Decoder(monkeypatch, size=(5000, 5000))  # 100 MB
    pictures = Pictures(screen.decoding, screen.thumbnails, megabytes=64)
    photo = make_photo("huge.jpg", (60, 40))
    pictures.want([(photo, None)])
    qtbot.waitUntil(lambda: pictures.picture(photo, None) is not None)


def test_one_photo_at_a_time_is_decoded_with_all_its_pixels(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    decoder.gate.clear()
    photos = [make_photo(f"{n}.jpg", (60, 40)) for n in range(3)]
    screen.pictures.want([(photo, None) for photo in photos])
    qtbot.wait(100)
    assert len(decoder.begun) == 1
    decoder.gate.set()
    qtbot.waitUntil(lambda: all(have(screen, photo, None)() for photo in photos))
    assert decoder.most_at_once == 1


def test_another_size_stands_in(screen, make_photo, qtbot):
    photo = make_photo("a.jpg", (640, 480))
    for room in ((100, 100), (300, 300)):
        screen.pictures.want([(photo, room)])
        qtbot.waitUntil(have(screen, photo, room))
    assert screen.pictures.stand_in(photo).width() == 300
    assert screen.pictures.stand_in(photo, width=90).width() == 100
    assert screen.pictures.stand_in(photo, width=200).width() == 300
    assert screen.pictures.stand_in(photo, width=9000).width() == 300


def test_a_thumbnail_on_disk_stands_in_before_the_decode_is_done(screen, make_photo, qtbot, monkeypatch, home):
    photo = make_photo("a.jpg")
    screen.thumbnails.want([photo])
    qtbot.waitUntil(lambda: screen.thumbnails.image(photo) is not None)
    with Disk.open(home / "cache" / "thumbnails.db") as disk:
        qtbot.waitUntil(lambda: disk.get(photo) is not None)
    screen.shutdown()
    decoder = Decoder(monkeypatch)
    decoder.gate.clear()
    decoding = Decoding(screen.link)
    thumbnails = Thumbnails(decoding)
    pictures = Pictures(decoding, thumbnails, megabytes=64)
    with qtbot.waitSignal(pictures.stand_in_ready) as told:
        pictures.want([(photo, ROOM)])
    assert told.args == [photo]
    assert pictures.stand_in(photo).width() == 320
    decoder.gate.set()
    qtbot.waitUntil(lambda: pictures.picture(photo, ROOM) is not None)
    decoding.shutdown()
    thumbnails.shutdown()


def test_an_error_of_ours_reaches_the_crash_handler_and_decoding_goes_on(screen, make_photo, qtbot, monkeypatch):
    crashes = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: crashes.append((what[0], threading.current_thread())))
    honest = decode.decode

    def faulty(path, fit=None, **options):
        if path.name == "bug.jpg":
            raise ZeroDivisionError
        return honest(path, fit, **options)

    monkeypatch.setattr(decode, "decode", faulty)
    bug, good = make_photo("bug.jpg"), make_photo("good.jpg")
    screen.pictures.want([(bug, ROOM), (good, ROOM)])
    qtbot.waitUntil(have(screen, good))
    qtbot.waitUntil(lambda: screen.pictures.problem(bug) is not None)
    assert crashes == [(ZeroDivisionError, threading.main_thread())]


class FakeLink:
    def __init__(self):
        self.asked, self.threads, self.closed = [], set(), False

    def decode(self, path, fit=None):
        self.asked.append((path.name, fit))
        self.threads.add(threading.current_thread())
        if path.name == "slow.tif":
            raise DecodeTimeout(path)
        return Pixels(np.zeros((50, 80, 3), np.uint8), None, (80, 50))

    def close(self):
        self.closed = True


def test_formats_that_need_a_guard_go_to_the_worker(qapp, tmp_path, make_photo, qtbot):
    link = FakeLink()
    decoding = Decoding(link)
    thumbnails = Thumbnails(decoding)
    pictures = Pictures(decoding, thumbnails, megabytes=64)
    for name in ("a.tif", "slow.tif"):
        Image.new("RGB", (80, 50)).save(tmp_path / name)
    guarded, slow, quick = _photo(tmp_path / "a.tif"), _photo(tmp_path / "slow.tif"), make_photo("a.jpg")
    pictures.want([(slow, ROOM), (guarded, ROOM), (quick, ROOM)])
    qtbot.waitUntil(lambda: all(pictures.picture(photo, ROOM) for photo in (guarded, quick)))
    qtbot.waitUntil(lambda: isinstance(pictures.problem(slow), DecodeTimeout))
    assert sorted(link.asked) == [("a.tif", ROOM), ("slow.tif", ROOM)]
    assert len(link.threads) == 1
    decoding.shutdown()
    thumbnails.shutdown()
    assert link.closed


def test_a_tiff_comes_through_the_real_worker(screen, tmp_path, qtbot):
    Image.new("RGB", (640, 480), (10, 200, 30)).save(tmp_path / "a.tif")
    photo = _photo(tmp_path / "a.tif")
    screen.pictures.want([(photo, ROOM)])
    qtbot.waitUntil(have(screen, photo), timeout=30_000)
    picture = screen.pictures.picture(photo, ROOM)
    assert (picture.image.width(), picture.full_size) == (200, (640, 480))
    assert near(picture.image.pixel(50, 50), (10, 200, 30))


def test_shutdown_does_not_wait_for_a_stuck_decoder(screen, make_photo, qtbot, monkeypatch):
    decoder = Decoder(monkeypatch)
    decoder.gate.clear()
    screen.pictures.want([(make_photo("a.jpg", (60, 40)), ROOM)])
    qtbot.waitUntil(lambda: len(decoder.begun) == 1)
    began = time.monotonic()
    screen.shutdown()
    assert time.monotonic() - began < 5
    decoder.gate.set()


def test_fitted_sizes():
    assert fitted((6000, 4000), (1366, 768)) == (1152, 768)
    assert fitted((300, 200), (1366, 768)) == (300, 200)
    assert fitted((10_000, 1), (100, 100)) == (100, 1)


def _photo(path):
    from reviewer.photo import Photo

    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)
