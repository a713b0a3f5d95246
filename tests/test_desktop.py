"""In the desktop's menus and out again: what is written is valid and works, and what is taken away is all of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer import desktop, scan
from reviewer.cli import main
from reviewer.desktop import defaults, entry, types
from reviewer.errors import FileUnwritable, MissingPart

VIEWER = (
    "[Desktop Entry]\nType=Application\nName=Viewer\nExec=true %f\nMimeType=image/jpeg;image/tiff;inode/directory;\n"
)

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="desktop entries are for Linux")


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without any programs, on a system with one picture viewer."""
    system = tmp_path / "system"
    (system / "applications").mkdir(parents=True)
    (system / "applications" / "viewer.desktop").write_text(VIEWER)
    cache = "".join(f"{one}=viewer.desktop;\n" for one in ("image/jpeg", "image/tiff", "inode/directory"))
    (system / "applications" / "mimeinfo.cache").write_text(f"[MIME Cache]\n{cache}")
    (system / "mime").mkdir()
    (system / "mime" / "subclasses").write_text("image/x-canon-cr2 image/x-dcraw\nimage/x-canon-cr2 image/tiff\n")
    for name, folder in {"DATA_HOME": "share", "CONFIG_HOME": "config", "CONFIG_DIRS": "etc"}.items():
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / "user" / folder))
    monkeypatch.setenv("XDG_DATA_DIRS", str(system))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "Test")
    return tmp_path / "user"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """What the desktop starts: it notes what it was started with."""
    file = tmp_path / 'odd "folder" $x `y` \\z' / desktop.COMMAND
    file.parent.mkdir()
    file.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >{tmp_path / "part"}\nmv {tmp_path / "part"} {tmp_path / "started"}\n'
    )
    file.chmod(0o755)
    return file


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b"" for file in folder.rglob("*")}


