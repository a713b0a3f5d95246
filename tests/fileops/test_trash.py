"""Rejects in the trash of the desktop, and back from it, from the very place where they lie."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from reviewer import fileops, words
from reviewer.errors import NoTrash
from reviewer.fileops import Order, trash
from reviewer.photo import Photo

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the desktop's trash is another there")


def chosen(folder: Path, *names: str) -> list[Photo]:
    return [Photo(folder / name, 1, 1) for name in names]


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def drain(steps):
    troubles = []
    for step in steps:
        troubles += step.troubles
    return troubles


def bin_all(photos, move=None):
    plan = fileops.plan(photos, Order("trash"), own_trash=move is not None)
    return [*plan.left, *drain(fileops.run(plan, bin=move))]


def last_journal() -> Path:
    return list(fileops.journals())[-1].path


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_unit_goes_to_the_trash_with_notes_and_comes_back(shoot: Path, own_trash: Path):
    before = tree(shoot)
    assert bin_all(chosen(shoot, "IMG_1.JPG", "IMG_2.HEIC")) == []
    assert names_in(shoot) == {"IMG_10.JPG"}
    assert tree(own_trash / "files") | tree(shoot) == before
    notes = names_in(own_trash / "info")
    assert notes == {f"{name}.trashinfo" for name in names_in(own_trash / "files")}
    text = (own_trash / "info" / "IMG_1.CR2.trashinfo").read_text()
    assert re.fullmatch(r"\[Trash Info\]\nPath=\S+\nDeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\n", text)
    assert unquote(text.split("=")[1].split("\n")[0]) == str(shoot / "IMG_1.CR2")
    assert own_trash.stat().st_mode & 0o777 == 0o700
    assert drain(fileops.undo(last_journal())) == []
    assert tree(shoot) == before
    assert names_in(own_trash / "info") == names_in(own_trash / "files") == set()


def test_the_second_of_a_name_comes_back_as_the_second(tmp_path: Path, own_trash: Path):
    for card in ("a", "b"):
        (tmp_path / card).mkdir()
        (tmp_path / card / "IMG_1.JPG").write_bytes(card.encode())
    bin_all(chosen(tmp_path / "a", "IMG_1.JPG"))
    bin_all(chosen(tmp_path / "b", "IMG_1.JPG"))
    assert names_in(own_trash / "files") == {"IMG_1.JPG", "IMG_1.2.JPG"}
    drain(fileops.undo(last_journal()))
    assert (tmp_path / "b" / "IMG_1.JPG").read_bytes() == b"b"
    assert not (tmp_path / "a" / "IMG_1.JPG").exists()


def test_the_longest_name_has_room_for_its_note(tmp_path: Path, own_trash: Path):
    folder = tmp_path / "shoot"
    folder.mkdir()
    name = "é" * 125 + "x.JPG"
    (folder / name).write_bytes(b"x")
    assert bin_all(chosen(folder, name)) == []
    drain(fileops.undo(last_journal()))
    assert names_in(folder) == {name}


def test_another_volume_has_its_own_trash_with_paths_from_its_top(other: Path, own_trash: Path):
    top = trash._top(other)
    if not os.access(top, os.W_OK):
        pytest.skip("the second volume's top cannot be written")
    own = top / f".Trash-{os.getuid()}"
    was_there = own.exists()
    (other / "IMG_1.JPG").write_bytes(b"x")
    try:
        assert bin_all(chosen(other, "IMG_1.JPG")) == []
        ((_, place),) = next(fileops.Journal(last_journal()).carried())
        assert place.parent == own / "files"
        note = (own / "info" / f"{place.name}.trashinfo").read_text()
        assert unquote(note.split("Path=")[1].split("\n")[0]) == str((other / "IMG_1.JPG").relative_to(top))
        assert not own_trash.exists()
        drain(fileops.undo(last_journal()))
        assert (other / "IMG_1.JPG").read_bytes() == b"x"
        assert not place.exists()
    finally:
        if not was_there:
            shutil.rmtree(own, ignore_errors=True)


def test_a_shared_trash_counts_only_if_it_is_sticky_and_no_link(tmp_path: Path, own_trash: Path, monkeypatch):
    (tmp_path / "shoot").mkdir()
    monkeypatch.setattr(trash.disk, "volume", lambda place: "home" if "Trash" in str(place) else "card")
    monkeypatch.setattr(trash, "_top", lambda folder: tmp_path)
    file = tmp_path / "shoot" / "IMG_1.JPG"
    own = tmp_path / f".Trash-{os.getuid()}"
    shared = tmp_path / ".Trash"
    assert trash.trash_for(file) == trash.Trash(own, tmp_path)
    shared.mkdir()
    assert trash.trash_for(file) == trash.Trash(own, tmp_path)
    shared.chmod(0o1777)
    assert trash.trash_for(file) == trash.Trash(shared / str(os.getuid()), tmp_path)
    shared.rename(tmp_path / "elsewhere")
    shared.symlink_to(tmp_path / "elsewhere")
    assert trash.trash_for(file) == trash.Trash(own, tmp_path)
    own.symlink_to(tmp_path / "elsewhere")
    assert trash.trash_for(file) is None


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_trash_that_turns_out_to_be_none_deletes_nothing(shoot: Path, own_trash: Path, monkeypatch, number: int):
    before = tree(shoot)

    def refuse(self, file):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(trash.Trash, "reserve", refuse)
    troubles = bin_all(chosen(shoot, "IMG_1.JPG", "IMG_10.JPG"))
    assert [type(trouble) for trouble in troubles] == [NoTrash, NoTrash]
    assert "Nothing was deleted" in words.problem(troubles[0])
    assert tree(shoot) == before


def test_a_file_that_cannot_go_takes_its_unit_and_all_notes_back(shoot: Path, own_trash: Path, monkeypatch):
    before = tree(shoot)
    really = trash.disk.rename_new

    def rename(source, target):
        if source.name == "IMG_1.xmp":
            raise PermissionError(errno.EPERM, "no", str(source))
        really(source, target)

    monkeypatch.setattr(trash.disk, "rename_new", rename)
    troubles = bin_all(chosen(shoot, "IMG_1.JPG"))
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [("IMG_1.xmp", "permission")]
    assert tree(shoot) == before
    assert names_in(own_trash / "info") == names_in(own_trash / "files") == set()


def test_an_emptied_trash_is_told_by_the_photo_s_own_name(tmp_path: Path, shoot: Path, own_trash: Path):
    bin_all(chosen(shoot, "IMG_10.JPG"))
    shutil.rmtree(own_trash)
    (trouble,) = drain(fileops.undo(last_journal()))
    assert words.problem(trouble).startswith("IMG_10.JPG cannot come back")


def test_places_kept_before_a_crash_are_used_after_it(shoot: Path, own_trash: Path):
    before = tree(shoot)
    steps = fileops.run(fileops.plan(chosen(shoot, "IMG_1.JPG", "IMG_2.HEIC"), Order("trash")))
    next(steps)
    steps.close()
    journal = fileops.Journal(last_journal())
    journal.hold()
    journal.note("begun", 1)
    for number, item in enumerate(journal.parcels[1].items):
        place = trash.Trash(own_trash).reserve(item.source)
        if number < 2:
            journal.note("place", 1, number, str(place))  # the crash came before the third was noted
        if number < 1:
            item.source.rename(place)
    journal.close()
    assert drain(fileops.resume(journal.path)) == []
    assert tree(own_trash / "files") | tree(shoot) == before
    assert len(names_in(own_trash / "info")) == len(names_in(own_trash / "files")) == 7, "nothing is there twice"
    drain(fileops.undo(journal.path))
    assert tree(shoot) == before


class TestTheSystemsOwn:
    """macOS and Windows: a function moves a file to the trash and says where it lies."""

    @staticmethod
    def bin(folder: Path):
        def move(file: Path) -> Path:
            place = folder / f"R{len(names_in(folder))}{file.suffix}"
            folder.mkdir(exist_ok=True)
            return file.rename(place)

        return move

    def test_there_and_back(self, shoot: Path, tmp_path: Path):
        before = tree(shoot)
        assert bin_all(chosen(shoot, "IMG_1.JPG", "IMG_2.HEIC"), self.bin(tmp_path / "bin")) == []
        assert names_in(shoot) == {"IMG_10.JPG"}
        assert drain(fileops.undo(last_journal())) == []
        assert tree(shoot) == before

    def test_a_volume_without_one_is_told_and_its_photos_stay(self, shoot: Path):
        before = tree(shoot)

        def refuse(file: Path) -> Path:
            raise NoTrash(file.parent)

        assert [type(trouble) for trouble in bin_all(chosen(shoot, "IMG_1.JPG"), refuse)] == [NoTrash]
        assert tree(shoot) == before

    def test_one_companion_that_cannot_go_is_told(self, shoot: Path, tmp_path: Path):
        before = tree(shoot)
        move = self.bin(tmp_path / "bin")

        def refuse(file: Path) -> Path:
            if file.name == "IMG_1.xmp":
                raise PermissionError(errno.EACCES, "no", str(file))
            return move(file)

        (trouble,) = bin_all(chosen(shoot, "IMG_1.JPG"), refuse)
        assert (trouble.path.name, trouble.detail) == ("IMG_1.xmp", "permission")
        drain(fileops.undo(last_journal()))
        assert tree(shoot) == before

    def test_a_file_that_went_in_the_moment_of_a_crash_is_named(self, shoot: Path, tmp_path: Path):
        plan = fileops.plan(chosen(shoot, "IMG_1.JPG"), Order("trash"), own_trash=True)
        steps = fileops.run(plan, bin=self.bin(tmp_path / "bin"))
        next(steps)  # the first file has gone
        steps.close()
        self.bin(tmp_path / "bin")(shoot / "IMG_1.CR2")  # and the second, unnoted
        (trouble,) = drain(fileops.resume(last_journal(), bin=self.bin(tmp_path / "bin")))
        assert (trouble.path.name, trouble.detail) == ("IMG_1.CR2", "unplaced")
        assert len(names_in(tmp_path / "bin")) == 4
        drain(fileops.undo(last_journal()))
        assert {"IMG_1.JPG", "IMG_1.xmp", "img_1.jpg.XMP"} <= names_in(shoot)
