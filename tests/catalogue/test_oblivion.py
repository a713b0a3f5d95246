"""Forgetting a folder takes all of it and nothing of any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.catalogue import Catalogue, Place, Thumbnails
from reviewer.photo import Score, Turn, Viewing

SCORE = Score("technical", 0.5, 0.5)


def fill(catalogue: Catalogue, photo, record, content: str) -> None:
    """All that can be known of a photo and its folder."""
    folder = photo.path.parent
    catalogue.put_records([(photo, record(content))])
    catalogue.put_scores([(content, SCORE)])
    catalogue.put_viewing(Viewing(photo.path, content, 1.0, 2.0, 100, 100, full_time=True, where="loupe"))
    catalogue.put_turn(photo.path, content, Turn(1))
    catalogue.put_place(folder, Place(photo.path))


def known(catalogue: Catalogue, photo, content: str) -> set[str]:
    """What is still known of it."""
    path = photo.path
    found = {
        "record": catalogue.records([photo]),
        "content": catalogue.known([content]),
        "score": catalogue.scores([content]),
        "viewing": catalogue.viewings({path: ""}),
        "turn": catalogue.turns({path: ""}),
        "place": catalogue.place(path.parent),
    }
    return {name for name, what in found.items() if what}


ALL = {"record", "content", "score", "viewing", "turn", "place"}


def test_all_of_a_folder_goes_and_its_neighbours_stay(catalogue: Catalogue, photo, record, name: bytes) -> None:
    gone = photo(name, folder=b"/card/one")
    others = [photo(name, folder=folder) for folder in (b"/card/one more", b"/card/one/inside", b"/card", b"/card/on")]
    for at, one in enumerate([gone, *others]):
        fill(catalogue, one, record, f"c{at}")
    catalogue.forget_folder(gone.path.parent, recursive=False)
    assert known(catalogue, gone, "c0") == set()
    for at, one in enumerate(others, start=1):
        assert known(catalogue, one, f"c{at}") == ALL


def test_with_the_folders_inside(catalogue: Catalogue, photo, record) -> None:
    inside, beside = photo(folder=b"/card/one/in/side"), photo(folder=b"/card/one0")
    fill(catalogue, inside, record, "c1")
    fill(catalogue, beside, record, "c2")
    catalogue.forget_folder(Path("/card/one"), recursive=True)
    assert known(catalogue, inside, "c1") == set()
    assert known(catalogue, beside, "c2") == ALL
    assert catalogue.recent_folders() == [beside.path.parent]


def test_the_topmost_folder_can_be_forgotten(catalogue: Catalogue, photo, record) -> None:
    one = photo(folder=b"/card")
    fill(catalogue, one, record, "c1")
    catalogue.forget_folder(Path("/"), recursive=True)
    assert known(catalogue, one, "c1") == set()


def test_what_a_copy_elsewhere_is_known_by_stays(catalogue: Catalogue, photo, record) -> None:
    gone, copy = photo(folder=b"/card"), photo(folder=b"/disk")
    fill(catalogue, gone, record, "c1")
    fill(catalogue, copy, record, "c1")
    catalogue.forget_folder(gone.path.parent, recursive=False)
    assert known(catalogue, copy, "c1") == ALL
    assert not {"record", "viewing", "turn", "place"} & known(catalogue, gone, "c1")


@pytest.mark.parametrize("there", [True, False])
def test_looks_at_the_same_bytes_go_with_them_once_their_path_is_gone(
    catalogue: Catalogue, photo, record, tmp_path: Path, there: bool
) -> None:
    before = tmp_path / "before.jpg"
    if there:
        before.touch()
    catalogue.put_viewing(Viewing(before, "c1", 1.0, 2.0, 100, 100, full_time=True, where="loupe"))
    fill(catalogue, photo(folder=b"/card"), record, "c1")
    catalogue.forget_folder(Path("/card"), recursive=False)
    assert bool(catalogue.viewings({before: ""})) == there


def test_references_are_checked_again_afterwards(catalogue: Catalogue, photo) -> None:
    catalogue.forget_folder(Path("/card"), recursive=False)
    assert catalogue._database.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_thumbnails_go_too(tmp_path: Path, photo) -> None:
    gone, inside = photo(folder=b"/card/one"), photo(folder=b"/card/one/inside")
    with Thumbnails.open(tmp_path / "thumbnails.db") as cache:
        cache.put_many([(gone, b"jpeg"), (inside, b"jpeg")])
        cache.forget_folder(gone.path.parent, recursive=False)
        assert cache.get_many([gone, inside]) == {inside: b"jpeg"}
        cache.forget_folder(gone.path.parent, recursive=True)
        assert cache.get(inside) is None
        assert cache._database.select("SELECT bytes FROM total") == [(0,)]


def test_a_cleared_cache_gives_the_disk_back(tmp_path: Path, photo) -> None:
    photos = [photo(b"%d.jpg" % at) for at in range(1200)]
    with Thumbnails.open(tmp_path / "thumbnails.db") as cache:
        cache.put_many([(one, b"j" * 9000) for one in photos])
        before = cache.disk
        left = list(cache.clear())
        assert left == [1200, 700, 200]
        assert cache.disk < before / 50
        assert cache.get_many(photos) == {}
        cache.put(photos[0], b"jpeg")
        assert cache.get(photos[0]) == b"jpeg"


def test_clearing_can_be_stopped(tmp_path: Path, photo) -> None:
    with Thumbnails.open(tmp_path / "thumbnails.db") as cache:
        cache.put_many([(photo(b"%d.jpg" % at), b"j") for at in range(1200)])
        steps = cache.clear()
        next(steps)
        next(steps)
        steps.close()
        assert cache._database.select("SELECT count(*) FROM entry") == [(700,)]
