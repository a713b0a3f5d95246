"""Weights brought along as files: known by name, looked at, copied, and taken away again."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest

from reviewer import paths, weights
from reviewer.errors import FileGone, FileUnwritable, NoPermission, WeightsUnavailable
from reviewer.weights import admission, importing
from reviewer.weights.files import FILES, WeightsFile

ONE, TWO = "one_metric.pth", "another_metric.mat"


@pytest.fixture(autouse=True)
def known(user, monkeypatch):
    for name in (ONE, TWO):
        row = WeightsFile(name, 1000, exact=False, sha256="", address="", licence="MIT")
        monkeypatch.setitem(FILES, name, row)


@pytest.fixture
def stick(tmp_path):
    """A memory stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def run(*sources: Path):
    """To the end: the progress on the way, and what came of it."""
    steps = weights.import_files(sources)
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def here() -> list[str]:
    return sorted(path.name for path in paths.weights_folder().rglob("*"))


def test_files_are_copied_with_progress_and_stay_where_they_were(stick, plain):
    content = plain(5_000_000)
    (stick / ONE).write_bytes(content)
    seen, outcome = run(stick / ONE)
    assert outcome == weights.Imported((ONE,), (), (), ())
    assert (paths.weights_folder() / ONE).read_bytes() == (stick / ONE).read_bytes() == content
    assert (seen[0].name, seen[0].done, seen[-1].done) == (ONE, 0, len(content))
    assert here() == [ONE]
    assert weights.expected(ONE) == hashlib.sha256(content).hexdigest()


def test_folders_are_searched_to_the_bottom_and_caches_are_understood(stick, plain):
    blobs = stick / "models--someone--weights" / "blobs"
    shot = stick / "models--someone--weights" / "snapshots" / "abc"
    blobs.mkdir(parents=True)
    shot.mkdir(parents=True)
    (blobs / "0123").write_bytes(plain(100))
    (shot / ONE).symlink_to("../../blobs/0123")
    (stick / "hub" / "pyiqa").mkdir(parents=True)
    (stick / "hub" / "pyiqa" / TWO).write_bytes(plain(100, seed=2))
    _, outcome = run(stick)
    assert set(outcome.taken) == {ONE, TWO}
    assert not (paths.weights_folder() / ONE).is_symlink()
    assert weights.missing([ONE, TWO]) == ()


def test_what_is_not_known_is_said(stick, plain, tmp_path):
    (stick / "renamed (1).pth").write_bytes(plain(100))
    empty = tmp_path / "empty"
    empty.mkdir()
    _, outcome = run(stick / "renamed (1).pth", empty)
    assert outcome == weights.Imported((), (), (stick / "renamed (1).pth",), (empty,))
    assert here() == []


def test_what_is_refused_is_said_and_the_others_are_taken(stick, plain):
    (stick / ONE).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (stick / TWO).write_bytes(plain(100))
    _, outcome = run(stick)
    assert outcome.taken == (TWO,)
    assert [(error.path, error.detail) for error in outcome.refused] == [(stick / ONE, "pointer")]
    assert here() == [TWO]


def test_of_two_files_of_one_name_the_sound_one_is_taken(stick, plain):
    (stick / "a").mkdir()
    (stick / "a" / ONE).write_bytes(plain(100)[:-5])
    (stick / "b").mkdir()
    (stick / "b" / ONE).write_bytes(plain(100))
    _, outcome = run(stick)
    assert (outcome.taken, outcome.refused) == ((ONE,), ())


def test_its_makers_hash_is_compared(stick, plain, monkeypatch):
    (stick / ONE).write_bytes(plain(100))
    row = WeightsFile(ONE, 100, exact=False, sha256="0" * 64, address="", licence="MIT")
    monkeypatch.setitem(FILES, ONE, row)
    _, outcome = run(stick)
    assert [error.detail for error in outcome.refused] == ["hash"]
    assert here() == []


def test_an_import_replaces_a_file_that_has_changed(stick, plain):
    (stick / ONE).write_bytes(plain(100))
    run(stick)
    place = paths.weights_folder() / ONE
    place.write_bytes(plain(100, seed=2))
    assert weights.state(ONE).kind == "refused"
    run(place)  # it is this one that is wanted: from now on this one counts
    assert weights.state(ONE).kind == "installed"
    run(stick)
    assert place.read_bytes() == plain(100)
    assert weights.state(ONE).kind == "installed"


def test_stopping_leaves_nothing(stick, plain):
    (stick / ONE).write_bytes(plain(3_000_000))
    steps = weights.import_files([stick / ONE])
    next(steps)
    assert len(here()) == 1
    steps.close()
    assert here() == []


