"""What would be done is known, in all its parts, before anything is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reviewer import fileops, words
from reviewer.errors import FileGone, FolderGone, FolderUnreadable, NoTrash, NotTransferred
from reviewer.fileops import Order, disk, names, survey
from reviewer.photo import Photo


def a_photo(path: Path) -> Photo:
    return Photo(path, 1, 1)


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in sorted(folder.rglob("*"))}


def planned(plan: fileops.Plan) -> dict[str, str]:
    return {item.source.name: item.target.name for parcel in plan.parcels for item in parcel.items if not item.there}


def test_a_plan_counts_files_and_bytes_and_touches_nothing(shoot: Path, target: Path):
    before = state(shoot.parent)
    plan = fileops.plan([a_photo(shoot / "IMG_1.JPG"), a_photo(shoot / "IMG_2.HEIC")], Order("copy", target))
    assert state(shoot.parent) == before
    assert not target.exists()
    assert plan.files == 7
    assert plan.bytes == plan.needed == sum(path.stat().st_size for path in shoot.iterdir() if "10" not in path.name)
    assert plan.fits
    assert plan.room > plan.needed
    assert plan.left == plan.there == ()


def test_only_what_crosses_volumes_needs_room(shoot: Path, tmp_path: Path, other: Path):
    photos = [a_photo(shoot / "IMG_1.JPG")]
    assert fileops.plan(photos, Order("move", tmp_path / "picks")).needed == 0
    across = fileops.plan(photos, Order("move", other / "picks"))
    assert across.needed == across.bytes > 0


def test_a_pair_named_by_either_file_or_twice_is_one_parcel(shoot: Path, tmp_path: Path):
    named = [a_photo(shoot / name) for name in ("IMG_1.CR2", "IMG_1.JPG", "IMG_1.JPG")]
    assert len(fileops.plan(named, Order("copy", tmp_path / "picks")).parcels) == 1


def test_the_same_bytes_are_there_already_and_a_copy_fills_up_what_is_missing(shoot: Path, tmp_path: Path):
    target = tmp_path / "picks"
    write(target / "IMG_1.JPG", (shoot / "IMG_1.JPG").read_bytes())
    write(target / "img_10.jpg", (shoot / "IMG_10.JPG").read_bytes())
    photos = [a_photo(shoot / "IMG_1.JPG"), a_photo(shoot / "IMG_10.JPG")]
    plan = fileops.plan(photos, Order("copy", target))
    assert plan.there == (shoot / "IMG_10.JPG",)
    assert set(planned(plan)) == {"IMG_1.CR2", "IMG_1.xmp", "img_1.jpg.XMP"}
    moved = fileops.plan(photos, Order("move", target))
    assert moved.there == (shoot / "IMG_10.JPG",), "a move too leaves it where it is"
    assert planned(moved)["IMG_1.JPG"] == "IMG_1-2.JPG", "no unit is torn by a move"


def test_other_bytes_under_a_name_move_the_whole_unit_to_a_free_one(shoot: Path, tmp_path: Path):
    target = tmp_path / "picks"
    write(target / "img_1.cr2", b"another")  # the case is another, too
    write(target / "IMG_1-2.txt", b"a neighbour of the next name")
    plan = fileops.plan([a_photo(shoot / "IMG_1.JPG")], Order("copy", target))
    assert planned(plan) == {
        "IMG_1.JPG": "IMG_1-3.JPG",
        "IMG_1.CR2": "IMG_1-3.CR2",
        "IMG_1.xmp": "IMG_1-3.xmp",
        "img_1.jpg.XMP": "IMG_1-3.jpg.XMP",
    }
    assert [parcel.renamed for parcel in plan.renamed] == ["taken"]
    skipped = fileops.plan([a_photo(shoot / "IMG_1.JPG")], Order("copy", target, "skip"))
    assert skipped.parcels == ()
    assert [trouble.detail for trouble in skipped.left] == ["taken"]


def test_a_copy_made_twice_finds_what_had_to_be_renamed_the_first_time(shoot: Path, tmp_path: Path):
    target = tmp_path / "picks"
    write(target / "IMG_10.JPG", b"another")
    write(target / "IMG_10-2.JPG", (shoot / "IMG_10.JPG").read_bytes())
    plan = fileops.plan([a_photo(shoot / "IMG_10.JPG")], Order("copy", target))
    assert plan.there == (shoot / "IMG_10.JPG",)


def test_photos_of_two_folders_with_one_name_both_get_there(tmp_path: Path):
    files = [write(tmp_path / card / "IMG_1.JPG", b"same") for card in ("a", "b")]
    plan = fileops.plan(map(a_photo, files), Order("copy", tmp_path / "picks"))
    assert sorted(item.target.name for parcel in plan.parcels for item in parcel.items) == ["IMG_1-2.JPG", "IMG_1.JPG"]


def test_names_that_the_target_cannot_hold_are_changed_for_the_whole_unit(tmp_path: Path, monkeypatch):
    file = write(tmp_path / "card" / "12:30 à?.JPG", b"x")
    write(tmp_path / "card" / "12:30 à?.JPG.xmp", b"y")
    assert planned(fileops.plan([a_photo(file)], Order("copy", tmp_path / "picks"))) == {
        name: name for name in ("12:30 à?.JPG", "12:30 à?.JPG.xmp")
    }
    monkeypatch.setattr(disk, "kind", lambda folder: "exfat")
    plan = fileops.plan([a_photo(file)], Order("copy", tmp_path / "picks"))
    assert set(planned(plan).values()) == {"12_30 à_.JPG", "12_30 à_.JPG.xmp"}
    assert plan.renamed[0].renamed == "illegal"


@pytest.mark.parametrize(
    ("stem", "windows", "held"),
    [
        ("IMG_1", True, "IMG_1"),
        ("con", True, "con_"),
        ("COM1.x", True, "COM1_.x"),
        ("console", True, "console"),
        ('a<b>"c|d*', True, "a_b__c_d_"),
        ("\udcff", True, "_"),
        ("\udcff", False, "\udcff"),
        ("con", False, "con"),
        ("é" * 200, False, "é" * 125),
    ],
)
def test_what_a_target_can_hold(stem: str, windows: bool, held: str):
    assert names.legal(stem, windows=windows, tail=5) == held


def test_names_that_some_disk_takes_for_one_are_one_everywhere():
    assert names.key("E\u0301te\u0301.JPG") == names.key("\u00e9t\u00c9.jpg")


def test_a_file_too_large_for_fat_stays(tmp_path: Path, monkeypatch):
    file = tmp_path / "card" / "IMG_1.TIF"
    write(file, b"")
    os.truncate(file, 4 << 30)  # a hole, not bytes
    assert len(fileops.plan([a_photo(file)], Order("copy", tmp_path / "picks")).parcels) == 1
    monkeypatch.setattr(disk, "kind", lambda folder: "vfat")
    plan = fileops.plan([a_photo(file)], Order("copy", tmp_path / "picks"))
    assert "FAT" in words.problem(plan.left[0])


def test_what_is_at_its_target_is_left_alone(shoot: Path, tmp_path: Path):
    photos = [a_photo(shoot / "IMG_10.JPG")]
    link = tmp_path / "link"
    link.symlink_to(shoot)
    assert fileops.plan(photos, Order("move", link)).there == (shoot / "IMG_10.JPG",)
    rejected = write(shoot / "_rejects" / "IMG_3.JPG", b"x")
    plan = fileops.plan([*photos, a_photo(rejected)], Order("reject"))
    assert plan.there == (rejected,)
    assert plan.parcels[0].items[0].target == shoot / "_rejects" / "IMG_10.JPG"


def test_a_link_is_copied_from_and_never_moved(shoot: Path, tmp_path: Path):
    (shoot / "IMG_3.JPG").symlink_to(shoot / "IMG_10.JPG")
    photos = [a_photo(shoot / "IMG_3.JPG")]
    copied = fileops.plan(photos, Order("copy", tmp_path / "picks"))
    assert copied.bytes == (shoot / "IMG_10.JPG").stat().st_size
    for order in (Order("move", tmp_path / "picks"), Order("reject"), Order("trash")):
        (trouble,) = fileops.plan(photos, order).left
        assert words.problem(trouble).startswith("IMG_3.JPG was left as it is: it is a link")


def test_what_is_gone_or_cannot_be_listed_is_told_and_the_rest_is_planned(shoot: Path, tmp_path: Path, monkeypatch):
    photos = [a_photo(shoot / "IMG_10.JPG"), a_photo(shoot / "IMG_4.JPG"), a_photo(tmp_path / "away" / "IMG_1.JPG")]
    plan = fileops.plan(photos, Order("copy", tmp_path / "picks"))
    assert [parcel.photo for parcel in plan.parcels] == [shoot / "IMG_10.JPG"]
    assert [type(trouble) for trouble in plan.left] == [FileGone, FolderGone]

    def refuse(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(survey.os, "scandir", refuse)
    assert [type(trouble) for trouble in fileops.plan(photos[:1], Order("copy", tmp_path / "picks")).left] == [
        FolderUnreadable
    ]


def test_a_read_only_source_can_be_copied_from_only(shoot: Path, tmp_path: Path, monkeypatch):
    really = os.access
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place) != shoot and really(place, mode))
    photos = [a_photo(shoot / "IMG_10.JPG"), a_photo(shoot / "IMG_1.JPG")]
    assert len(fileops.plan(photos, Order("copy", tmp_path / "picks")).parcels) == 2
    plan = fileops.plan(photos, Order("move", tmp_path / "picks"))
    assert plan.parcels == ()
    assert [(trouble.path, trouble.detail) for trouble in plan.left] == [(shoot, "source_read_only")]


def test_a_target_that_cannot_be_written_is_refused_at_once(shoot: Path, tmp_path: Path, monkeypatch):
    with pytest.raises(NotTransferred) as refused:
        fileops.plan([], Order("copy", write(tmp_path / "file", b"")))
    assert refused.value.detail == "target_read_only"
    monkeypatch.setattr(os, "access", lambda place, mode: False)
    with pytest.raises(NotTransferred):
        fileops.plan([], Order("copy", tmp_path / "picks"))


def test_without_a_trash_it_is_said_so_once_a_folder(shoot: Path, monkeypatch):
    monkeypatch.setattr(survey, "trash_for", lambda file: None)
    photos = [a_photo(shoot / "IMG_10.JPG"), a_photo(shoot / "IMG_1.JPG")]
    plan = fileops.plan(photos, Order("trash"))
    assert plan.parcels == ()
    assert [type(trouble) for trouble in plan.left] == [NoTrash]
    assert "_rejects" in words.problem(plan.left[0])
    assert len(fileops.plan(photos, Order("trash"), own_trash=True).parcels) == 2


def test_planning_tells_how_far_it_is_and_can_be_stopped(shoot: Path, tmp_path: Path):
    photos = [a_photo(shoot / name) for name in ("IMG_1.JPG", "IMG_2.HEIC", "IMG_10.JPG")]
    steps = fileops.planning(photos, Order("copy", tmp_path / "picks"))
    assert [next(steps), next(steps)] == [(1, 3), (2, 3)]
    steps.close()


def test_a_plan_that_does_not_fit_says_so(shoot: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(survey.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 10}))
    assert not fileops.plan([a_photo(shoot / "IMG_10.JPG")], Order("copy", tmp_path / "picks")).fits
