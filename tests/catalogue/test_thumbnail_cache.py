"""Thumbnails: there or absent, never wrong; bounded; damage costs nothing but time."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from reviewer.catalogue import Thumbnails, network, thumbnails
from reviewer.errors import CatalogueUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = 4096
JPEG = b"\xff\xd8" + b"j" * 8000  # two pages


class Clock:
    now = 1e9

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(thumbnails, "time", clock)
    return clock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thumbnails.db"


@pytest.fixture
def cache(file: Path, clock: Clock) -> Iterator[Thumbnails]:
    with Thumbnails.open(file, 10 * 2 * PAGE) as opened:
        yield opened


def total(cache: Thumbnails) -> int:
    return cache._database.select("SELECT bytes FROM total")[0][0]


def test_a_thumbnail_survives_the_end_of_the_program(home: Path, photo, name: bytes) -> None:
    with Thumbnails.open() as cache:
        assert cache.file == home / "cache" / "thumbnails.db"
        assert cache.get(photo(name)) is None
        cache.put(photo(name), JPEG)
    with Thumbnails.open() as cache:
        assert cache.get(photo(name)) == JPEG


def test_changed_bytes_have_no_thumbnail(cache: Thumbnails, photo) -> None:
    cache.put(photo(), JPEG)
    assert cache.get(photo(size=1)) is None
    assert cache.get(photo(mtime_ns=1)) is None
    cache.put(photo(size=1), b"new")
    assert cache.get_many([photo(size=1), photo(b"b.jpg")]) == {photo(size=1): b"new"}
    assert total(cache) == PAGE


def test_the_least_recently_used_go_when_there_are_too_many(cache: Thumbnails, photo, clock: Clock) -> None:
    photos = [photo(b"%d.jpg" % n) for n in range(10)]
    for one in photos:
        clock.now += 4000
        cache.put(one, JPEG)
    assert total(cache) == cache.limit
    clock.now += 4000
    assert cache.get(photos[0]) == JPEG
    assert cache.get(photos[2]) == JPEG
    cache.put(photo(b"new.jpg"), JPEG)
    kept = set(cache.get_many([*photos, photo(b"new.jpg")]))
    assert kept == {photo(b"new.jpg"), photos[0], photos[2], *photos[4:]}
    assert total(cache) <= cache.limit * 0.9


def test_uses_are_noted_across_starts_and_only_by_the_hour(file: Path, photo, clock: Clock) -> None:
    with Thumbnails.open(file) as cache:
        cache.put_many([(photo(b"a.jpg"), JPEG), (photo(b"b.jpg"), JPEG)])
        clock.now += 3000
        cache.get(photo(b"a.jpg"))
    with Thumbnails.open(file) as cache:
        assert cache._database.select("SELECT DISTINCT used FROM entry") == [(10**9,)]
        clock.now += 3000
        cache.get(photo(b"a.jpg"))
    with Thumbnails.open(file) as cache:
        assert cache._database.select("SELECT used FROM entry ORDER BY path") == [(10**9 + 6000,), (10**9,)]


def test_the_file_stays_within_its_bound(file: Path, photo, clock: Clock) -> None:
    limit = 2_000_000
    with Thumbnails.open(file, limit) as cache:
        for n in range(60):
            clock.now += 1
            cache.put_many((photo(b"%d-%d.jpg" % (n, m)), os.urandom(2000 + 977 * (m % 13))) for m in range(10))
            assert total(cache) <= limit
        assert total(cache) == cache._database.select("SELECT sum(bytes) FROM entry")[0][0]
        assert total(cache) > 0.8 * limit
    assert file.stat().st_size < 1.15 * limit


def test_a_lowered_limit_gives_the_disk_back(file: Path, photo) -> None:
    with Thumbnails.open(file) as cache:
        cache.put_many((photo(b"%d.jpg" % n), os.urandom(12_000)) for n in range(300))
    assert file.stat().st_size > 3_500_000
    with Thumbnails.open(file, 1_000_000) as cache:
        assert total(cache) <= 1_000_000
    assert file.stat().st_size < 1_200_000


@pytest.mark.parametrize("rubbish", [b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_cache_is_begun_again(file: Path, photo, rubbish: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(rubbish)
    with Thumbnails.open(file) as cache:
        cache.put(photo(), JPEG)
        assert cache.get(photo()) == JPEG


def test_a_cache_of_a_newer_program_is_begun_again(file: Path, photo) -> None:
    Thumbnails.open(file).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with Thumbnails.open(file) as cache:
        cache.put(photo(), JPEG)
        assert cache.get(photo()) == JPEG


def test_damage_met_while_working_costs_thumbnails_only(file: Path, photo) -> None:
    photos = [photo(b"%d.jpg" % n) for n in range(200)]
    with Thumbnails.open(file) as cache:
        cache.put_many((one, JPEG) for one in photos)
    content = file.read_bytes()
    file.write_bytes(content[: 2 * PAGE] + b"\xa5" * (len(content) - 2 * PAGE))
    with Thumbnails.open(file) as cache:
        assert cache.get_many(photos) == {}
        cache.put_many((one, JPEG) for one in photos)
    with Thumbnails.open(file) as cache:
        cache.put_many((one, JPEG) for one in photos)
        assert len(cache.get_many(photos)) == 200


def test_a_full_disk_costs_thumbnails_only(cache: Thumbnails, photo) -> None:
    cache._database.connection.execute("PRAGMA max_page_count = 1")
    cache.put(photo(), b"x" * 100_000)
    assert cache.get(photo()) is None


def test_an_unwritable_cache_folder_gets_a_temporary_one(home: Path, photo) -> None:
    (home / "cache").write_bytes(b"")
    with pytest.raises(CatalogueUnusable) as caught:
        Thumbnails.open()
    assert caught.value.detail == "unwritable"
    with Thumbnails.open_or_temporary() as cache:
        cache.put(photo(), JPEG)
        assert cache.get(photo()) == JPEG
        with Thumbnails.open(cache.file) as other:
            assert other.get(photo()) == JPEG
    assert not cache.file.parent.exists()


def test_a_network_cache_folder_gets_a_temporary_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_bytes(b"40 36 0:99 / %s rw - nfs server:/home rw\n" % bytes(home))
    monkeypatch.setattr(network, "_MOUNTS", mounts)
    with Thumbnails.open_or_temporary() as cache:
        assert not cache.file.is_relative_to(home)
    with Thumbnails.open_or_temporary(tmp_path / "local.db") as cache:
        assert cache.file == tmp_path / "local.db"
