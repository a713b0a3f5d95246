"""A second screen, as the X server shows one: covered, unplugged under the photo, plugged in again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TRIAL = Path(__file__).with_name("second_screen_trial.py")
LEFT = ("--setmonitor", "LEFT", "1000/300x700/200+0+0", "screen")
RIGHT = ("--setmonitor", "RIGHT", "800/200x600/150+1000+0", "none")


@pytest.fixture
def two_screens():
    """The name of a display with two screens side by side and no window manager."""
    if not (shutil.which("Xvfb") and shutil.which("xrandr")):
        pytest.skip("two screens need Xvfb and xrandr")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-screen", "0", "1800x700x24", "-noreset", "-nolisten", "tcp", "-displayfd", str(write)],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as said:
        display = f":{said.readline().strip()}"
    if display == ":":
        server.wait()
        pytest.skip("Xvfb does not start here")
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    for monitor in (LEFT, RIGHT):
        subprocess.run(["xrandr", *monitor], env=environment, check=True, capture_output=True)
    yield environment
    server.terminate()
    server.wait()


def test_a_second_screen_is_covered_and_unplugging_it_loses_nothing(two_screens, folder):
    done = subprocess.run(
        [sys.executable, TRIAL, folder], env=two_screens, capture_output=True, text=True, timeout=120, check=False
    )
    if "no Qt platform plugin could be initialized" in done.stderr:
        pytest.skip("Qt cannot use X here: libxcb-cursor0 may be missing")
    assert done.returncode == 0, done.stderr
