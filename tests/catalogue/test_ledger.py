"""The record of what was seen: found by path, and by bytes once the path is gone."""

from __future__ import annotations

import os
from pathlib import Path

from reviewer.catalogue import Catalogue
from reviewer.photo import Score, Viewing


def look(path: Path, content_id: str = "c1", at: float = 1756742602.125, seconds: float = 1.5) -> Viewing:
    return Viewing(path, content_id, at, seconds, 1920, 1080, full_time=True, where="slideshow")


def test_what_was_seen_survives_the_end_of_the_program(file: Path, name: bytes) -> None:
    path = Path(os.fsdecode(b"/card/" + name))
    second = Viewing(path, "", 1756742600.0, 0.25, 1, 2, full_time=False, where="loupe")
    with Catalogue.open(file) as catalogue:
        catalogue.put_viewing(look(path))
        catalogue.put_viewing(second)
    with Catalogue.open(file) as catalogue:
        assert catalogue.viewings({path: ""}) == {path: (second, look(path))}
        assert catalogue.viewings({Path("/card/other.jpg"): "c2"}) == {}


def test_it_reaches_the_disk_itself(catalogue: Catalogue) -> None:
    statements: list[str] = []
    catalogue._database.connection.set_trace_callback(statements.append)
    catalogue.put_viewing(look(Path("/card/a.jpg")))
    assert statements.index("PRAGMA synchronous = FULL") < statements.index("BEGIN IMMEDIATE")
    assert catalogue._database.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    catalogue.put_scores([("c1", Score("nima", 1.0, 1.0))])
    assert catalogue._database.connection.execute("PRAGMA synchronous").fetchone() == (1,)


def test_the_same_look_put_twice_is_one(catalogue: Catalogue) -> None:
    path = Path("/card/a.jpg")
    catalogue.put_viewing(look(path))
    catalogue.put_viewing(look(path, seconds=3.0))
    assert catalogue.viewings({path: "c1"}) == {path: (look(path, seconds=3.0),)}


def test_changed_bytes_keep_what_was_seen_at_the_path(catalogue: Catalogue) -> None:
    path = Path("/card/a.jpg")
    catalogue.put_viewing(look(path, "c1"))
    assert catalogue.viewings({path: "c2"}) == {path: (look(path, "c1"),)}


def test_a_moved_photo_is_found_by_its_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jpg", tmp_path / "new.jpg"
    catalogue.put_viewing(look(old, at=1.0))
    catalogue.put_viewing(look(new, at=2.0))
    assert catalogue.viewings({new: "c1"}) == {new: (look(old, at=1.0), look(new, at=2.0))}
    assert catalogue.viewings({new: ""}) == {new: (look(new, at=2.0),)}


def test_copies_are_two_photos(catalogue: Catalogue, tmp_path: Path) -> None:
    seen, copy = tmp_path / "seen.jpg", tmp_path / "copy.jpg"
    catalogue.put_viewing(look(seen))
    assert catalogue.viewings({seen: "c1", copy: "c1"}) == {seen: (look(seen),)}
    seen.touch()
    assert catalogue.viewings({copy: "c1"}) == {}
    seen.unlink()
    assert catalogue.viewings({copy: "c1"}) == {copy: (look(seen),)}


def test_unknown_bytes_are_not_the_same_bytes(catalogue: Catalogue) -> None:
    catalogue.put_viewing(look(Path("/card/a.jpg"), content_id=""))
    assert catalogue.viewings({Path("/card/b.jpg"): ""}) == {}


def test_more_photos_than_one_statement_takes(catalogue: Catalogue) -> None:
    paths = [Path(f"/card/{n}.jpg") for n in range(1203)]
    for n, path in enumerate(paths[::100]):
        catalogue.put_viewing(look(path, f"c{n}"))
    assert set(catalogue.viewings(dict.fromkeys(paths, "c"))) == set(paths[::100])
