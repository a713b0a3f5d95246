"""``photo-reviewer desktop install|remove``: in the desktop's menu and under "Open with", for this user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reviewer import desktop, words
from reviewer.cli import console
from reviewer.errors import MissingPart

if TYPE_CHECKING:
    import argparse

_FAILED = 1


def run(asked: argparse.Namespace) -> int:
    """Install or remove, and say what was done.

    Raises:
        MissingPart: The program is not installed, so there is nothing that a desktop could start.
        FileUnwritable: Something cannot be written or taken away.
    """
    if sys.platform in {"win32", "darwin"}:
        console.say(words.text(f"desktop_{sys.platform}").format(program=_program()))
        return _FAILED
    done = desktop.install(desktop.command()) if asked.action == "install" else desktop.remove()
    for file in done.files:
        console.say(words.safe(str(file)))
    if done.ran:
        console.say(words.text("desktop_ran").format(tools=", ".join(done.ran)))
    if done.absent:
        console.say(words.text("desktop_absent").format(tools=", ".join(done.absent)))
    if done.kept:
        console.say(words.text(f"desktop_kept_{asked.action}").format(types=", ".join(done.kept)))
    outcome = asked.action if done.files else "nothing"
    console.say(words.text(f"desktop_{outcome}"))
    return 0


def _program() -> str:
    try:
        return words.safe(str(desktop.command()))
    except MissingPart:
        return desktop.COMMAND
