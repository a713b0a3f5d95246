"""A full disk, a locked card, permissions denied: told in words, nothing lost, the rest goes on."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer import fileops, words
from reviewer.errors import FileUnwritable, FolderUnreadable, NoTrash, NotTransferred
from reviewer.fileops import Order, copying, disk, journal, trash
from reviewer.photo import Photo

MEGABYTE = 1 << 20


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def drain(steps):
    troubles = []
    for step in steps:
        troubles += step.troubles
    return troubles


def do(photos, order: Order):
    plan = fileops.plan(photos, order)
    return [*plan.left, *drain(fileops.run(plan))]


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    place = tmp_path / "mounted"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], check=False, capture_output=True
    ).returncode:
        pytest.skip("nothing can be mounted here: only root may")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.fixture
def card(tmp_path: Path) -> list[Photo]:
    """Four photos of 300 KB with a small sidecar each, then a small one."""
    folder = tmp_path / "card"
    folder.mkdir()
    for number in range(4):
        (folder / f"IMG_{number}.JPG").write_bytes(os.urandom(300_000))
        (folder / f"IMG_{number}.xmp").write_bytes(os.urandom(500))
    (folder / "IMG_9.JPG").write_bytes(os.urandom(10_000))
    return [Photo(path, 1, 1) for path in sorted(folder.glob("*.JPG"))]


@pytest.mark.parametrize("verb", ["copy", "move"])
def test_a_disk_that_fills_up_takes_what_fits_and_tells_the_rest(card: list[Photo], mounted: Path, verb: str):
    folder = card[0].path.parent
    before, age = tree(folder), times(folder)
    assert disk.kind(mounted / "not" / "yet") == "tmpfs"
    plan = fileops.plan(card, Order(verb, mounted))
    assert not plan.fits
    troubles = drain(fileops.run(plan))
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [("IMG_3.JPG", "full")]
    assert "disk is full" in words.problem(troubles[0])
    assert not list(mounted.glob(".*")), "no half file is left"
    assert {**tree(folder), **tree(mounted)} == before
    assert set(tree(mounted)) == set(before) - {"IMG_3.JPG", "IMG_3.xmp"}, "the unit stays whole, the rest went"
    assert {**times(folder), **times(mounted)} == age


def full_after(calls: int):
    """``os`` whose disk is full after so many files."""
    left = iter(range(calls))

    class Full:
        def __getattr__(self, name: str):
            return getattr(os, name)

        def fsync(self, handle: int) -> None:
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, "No space left on device")
            os.fsync(handle)

    return Full()


def test_a_disk_that_is_full_from_a_moment_on(card: list[Photo], other: Path, monkeypatch):
    folder = card[0].path.parent
    before = tree(folder)
    monkeypatch.setattr(copying, "os", full_after(5))
    troubles = do(card, Order("move", other))
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [
        ("IMG_2.JPG", "full"),
        ("IMG_3.JPG", "full"),
        ("IMG_9.JPG", "full"),
    ]
    assert not list(other.glob(".*"))
    assert set(tree(other)) == {"IMG_0.JPG", "IMG_0.xmp", "IMG_1.JPG", "IMG_1.xmp"}
    assert {**tree(folder), **tree(other)} == before


def test_a_journal_whose_disk_is_full_stops_the_work_and_can_be_gone_on_from(
    card: list[Photo], other: Path, monkeypatch
):
    folder = card[0].path.parent
    before = tree(folder)
    plan = fileops.plan(card, Order("move", other))
    with monkeypatch.context() as patched:
        patched.setattr(journal, "os", full_after(2))
        with pytest.raises(FileUnwritable):
            drain(fileops.run(plan))
    assert {**tree(folder), **tree(other)} == before
    (found,) = fileops.interrupted()
    assert drain(fileops.resume(found.path)) == []
    assert (tree(folder), tree(other)) == ({}, before)


@pytest.mark.parametrize("verb", ["copy", "move"])
def test_a_target_that_becomes_read_only(card: list[Photo], mounted: Path, verb: str):
    folder = card[-1].path.parent
    before = tree(folder)
    plan = fileops.plan(card[-1:], Order(verb, mounted))
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    assert [trouble.detail for trouble in drain(fileops.run(plan))] == ["read_only"]
    assert tree(folder) == before
    with pytest.raises(NotTransferred) as refused:
        fileops.plan(card, Order(verb, mounted))
    assert refused.value.detail == "target_read_only"


def test_a_locked_card_is_copied_from_and_never_written_to(card: list[Photo], mounted: Path, tmp_path: Path, own_trash):
    (mounted / "IMG_1.JPG").write_bytes(b"x")
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    photos = [Photo(mounted / "IMG_1.JPG", 1, 1)]
    assert do(photos, Order("copy", tmp_path / "picks")) == []
    for order in (Order("move", tmp_path / "picks2"), Order("reject"), Order("trash")):
        (trouble,) = do(photos, order)
        assert words.problem(trouble) == "mounted is read-only: photos can be copied from it, but not moved."
    assert tree(mounted) == {"IMG_1.JPG": b"x"}


def test_a_drive_without_a_trash_offers_the_folder(mounted: Path, own_trash: Path):
    """As a card whose top is a file's where the trash should be."""
    (mounted / "IMG_1.JPG").write_bytes(b"x")
    (mounted / f".Trash-{os.getuid()}").write_bytes(b"")
    (trouble,) = do([Photo(mounted / "IMG_1.JPG", 1, 1)], Order("trash"))
    assert isinstance(trouble, NoTrash)
    assert "_rejects" in words.problem(trouble)
    assert trash.trash_for(mounted / "IMG_1.JPG") is None
    assert do([Photo(mounted / "IMG_1.JPG", 1, 1)], Order("reject")) == []
    assert tree(mounted)["_rejects/IMG_1.JPG"] == b"x"


def test_a_file_that_may_not_be_read_is_told_and_the_rest_goes_on(card: list[Photo], other: Path, monkeypatch):
    folder = card[0].path.parent
    before = tree(folder)
    plan = fileops.plan(card, Order("move", other))
    really = Path.open

    def refuse(path: Path, *rest, **more):
        if path.name == "IMG_1.xmp":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really(path, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        troubles = drain(fileops.run(plan))
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [("IMG_1.xmp", "permission")]
    assert {**tree(folder), **tree(other)} == before
    assert set(tree(folder)) == {"IMG_1.JPG", "IMG_1.xmp"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root is refused nothing")
def test_permissions_as_they_really_are(card: list[Photo], tmp_path: Path):
    folder = card[0].path.parent
    before = tree(folder)
    (folder / "IMG_1.JPG").chmod(0)
    assert [trouble.detail for trouble in do(card, Order("copy", tmp_path / "picks"))] == ["permission"]
    folder.chmod(0o500)
    assert [trouble.detail for trouble in do(card, Order("move", tmp_path / "picks"))] == ["source_read_only"]
    folder.chmod(0)
    assert [type(trouble) for trouble in do(card, Order("copy", tmp_path / "picks"))] == [FolderUnreadable]
    folder.chmod(0o700)
    (folder / "IMG_1.JPG").chmod(0o600)
    assert tree(folder) == before
