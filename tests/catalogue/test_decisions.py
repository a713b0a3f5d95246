"""The ledger of decisions: added to, found again wherever the photo is, and never written twice."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Attention, Decision, Mark, Marks, Photo, Step, Value


def made(path: Path, field: str, after: Value, content: str = "", before: Value = "") -> Decision:
    return Decision(path, content, field, before, after, Attention(1.5, 1920, 1080, 0.25))


def step(name: str, *decisions: Decision, kind: str = "decide", target: str = "", by: str = "person") -> Step:
    return Step(name, kind, by, 1756742602.125, decisions, target, rule="" if by == "person" else "under the cut")


def pick(path: Path, content: str = "", name: str = "s1") -> Step:
    return step(name, made(path, "flag", "pick", content))


PICKED = Marks("pick")


def test_all_of_a_step_comes_back_after_a_restart(file: Path, name: bytes) -> None:
    path, other = Path(os.fsdecode(b"/card/" + name)), Path("/card/other")
    word = Mark.keyword("Zoë \udcff").field
    steps = [
        step("s1", made(path, "flag", "pick", "c1"), made(other, "stars", 3, before=0)),
        step("s2", made(path, "flag", "reject", before="pick"), made(path, word, True, before=False), by="rule"),
        step("s3", kind="undo", target="s2"),
    ]
    with Catalogue.open(file) as catalogue:
        catalogue.put_steps(steps[:2])
        catalogue.put_steps(steps[2:])
    with Catalogue.open(file) as catalogue:
        numbered = [replace(one, number=at) for at, one in enumerate(steps, 1)]
        assert catalogue.steps_since(0) == numbered
        assert catalogue.steps_since(2) == numbered[2:]
        excerpt = catalogue.decided({other: ""})
        assert excerpt.steps == (replace(numbered[0], decisions=numbered[0].decisions[1:]),)
        assert excerpt.number == 3
        assert catalogue.marks({path: "", other: ""}) == {path: PICKED, other: Marks(stars=3)}


def test_what_undoes_what_takes_a_rule_off_comes_along(catalogue: Catalogue) -> None:
    path = Path("/card/a.jpg")
    catalogue.put_steps([step("s1", made(path, "colour", "yellow"), by="rule")])
    catalogue.put_steps([step("s2", kind="take_off", target="s1")])
    assert catalogue.marks({path: ""}) == {}
    catalogue.put_steps([step("s3", kind="undo", target="s2")])
    assert [one.id for one in catalogue.decided({path: ""}).steps] == ["s1", "s2", "s3"]
    assert catalogue.marks({path: ""}) == {path: Marks(colour="yellow")}


def test_it_reaches_the_disk_itself(catalogue: Catalogue) -> None:
    statements: list[str] = []
    catalogue._database.connection.set_trace_callback(statements.append)
    catalogue.put_steps([pick(Path("/card/a.jpg"))])
    assert statements.index("PRAGMA synchronous = FULL") < statements.index("BEGIN IMMEDIATE")


def test_a_step_put_twice_is_one(catalogue: Catalogue) -> None:
    one = pick(Path("/card/a.jpg"))
    catalogue.put_steps([one])
    catalogue.put_steps([one, step("s2", kind="undo", target="s1")])
    assert [found.id for found in catalogue.steps_since(0)] == ["s1", "s2"]


def test_steps_are_never_changed(catalogue: Catalogue) -> None:
    path = Path("/card/a.jpg")
    catalogue.put_steps([pick(path)])
    catalogue.put_steps([step("s1", made(path, "flag", "reject"))])
    assert catalogue.marks({path: ""}) == {path: PICKED}


def test_a_full_disk_keeps_nothing_and_the_next_attempt_keeps_all(catalogue: Catalogue) -> None:
    connection = catalogue._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    rule = step("s1", *(made(Path(f"/card/{n:0200}.jpg"), "colour", "red") for n in range(2000)), by="rule")
    with pytest.raises(CatalogueUnusable) as caught:
        catalogue.put_steps([rule])
    assert caught.value.detail == "full"
    assert catalogue.steps_since(0) == []
    connection.execute("PRAGMA max_page_count = 1000000")
    catalogue.put_steps([rule])
    assert len(catalogue.marks({one.path: "" for one in rule.decisions})) == 2000


# Where the photo is


def test_changed_bytes_at_the_same_path_keep_the_decisions(catalogue: Catalogue) -> None:
    path = Path("/card/a.jpg")
    catalogue.put_steps([pick(path, "c1")])
    assert catalogue.marks({path: "c2"}) == {path: PICKED}


def test_a_photo_edited_and_then_moved_is_found_by_its_new_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jpg", tmp_path / "new.jpg"
    catalogue.put_steps([pick(old, "c1")])
    catalogue.marks({old: "c2"})
    assert catalogue.marks({new: "c2"}) == {new: PICKED}


def test_a_moved_photo_takes_its_decisions_along_for_good(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jpg", tmp_path / "new.jpg"
    catalogue.put_steps([pick(old, "c1")])
    assert catalogue.marks({new: ""}) == {}
    assert catalogue.marks({new: "c1"}) == {new: PICKED}
    old.touch()
    assert catalogue.marks({old: "c9", new: "c1"}) == {new: PICKED}
    assert [one.path for found in catalogue.steps_since(0) for one in found.decisions] == [new]


def test_what_was_decided_before_and_after_a_move_is_one_story(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jpg", tmp_path / "new.jpg"
    catalogue.put_steps([pick(old, "c1"), step("s2", made(old, "stars", 5, "c1"))])
    catalogue.put_steps([step("s3", made(new, "flag", "reject", "c1"))])
    assert catalogue.marks({new: "c1"}) == {new: Marks("reject", 5)}
    catalogue.put_steps([step("s4", kind="undo", target="s3")])
    assert catalogue.marks({new: "c1"}) == {new: Marks("pick", 5)}


def test_copies_are_two_photos(catalogue: Catalogue, tmp_path: Path) -> None:
    decided, copy, another = tmp_path / "decided.jpg", tmp_path / "copy.jpg", tmp_path / "another.jpg"
    decided.touch()
    catalogue.put_steps([pick(decided, "c1")])
    assert catalogue.marks({copy: "c1"}) == {}
    assert catalogue.marks({decided: "c1", copy: "c1"}) == {decided: PICKED}
    decided.unlink()
    assert catalogue.marks({copy: "c1", another: "c1"}) == {copy: PICKED}


def test_unknown_bytes_are_not_the_same_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.put_steps([pick(tmp_path / "a.jpg")])
    assert catalogue.marks({tmp_path / "b.jpg": ""}) == {}


def test_photos_we_moved_ourselves_need_no_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    old, new = tmp_path / "a.jpg", tmp_path / "_rejects" / "a.jpg"
    catalogue.put_steps([pick(old)])
    catalogue.put_moves([(old, new)])
    assert catalogue.marks({old: "", new: ""}) == {new: PICKED}


@pytest.mark.parametrize("known_by", ["path", "bytes"])
def test_a_camera_that_begins_its_numbers_again_takes_another_photo(
    catalogue: Catalogue, photo, record, known_by: str, tmp_path: Path
) -> None:
    first = Photo(tmp_path / "IMG_1.JPG", 1000, 1)
    first.path.touch()
    kept = tmp_path / "kept.jpg"
    catalogue.put_records([(first, record("c1", fingerprint=0))])
    catalogue.put_steps([pick(first.path, "c1")])
    later = replace(record("c2").metadata, taken=1856742602.0)
    catalogue.put_records([(replace(first, size=2000), record("c2", later, fingerprint=2**40 - 1))])
    if known_by == "path":
        assert catalogue.marks({first.path: "c2"}) == {}
        assert catalogue.marks({first.path: "c2", kept: "c1"}) == {kept: PICKED}
    else:
        assert catalogue.marks({first.path: "c2", kept: "c1"}) == {kept: PICKED}
        assert catalogue.marks({first.path: "c2"}) == {}


@pytest.mark.parametrize(("taken", "fingerprint"), [(1856742602.0, 1), (1756742602.25, 2**40 - 1), (None, 2**40 - 1)])
def test_an_edited_photo_is_no_other(catalogue: Catalogue, photo, record, taken, fingerprint: int) -> None:
    one = photo()
    catalogue.put_records([(one, record("c1", fingerprint=0))])
    catalogue.put_steps([pick(one.path, "c1")])
    edited = replace(record("c2").metadata, taken=taken)
    catalogue.put_records([(replace(one, size=2000), record("c2", edited, fingerprint=fingerprint))])
    assert catalogue.marks({one.path: "c2"}) == {one.path: PICKED}


def test_more_photos_than_one_statement_takes(catalogue: Catalogue) -> None:
    paths = [Path(f"/card/{n}.jpg") for n in range(1203)]
    catalogue.put_steps([step("s1", *(made(path, "stars", 1, f"c{n}") for n, path in enumerate(paths)))])
    catalogue.put_steps([step("s2", *(made(path, "stars", 2) for path in paths[::100]))])
    found = catalogue.marks(dict.fromkeys(paths, ""))
    assert {path for path in paths if found[path].stars == 2} == set(paths[::100])
    assert len(found) == 1203


# Forgetting


def test_a_forgotten_folder_leaves_nothing_and_its_neighbours_all(catalogue: Catalogue) -> None:
    here, there = Path("/card/one/a.jpg"), Path("/card/two/b.jpg")
    catalogue.put_steps(
        [
            step("s1", made(here, "stars", 1)),
            step("s2", kind="undo", target="s1"),
            step("s3", made(here, "colour", "red"), made(there, "colour", "red"), by="rule"),
            step("s4", kind="take_off", target="s3"),
            step("s5", kind="undo", target="s4"),
        ]
    )
    catalogue.forget_folder(here.parent, recursive=False)
    assert catalogue.marks({here: "", there: ""}) == {there: Marks(colour="red")}
    assert [found.id for found in catalogue.steps_since(0)] == ["s3", "s4", "s5"]
    catalogue.forget_folder(there.parent, recursive=False)
    assert catalogue.steps_since(0) == []
    for table in ("step", "decision", "subject"):
        assert catalogue._database.select(f"SELECT * FROM {table}") == []
    catalogue.put_steps([pick(there, name="s6")])
    assert [found.number for found in catalogue.steps_since(5)] == [6]
