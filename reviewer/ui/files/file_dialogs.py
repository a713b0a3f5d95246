"""The questions for a path: which folder, which photo, where a report goes."""

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


def ask_for_report(over: QWidget, here: Path) -> Path | None:
    """Have the user choose where a report goes: its name ends in ``.html``, ``.csv`` or ``.json``."""
    dialog = QFileDialog(over, words.text("save_report"), str(here / "report.html"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    filters = {f"{words.text(f'report_{kind}')} (*.{kind})": kind for kind in ("html", "csv", "json")}
    dialog.setNameFilters(list(filters))
    dialog.setDefaultSuffix("html")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
