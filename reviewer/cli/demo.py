"""``photo-reviewer demo``: rendered photos, in the window, or scored and paced where there is no display."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import demo, paths, report, words
from reviewer.cli import console, display, gathering
from reviewer.cli.pace import paced
from reviewer.cli.window import open_window
from reviewer.errors import FileUnwritable
from reviewer.pacing import Pace
from reviewer.scoring.table import BUILT_IN
from reviewer.settings import Settings

if TYPE_CHECKING:
    import argparse

_COUNT = 60  # photos; half a minute's rendering, and enough for bursts and a slope to be seen


def run(asked: argparse.Namespace) -> int:
    """Make the folder and show it.

    Raises:
        FileUnwritable: The folder cannot be written.
        Stopped: Ctrl+C was pressed; what was made is kept.
    """
    folder = (asked.folder or paths.cache_folder() / "demo").absolute()
    _make(folder, asked.count or _COUNT)
    problem = None if asked.no_window else display.problem()
    if not (asked.no_window or problem):
        return open_window([folder])
    if problem:
        console.say(words.problem(problem))
    _print(folder)
    return 0


def _make(folder: Path, count: int) -> None:
    bar = console.Bar()
    try:
        with console.stoppable() as stop:
            for done, _ in enumerate(demo.make(folder, count), start=1):
                bar.update("demo", done, count)
                stop.check()
    except OSError as error:
        raise FileUnwritable(Path(error.filename or folder), error.strerror or "") from error
    finally:
        bar.close()


def _print(folder: Path) -> None:
    settings = Settings.load()
    gathered = gathering.score(gathering.find([folder], recursive=False)[0], [BUILT_IN], "cpu")
    rows = paced(gathered, BUILT_IN, None, Pace.stored(settings))
    console.show(report.pace_text(rows))
    place = str(folder)
    console.say(words.text("cli_demo").format(folder=words.safe(place), quoted=words.safe(shlex.quote(place))))
