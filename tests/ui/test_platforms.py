"""The whole program as it is started for real: on each display there may be, from a desktop's menu, and a second time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PIL import Image

from reviewer import desktop
from reviewer.catalogue import Catalogue
from reviewer.paths import HOME

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="displays of Linux")

PATIENCE = 40.0  # seconds; a start takes one or two
ODD = os.fsdecode(b"byte \xff")

# The program, which says each photo that it has painted with its exact pixels.
PROGRAM = """
import os, sys
from reviewer import app, cli
from reviewer.ui.viewer.view import Viewer

class Application(app.Application):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.window.findChild(Viewer).painted.connect(self.tell)

    def tell(self, photo, sharp):
        if sharp:
            os.write(1, os.fsencode(photo.path) + b"\\n")

app.Application = Application
sys.exit(cli.main())
"""


def needs(*tools: str) -> pytest.MarkDecorator:
    absent = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return photos(tmp_path / "shoot")


def photos(made: Path) -> Path:
    made.mkdir()
    for name in ("a.jpg", "b.jpg"):
        Image.new("RGB", (900, 600), (90, 120, 60)).save(made / name)
    return made


def environment(home: Path, **changes: str) -> dict[str, str]:
    """Nothing of the displays that the tests themselves run on."""
    displays = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XAUTHORITY"}
    plain = {key: value for key, value in os.environ.items() if key not in displays}
    return {**plain, HOME: str(home), **changes}


class Running:
    """A started program, with what it has painted and complained of."""

    def __init__(self, output: Path, process: psutil.Process) -> None:
        self._output = output
        self._process = process

    @property
    def painted(self) -> list[Path]:
        return [Path(os.fsdecode(line)) for line in self._output.with_suffix(".out").read_bytes().splitlines()]

    @property
    def said(self) -> str:
        return self._output.with_suffix(".err").read_text()

    def wait_for(self, path: Path) -> None:
        until(lambda: path in self.painted or not self._process.is_running())
        assert path in self.painted, self.said

    def quit(self) -> None:
        """Ask it to end as a desktop does at logout; it ends well, and without a word."""
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(PATIENCE) in {0, None}, self.said  # None: it is not our own child
        assert self.said == ""


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@contextmanager
def running(tmp_path: Path, env: dict[str, str], *arguments: str | Path) -> Iterator[Running]:
    output = tmp_path / f"run{len(list(tmp_path.glob('run*.out')))}"
    with output.with_suffix(".out").open("wb") as out, output.with_suffix(".err").open("wb") as err:
        process = psutil.Popen([sys.executable, "-c", PROGRAM, *arguments], env=env, stdout=out, stderr=err)
    try:
        yield Running(output, process)
    finally:
        if process.is_running():
            process.kill()
        process.wait()


@pytest.fixture
def x_server() -> Iterator[str]:
    """A display without a window manager."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A compositor that shows its screen to nobody."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    env = {"XDG_RUNTIME_DIR": str(runtime), "WAYLAND_DISPLAY": "wayland-test"}
    command = ["weston", "--backend=headless-backend.so", "--socket=wayland-test", "--no-config", "--idle-time=0"]
    with (tmp_path / "weston.log").open("wb") as log:
        server = subprocess.Popen(command, env={**os.environ, **env}, stdout=log, stderr=log)
    try:
        until(lambda: (runtime / "wayland-test").exists() or server.poll() is not None)
        assert server.poll() is None, (tmp_path / "weston.log").read_text()
        yield env
    finally:
        server.terminate()
        server.wait()


def opened(tmp_path: Path, env: dict[str, str], folder: Path) -> None:
    """It starts on the folder, shows its photo, ends when it is told to, and knows where it was."""
    with running(tmp_path, env, folder) as program:
        program.wait_for(folder / "a.jpg")
        program.quit()
    with Catalogue.open() as catalogue:
        assert catalogue.place(folder).photo == folder / "a.jpg"


@needs("Xvfb")
def test_it_starts_and_ends_under_x11_without_a_window_manager(tmp_path, home, folder, x_server):
    opened(tmp_path, environment(home, DISPLAY=x_server), folder)


@needs("weston")
def test_it_starts_and_ends_under_wayland(tmp_path, home, folder, wayland):
    opened(tmp_path, environment(home, **wayland), folder)


@needs("Xvfb", "gio", "xdotool")
def test_a_desktop_opens_a_folder_by_the_entry_that_was_installed(tmp_path, home, folder, x_server, monkeypatch):
    for name in ("DATA_HOME", "CONFIG_HOME"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / "user" / name))
    output = tmp_path / "run"
    (tmp_path / "program.py").write_text(PROGRAM)
    command = tmp_path / desktop.COMMAND
    command.write_text(
        f'#!/bin/sh\necho $$ >"{tmp_path}/part"\nmv "{tmp_path}/part" "{tmp_path}/pid"\n'
        f'exec "{sys.executable}" "{tmp_path}/program.py" "$@" >"{output}.out" 2>"{output}.err"\n'
    )
    command.chmod(0o755)
    done = desktop.install(command)
    env = environment(home, DISPLAY=x_server)
    subprocess.run(["gio", "launch", done.files[0], folder], env=env, check=True)
    until((tmp_path / "pid").exists)
    process = psutil.Process(int((tmp_path / "pid").read_text()))
    try:
        program = Running(output, process)
        until(output.with_suffix(".err").exists)
        program.wait_for(folder / "a.jpg")
        search = ["xdotool", "search", "--onlyvisible", "--name", "^shoot "]
        window = subprocess.run(search, env=env, capture_output=True, text=True, check=False).stdout.split()
        assert len(window) == 1
        program.quit()
    finally:
        if process.is_running():
            process.kill()


# Started a second time


def again(env: dict[str, str], *arguments: str | Path, **options) -> subprocess.CompletedProcess[str]:
    """Start the program once more, and say what it has loaded by the end."""
    script = (
        "import sys; from reviewer import cli; code = cli.main()\n"
        "print(*{name.partition('.')[0] for name in sys.modules} & {'PySide6', 'PIL', 'numpy', 'psutil', 'sqlite3'})\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False, **options)


def test_without_a_screen_later_starts_hand_over_and_end_or_open_another_window_if_told(tmp_path, home, folder):
    env = environment(home, QT_QPA_PLATFORM="offscreen")
    other, third = photos(tmp_path / ODD), photos(tmp_path / "third")
    with running(tmp_path, env, folder) as first:
        first.wait_for(folder / "a.jpg")
        done = again(env, ODD, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "\n"), "it is to load nothing of the window"
        assert done.stderr == "Shown in the window that is open already. --new-window opens another.\n"
        first.wait_for(other / "a.jpg")
        assert again(env, other / "b.jpg").returncode == 0
        first.wait_for(other / "b.jpg")
        assert again(env).returncode == 0
        with running(tmp_path, env, "--new-window", third) as another:
            another.wait_for(third / "a.jpg")
            another.quit()
        assert again(env, folder / "b.jpg").returncode == 0
        first.wait_for(folder / "b.jpg")
        first.quit()
    assert third / "a.jpg" not in first.painted


def test_two_starts_at_once_make_one_window(tmp_path, home, folder):
    env = environment(home, QT_QPA_PLATFORM="offscreen")
    with running(tmp_path, env, folder) as one, running(tmp_path, env, folder) as other:
        until(lambda: folder / "a.jpg" in one.painted + other.painted)
        until(lambda: "Shown in the window that is open already" in one.said + other.said)
        (one if one.painted else other).quit()
    assert not (one.painted and other.painted)
