"""``photo-reviewer [PATH]``: the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.cli import display

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path


def run(asked: argparse.Namespace) -> int:
    """Open the window on what was asked for."""
    return open_window(asked.paths)


def open_window(paths: Sequence[Path]) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Raises:
        NoDisplay, MissingPart: It cannot be opened here.
    """
    problem = display.problem()
    if problem:
        raise problem
    try:
        from reviewer import app  # noqa: PLC0415 - Qt, and only here
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "reviewer":
            raise
        raise display.missing_part(error) from error
    return app.run(paths)
