"""Handing a file to another program: started with the right words, missed in words, never waited for."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from reviewer import opening
from reviewer.errors import FileGone, NoFileManager, NoProgram, ProgramFailed

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the programs here are shell scripts")

ODD = os.fsdecode(b"byte \xff 'x' $y.jpg")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photos" / ODD
    file.parent.mkdir()
    file.touch()
    return file


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, before all others."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin:/usr/bin")
    return folder


def program(file: Path, *, ends: int = 0, stays: float = 0) -> Path:
    """A program that notes beside itself what it was started with, whole when it is there."""
    note = f"{file}.note"
    file.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >"{note}.part"\nmv "{note}.part" "{note}"\nsleep {stays}\nexit {ends}\n'
    )
    file.chmod(0o755)
    return file


def noted(file: Path) -> list[str]:
    return os.fsdecode(Path(f"{file}.note").read_bytes()).splitlines()


def test_an_editor_gets_the_photo_whatever_its_name(photo: Path, tmp_path: Path) -> None:
    editor = program(tmp_path / "my editor")
    list(opening.edit(photo, str(editor)))
    assert noted(editor) == [str(photo)]


def test_an_editor_may_be_a_command(photo: Path, path: Path) -> None:
    editor = program(path / "editor")
    list(opening.edit(photo, "editor --new 'two words'"))
    assert noted(editor) == ["--new", "two words", str(photo)]


def test_without_an_editor_the_system_chooses(photo: Path, path: Path) -> None:
    opener = program(path / "xdg-open")
    list(opening.edit(photo))
    assert noted(opener) == [str(photo)]


def test_without_xdg_open_gio_does(photo: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opener = program(path / "gio")
    monkeypatch.setattr(opening.shutil, "which", lambda name: name if name == "gio" else None)
    list(opening.edit(photo))
    assert noted(opener) == ["open", str(photo)]


@pytest.mark.parametrize("editor", ["no-such-editor", "/no/such/editor", "'half quoted", "x" * 300])
def test_an_editor_that_is_not_there_is_named(photo: Path, editor: str) -> None:
    with pytest.raises(ProgramFailed) as caught:
        list(opening.edit(photo, editor))
    assert caught.value.path == Path(editor)


def test_an_editor_that_gives_up_is_named(photo: Path, path: Path) -> None:
    program(path / "editor", ends=3)
    with pytest.raises(ProgramFailed) as caught:
        list(opening.edit(photo, "editor"))
    assert (caught.value.path, caught.value.detail) == (Path("editor"), "exit code 3")


def test_a_type_that_nothing_opens_is_said(photo: Path, path: Path) -> None:
    program(path / "xdg-open", ends=3)
    with pytest.raises(NoProgram) as caught:
        list(opening.edit(photo))
    assert caught.value.path == photo


def test_the_folder_is_shown_and_a_missing_file_manager_is_said(photo: Path, path: Path) -> None:
    opener = program(path / "xdg-open")
    list(opening.show_folder(photo))
    assert noted(opener) == [str(photo.parent)]
    program(path / "xdg-open", ends=4)
    with pytest.raises(NoFileManager) as caught:
        list(opening.show_folder(photo))
    assert caught.value.path == photo


def test_a_photo_that_is_gone_is_said_and_nothing_started(tmp_path: Path, path: Path) -> None:
    for steps in (opening.edit(tmp_path / "gone.jpg", "editor"), opening.show_folder(tmp_path / "gone.jpg")):
        with pytest.raises(FileGone):
            list(steps)


def test_an_editor_is_not_waited_for_and_leaves_no_trace_when_it_ends(
    photo: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_WATCHED", 0.2)
    editor = program(path / "editor", stays=0.6)
    began = time.monotonic()
    list(opening.edit(photo, "editor"))
    assert time.monotonic() - began < 0.5
    (waiting,) = [one for one in opening.threading.enumerate() if one.name == "end of editor"]
    waiting.join(5)
    assert not waiting.is_alive()
    assert noted(editor) == [str(photo)]


def test_our_own_starts_token_is_not_passed_on(
    photo: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "ours")
    list(opening.edit(photo, f"sh -c 'env >{tmp_path}/environment' --"))
    assert "XDG_ACTIVATION_TOKEN" not in (tmp_path / "environment").read_text()
