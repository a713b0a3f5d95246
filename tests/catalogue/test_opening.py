"""Opening when the home is not as it should be: told in a typed error, and the work goes on."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from reviewer import words
from reviewer.catalogue import Catalogue, database, network
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Score

SCORE = Score("technical", 0.5, 0.5)


def fault(file: Path | None = None) -> str:
    with pytest.raises(CatalogueUnusable) as caught:
        Catalogue.open(file)
    return caught.value.detail


def works(catalogue: Catalogue) -> bool:
    catalogue.put_scores([("c1", SCORE)])
    return catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}


def test_the_usual_place_is_the_data_folder(home: Path) -> None:
    catalogue, problem = Catalogue.open_or_temporary()
    with catalogue:
        assert problem is None
        assert catalogue.file == home / "data" / "catalogue.db"
        assert not catalogue.temporary
        assert works(catalogue)
    assert catalogue.file.exists()


@pytest.fixture(params=["home is a file", "catalogue is a folder", "read-only"])
def unwritable(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "home is a file":
        (home / "data").write_bytes(b"")
    elif request.param == "catalogue is a folder":
        (home / "data" / "catalogue.db").mkdir(parents=True)
    else:
        # Root may write everywhere, so a folder's own mode would not refuse every tester.
        (home / "data").mkdir()
        asked = database.os.access
        monkeypatch.setattr(
            database.os, "access", lambda path, mode: not Path(path).is_relative_to(home) and asked(path, mode)
        )


@pytest.mark.usefixtures("unwritable")
def test_an_unwritable_home_gets_a_temporary_catalogue() -> None:
    assert fault() == "unwritable"
    catalogue, problem = Catalogue.open_or_temporary()
    assert problem is not None
    assert problem.detail == "unwritable"
    assert catalogue.temporary
    assert works(catalogue)
    folder = catalogue.file.parent
    assert folder.exists()
    catalogue.close()
    catalogue.close()
    assert not folder.exists()


def test_a_temporary_catalogue_serves_other_threads_by_its_file(home: Path) -> None:
    (home / "data").write_bytes(b"")
    catalogue, _ = Catalogue.open_or_temporary()
    with catalogue:
        done: list[bool] = []

        def work() -> None:
            with Catalogue.open(catalogue.file) as other:
                done.append(works(other))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert done == [True]
        assert catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}


def test_without_any_folder_for_temporary_files_it_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "data").write_bytes(b"")
    monkeypatch.setattr(database.tempfile, "tempdir", str(home / "nowhere"))
    with pytest.raises(CatalogueUnusable):
        Catalogue.open_or_temporary()


def test_a_connection_never_crosses_threads(catalogue: Catalogue) -> None:
    caught: list[BaseException] = []

    def work() -> None:
        try:
            catalogue.recent_folders()
        except sqlite3.ProgrammingError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert caught


def test_a_network_home_gets_a_temporary_catalogue(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_bytes(
        b"36 35 98:0 / / rw - ext4 /dev/sda rw\n40 36 0:99 / %s rw - nfs4 server:/home rw\n" % bytes(home)
    )
    monkeypatch.setattr(network, "_MOUNTS", mounts)
    assert fault() == "network"
    assert not (home / "data").exists()
    catalogue, problem = Catalogue.open_or_temporary()
    with catalogue:
        assert problem is not None
        assert problem.detail == "network"
        assert catalogue.temporary
        assert works(catalogue)


@pytest.mark.parametrize("rubbish", [b"not a database at all" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_catalogue_is_set_aside(home: Path, rubbish: bytes) -> None:
    file = home / "data" / "catalogue.db"
    file.parent.mkdir()
    file.write_bytes(rubbish)
    assert fault() == "damaged"
    assert file.read_bytes() == rubbish
    catalogue, problem = Catalogue.open_or_temporary()
    with catalogue:
        assert problem is not None
        assert problem.detail == "set_aside"
        assert problem.path is not None
        assert problem.path.parent == file.parent
        assert problem.path.name.startswith("catalogue.damaged-20")
        assert problem.path.read_bytes() == rubbish
        assert catalogue.file == file
        assert not catalogue.temporary
        assert works(catalogue)
    catalogue, problem = Catalogue.open_or_temporary()
    with catalogue:
        assert problem is None
        assert catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}


def test_no_log_of_the_old_file_is_left_for_the_new_one(tmp_path: Path) -> None:
    parts = ("catalogue.db", "catalogue.db-wal", "catalogue.db-shm", "catalogue.db.suspect")
    for part in parts:
        (tmp_path / part).write_text(part)
    aside = database.set_aside(tmp_path / "catalogue.db")
    moved = {one.name: one.read_text() for one in tmp_path.iterdir()}
    assert moved == {part.replace("catalogue.db", aside.name): part for part in parts}


def test_damage_met_while_working_is_found_at_the_next_start(home: Path) -> None:
    catalogue, _ = Catalogue.open_or_temporary()
    with catalogue:
        catalogue.put_scores((f"c{n}", SCORE) for n in range(500))
    content = catalogue.file.read_bytes()
    catalogue.file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with Catalogue.open() as opened, pytest.raises(CatalogueUnusable) as caught:
        opened.scores(f"c{n}" for n in range(500))
    assert caught.value.detail == "damaged"
    catalogue, problem = Catalogue.open_or_temporary()
    with catalogue:
        assert problem is not None
        assert problem.detail == "set_aside"
        assert works(catalogue)
    with Catalogue.open() as opened:
        assert works(opened)


def test_a_suspect_catalogue_that_is_sound_stays(home: Path) -> None:
    with Catalogue.open() as catalogue:
        assert works(catalogue)
    suspect = catalogue.file.with_name("catalogue.db.suspect")
    suspect.touch()
    with Catalogue.open() as catalogue:
        assert catalogue.scores(["c1"]) == {"c1": {"technical": SCORE}}
    assert not suspect.exists()


@pytest.mark.parametrize(("pragma", "detail"), [("query_only = ON", "unwritable"), ("max_page_count = 1", "full")])
def test_faults_of_the_disk_while_working(catalogue: Catalogue, pragma: str, detail: str) -> None:
    catalogue._database.connection.execute(f"PRAGMA {pragma}")
    with pytest.raises(CatalogueUnusable) as caught:
        catalogue.put_scores((f"c{n}", SCORE) for n in range(2000))
    assert caught.value.detail == detail
    assert caught.value.path == catalogue.file
    assert catalogue.scores(["c1"]) == {}


def test_every_fault_has_a_sentence_of_its_own() -> None:
    details = {*database._FAULTS.values(), "newer", "network", "set_aside"}
    sentences = {words.problem(CatalogueUnusable(Path("/data/catalogue.db"), detail)) for detail in details}
    assert len(sentences) == len(details)
    assert "aside.db" in words.problem(CatalogueUnusable(Path("/data/aside.db"), "set_aside"))


def test_another_program_that_never_lets_go(catalogue: Catalogue) -> None:
    other = sqlite3.connect(catalogue.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    catalogue._database.connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(CatalogueUnusable) as caught:
        catalogue.put_scores([("c1", SCORE)])
    assert caught.value.detail == "busy"
    assert catalogue.scores(["c1"]) == {}  # readers do not wait
    other.close()
    assert works(catalogue)


def test_a_home_with_bytes_that_are_no_text(tmp_path: Path, name: bytes) -> None:
    folder = Path(database.os.fsdecode(bytes(tmp_path) + b"/" + name))
    with Catalogue.open(folder / "catalogue.db") as catalogue:
        assert works(catalogue)