def test_what_a_killed_import_has_left_goes_with_the_next(stick, plain):
    paths.weights_folder().mkdir(parents=True)
    (paths.weights_folder() / f"{ONE}.abc.import").write_bytes(b"half")
    (stick / ONE).write_bytes(plain(100))
    run(stick)
    assert here() == [ONE]


@pytest.mark.skipif(os.name == "nt", reason="there is nothing to lock there")
def test_two_imports_at_once_do_not_disturb_each_other(stick, plain):
    (stick / ONE).write_bytes(plain(5_000_000))
    first = weights.import_files([stick / ONE])
    assert next(first).name == ONE
    assert run(stick)[1].taken == (ONE,)
    assert [seen.name for seen in first][-1] == ONE
    assert here() == [ONE]
    assert weights.state(ONE).kind == "installed"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files there")
def test_a_pipe_is_not_waited_for(stick):
    os.mkfifo(stick / ONE)
    assert run(stick / ONE)[1].unknown == (stick / ONE,)


def test_a_folder_that_is_searched_for_long_can_be_stopped(stick, monkeypatch):
    def walk(top):
        while True:
            time.sleep(0.02)
            yield str(top), [], []

    monkeypatch.setattr(importing.os, "walk", walk)
    steps = weights.import_files([stick])
    assert (next(steps).name, next(steps).total) == (stick.name, 0)
    steps.close()


def test_a_stick_that_is_gone_or_full_disk_ends_in_an_error(stick, plain, monkeypatch):
    with pytest.raises(FileGone):
        run(stick / ONE)
    (stick / ONE).write_bytes(plain(100))
    usage = shutil.disk_usage(stick)
    monkeypatch.setattr(admission, "disk_usage", lambda _folder: usage._replace(free=1000))
    with pytest.raises(WeightsUnavailable) as raised:
        run(stick)
    assert raised.value.detail == "full"
    assert here() == []


def test_a_stick_that_is_pulled_out_meanwhile(stick, plain, monkeypatch):
    (stick / ONE).write_bytes(plain(100))

    def read(stream, source):
        with importing._reading(source):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(importing, "_read", read)
    with pytest.raises(WeightsUnavailable) as raised:
        run(stick)
    assert (raised.value.detail, raised.value.path) == ("unreadable", stick / ONE)
    assert here() == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(stick, plain):
    (stick / ONE).write_bytes(plain(100))
    (stick / ONE).chmod(0)
    with pytest.raises(NoPermission):
        run(stick / ONE)


def test_states(stick, plain, user):
    missing = weights.state(ONE)
    assert (missing.kind, missing.path, missing.size, missing.kept) == ("missing", None, 1000, 0)
    elsewhere = user / ".cache" / "torch" / "hub" / "pyiqa"
    elsewhere.mkdir(parents=True)
    (elsewhere / ONE).write_bytes(plain(100))
    looked = weights.state(ONE)
    assert (looked.kind, looked.path, looked.ours, looked.verified) == ("installed", elsewhere / ONE, False, "")
    assert weights.expected(ONE) == ""  # looking is not using
    weights.fingerprint([ONE])
    assert weights.state(ONE).verified == "recorded"
    (elsewhere / ONE).write_bytes(b"")
    refused = weights.state(ONE)
    assert (refused.kind, refused.reason, refused.size) == ("refused", "changed", 0)


def test_removing_takes_ours_away_and_nobody_elses(stick, plain, user):
    (stick / ONE).write_bytes(plain(100))
    run(stick)
    (paths.weights_folder() / "hub" / "pyiqa").mkdir(parents=True)
    shutil.copy(stick / ONE, paths.weights_folder() / "hub" / "pyiqa" / ONE)
    (paths.weights_folder() / f"{ONE}.01234567.part").write_bytes(b"half")
    assert weights.state(ONE).kept == 4
    assert weights.remove(ONE) is None
    assert [name for name in here() if name.startswith(ONE)] == []
    assert weights.expected(ONE) == ""
    elsewhere = user / ".cache" / "torch" / "hub" / "pyiqa"
    elsewhere.mkdir(parents=True)
    (elsewhere / ONE).write_bytes(plain(100))
    assert weights.remove(ONE) == elsewhere / ONE
    assert (elsewhere / ONE).exists()


def test_what_cannot_be_removed_is_said(stick, plain, monkeypatch):
    (stick / ONE).write_bytes(plain(100))
    run(stick)

    def unlink(self, missing_ok=False):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(FileUnwritable) as raised:
        weights.remove(ONE)
    assert raised.value.path == paths.weights_folder() / ONE
