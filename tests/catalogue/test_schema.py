"""Older and newer files."""

from __future__ import annotations

import dataclasses
import sqlite3
from typing import TYPE_CHECKING

import pytest

from reviewer.catalogue import Catalogue, Place, schema
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Decision, Marks, Metadata, Record, Score, Step, Turn

if TYPE_CHECKING:
    from pathlib import Path

SCORE = Score("technical", 0.5, 0.5)
NEXT = "ALTER TABLE viewing ADD COLUMN distance REAL"


@pytest.fixture
def older(file: Path) -> Path:
    """A catalogue of today with a score in it, still in the write-ahead log of another process."""
    with Catalogue.open(file) as catalogue:
        catalogue.put_scores([("c1", SCORE)])
    return file


def old_file(file: Path, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that has taken so many steps, with a photo and a score as they were written then."""
    monkeypatch.setattr(schema, "STEPS", schema.STEPS[:steps])
    Catalogue.open(file).close()
    monkeypatch.undo()
    connection = sqlite3.connect(file)
    connection.executescript("""
        INSERT INTO content (id, width, height, format, orientation, fingerprint, damaged)
            VALUES ('c1', 6000, 4000, '', 1, 5, 0);
        INSERT INTO photo VALUES (CAST('/card/IMG_1.JPG' AS BLOB), 1000, 1000000000000000007, 'c1', NULL, NULL);
        INSERT INTO scorer VALUES (1, 'technical', '', 1);
        INSERT INTO score (content, scorer, raw, value, at) VALUES ('c1', 1, 0.5, 0.5, 1.5);
    """)
    connection.close()


def columns(file: Path) -> set[str]:
    connection = sqlite3.connect(file)
    names = {row[1] for row in connection.execute("PRAGMA table_info(viewing)")}
    connection.close()
    return names


def test_a_new_file_takes_every_step_and_needs_no_copy(older: Path) -> None:
    assert [one.name for one in older.parent.iterdir()] == [older.name]
    connection = sqlite3.connect(older)
    assert schema.version(connection) == len(schema.STEPS)
    connection.close()


def test_an_older_file_is_copied_and_brought_up_to_date(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Catalogue.open(older)
    reader.put_scores([("c2", SCORE)])  # in the write-ahead log only
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, (NEXT,)))
    with Catalogue.open(older) as catalogue:
        assert set(catalogue.scores(["c1", "c2"])) == {"c1", "c2"}
        assert "distance" in columns(older)
    reader.close()
    copy = older.with_name(f"catalogue.version-{len(schema.STEPS) - 1}.db")
    assert "distance" not in columns(copy)
    monkeypatch.undo()
    with Catalogue.open(copy) as catalogue:
        assert set(catalogue.scores(["c1", "c2"])) == {"c1", "c2"}


def test_a_catalogue_from_before_photos_could_be_turned_keeps_all_it_had(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_file(file, 1, monkeypatch)
    path = file.parent / "a.jpg"
    with Catalogue.open(file) as catalogue:
        assert catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}
        assert catalogue.turns({path: "c1"}) == {}
        catalogue.put_turn(path, "c1", Turn(3))
        assert catalogue.turns({path: "c1"}) == {path: Turn(3)}
    assert file.with_name("catalogue.version-1.db").exists()


def test_a_catalogue_from_before_pixels_were_measured_keeps_all_it_had_and_takes_more(
    file: Path, monkeypatch: pytest.MonkeyPatch, photo, record
) -> None:
    old_file(file, 2, monkeypatch)
    bare = Record("c1", Metadata(6000, 4000, orientation=1), 5)
    with Catalogue.open(file) as catalogue:
        assert catalogue.records([photo()]) == {photo(): bare}
        assert catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}
        flagged = dataclasses.replace(SCORE, flags=("night",))
        catalogue.put_records([(photo(), record("c1"))])
        catalogue.put_scores([("c1", flagged)])
        assert catalogue.records([photo()]) == {photo(): record("c1")}
        assert catalogue.scores(["c1"]) == {"c1": {"technical": flagged}}


def test_a_catalogue_from_before_anything_was_decided_keeps_all_it_had_and_takes_decisions(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_file(file, 3, monkeypatch)
    path = file.parent / "a.jpg"
    with Catalogue.open(file) as catalogue:
        assert catalogue.marks({path: "c1"}) == {}
        catalogue.put_steps([Step("s1", "decide", "person", 1.0, (Decision(path, "c1", "stars", 0, 4),))])
        assert catalogue.marks({path: "c1"}) == {path: Marks(stars=4)}
        catalogue.put_place(file.parent, Place(path, filter={"stars": 4}))
        assert catalogue.place(file.parent) == Place(path, filter={"stars": 4})
    assert file.with_name("catalogue.version-3.db").exists()


def test_a_step_that_fails_changes_nothing(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, (NEXT, "CREATE TABLE broken (")))
    with pytest.raises(sqlite3.OperationalError):
        Catalogue.open(older)
    assert "distance" not in columns(older)
    monkeypatch.undo()
    with Catalogue.open(older) as catalogue:
        assert catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}


def test_a_newer_file_is_refused_and_not_touched(older: Path) -> None:
    connection = sqlite3.connect(older)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    connection.close()
    before = older.read_bytes()
    with pytest.raises(CatalogueUnusable) as caught:
        Catalogue.open(older)
    assert caught.value.detail == "newer"
    catalogue, problem = Catalogue.open_or_temporary(older)
    with catalogue:
        assert problem is not None
        assert problem.detail == "newer"
        assert catalogue.temporary
    assert older.read_bytes() == before
    assert [one.name for one in older.parent.iterdir()] == [older.name]
