"""One window: a later start hands over what it was asked for, whatever its name, and a crash stands in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from reviewer import handover, paths

ODD = os.fsdecode(b"byte \xff \n \xd7\x90.jpg")


class Window:
    """Has the place, and answers what comes."""

    def __init__(self) -> None:
        self.claim = handover.claim()
        assert self.claim is not None
        self.heard: list[handover.Call] = []
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        while (call := self.claim.next()) is not None:
            self.heard.append(call)
            call.answer()

    def close(self) -> None:
        self.claim.close()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def window():
    made = Window()
    yield made
    made.close()


def test_nobody_is_there_at_first() -> None:
    assert not handover.hand_over([Path("/card")])


def test_a_later_start_hands_over_and_finds_the_place_taken(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token")
    assert handover.claim() is None
    assert handover.hand_over([Path("/card") / ODD, Path("here")])
    assert handover.hand_over([])
    first, second = window.heard
    assert first.paths == (Path("/card") / ODD, Path.cwd() / "here")
    assert first.token == "token"
    assert second.paths == ()


def test_the_place_is_free_again_and_nothing_but_the_lock_is_left(home: Path) -> None:
    Window().close()
    assert [file.suffix for file in paths.runtime_folder().iterdir()] == [".lock"]
    Window().close()


def test_closing_twice_does_no_harm() -> None:
    window = Window()
    window.close()
    window.claim.close()


def test_nonsense_and_silence_keep_nobody_else_out(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_SLOWEST_QUESTION", 0.05)
    for nonsense in (b"", b"\xff", b"[]", b'{"paths": 3}', b'{"paths": [3], "token": ""}'):
        with Client(window.claim._listener.address) as connection:
            connection.send_bytes(nonsense)
    silent = Client(window.claim._listener.address)
    Client(window.claim._listener.address).close()
    assert handover.hand_over([Path("/card")])
    silent.close()
    assert [call.paths for call in window.heard] == [(Path("/card"),)]


def test_a_window_that_does_not_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_PATIENCE", 0.05)
    claim = handover.claim()
    assert not handover.hand_over([Path("/card")])
    claim.close()


def test_each_home_and_each_display_has_its_own(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("WAYLAND_DISPLAY", "another-1")
        assert not handover.hand_over([])
    monkeypatch.setenv(paths.HOME, str(tmp_path / "another"))
    assert not handover.hand_over([])
    assert window.heard == []


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe goes with its process")
class TestOnUnix:
    def test_a_crash_leaves_a_socket_that_stands_in_nobodys_way(self, home: Path) -> None:
        script = "import os; from reviewer import handover; claim = handover.claim(); os._exit(1 if claim else 2)"
        assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 1
        assert [file.suffix for file in sorted(paths.runtime_folder().iterdir())] == [".lock", ".socket"]
        assert not handover.hand_over([Path("/card")])
        window = Window()
        assert handover.hand_over([Path("/card")])
        window.close()

    def test_nobody_else_can_speak_to_it(self, window: Window) -> None:
        folder = paths.runtime_folder()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}

    def test_a_folder_that_others_may_enter_is_not_used(self) -> None:
        paths.runtime_folder().mkdir(parents=True)
        paths.runtime_folder().chmod(0o755)
        assert handover.claim() is None

    def test_a_link_laid_in_its_way_is_not_followed(self, tmp_path: Path) -> None:
        trap = tmp_path / "trap"
        trap.mkdir(mode=0o700)
        paths.runtime_folder().symlink_to(trap)
        assert handover.claim() is None
        assert list(trap.iterdir()) == []

    def test_a_place_too_long_for_a_socket_means_a_window_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv(paths.HOME, str(tmp_path / ("n" * 120)))
        assert handover.claim() is None
        assert not handover.hand_over([])


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no file")
def test_a_socket_that_was_cleaned_away_leaves_the_program_to_end_quietly() -> None:
    code = (
        "import os; from reviewer import handover\n"
        "claim = handover.claim(); os.unlink(handover._address()); claim.close(); assert handover.claim()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
