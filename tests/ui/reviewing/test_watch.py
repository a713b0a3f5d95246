"""The open folder on the disk: read in batches, then followed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from shiboken6 import delete

from reviewer.catalogue import Catalogue
from reviewer.photo import Metadata, Record
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.reviewing.watch import OpenFolder

WAIT = 10_000  # ms


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    assert made.shutdown()


@pytest.fixture
def folder(jobs, tmp_path):
    file = tmp_path / "catalogue.db"
    Catalogue.open(file).close()
    made = OpenFolder(jobs, file)
    made.found, made.told, made.lost = [], [], []
    made.photos_found.connect(made.found.append)
    made.changed.connect(made.told.append)
    made.gone.connect(made.lost.append)
    made.file = file
    yield made
    made.close()
    delete(made)  # here and now: its watcher must not be collected on some later job's thread


@pytest.fixture
def photos(tmp_path):
    made = tmp_path / "photos"
    made.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (made / name).write_bytes(name.encode())
    return made


def opened(folder, photos, qtbot, *, recursive=False):
    with qtbot.waitSignal(folder.read, timeout=WAIT):
        folder.open(photos, recursive=recursive)
    return [photo for known in folder.found for photo in known.photos]


def names(photos):
    return [photo.path.name for photo in photos]


def test_a_folder_is_read(folder, photos, qtbot):
    assert names(opened(folder, photos, qtbot)) == ["a.jpg", "b.jpg"]
    assert folder.complete


def test_what_the_catalogue_remembers_comes_with_the_photos(folder, photos, qtbot):
    first = opened(folder, photos, qtbot)
    record = Record("id", Metadata(6, 4, taken=5.0))
    with Catalogue.open(folder.file) as catalogue:
        catalogue.put_records([(first[0], record)])
        catalogue.put_failure(first[1], "empty")
    folder.found.clear()
    opened(folder, photos, qtbot)
    (known,) = folder.found
    facts = dict(known.facts)
    assert facts[first[0]] == record
    assert facts[first[1]].code == "empty"


def test_a_new_file_a_changed_one_and_a_removed_one_are_told(folder, photos, qtbot):
    opened(folder, photos, qtbot)
    (photos / "c.jpg").write_bytes(b"new")
    qtbot.waitUntil(lambda: len(folder.told) == 1, timeout=WAIT)
    assert names(folder.told[0].added) == ["c.jpg"]
    (photos / "a.jpg").unlink()
    qtbot.waitUntil(lambda: len(folder.told) == 2, timeout=WAIT)
    assert names(folder.told[1].removed) == ["a.jpg"]
    (photos / "b.jpg").write_bytes(b"other bytes")
    folder.read_again()
    qtbot.waitUntil(lambda: len(folder.told) == 3, timeout=WAIT)
    assert [new.path.name for _, new in folder.told[2].changed] == ["b.jpg"]


def test_looking_again_at_an_unchanged_folder_says_nothing(folder, photos, qtbot):
    opened(folder, photos, qtbot)
    folder.read_again()
    qtbot.wait(300)
    assert folder.told == []


def test_a_folder_that_goes_and_comes_back(folder, photos, qtbot, tmp_path):
    opened(folder, photos, qtbot)
    shutil.move(photos, tmp_path / "away")
    qtbot.waitUntil(lambda: len(folder.lost) == 1, timeout=WAIT)
    with qtbot.waitSignal(folder.returned, timeout=WAIT):
        shutil.move(tmp_path / "away", photos)
    assert len(folder.lost) == 1
    (photos / "c.jpg").write_bytes(b"new")
    qtbot.waitUntil(lambda: len(folder.told) == 1, timeout=WAIT)
    assert names(folder.told[0].added) == ["c.jpg"]


def test_a_folder_that_is_not_there_is_told(folder, tmp_path, qtbot):
    opened(folder, tmp_path / "nowhere", qtbot)
    assert folder.lost[0].code == "folder_gone"


def test_files_in_folders_inside_are_followed_where_wanted(folder, photos, qtbot):
    (photos / "inner").mkdir()
    (photos / "inner" / "x.jpg").write_bytes(b"x")
    assert names(opened(folder, photos, qtbot, recursive=True)) == ["a.jpg", "b.jpg", "x.jpg"]
    (photos / "inner" / "y.jpg").write_bytes(b"y")
    qtbot.waitUntil(lambda: len(folder.told) == 1, timeout=WAIT)
    assert names(folder.told[0].added) == ["y.jpg"]


def test_a_closed_folder_is_silent(folder, photos, qtbot):
    opened(folder, photos, qtbot)
    folder.close()
    (photos / "c.jpg").write_bytes(b"new")
    qtbot.wait(700)
    assert folder.told == []


def test_a_folder_whose_name_is_no_text_can_be_opened(folder, tmp_path, qtbot):
    odd = tmp_path / "odd\udcff"
    odd.mkdir()
    (odd / "a.jpg").write_bytes(b"a")
    assert names(opened(folder, Path(odd), qtbot)) == ["a.jpg"]
    (odd / "b.jpg").write_bytes(b"b")
    folder.read_again()
    qtbot.waitUntil(lambda: len(folder.told) == 1, timeout=WAIT)
