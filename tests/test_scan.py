"""Scanning: what counts as a photo, what belongs together, in which order, and that no file system hurts."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from natsort import natsort_keygen, ns

from reviewer.errors import (
    FileGone,
    FolderGone,
    FolderUnreadable,
    NoPermission,
    NotAnImage,
    ReviewerError,
)
from reviewer.photo import Photo
from reviewer.scan import Changes, compare, content_id, locate, natural_key, scan

SKIP_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything"
)


def make(folder: Path, *names: str, content: bytes = b"x") -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def photos(folder: Path, *, recursive: bool = False) -> list[Photo]:
    return [photo for found in scan(folder, recursive=recursive) for photo in found.photos]


def troubles(folder: Path, *, recursive: bool = False) -> list[ReviewerError]:
    return [trouble for found in scan(folder, recursive=recursive) for trouble in found.troubles]


def names(folder: Path, *, recursive: bool = False) -> list[str]:
    return [photo.path.relative_to(folder).as_posix() for photo in photos(folder, recursive=recursive)]


def test_photos_are_found_by_their_ending_in_natural_order(tmp_path: Path) -> None:
    make(tmp_path, "IMG_10.JPG", "img_2.jpeg", "IMG_1.png", "a.HEIC", "b.cr3", "notes.txt", "Thumbs.db", "jpg", "x.")
    assert names(tmp_path) == ["a.HEIC", "b.cr3", "IMG_1.png", "img_2.jpeg", "IMG_10.JPG"]


def test_a_photo_is_what_the_disk_shows(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", content=b"12345")
    os.utime(tmp_path / "a.jpg", ns=(1, 1_700_000_000_123_456_789))
    assert photos(tmp_path) == [Photo(tmp_path / "a.jpg", 5, (tmp_path / "a.jpg").stat().st_mtime_ns)]


def test_hidden_files_and_our_temporary_files_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, ".hidden.jpg", "._IMG_1.JPG", ".photo-reviewer-x1.jpg", ".thumbs/a.jpg", "a.jpg")
    assert names(tmp_path, recursive=True) == ["a.jpg"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["IMG_1.CR2", "IMG_1.JPG"], {"IMG_1.JPG": "IMG_1.CR2"}),
        (["img_1.cr2", "IMG_1.JPG"], {"IMG_1.JPG": "img_1.cr2"}),
        (["IMG_1.DNG", "IMG_1.HEIC"], {"IMG_1.HEIC": "IMG_1.DNG"}),
        (["IMG_1.CR2"], {"IMG_1.CR2": None}),
        (["IMG_1.CR2", "IMG_2.JPG"], {"IMG_1.CR2": None, "IMG_2.JPG": None}),
        # two pictures: both stay, the RAW goes with the one of the camera
        (["a.heic", "a.jpg", "a.raf"], {"a.heic": None, "a.jpg": "a.raf"}),
        (["a.png", "a.jpg", "a.tif", "a.raf"], {"a.jpg": "a.raf", "a.png": None, "a.tif": None}),
        # an export beside its RAW is a picture of its own
        (["a.tif", "a.nef"], {"a.nef": None, "a.tif": None}),
        # two RAWs: the camera's own is the companion, the other stays
        (["a.dng", "a.nef", "a.jpg"], {"a.dng": None, "a.jpg": "a.nef"}),
        # letter case decides only where it must
        (["A.JPG", "a.jpg", "a.nef"], {"A.JPG": None, "a.jpg": "a.nef"}),
        # only the last ending counts
        (["a.b.jpg", "a.nef"], {"a.b.jpg": None, "a.nef": None}),
    ],
)
def test_raw_and_picture_are_one_photo(tmp_path: Path, files: list[str], expected: dict[str, str | None]) -> None:
    make(tmp_path, *files)
    if len(list(tmp_path.iterdir())) < len(files):
        pytest.skip("this file system does not tell upper from lower case")
    found = {photo.path.name: photo.companion.name if photo.companion else None for photo in photos(tmp_path)}
    assert found == expected


def test_pairs_are_made_within_one_folder_only(tmp_path: Path) -> None:
    make(tmp_path, "jpeg/IMG_1.JPG", "raw/IMG_1.CR2")
    assert all(photo.companion is None for photo in photos(tmp_path, recursive=True))


def test_folders_inside_come_only_when_asked_for_and_after_their_parent(tmp_path: Path) -> None:
    make(tmp_path, "day 10/a.jpg", "day 2/b.jpg", "day 2/late/c.jpg", "z.jpg", "album.jpg/d.jpg")
    assert names(tmp_path) == ["z.jpg"]
    in_order = ["z.jpg", "album.jpg/d.jpg", "day 2/b.jpg", "day 2/late/c.jpg", "day 10/a.jpg"]
    assert names(tmp_path, recursive=True) == in_order
    assert sorted(photos(tmp_path, recursive=True), key=lambda photo: natural_key(photo.path)) == photos(
        tmp_path, recursive=True
    )


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
class TestLinks:
    def test_links_to_files_and_folders_are_followed(self, tmp_path: Path) -> None:
        make(tmp_path / "elsewhere", "a.jpg")
        folder = make(tmp_path / "open", "b.jpg")
        (folder / "c.jpg").symlink_to(tmp_path / "elsewhere" / "a.jpg")
        (folder / "more").symlink_to(tmp_path / "elsewhere")
        assert names(folder, recursive=True) == ["b.jpg", "c.jpg", "more/a.jpg"]

    def test_each_folder_is_visited_once_however_it_is_reached(self, tmp_path: Path) -> None:
        make(tmp_path, "inner/a.jpg")
        (tmp_path / "inner" / "up").symlink_to(tmp_path)
        (tmp_path / "again").symlink_to(tmp_path / "inner")
        (tmp_path / "self").symlink_to("self")
        assert names(tmp_path, recursive=True) == ["again/a.jpg"]
        assert troubles(tmp_path, recursive=True) == []

    def test_a_link_to_nowhere_is_a_trouble_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        make(tmp_path, "a.jpg")
        (tmp_path / "lost.jpg").symlink_to("nowhere.jpg")
        (tmp_path / "loop.jpg").symlink_to("loop.jpg")
        assert names(tmp_path) == ["a.jpg"]
        codes = {trouble.path.name: trouble.code for trouble in troubles(tmp_path) if trouble.path}
        assert codes == {"lost.jpg": "gone", "loop.jpg": "unreadable"}

    def test_a_pipe_named_like_a_photo_is_never_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.jpg")
        assert photos(tmp_path) == []
        with pytest.raises(NotAnImage):
            locate(tmp_path / "pipe.jpg")
        with pytest.raises(NotAnImage):
            content_id(tmp_path / "pipe.jpg")


def test_a_missing_folder_is_a_trouble_not_an_exception(tmp_path: Path) -> None:
    (trouble,) = troubles(tmp_path / "gone")
    assert isinstance(trouble, FolderGone)
    assert trouble.path == tmp_path / "gone"


def test_a_file_in_a_folders_place_is_a_trouble(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg")
    (trouble,) = troubles(tmp_path / "a.jpg")
    assert isinstance(trouble, FolderUnreadable)


def test_a_folder_the_system_refuses_is_a_trouble_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a/1.jpg", "b/2.jpg", "c/3.jpg")
    list_folder = os.scandir

    def refuse(folder: Path) -> object:
        if folder.name == "b":
            raise PermissionError(13, "Permission denied", str(folder))
        return list_folder(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(tmp_path, recursive=True) == ["a/1.jpg", "c/3.jpg"]
    (trouble,) = troubles(tmp_path, recursive=True)
    assert isinstance(trouble, FolderUnreadable)
    assert trouble.path == tmp_path / "b"
    assert trouble.detail == "Permission denied"


@SKIP_ROOT
def test_a_folder_without_permission(tmp_path: Path) -> None:
    make(tmp_path, "shut/1.jpg", "listed/2.jpg")
    (tmp_path / "shut").chmod(0o000)
    (tmp_path / "listed").chmod(0o400)
    try:
        codes = {trouble.path.name: trouble.code for trouble in troubles(tmp_path, recursive=True) if trouble.path}
    finally:
        (tmp_path / "shut").chmod(0o700)
        (tmp_path / "listed").chmod(0o700)
    assert codes == {"shut": "folder_unreadable", "2.jpg": "no_permission"}


def test_a_file_that_goes_away_during_the_scan_is_a_trouble(tmp_path: Path) -> None:
    make(tmp_path, *(f"{i}.jpg" for i in range(70)))
    batches = scan(tmp_path)
    assert len(next(batches).photos) == 64
    (tmp_path / "69.jpg").unlink()
    (last,) = batches
    assert [photo.path.name for photo in last.photos] == ["64.jpg", "65.jpg", "66.jpg", "67.jpg", "68.jpg"]
    assert [trouble.code for trouble in last.troubles] == ["gone"]


@pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there")
@pytest.mark.parametrize(
    "name",
    [b"\xff\xfe.jpg", b"line\nbreak.jpg", b"=cmd().jpg", b"<img onerror>.jpg", b"#%?.jpg", "עברית.jpg".encode(),
     "\u202egpj.exe.jpg".encode(), b"n" * 251 + b".jpg", b" .jpg", b"-rf.jpg", b"\x01.jpg", "½².jpg".encode()],
)  # fmt: skip
def test_any_name_a_disk_can_hold_is_found(tmp_path: Path, name: bytes) -> None:
    make(tmp_path, "a.jpg", "z10.jpg")
    try:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system refuses the name")
    found = {os.fsencode(photo.path.name) for photo in photos(tmp_path)}
    assert found == {b"a.jpg", b"z10.jpg", name}
    folder, start = locate(tmp_path / os.fsdecode(name))
    assert start is not None
    assert (folder, os.fsencode(start.name)) == (tmp_path, name)


def test_batches_start_small_and_grow_and_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    make(tmp_path, *(f"{i}.jpg" for i in range(500)))
    batches = list(scan(tmp_path))
    assert [len(found.photos) for found in batches] == [64, 128, 256, 52]
    assert [photo.path.name for found in batches for photo in found.photos] == [f"{i}.jpg" for i in range(500)]


def test_an_empty_folder_has_nothing_to_say(tmp_path: Path) -> None:
    assert photos(tmp_path) == []
    assert troubles(tmp_path) == []


def test_a_slow_tree_without_photos_can_still_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/b/c/notes.txt")
    clock = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    assert all(found.photos == () for found in scan(tmp_path, recursive=True))
    assert len(list(scan(tmp_path, recursive=True))) == 4


def test_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.jpg")
    monkeypatch.chdir(tmp_path)
    assert [photo.path for photo in photos(Path())] == [Path.cwd() / "a.jpg"]


class TestLocate:
    def test_a_folder(self, tmp_path: Path) -> None:
        assert locate(tmp_path) == (tmp_path, None)

    def test_a_photo_opens_its_folder_there(self, tmp_path: Path) -> None:
        make(tmp_path, "a.jpg", "b.unknown")
        assert locate(tmp_path / "a.jpg") == (tmp_path, tmp_path / "a.jpg")
        assert locate(tmp_path / "b.unknown") == (tmp_path, tmp_path / "b.unknown")

    def test_a_raw_opens_at_the_picture_that_shows_it(self, tmp_path: Path) -> None:
        make(tmp_path, "a.jpg", "a.nef", "b.nef")
        assert locate(tmp_path / "a.nef") == (tmp_path, tmp_path / "a.jpg")
        assert locate(tmp_path / "b.nef") == (tmp_path, tmp_path / "b.nef")

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(FolderGone):
            locate(tmp_path / "gone")
        with pytest.raises(FileGone):
            locate(tmp_path / "gone.jpg")

    def test_the_folder_that_we_are_in_was_deleted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        (tmp_path / "here").rmdir()
        with pytest.raises(FolderGone):
            locate(Path())


def test_compare_tells_added_changed_and_removed(tmp_path: Path) -> None:
    stays, old, new = Photo(Path("/a"), 1, 1), Photo(Path("/b"), 1, 1), Photo(Path("/b"), 1, 2)
    gone, came = Photo(Path("/c"), 1, 1), Photo(Path("/d"), 1, 1)
    assert compare([stays, old, gone], [stays, new, came]) == Changes((came,), ((old, new),), (gone,))
    assert compare([stays], [stays]) == Changes()


PATHS = st.builds(
    Photo, st.sampled_from("abcdef").map(lambda name: Path("/f") / name), st.integers(0, 2), st.integers(0, 2)
)
FOLDERS = st.lists(PATHS, unique_by=lambda photo: photo.path)


@given(FOLDERS, FOLDERS)
def test_changes_applied_to_the_old_folder_give_the_new_one(before: list[Photo], after: list[Photo]) -> None:
    changes = compare(before, after)
    kept = set(before) - set(changes.removed) - {old for old, _ in changes.changed}
    assert kept | set(changes.added) | {new for _, new in changes.changed} == set(after)
    assert not kept & set(changes.added)


STEMS = st.text(st.characters(codec="ascii", exclude_characters="/\0\1."), max_size=8)


@given(STEMS, STEMS)
def test_the_natural_order_is_natsorts(one: str, other: str) -> None:
    key = natsort_keygen(alg=ns.IGNORECASE)
    a, b = (natural_key(Path("/f") / f"x{stem}.jpg") for stem in (one, other))
    assert (a[:2] < b[:2]) == (key(f"x{one}") < key(f"x{other}"))


@given(
    st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1).map(lambda text: Path("/f") / f"{text}.jpg"))
)
def test_any_two_names_can_be_ordered_and_only_equal_ones_tie(paths: list[Path]) -> None:
    keys = {natural_key(path) for path in paths}
    assert len(sorted(keys)) == len(set(paths))


@pytest.mark.parametrize(
    "ordered",
    [
        ["IMG_1.jpg", "IMG_1-2.jpg", "IMG_2.jpg", "IMG_10.jpg"],
        ["a.jpg", "B.jpg", "c.jpg"],
        ["1.jpg", "007.jpg", "10.jpg", "99999999999999999999999999.jpg"],
        ["Bild 2 ä.jpg", "Bild 10 ä.jpg"],
        ["x\udcff2.jpg", "x\udcff10.jpg"],
    ],
)
def test_natural_order_of_names_people_have(ordered: list[str]) -> None:
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=lambda name: natural_key(Path("/f") / name)) == ordered


class TestContentId:
    def test_copies_share_it_and_any_difference_at_the_ends_or_in_size_changes_it(self, tmp_path: Path) -> None:
        whole = bytes(range(256)) * 1024
        make(tmp_path, "a.jpg", "copy.jpg", content=whole)
        make(tmp_path, "begin.jpg", content=b"!" + whole[1:])
        make(tmp_path, "end.jpg", content=whole[:-1] + b"!")
        make(tmp_path, "longer.jpg", content=whole + b"\xff")
        ids = {name: content_id(tmp_path / f"{name}.jpg") for name in ("a", "copy", "begin", "end", "longer")}
        assert ids["a"] == ids["copy"]
        assert len(set(ids.values())) == 4
        assert len(ids["a"]) == 32
        assert int(ids["a"], 16) >= 0

    @pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 131_072, 131_073])
    def test_every_byte_of_a_small_file_counts(self, tmp_path: Path, size: int) -> None:
        make(tmp_path, "a.jpg", content=b"a" * size)
        make(tmp_path, "b.jpg", content=b"a" * max(0, size - 1))
        if size:
            assert content_id(tmp_path / "a.jpg") != content_id(tmp_path / "b.jpg")
        if 65_536 < size <= 131_072:
            make(tmp_path, "c.jpg", content=b"a" * 65_536 + b"b" + b"a" * (size - 65_537))
            assert content_id(tmp_path / "a.jpg") != content_id(tmp_path / "c.jpg")

    def test_what_cannot_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(FileGone):
            content_id(tmp_path / "gone.jpg")
        with pytest.raises(NotAnImage):
            content_id(tmp_path)
        make(tmp_path, "a.jpg")

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(NoPermission):
            content_id(tmp_path / "a.jpg")
