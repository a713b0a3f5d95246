from __future__ import annotations

import threading

import numpy as np
import pytest

from reviewer import decode
from reviewer.catalogue import Thumbnails as Disk
from reviewer.decode import THUMBNAIL_SIZE, Pixels
from reviewer.errors import EmptyFile
from reviewer.ui.screen import thumbnails as thumbnails_room
from reviewer.ui.screen.decoding import Decoding
from reviewer.ui.screen.thumbnails import Thumbnails


def have(thumbnails, *photos):
    return lambda: all(thumbnails.image(photo) is not None for photo in photos)


@pytest.fixture
def begun(monkeypatch):
    """Names of the files decoded, in order; ``held`` keeps decoders from going on."""
    honest, names = decode.decode, []

    def noted(path, *arguments, **options):
        names.append(path.name)
        return honest(path, *arguments, **options)

    monkeypatch.setattr(decode, "decode", noted)
    return names


def test_a_thumbnail_is_made_from_the_file_at_its_size(screen, make_photo, qtbot):
    photo = make_photo("a.jpg", (1600, 900))
    with qtbot.waitSignal(screen.thumbnails.thumbnail_ready) as told:
        screen.thumbnails.want([photo])
    assert told.args == [photo]
    image = screen.thumbnails.image(photo)
    assert (image.width(), image.height()) == (THUMBNAIL_SIZE, THUMBNAIL_SIZE * 9 // 16)


def test_a_turned_photo_has_a_turned_thumbnail_at_once_and_on_disk_as_it_was(screen, make_photo, qtbot, home):
    photo = make_photo("a.jpg", (1600, 900))
    turns = {photo: 0}
    decoding = Decoding(screen.link)
    thumbnails = Thumbnails(decoding, turn_of=lambda photo: turns[photo])
    thumbnails.want([photo])
    qtbot.waitUntil(have(thumbnails, photo))
    assert thumbnails.image(photo).width() == 320
    turns[photo] = 1
    with qtbot.waitSignal(thumbnails.thumbnail_ready):
        thumbnails.forget(photo)
    image = thumbnails.image(photo)
    assert (image.width(), image.height()) == (180, 320)
    assert image.pixelColor(90, 20).red() > 180  # what was left is above
    qtbot.waitUntil(lambda: _on_disk(home, photo))
    again = Thumbnails(decoding, turn_of=lambda photo: turns[photo])
    again.want([photo])
    qtbot.waitUntil(have(again, photo))
    assert again.image(photo).pixelColor(90, 20).red() > 180
    turns[photo] = 4
    again.forget(photo)
    assert again.image(photo).width() == 320
    decoding.shutdown()
    thumbnails.shutdown()
    again.shutdown()


def test_another_window_has_pictures_beside(screen, make_photo, begun, qtbot):
    near, beside, later = (make_photo(f"{name}.jpg") for name in "abc")
    screen.thumbnails.want([near])
    screen.thumbnails.want_beside([beside, near])
    qtbot.waitUntil(have(screen.thumbnails, near, beside))
    screen.thumbnails.want([later])
    qtbot.waitUntil(have(screen.thumbnails, later))
    screen.thumbnails.want_beside([])
    assert screen.thumbnails._wanted == [later]
    assert set(begun) == {"a.jpg", "b.jpg", "c.jpg"}


def test_looking_starts_nothing(screen, make_photo, begun, qtbot):
    photo = make_photo("a.jpg")
    assert screen.thumbnails.image(photo) is None
    qtbot.wait(50)
    assert begun == []


def test_it_is_kept_on_disk_and_found_there_by_the_next_window(screen, make_photo, qtbot, begun, home):
    photo = make_photo("a.jpg", (1600, 900))
    screen.thumbnails.want([photo])
    qtbot.waitUntil(have(screen.thumbnails, photo))
    qtbot.waitUntil(lambda: _on_disk(home, photo))
    assert begun == ["a.jpg"]
    decoding = Decoding(screen.link)
    again = Thumbnails(decoding)
    again.want([photo])
    qtbot.waitUntil(have(again, photo))
    assert again.image(photo).width() == THUMBNAIL_SIZE
    assert begun == ["a.jpg"]
    decoding.shutdown()
    again.shutdown()


def _on_disk(home, photo):
    with Disk.open(home / "cache" / "thumbnails.db") as disk:
        return disk.get(photo) is not None


def test_visible_ones_come_first_and_those_scrolled_away_not_at_all(screen, make_photo, qtbot, monkeypatch):
    gate, names, honest = threading.Event(), [], decode.decode

    def held(path, *arguments, **options):
        names.append(path.name)
        gate.wait(10)
        return honest(path, *arguments, **options)

    monkeypatch.setattr(decode, "decode", held)
    photos = [make_photo(f"{n}.jpg") for n in range(8)]
    screen.thumbnails.want(photos[:4])
    qtbot.waitUntil(lambda: len(screen.thumbnails._missing) == 4 and len(names) == 2)
    screen.thumbnails.want(photos[:4:-1])  # scrolled: 7, 6, 5
    qtbot.waitUntil(lambda: len(screen.thumbnails._missing) == 3)
    gate.set()
    qtbot.waitUntil(have(screen.thumbnails, *photos[5:]))
    qtbot.wait(50)
    assert sorted(names[:2]) == ["0.jpg", "1.jpg"]
    assert set(names[2:]) == {"7.jpg", "6.jpg", "5.jpg"}  # two threads, so in any order


def test_pictures_go_before_thumbnails_and_find_a_free_thread(screen, make_photo, qtbot, monkeypatch):
    gate, honest = threading.Event(), decode.decode

    def held(path, fit=None, **options):
        if fit == (THUMBNAIL_SIZE, THUMBNAIL_SIZE):
            gate.wait(10)
        return honest(path, fit, **options)

    monkeypatch.setattr(decode, "decode", held)
    small, large = [make_photo(f"{n}.jpg") for n in range(4)], make_photo("large.jpg")
    screen.thumbnails.want(small)
    qtbot.waitUntil(lambda: len(screen.thumbnails._missing) == 4)
    screen.pictures.want([(large, (200, 200))])
    qtbot.waitUntil(lambda: screen.pictures.picture(large, (200, 200)) is not None)
    assert screen.thumbnails.image(small[0]) is None
    gate.set()
    qtbot.waitUntil(have(screen.thumbnails, *small))


def test_the_small_picture_in_the_file_stands_in_until_the_real_one_is_made(screen, make_photo, qtbot, monkeypatch):
    photo = make_photo("camera.jpg")
    gate, honest = threading.Event(), decode.decode

    def held(*arguments, **options):
        gate.wait(10)
        return honest(*arguments, **options)

    monkeypatch.setattr(decode, "decode", held)
    monkeypatch.setattr(
        decode, "embedded_thumbnail", lambda _: Pixels(np.zeros((120, 160, 3), np.uint8), None, (640, 480))
    )
    screen.thumbnails.want([photo])
    qtbot.waitUntil(have(screen.thumbnails, photo))
    assert screen.thumbnails.image(photo).width() == 160
    gate.set()
    qtbot.waitUntil(lambda: screen.thumbnails.image(photo).width() == THUMBNAIL_SIZE)


def test_a_photo_that_cannot_be_read_says_so_once(screen, tmp_path, qtbot):
    (tmp_path / "empty.jpg").touch()
    photo = _photo(tmp_path / "empty.jpg")
    told = []
    screen.thumbnails.thumbnail_failed.connect(lambda photo, error: told.append((photo, type(error))))
    screen.thumbnails.want([photo])
    qtbot.waitUntil(lambda: told == [(photo, EmptyFile)])
    screen.thumbnails.want([photo])
    qtbot.wait(50)
    assert len(told) == 1


def test_memory_is_bounded(screen, make_photo, qtbot, monkeypatch):
    monkeypatch.setattr(thumbnails_room, "_MEMORY", 5 * 320 * 240 * 4)
    photos = [make_photo(f"{n}.jpg", (640, 480)) for n in range(9)]
    for at in range(0, 9, 3):
        screen.thumbnails.want(photos[at : at + 3])
        qtbot.waitUntil(have(screen.thumbnails, *photos[at : at + 3]))
    assert sum(screen.thumbnails.image(photo) is not None for photo in photos) == 5
    screen.thumbnails.want(photos[:2])
    qtbot.waitUntil(have(screen.thumbnails, *photos[:2]))  # found again


def test_without_a_usable_cache_thumbnails_are_made_all_the_same(qapp, screen, make_photo, qtbot, tmp_path):
    (tmp_path / "file").write_text("in the way")
    lonely = Thumbnails(screen.decoding, tmp_path / "file" / "thumbnails.db")
    photo = make_photo("a.jpg")
    lonely.want([photo])
    qtbot.waitUntil(have(lonely, photo))
    lonely.shutdown()


def test_one_that_the_survey_made_is_shown_if_it_is_wanted(screen, make_photo, qtbot, monkeypatch):
    gate, honest = threading.Event(), decode.decode

    def held(*arguments, **options):
        gate.wait(10)
        return honest(*arguments, **options)

    monkeypatch.setattr(decode, "decode", held)
    photo, other = make_photo("a.jpg"), make_photo("b.jpg")
    screen.thumbnails.want([photo])
    qtbot.waitUntil(lambda: photo in screen.thumbnails._missing)
    jpeg = other.path.read_bytes()
    screen.thumbnails.offer(other, jpeg)
    screen.thumbnails.offer(photo, jpeg)
    assert screen.thumbnails.image(photo).width() == 640
    assert screen.thumbnails.image(other) is None
    assert screen.decoding._thumbnails == []  # no need to make it again
    gate.set()


def _photo(path):
    from reviewer.photo import Photo

    status = path.stat()
    return Photo(path, status.st_size, status.st_mtime_ns)
