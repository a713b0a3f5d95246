"""What the program keeps, thrown away when the user says so: of one folder all, or the thumbnails of all folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from reviewer import words
from reviewer.catalogue import Thumbnails
from reviewer.catalogue.thumbnails import NO_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

    from reviewer.settings import Settings
    from reviewer.ui.background.catalogue_writer import CatalogueWriter
    from reviewer.ui.background.jobs import Job, Jobs
    from reviewer.ui.reviewing.review import Review
    from reviewer.ui.screen.thumbnails import Thumbnails as Wanting


class Housekeeping(QObject):
    """Forgets and clears.

    Signals:
        noticed(str): A sentence the user should see.

    Attributes:
        handlers: Who carries out which action.
    """

    noticed = Signal(str)

    def __init__(
        self,
        review: Review,
        thumbnails: Wanting,
        jobs: Jobs,
        writer: CatalogueWriter,
        settings: Settings,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._thumbnails = thumbnails
        self._review = review
        self._jobs = jobs
        self._writer = writer
        self._settings = settings
        self.handlers: Mapping[str, Callable[[], None]] = {
            "forget_folder": self._ask,
            "clear_thumbnails": self._clear,
        }
        writer.forgotten.connect(self._tell_forgotten)

    def _ask(self) -> None:
        folder = self._review.folder.folder
        if folder is None:
            return
        recursive = self._settings.flag("recursive")
        box = QMessageBox(self._window)
        box.setText(words.text("forget_ask").format(file=words.name(folder)))
        box.setInformativeText(words.text("forget_all" if recursive else "forget_one"))
        forget = box.addButton(words.text("forget"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        forget.clicked.connect(lambda: self._forget(folder, recursive=recursive))
        box.finished.connect(box.deleteLater)
        box.open()

    def _forget(self, folder: Path, *, recursive: bool) -> None:
        """Close the folder, and forget it once nothing works on it: scoring keeps its last batch as it ends."""
        self._review.close()
        self._thumbnails.want([])  # or those of the strip would still be made, and kept
        self._thumbnails.expect([])
        working = list(self._jobs.running)

        def end(job: Job | None = None) -> None:
            if job is not None:
                working.remove(job)
            if not working:
                self._writer.forget_folder(folder, recursive=recursive)

        for job in working:
            job.ended.connect(lambda job=job: end(job))
        end()

    def _tell_forgotten(self, folder: Path) -> None:
        self.noticed.emit(words.text("forgotten").format(file=words.name(folder)))

    def _clear(self) -> None:
        self._jobs.start(_cleared(), name="clear thumbnails", on_result=self._tell_freed, priority=1)

    def _tell_freed(self, freed: int) -> None:
        self.noticed.emit(words.text("thumbnails_cleared").format(size=words.size(freed)))


def _cleared() -> Generator[int, None, int]:
    with Thumbnails.open(limit=NO_LIMIT) as cache:
        before = cache.disk
        yield from cache.clear()
        return max(0, before - cache.disk)
