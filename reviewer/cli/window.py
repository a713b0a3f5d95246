"""``photo-reviewer [PATH]``: the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import handover, words
from reviewer.cli import console, display

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path


def run(asked: argparse.Namespace) -> int:
    """Show what was asked for: in the window that is open already, unless another one was asked for."""
    return open_window(asked.paths, new=asked.new_window)


def open_window(paths: Sequence[Path], *, new: bool = False) -> int:
    """Show these in the window that is open already, or open one and stay until it is closed; returns the exit code.

    Args:
        paths: Folders or photos, of which the first is shown.
        new: Open a window in any case.

    Raises:
        NoDisplay, MissingPart: It cannot be opened here.
    """
    claim = handover.claim()
    if claim is None and not new and handover.hand_over(paths):
        console.say(words.text("handed_over"))
        return 0
    try:
        return _stay(paths, claim)
    finally:
        if claim:
            claim.close()


def _stay(paths: Sequence[Path], claim: handover.Claim | None) -> int:
    problem = display.problem()
    if problem:
        raise problem
    try:
        from reviewer import app  # noqa: PLC0415 - Qt, and only here
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "reviewer":
            raise
        raise display.missing_part(error) from error
    return app.run(paths, claim)
