"""A worker that is made to stand still for the screen's sake: nothing is lost, nothing blamed, nothing left behind."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image

from reviewer import wire
from reviewer.link import Link
from reviewer.link.process import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a worker is not suspended on Windows")

BRIEF = Limits(seconds=0.6)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{n}.png" for n in range(3)]
    for n, path in enumerate(made):
        Image.new("RGB", (32, 24), (n, 0, 0)).save(path)
    return made


def surveys(photos: list[Path]) -> Iterator[dict[str, str]]:
    return ({"op": "survey", "path": wire.path_to_wire(path)} for path in photos)


def stops(one: Link) -> bool:
    """Whether it stands still, soon: the signal is only on its way."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        if psutil.Process(one.pid).status() == psutil.STATUS_STOPPED:
            return True
        time.sleep(0.01)
    return False


def gone_within(seconds: float, pid: int) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_it_stands_still_and_no_limit_runs_until_it_goes_on(photos: list[Path]) -> None:
    with Link("score") as one:
        stream = one.stream(surveys(photos), ahead=1, limits=BRIEF)
        assert next(answer for answer in stream if answer).error is None
        one.suspend()
        assert stops(one)
        waits = [next(stream) for _ in range(4)]  # 0.4 s each, more than the limit in all
        one.resume()
        rest = [*waits, *stream]
    assert [answer.error for answer in rest if answer] == [None, None]
    assert None in rest[:4]


def test_one_that_starts_meanwhile_says_hello_and_stands_still(photos: list[Path]) -> None:
    with Link("score") as one:
        one.suspend()
        stream = one.stream(surveys(photos), ahead=1, limits=BRIEF)
        assert next(stream) is None
        assert stops(one)
        one.resume()
        assert sum(answer is not None for answer in stream) == 3


def test_closing_wakes_it_so_that_it_ends_by_itself(photos: list[Path]) -> None:
    with Link("score") as one:
        one.ask(next(surveys(photos)))
        pid = one.pid
        one.suspend()
        began = time.monotonic()
    assert pid
    assert time.monotonic() - began < 0.9  # it is killed only after a second
    assert not psutil.pid_exists(pid)


def test_a_question_put_while_it_stands_still_is_answered_later(photos: list[Path]) -> None:
    with Link("score") as one:
        one.ask(next(surveys(photos)))
        one.suspend()
        later = threading.Timer(0.9, one.resume)
        later.start()
        one.ask(next(surveys(photos)), limits=BRIEF)
        later.join()


def test_it_is_gone_within_five_seconds_of_a_window_that_was_killed(photos: list[Path]) -> None:
    script = f"""
import time
from pathlib import Path
from reviewer import wire
from reviewer.link import Link
one = Link("score")
one.ask({{"op": "survey", "path": wire.path_to_wire(Path({str(photos[0])!r}))}})
one.suspend()
time.sleep(0.3)
print(one.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout
        pid = int(window.stdout.readline())
        stopped = psutil.Process(pid).status()
        window.kill()
    assert stopped == psutil.STATUS_STOPPED
    assert gone_within(5, pid)


def test_suspending_nothing_does_nothing() -> None:
    with Link("score") as one:
        one.suspend()
        one.resume()
        assert one.pid is None
