"""The command line: ``photo-reviewer [PATH]`` opens the window, a command does its work without one.

One file a command (``score``, ``pace``, ``demo``, ``models``, ``doctor``), each a function from parsed arguments to an
exit code: 0 all well, 1 some photos failed or something is missing, 2 wrong usage, 130 interrupted. ``gathering`` finds
photos and their scores under a progress bar, ``display`` says why a window cannot be opened, ``console`` minds the
terminal. Results go to stdout and nothing else does; all talk goes to stderr. A command and what it needs are imported
when it runs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from reviewer import words
from reviewer.cli import arguments, console
from reviewer.errors import FileGone, FolderGone, ImpossibleBudget, ReviewerError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["main", "main_gui"]

FAILED = 1
USAGE = 2

_MISUSED = (FileGone, FolderGone, ImpossibleBudget)
"""What can only be mended by another command line."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line, by default the program's own.

    Returns:
        The exit code.
    """
    console.prepare()
    try:
        code = _run(arguments.parse(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else USAGE
    except ReviewerError as error:
        console.say(words.problem(error))
        return USAGE if isinstance(error, _MISUSED) else FAILED
    except (KeyboardInterrupt, console.Stopped):
        console.say(words.text("cli_stopped"))
        return console.INTERRUPTED
    except BrokenPipeError:
        console.drop_stdout()
        return console.READER_GONE
    return code


def main_gui() -> int:
    """As ``main``, started without a terminal: what it has to say goes to a log."""
    with console.logged():
        return main()


def _run(asked: argparse.Namespace) -> int:
    command = import_module(f"reviewer.cli.{asked.command or 'window'}")
    code: int = command.run(asked)
    return code