@needs("desktop-file-validate")
def test_the_entry_is_valid(user: Path, program: Path) -> None:
    desktop.install(program)
    found = subprocess.run(
        ["desktop-file-validate", user / "share/applications/photo-reviewer.desktop"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (0, "")


def test_the_window_tells_the_desktop_the_entrys_name() -> None:
    source = (Path(desktop.__file__).parent.parent / "app.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{entry.NAME}")' in source


@needs("gio")
def test_a_desktop_starts_the_program_with_files_of_any_name(user: Path, program: Path, tmp_path: Path) -> None:
    desktop.install(program)
    odd = os.fsdecode(b"%f \xff 'x'.jpg")
    (tmp_path / odd).touch()
    launch = ["gio", "launch", user / "share/applications/photo-reviewer.desktop", tmp_path / odd, tmp_path]
    subprocess.run(launch, check=True)
    started = tmp_path / "started"
    subprocess.run(["sh", "-c", f"until [ -e '{started}' ]; do sleep 0.02; done"], timeout=10, check=True)
    assert started.read_bytes() == os.fsencode(f"{tmp_path / odd}\n{tmp_path}\n")


@needs("gio")
@needs("update-mime-database")
def test_a_system_knows_the_types_of_all_photos_then(program: Path, user: Path, monkeypatch, tmp_path: Path) -> None:
    if not Path("/usr/share/mime/globs2").exists():
        pytest.skip("shared-mime-info is not installed")
    monkeypatch.setenv("XDG_DATA_DIRS", "/usr/share")
    desktop.install(program)
    unknown = {}
    for suffix in scan.SUFFIXES:
        file = tmp_path / f"photo{suffix}"
        file.write_bytes(b"\0\1\2")
        asked = ["gio", "info", "-a", "standard::fast-content-type", file]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        kind = said.rpartition(": ")[2].strip()
        if kind not in types.PHOTOS and suffix != ".jpx":  # a project file of an old editor has that ending too
            unknown[suffix] = kind
    assert unknown == {}


def test_nothing_is_left_of_it(user: Path, program: Path) -> None:
    done = desktop.install(program)
    assert all(file.is_file() for file in done.files)
    gone = desktop.remove()
    assert set(gone.files) == set(done.files)
    assert [name for name in tree(user) if (user / name).is_file()] == []
    assert not (user / "share").exists() or not any((user / "share").iterdir())


def test_nothing_else_is_touched(user: Path, program: Path) -> None:
    """A user with a program, an icon, a type and choices of his own, all known to the desktop's tools."""
    for name, text in {
        "share/applications/other.desktop": VIEWER,
        "share/icons/hicolor/48x48/apps/other.png": "icon",
        "share/mime/packages/other.xml": types.xml().replace("3fr", "xyz"),
        "config/mimeapps.list": "[Added Associations]\nimage/png=other.desktop;\n",
    }.items():
        (user / name).parent.mkdir(parents=True, exist_ok=True)
        (user / name).write_text(text)
    desktop._tell(user / "share")
    before = tree(user)
    desktop.install(program)
    assert tree(user) != before
    desktop.remove()
    after = tree(user)
    changes = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert {Path(name).name for name in changes} <= {"icon-theme.cache"}  # it holds the time


def test_both_may_be_repeated(user: Path, program: Path) -> None:
    first = desktop.install(program)
    before = {name: content for name, content in tree(user).items() if not name.endswith("cache")}
    assert desktop.install(program).kept == first.kept
    assert {name: content for name, content in tree(user).items() if not name.endswith("cache")} == before
    desktop.remove()
    assert desktop.remove().files == ()


def test_what_opens_photos_and_folders_stays_what_it_is(user: Path, program: Path) -> None:
    done = desktop.install(program)
    assert done.kept == ("inode/directory", "image/jpeg", "image/tiff", "image/x-canon-cr2")
    lines = (user / "config/mimeapps.list").read_text().splitlines()
    assert lines[0] == "[Default Applications]"
    assert set(lines[1:]) == {f"{one}=viewer.desktop" for one in done.kept}


@needs("gio")
def test_a_desktop_sees_it_so(user: Path, program: Path) -> None:
    def default(kind: str) -> str:
        said = subprocess.run(["gio", "mime", kind], capture_output=True, text=True, check=False).stdout
        return said.splitlines()[0].rpartition(": ")[2] if "Default application" in said else ""

    before = {kind: default(kind) for kind in (entry.FOLDER, *types.PHOTOS)}
    desktop.install(program)
    after = {kind: default(kind) for kind in before}
    assert {kind for kind in before if before[kind] and after[kind] != before[kind]} == set()
    desktop.remove()
    assert {kind: default(kind) for kind in before} == before


def test_a_choice_of_the_user_or_of_the_desktop_is_enough(user: Path, program: Path) -> None:
    (user / "config").mkdir(parents=True)
    (user / "config/mimeapps.list").write_text("[Default Applications]\nimage/jpeg=viewer.desktop\n")
    (user / "etc").mkdir()
    (user / "etc/test-mimeapps.list").write_text(
        "[Default Applications]\ninode/directory=gone.desktop;viewer.desktop\n"
    )
    (user / "etc/other-mimeapps.list").write_text("[Default Applications]\nimage/tiff=viewer.desktop\n")
    assert desktop.install(program).kept == ("image/tiff", "image/x-canon-cr2")
    desktop.remove()
    assert (user / "config/mimeapps.list").read_text() == "[Default Applications]\nimage/jpeg=viewer.desktop\n"


def test_a_choice_made_meanwhile_is_the_users(user: Path, program: Path) -> None:
    desktop.install(program)
    file = user / "config/mimeapps.list"
    file.write_text(file.read_text().replace("image/jpeg=viewer", "image/jpeg=another"))
    desktop.remove()
    assert file.read_text() == "[Default Applications]\nimage/jpeg=another.desktop\n"


def test_the_same_words_in_another_group_are_the_users(user: Path, program: Path) -> None:
    theirs = "[Added Associations]\nimage/jpeg=viewer.desktop\n"
    (user / "config").mkdir(parents=True)
    (user / "config/mimeapps.list").write_text(theirs)
    desktop.install(program)
    desktop.remove()
    assert (user / "config/mimeapps.list").read_text() == theirs


def test_a_list_that_is_a_link_is_replaced_where_it_lies(user: Path, program: Path, tmp_path: Path) -> None:
    """Another disk may hold it, to which no file can be renamed from here; nothing is left behind if it fails."""
    (user / "config").mkdir(parents=True)
    (tmp_path / "dots").mkdir()
    (tmp_path / "dots/list").write_text("")
    (user / "config/mimeapps.list").symlink_to(tmp_path / "dots/list")
    made = []
    replace = Path.replace

    def note(file: Path, target: Path) -> Path:
        made.append((file, Path(target)))
        if target.name == "list":
            raise OSError(18, "Invalid cross-device link")
        return replace(file, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", note)
        with pytest.raises(FileUnwritable):
            desktop.install(program)
    assert made[-1][0].parent == made[-1][1].parent == tmp_path / "dots"
    assert [file.name for file in (tmp_path / "dots").iterdir()] == ["list"]
    desktop.install(program)
    assert "image/jpeg=viewer.desktop" in (tmp_path / "dots/list").read_text()
    assert (user / "config/mimeapps.list").is_symlink()


def test_a_choice_that_can_be_no_program_is_none(user: Path, program: Path) -> None:
    (user / "config").mkdir(parents=True)
    (user / "config/mimeapps.list").write_text(f"[Default Applications]\nimage/png={'x' * 300}.desktop\n=\n[\n")
    assert "image/png" not in desktop.install(program).kept


def test_empty_folders_of_the_user_stay_where_nothing_was_installed(user: Path) -> None:
    (user / "share/applications").mkdir(parents=True)
    assert desktop.remove().files == ()
    assert (user / "share/applications").is_dir()


def test_a_program_that_is_gone_was_no_default(user: Path, program: Path, tmp_path: Path) -> None:
    (tmp_path / "system/applications/viewer.desktop").unlink()
    assert desktop.install(program).kept == ()
    assert not (user / "config").exists()


def test_a_desktop_without_tools_is_told_by_the_files_alone(user: Path, program: Path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    done = desktop.install(program)
    assert done.ran == ()
    assert "update-desktop-database" in done.absent


def test_a_folder_that_cannot_be_written_is_named(user: Path, program: Path) -> None:
    user.mkdir()
    (user / "share").write_text("a file")
    with pytest.raises(FileUnwritable) as caught:
        desktop.install(program)
    assert str(caught.value.path).startswith(str(user / "share"))


def test_a_program_whose_path_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable):
        desktop.install(tmp_path / os.fsdecode(b"\xff") / desktop.COMMAND)


def test_icons_are_those_of_the_svg() -> None:
    from PIL import Image

    for size in desktop._SIZES:
        with Image.open(desktop.paths.resource(f"icons/photo-reviewer-{size}.png")) as icon:
            assert icon.size == (size, size)
            assert icon.mode == "RGBA"


# The command


def test_the_command_says_what_it_did(user: Path, program: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(desktop, "command", lambda: program)
    assert main(["desktop", "install"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert str(user / "share/applications/photo-reviewer.desktop") in said
    assert said[-1] == "Photo Reviewer is in the menu, and under “Open with” for photos and folders."
    assert main(["desktop", "remove"]) == 0
    assert "in no menu any more" in capsys.readouterr().err
    assert main(["desktop", "remove"]) == 0
    assert capsys.readouterr().err == "There was nothing to remove.\n"


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_it_says_what_to_do_instead(system: str, user: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(desktop, "command", lambda: Path("/programs/photo-reviewer-gui"))
    monkeypatch.setattr("reviewer.cli.desktop.sys.platform", system)
    assert main(["desktop", "install"]) == 1
    assert "Nothing was changed." in capsys.readouterr().err
    assert not user.exists()


def test_a_checkout_that_is_not_installed_says_so(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(desktop.sysconfig, "get_path", lambda *_: str(tmp_path))
    with pytest.raises(MissingPart) as caught:
        desktop.command()
    assert caught.value.part == desktop.COMMAND


def test_wrong_words_are_refused(capsys) -> None:
    assert main(["desktop", "uninstall"]) == 2
    assert defaults.data_home().name == "share"
