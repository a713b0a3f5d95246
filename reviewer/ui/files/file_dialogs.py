"""The two questions for a path: which folder, which photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from reviewer import words
from reviewer.scan import SUFFIXES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def ask_for_folder(over: QWidget, here: Path | None) -> Path | None:
    """Have the user choose a folder.

    Args:
        over: The window that waits for the answer.
        here: Where to begin; None for the user's home.
    """
    chosen = QFileDialog.getExistingDirectory(over, words.text("open_folder"), str(here or Path.home()))
    return Path(chosen) if chosen else None


def ask_for_photo(over: QWidget, here: Path | None) -> Path | None:
    """As above, a photo."""
    endings = " ".join(f"*{ending} *{ending.upper()}" for ending in sorted(SUFFIXES))
    kinds = f"{words.text('photos')} ({endings})"
    chosen, _ = QFileDialog.getOpenFileName(over, words.text("open_photo"), str(here or Path.home()), kinds)
    return Path(chosen) if chosen else None
