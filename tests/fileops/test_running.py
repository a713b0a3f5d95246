"""Photos really copied, moved, stopped, resumed and brought back: every byte and time as it was."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from reviewer import fileops, words
from reviewer.errors import FileGone, FileUnwritable, FolderGone, NotResumable, ReviewerError
from reviewer.fileops import Order, disk
from reviewer.fileops import copying as copying_module
from reviewer.fileops import journal as journal_module
from reviewer.photo import Photo

PHOTOS = ("IMG_1.JPG", "IMG_2.HEIC", "IMG_10.JPG")


def chosen(folder: Path, *names: str) -> list[Photo]:
    return [Photo(folder / name, 1, 1) for name in names or PHOTOS]


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def drain(steps) -> tuple[list[ReviewerError], fileops.Progress | None]:
    troubles, last = [], None
    for last in steps:
        troubles += last.troubles
    return troubles, last


def do(photos, order: Order):
    return drain(fileops.run(fileops.plan(photos, order)))


def last_journal() -> Path:
    return list(fileops.journals())[-1].path


def test_a_copy_is_the_same_to_the_nanosecond_and_originals_are_untouched(shoot: Path, target: Path):
    before = tree(shoot)
    (shoot / "IMG_10.JPG").chmod(0o640)
    troubles, last = do(chosen(shoot), Order("copy", target))
    assert troubles == []
    assert tree(target) == tree(shoot) == before
    assert (target / "IMG_10.JPG").stat().st_mode & 0o777 == 0o640
    assert (last.done, last.total, last.bytes_done) == (3, 3, last.bytes_total)
    assert last.seconds_left == 0


def test_a_move_takes_all_of_a_photo_and_nothing_else_and_can_be_undone(shoot: Path, target: Path):
    before = tree(shoot)
    assert do(chosen(shoot, "IMG_1.JPG", "IMG_2.HEIC"), Order("move", target))[0] == []
    assert set(tree(shoot)) == {"IMG_10.JPG"}
    assert tree(target) | tree(shoot) == before
    assert drain(fileops.undo(last_journal()))[0] == []
    assert tree(shoot) == before
    assert not target.exists(), "the folder that was made for it goes with it"
    assert list(fileops.undo(next(fileops.journals()).path)) == [], "it has been undone"


def test_a_second_copy_finds_everything_there(shoot: Path, target: Path):
    do(chosen(shoot), Order("copy", target))
    plan = fileops.plan(chosen(shoot), Order("copy", target))
    assert (plan.parcels, len(plan.there)) == ((), 3)
    (target / "IMG_1.CR2").unlink()
    assert do(chosen(shoot), Order("copy", target))[0] == []
    assert tree(target) == tree(shoot)


def test_rejects_go_beside_their_photos_and_back(shoot: Path):
    before = tree(shoot)
    assert do(chosen(shoot, "IMG_1.JPG"), Order("reject"))[0] == []
    assert set(tree(shoot / "_rejects")) == {"IMG_1.JPG", "IMG_1.CR2", "IMG_1.xmp", "img_1.jpg.XMP"}
    assert drain(fileops.undo(last_journal()))[0] == []
    assert tree(shoot) == before
    assert not (shoot / "_rejects").exists()


def test_what_came_to_the_target_after_the_plan_is_not_written_over(shoot: Path, target: Path):
    for verb in ("copy", "move"):
        plan = fileops.plan(chosen(shoot), Order(verb, target))
        target.mkdir(exist_ok=True)
        (target / "IMG_1.CR2").write_bytes(b"a stranger's")
        before = tree(shoot)
        troubles, last = drain(fileops.run(plan))
        assert [(trouble.path, trouble.detail) for trouble in troubles] == [(shoot / "IMG_1.CR2", "taken")]
        assert last.done == last.total
        assert (target / "IMG_1.CR2").read_bytes() == b"a stranger's"
        assert {name: before[name] for name in before if "1." in name} == {
            name: content for name, content in tree(shoot).items() if "1." in name
        }, "the whole unit stays"
        assert not (target / "IMG_1.JPG").exists()
        assert (target / "IMG_10.JPG").exists(), "the rest went"
        shutil.rmtree(target)


def test_a_file_with_the_same_ends_and_size_but_another_middle_is_not_taken_for_a_copy(tmp_path: Path):
    file = tmp_path / "a" / "IMG_1.TIF"
    file.parent.mkdir()
    file.write_bytes(b"x" * 200_000)
    target = tmp_path / "b"
    target.mkdir()
    (target / "IMG_1.TIF").write_bytes(b"x" * 100_000 + b"y" + b"x" * 99_999)
    (file.parent / "IMG_1.xmp").write_bytes(b"z")
    troubles, _ = do([Photo(file, 1, 1)], Order("copy", target))
    assert [trouble.detail for trouble in troubles] == ["taken"]


def test_files_that_went_away_after_the_plan_are_told_and_the_rest_goes_on(shoot: Path, target: Path):
    plan = fileops.plan(chosen(shoot), Order("move", target))
    (shoot / "IMG_2.HEIC").unlink()
    (shoot / "IMG_1.xmp").unlink()
    troubles, _ = drain(fileops.run(plan))
    assert [(type(trouble), trouble.path.name) for trouble in troubles] == [
        (FileGone, "IMG_1.xmp"),
        (FileGone, "IMG_2.HEIC"),
    ]
    assert set(tree(target)) == {"IMG_1.JPG", "IMG_1.CR2", "img_1.jpg.XMP", "IMG_10.JPG"}
    assert set(tree(shoot)) == {"IMG_2.MOV", "IMG_2.AAE"}, "without its photo, what hangs on it stays"


def test_a_file_written_to_while_it_is_copied_stays(shoot: Path, other: Path):
    plan = fileops.plan(chosen(shoot, "IMG_10.JPG"), Order("move", other))
    steps = fileops.run(plan)
    next(steps)
    with (shoot / "IMG_10.JPG").open("ab") as file:
        file.write(b"more")
    troubles, _ = drain(steps)
    assert [trouble.detail for trouble in troubles] == ["changed"]
    assert (shoot / "IMG_10.JPG").read_bytes().endswith(b"more")
    assert tree(other) == {}


def test_a_copy_that_reads_back_otherwise_removes_nothing(shoot: Path, other: Path, monkeypatch):
    before = tree(shoot)
    monkeypatch.setattr(copying_module.disk, "digest", lambda file: b"another")
    troubles, _ = do(chosen(shoot), Order("move", other))
    assert {trouble.detail for trouble in troubles} == {"unverified"}
    assert (tree(shoot), tree(other)) == (before, {})


def test_closing_stops_within_a_copy_and_leaves_the_rest_to_be_resumed(shoot: Path, target: Path):
    before = tree(shoot)
    steps = fileops.run(fileops.plan(chosen(shoot), Order("move", target)))
    next(steps)
    assert fileops.interrupted() == [], "nobody else may take up what is under way"
    with pytest.raises(NotResumable, match="under_way"):
        list(fileops.resume(last_journal()))
    steps.close()
    assert not list(target.glob(".*"))
    assert {**tree(shoot), **tree(target)} == before
    (found,) = fileops.interrupted()
    troubles, last = drain(fileops.resume(found.path))
    assert (troubles, last.done) == ([], 3)
    assert (tree(shoot), tree(target)) == ({}, before)
    assert fileops.interrupted() == []


def test_what_was_interrupted_can_be_ended_instead_and_undone(shoot: Path, other: Path):
    before = tree(shoot)
    steps = fileops.run(fileops.plan(chosen(shoot), Order("move", other)))
    while next(steps).done < 1:
        pass
    next(steps)  # within the second photo
    steps.close()
    moved = last_journal()
    drain(fileops.abandon(moved))
    assert fileops.interrupted() == []
    assert {**tree(shoot), **tree(other)} == before
    assert "IMG_10.JPG" in tree(shoot)
    drain(fileops.undo(moved))
    assert tree(shoot) == before


def test_an_undo_of_what_was_interrupted_ends_it_first(shoot: Path, other: Path):
    before = tree(shoot)
    steps = fileops.run(fileops.plan(chosen(shoot), Order("move", other)))
    while next(steps).done < 1:
        pass
    next(steps)
    steps.close()
    assert drain(fileops.undo(last_journal()))[0] == []
    assert (tree(shoot), tree(other)) == (before, {})
    assert fileops.interrupted() == []


def test_an_undo_puts_back_what_it_can_and_names_the_rest(shoot: Path, target: Path):
    before = tree(shoot)
    do(chosen(shoot), Order("move", target))
    moved = last_journal()
    (shoot / "IMG_1.xmp").write_bytes(b"new")
    (target / "IMG_10.JPG").unlink()
    troubles, _ = drain(fileops.undo(moved))
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [
        ("IMG_10.JPG", "nowhere"),
        ("IMG_1.xmp", "taken"),
    ]
    assert set(tree(target)) == {"IMG_1.xmp"}
    (shoot / "IMG_1.xmp").unlink()
    troubles, _ = drain(fileops.undo(moved))
    assert [trouble.detail for trouble in troubles] == ["nowhere"]
    assert tree(shoot) == {name: content for name, content in before.items() if name != "IMG_10.JPG"}


def test_an_undo_makes_the_folder_again_that_its_photos_were_in(shoot: Path, target: Path):
    before = tree(shoot)
    do(chosen(shoot), Order("move", target))
    shoot.rmdir()
    assert drain(fileops.undo(last_journal()))[0] == []
    assert tree(shoot) == before


def test_a_copy_is_not_undone_by_deleting(shoot: Path, target: Path):
    do(chosen(shoot), Order("copy", target))
    assert list(fileops.undo(last_journal())) == []
    assert tree(target) == tree(shoot)


def refusing(number: int, when):
    """Something of ``os`` that fails with an error number where ``when`` says so."""

    def wrap(really):
        def call(path, *rest, **more):
            if when(Path(os.fspath(path))):
                raise OSError(number, os.strerror(number), str(path))
            return really(path, *rest, **more)

        return call

    return wrap


@pytest.mark.parametrize("refused", ["IMG_1.JPG", "IMG_1.CR2", "img_1.jpg.XMP"])
def test_originals_that_cannot_be_removed_are_told_and_nothing_is_lost(
    shoot: Path, other: Path, monkeypatch, refused: str
):
    before = tree(shoot)
    unlink = refusing(errno.EACCES, lambda path: path == shoot / refused)(Path.unlink)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", unlink)
        troubles, _ = do(chosen(shoot), Order("move", other))
    first = refused == "IMG_1.JPG"
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [
        (refused, "permission" if first else "both")
    ]
    assert {**tree(other), **tree(shoot)} == before
    assert ("IMG_1.JPG" in tree(other)) is not first, "where the first cannot go, no copies are left"
    assert tree(other)["IMG_10.JPG"] == before["IMG_10.JPG"], "the rest went"
    drain(fileops.undo(last_journal()))
    assert tree(shoot) == before


def test_a_rename_that_fails_half_way_takes_the_unit_back(shoot: Path, tmp_path: Path, monkeypatch):
    before = tree(shoot)
    really = disk.rename_new

    def rename(source, target):
        if source.name == "IMG_1.xmp":
            raise PermissionError(errno.EACCES, "no", str(source))
        really(source, target)

    monkeypatch.setattr(disk, "rename_new", rename)
    troubles, _ = do(chosen(shoot), Order("move", tmp_path / "picks"))
    assert [(trouble.path.name, trouble.detail) for trouble in troubles] == [("IMG_1.xmp", "permission")]
    assert {name for name in before if "1." in name} <= set(tree(shoot))
    assert {**tree(tmp_path / "picks"), **tree(shoot)} == before


def test_one_volume_in_two_places_is_copied(shoot: Path, tmp_path: Path, monkeypatch):
    before = tree(shoot)
    really = disk.rename_new

    def rename(source, target):
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        really(source, target)

    monkeypatch.setattr(disk, "rename_new", rename)
    assert do(chosen(shoot), Order("move", tmp_path / "picks"))[0] == []
    assert (tree(shoot), tree(tmp_path / "picks")) == ({}, before)


@pytest.mark.parametrize("links", [True, False], ids=["with second names", "without"])
def test_without_the_one_call_a_rename_still_never_overwrites(tmp_path: Path, monkeypatch, links: bool):
    monkeypatch.setattr(disk, "_renamed_at_once", lambda source, target: False)
    if not links:
        monkeypatch.setattr(os, "link", refusing(errno.EPERM, lambda path: True)(os.link))
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        disk.rename_new(one, other)
    assert (one.read_bytes(), other.read_bytes()) == (b"1", b"2")
    disk.rename_new(one, tmp_path / "third")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"third": b"1", "other": b"2"}


def test_a_rename_ended_between_its_two_names_is_finished(shoot: Path, tmp_path: Path):
    before = tree(shoot)
    steps = fileops.run(fileops.plan(chosen(shoot), Order("move", tmp_path / "picks")))
    next(steps)
    steps.close()
    journal = fileops.Journal(last_journal())
    journal.hold()
    journal.note("begun", 1)
    journal.close()
    os.link(shoot / "IMG_2.HEIC", tmp_path / "picks" / "IMG_2.HEIC")
    assert drain(fileops.resume(journal.path))[0] == []
    assert (tree(shoot), tree(tmp_path / "picks")) == ({}, before)


def test_a_drive_pulled_half_way_stops_the_work_and_leaves_it_resumable(shoot: Path, other: Path):
    before = tree(shoot)
    target = other / "picks"
    steps = fileops.run(fileops.plan(chosen(shoot), Order("move", target)))
    while next(steps).done < 1:
        pass
    target.rename(other / "away")
    with pytest.raises(FolderGone):
        drain(steps)
    (found,) = fileops.interrupted()
    with pytest.raises(FolderGone):
        drain(fileops.resume(found.path))
    assert not target.exists(), "no folder is made where the drive was"
    (other / "away").rename(target)
    assert drain(fileops.resume(found.path))[0] == []
    assert (tree(shoot), tree(target)) == ({}, before)


def test_without_a_journal_nothing_is_begun(shoot: Path, target: Path, monkeypatch):
    before = tree(shoot)
    plan = fileops.plan(chosen(shoot), Order("move", target))
    with monkeypatch.context() as patched:
        patched.setattr(journal_module.paths, "write_whole", refusing(errno.ENOSPC, lambda path: True)(len))
        with pytest.raises(FileUnwritable):
            drain(fileops.run(plan))
    assert (tree(shoot), target.exists()) == (before, False)


def test_a_journal_cut_off_anywhere_is_gone_on_from(shoot: Path, other: Path):
    before = tree(shoot)
    steps = fileops.run(fileops.plan(chosen(shoot), Order("move", other / "a")))
    while next(steps).done < 2:
        pass
    steps.close()
    path = last_journal()
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    assert drain(fileops.resume(path))[0] == []
    assert (tree(shoot), tree(other / "a")) == ({}, before)
    assert fileops.interrupted() == []
    drain(fileops.undo(path))
    assert tree(shoot) == before


def test_a_journal_that_cannot_be_read_is_told_and_hides_no_other(shoot: Path, target: Path, home: Path):
    do(chosen(shoot), Order("copy", target))
    bad = home / "data" / "journals" / "0.journal"
    for content, detail in ((b"", "damaged"), (b"{", "damaged"), (b'{"version": 99}\n', "newer")):
        bad.write_bytes(content)
        with pytest.raises(NotResumable) as refused:
            list(fileops.resume(bad))
        assert refused.value.detail == detail
        assert "{" not in words.problem(refused.value)
    assert len(list(fileops.journals())) == 1


def test_bytes_of_a_name_that_are_no_text_survive(tmp_path: Path, target: Path):
    folder = tmp_path / "shoot"
    folder.mkdir()
    name = os.fsdecode(b"IMG\xff.JPG")
    (folder / name).write_bytes(b"x")
    assert do([Photo(folder / name, 1, 1)], Order("move", target))[0] == []
    assert os.listdir(target) == [name]  # noqa: PTH208
    drain(fileops.undo(last_journal()))
    assert (folder / name).exists()


def test_progress_tells_bytes_and_time_left_within_a_file(tmp_path: Path, other: Path):
    folder = tmp_path / "shoot"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(os.urandom(3 * disk.CHUNK))
    told = list(fileops.run(fileops.plan(chosen(folder, "a.jpg", "b.jpg"), Order("copy", other))))
    assert [step.bytes_done for step in told] == sorted(step.bytes_done for step in told)
    assert sum(step.done == 0 for step in told) >= 3
    assert all(step.seconds_left is not None and step.seconds_left >= 0 for step in told)
    assert told[-1].bytes_done == told[-1].bytes_total == 6 * disk.CHUNK
    assert told[-1].seconds_left == 0
