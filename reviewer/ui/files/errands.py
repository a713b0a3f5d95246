"""What is done with the photo on screen beside looking at it: turned, copied, shown elsewhere, opened elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from reviewer import opening
from reviewer.ui.files.file_data import file_data
from reviewer.ui.files.file_manager import FileManager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Jobs
    from reviewer.ui.reviewing.review import Review


class Errands(QObject):
    """Each is about the current photo's file as it is shown: the JPEG of a RAW and its JPEG, not the RAW.

    Attributes:
        handlers: Who carries out which action.
    """

    def __init__(self, review: Review, jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._jobs = jobs
        self._settings = settings
        self._file_manager = FileManager(jobs, self)
        self.handlers: Mapping[str, Callable[[], None]] = {
            "turn_left": partial(self._turn, -1),
            "turn_right": partial(self._turn, 1),
            "copy_path": self._copy,
            "show_in_folder": self._show_in_folder,
            "edit": self._edit,
        }

    def _turn(self, quarters: int) -> None:
        if photo := self._review.session.current:
            self._review.turn(photo, quarters)

    def _copy(self) -> None:
        if photo := self._review.session.current:
            QApplication.clipboard().setMimeData(file_data(photo.path))

    def _show_in_folder(self) -> None:
        if photo := self._review.session.current:
            self._file_manager.show(photo.path)

    def _edit(self) -> None:
        if photo := self._review.session.current:
            steps = opening.edit(photo.path, self._settings.text("editor"))
            self._jobs.start(steps, name="editor", priority=1)
