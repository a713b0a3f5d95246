"""What of a folder was looked at on earlier occasions, read from the catalogue in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from reviewer.ui.background.jobs import Job, Jobs

_BATCH = 1000  # photos between two places to stop


class EarlierLooks(QObject):
    """Asks the catalogue which photos were looked at.

    Args:
        jobs: Where the reading is done.
        catalogue_file: Read through a connection of its own.

    Signals:
        learnt(set[Path]): The photos, of those last asked for, that were looked at; none where the catalogue cannot be
            read, which is said elsewhere.
    """

    learnt = Signal(object)

    def __init__(self, jobs: Jobs, catalogue_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._file = catalogue_file
        self._job: Job | None = None

    def ask(self, photos: Mapping[Path, str]) -> None:
        """Find out which of these were looked at.

        Args:
            photos: Paths with their content ids, empty where not known.
        """
        if self._job is not None:
            self._job.cancel()
        self._job = self._jobs.start(
            _looked_at(self._file, photos),
            name="earlier looks",
            on_result=self.learnt.emit,
            on_failure=lambda _error: self.learnt.emit(set()),
            priority=1,
        )


def _looked_at(file: Path, photos: Mapping[Path, str]) -> Generator[None, None, set[Path]]:
    found: set[Path] = set()
    paths = list(photos)
    with Catalogue.open(file) as catalogue:
        for at in range(0, len(paths), _BATCH):
            yield
            found.update(catalogue.viewings({path: photos[path] for path in paths[at : at + _BATCH]}))
    return found
