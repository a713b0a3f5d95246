"""Records and failures of photos: they come back as they were, and only while the file is as it was."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from reviewer.catalogue import Catalogue
from reviewer.catalogue.photos import PASSING
from reviewer.photo import Failure, Metadata, Photo, Record


def test_a_record_survives_the_end_of_the_program(file: Path, photo, record, name: bytes) -> None:
    with Catalogue.open(file) as catalogue:
        catalogue.put_records([(photo(name), record())])
    with Catalogue.open(file) as catalogue:
        assert catalogue.records([photo(name)]) == {photo(name): record()}


def test_every_field_comes_back_with_its_type(catalogue: Catalogue, photo, record) -> None:
    bare = record("c2", Metadata(1, 1), fingerprint=None, damaged=False)
    catalogue.put_records([(photo(), record()), (photo(b"b.jpg"), bare)])
    found = catalogue.records([photo(), photo(b"b.jpg")])
    assert found == {photo(): record(), photo(b"b.jpg"): bare}
    for one, other in ((found[photo()], record()), (found[photo(b"b.jpg")], bare)):
        assert [type(value) for value in dataclasses.astuple(one)[2:]] == [
            type(value) for value in dataclasses.astuple(other)[2:]
        ]
        assert [type(value) for value in dataclasses.astuple(one.metadata)] == [
            type(value) for value in dataclasses.astuple(other.metadata)
        ]


text = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
real = some.floats(allow_nan=False)
integer = some.integers(-(2**63), 2**63 - 1)
metadatas = some.builds(
    Metadata,
    integer,
    integer,
    text,
    real,
    text,
    text,
    text,
    text,
    text,
    real,
    real,
    integer,
    real,
    real,
    integer,
    integer,
)


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(metadatas, some.none() | some.integers(0, 2**64 - 1), some.booleans()), max_size=5))
def test_any_metadata_comes_back(items: list[tuple[Metadata, int | None, bool]]) -> None:
    kept = {Photo(Path(f"/card/{n}.jpg"), n, n): Record(f"c{n}", *item) for n, item in enumerate(items)}
    with tempfile.TemporaryDirectory() as folder, Catalogue.open(Path(folder) / "catalogue.db") as catalogue:
        catalogue.put_records(kept.items())
        assert catalogue.records(kept) == kept


def test_text_that_is_no_unicode_is_spelled_out(catalogue: Catalogue, photo) -> None:
    catalogue.put_records([(photo(), Record("c1", Metadata(1, 1, make="N\udcffkon")))])
    catalogue.put_failure(photo(b"b.jpg"), "broken", "/card/\udcff")
    assert catalogue.records([photo()])[photo()].metadata.make == "N\\udcffkon"
    assert catalogue.failures([photo(b"b.jpg")])[photo(b"b.jpg")].detail == "/card/\\udcff"


@pytest.mark.parametrize("changed", [{"size": 1001}, {"mtime_ns": 10**18 + 8}])
def test_changed_bytes_have_no_record(catalogue: Catalogue, photo, record, changed: dict[str, int]) -> None:
    catalogue.put_records([(photo(), record())])
    assert catalogue.records([photo(**changed)]) == {}
    catalogue.put_records([(photo(**changed), record("c2"))])
    assert catalogue.records([photo(**changed)]) == {photo(**changed): record("c2")}
    assert catalogue.records([photo()]) == {}


def test_a_later_look_at_the_same_bytes_replaces(catalogue: Catalogue, photo, record) -> None:
    catalogue.put_records([(photo(), record()), (photo(b"copy.jpg"), record())])
    catalogue.put_records([(photo(), record(fingerprint=3, damaged=False))])
    later = record(fingerprint=3, damaged=False)
    assert catalogue.records([photo(), photo(b"copy.jpg")]) == {photo(): later, photo(b"copy.jpg"): later}


def test_a_moved_photo_is_known_by_its_bytes(catalogue: Catalogue, photo, record) -> None:
    catalogue.put_records([(photo(folder=b"/card"), record())])
    assert catalogue.records([photo(folder=b"/disk")]) == {}
    assert catalogue.known(["c1", "c2", "c1"]) == {"c1": record()}


def test_sizes_are_those_of_files_with_records(catalogue: Catalogue, photo, record) -> None:
    assert catalogue.sizes() == set()
    catalogue.put_records([(photo(size=7), record()), (photo(b"copy.jpg", size=7), record())])
    catalogue.put_failure(photo(b"bad.jpg", size=8), "broken")
    assert catalogue.sizes() == {7}


def test_a_companion_does_not_matter(catalogue: Catalogue, photo, record) -> None:
    catalogue.put_records([(photo(), record())])
    paired = dataclasses.replace(photo(), companion=Path("/card/IMG_1.NEF"))
    assert catalogue.records([paired]) == {paired: record()}


def test_more_photos_than_one_statement_takes(catalogue: Catalogue, photo, record) -> None:
    kept = {photo(b"%d.jpg" % n): record(f"c{n}", fingerprint=n) for n in range(1203)}
    catalogue.put_records(kept.items())
    assert catalogue.records([*kept, photo(b"unknown.jpg")]) == kept
    assert catalogue.records([]) == {}


def test_a_failure_is_kept_until_the_bytes_change(catalogue: Catalogue, photo, name: bytes) -> None:
    catalogue.put_failure(photo(name), "broken", "no scan lines")
    assert catalogue.failures([photo(name)]) == {photo(name): Failure("", "broken", "no scan lines")}
    assert catalogue.records([photo(name)]) == {}
    assert catalogue.failures([photo(name, size=2)]) == {}
    assert catalogue.failures([photo(name, mtime_ns=2)]) == {}


def test_of_record_and_failure_the_later_counts(catalogue: Catalogue, photo, record) -> None:
    catalogue.put_failure(photo(), "timeout")
    catalogue.put_records([(photo(), record())])
    assert catalogue.failures([photo()]) == {}
    assert catalogue.records([photo()]) == {photo(): record()}
    catalogue.put_failure(photo(), "crashed")
    assert catalogue.failures([photo()]) == {photo(): Failure("", "crashed")}
    assert catalogue.records([photo()]) == {}


@pytest.mark.parametrize("code", sorted(PASSING))
def test_what_lies_with_the_machine_is_tried_again(catalogue: Catalogue, photo, code: str) -> None:
    catalogue.put_failure(photo(), code)
    assert catalogue.failures([photo()]) == {}
