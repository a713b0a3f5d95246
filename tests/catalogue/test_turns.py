"""Turned photos: remembered by path, and by bytes once the path is gone."""

from __future__ import annotations

import os
from pathlib import Path

from reviewer.catalogue import Catalogue
from reviewer.photo import Turn


def test_a_turn_survives_the_end_of_the_program(file: Path, name: bytes) -> None:
    path = Path(os.fsdecode(b"/card/" + name))
    with Catalogue.open(file) as catalogue:
        catalogue.put_turn(path, "", Turn(3))
        catalogue.put_turn(path, "c1", Turn(1))
    with Catalogue.open(file) as catalogue:
        assert catalogue.turns({path: "", Path("/card/other"): "c2"}) == {path: Turn(1)}


def test_it_reaches_the_disk_itself(catalogue: Catalogue) -> None:
    statements: list[str] = []
    catalogue._database.connection.set_trace_callback(statements.append)
    catalogue.put_turn(Path("/card/a.jpg"), "c1", Turn(2))
    assert statements.index("PRAGMA synchronous = FULL") < statements.index("BEGIN IMMEDIATE")


def test_changed_bytes_stay_turned(catalogue: Catalogue) -> None:
    path = Path("/card/a.jpg")
    catalogue.put_turn(path, "c1", Turn(1))
    assert catalogue.turns({path: "c2"}) == {path: Turn(1)}


def test_a_moved_photo_stays_turned_and_a_copy_does_not(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jpg", tmp_path / "new.jpg"
    old.touch()
    catalogue.put_turn(old, "c1", Turn(1))
    assert catalogue.turns({new: "c1"}) == {}
    old.unlink()
    assert catalogue.turns({new: "c1"}) == {new: Turn(1)}
    assert catalogue.turns({new: ""}) == {}


def test_turned_back_is_not_turned_again_by_the_path_it_had(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jpg", tmp_path / "new.jpg"
    catalogue.put_turn(old, "c1", Turn(1))
    catalogue.put_turn(new, "c1", Turn(0))
    assert catalogue.turns({new: "c1"}) == {new: Turn(0)}
