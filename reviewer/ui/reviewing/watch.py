"""The open folder on the disk: read once as it streams in, then watched for what is added, changed or removed.

The file system tells of changes where it can; it cannot on most network drives, so the folder is read again as well
whenever the window is come back to, and now and then while it is gone: nothing tells that a drive is plugged in again
where its place was removed with it. A burst of changes, such as a card being copied, is read once it pauses.

A photo is taken for removed only where the folder that it was in could be read and the photo is not in it. What cannot
be read for the moment stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from reviewer import scan
from reviewer.catalogue import Catalogue
from reviewer.errors import FileGone, FolderGone, FolderUnreadable, ReviewerError
from reviewer.photo import Failure, Photo, Record, Turn
from reviewer.scan import Changes, Found

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping
    from pathlib import Path

    from reviewer.ui.background.jobs import Job, Jobs

_PAUSE = 400  # ms without a further change
_LOOKOUT = 2000  # ms between two looks whether a folder that is gone is back
_WATCHED = 256  # folders under a watch: systems bound how many there may be


@dataclass(frozen=True, slots=True)
class Known:
    """Photos, and what an earlier review learnt of some of them, so that they stand in the right order at once."""

    photos: tuple[Photo, ...]
    facts: tuple[tuple[Photo, Record | Failure | Turn], ...] = ()


class OpenFolder(QObject):
    """One folder at a time.

    Signals:
        photos_found(Known): A batch of the first reading, with what the catalogue remembers of it.
        trouble_met(ReviewerError): A file or folder in it that could not be read.
        read: The first reading ended.
        changed(Changes): What happened since.
        gone(FolderGone | FolderUnreadable): The folder is not there any more, or cannot be read.
        returned: It is there again; ``changed`` tells what is another in it.
    """

    photos_found = Signal(object)
    trouble_met = Signal(object)
    read = Signal()
    changed = Signal(object)
    gone = Signal(object)
    returned = Signal()

    def __init__(self, jobs: Jobs, catalogue_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._catalogue_file = catalogue_file
        self._folder: Path | None = None
        self._recursive = False
        self._photos: list[Photo] = []
        self._reading: Job | None = None
        self._complete = False
        self._lost = False
        self._missed: set[Path | None] = set()
        self._device: int | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._touched)
        self._watcher.fileChanged.connect(self._touched)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.read_again)
        self._lookout = QTimer(self, singleShot=True, interval=_LOOKOUT)
        self._lookout.timeout.connect(self.read_again)

    @property
    def folder(self) -> Path | None:
        """What is open."""
        return self._folder

    @property
    def complete(self) -> bool:
        """Whether the first reading has ended."""
        return self._complete

    def open(self, folder: Path, *, recursive: bool) -> None:
        """Read a folder and watch it; what was open is closed."""
        self.close()
        self._folder, self._recursive = folder, recursive
        self._reading = self._jobs.start(
            _first_time(folder, self._catalogue_file, recursive=recursive),
            name="scan",
            on_progress=self._found,
            on_result=self._read,
            priority=2,
        )

    def close(self) -> None:
        """Stop reading and watching."""
        if self._reading is not None:
            self._reading.cancel()
        if watched := [*self._watcher.directories(), *self._watcher.files()]:
            self._watcher.removePaths(watched)
        self._pause.stop()
        self._lookout.stop()
        self._folder, self._reading, self._photos = None, None, []
        self._complete = self._lost = False
        self._missed = set()

    def read_again(self) -> None:
        """Look whether anything changed."""
        if self._folder is None or not self._complete:
            return
        if self._reading is not None and self._reading.running:
            self._pause.start()
            return
        self._reading = self._jobs.start(
            _again(self._folder, self._photos, recursive=self._recursive),
            name="rescan",
            on_result=self._compared,
            priority=1,
        )

    def doubt(self, error: ReviewerError | None = None) -> None:
        """Something in it could not be read: look soon what is the matter. Systems do not tell of all that goes."""
        if isinstance(error, FileGone):
            self._missed.add(error.path)
        if not self._pause.isActive():
            self._pause.start()

    def _found(self, batch: tuple[Found, Known]) -> None:
        found, known = batch
        self._photos.extend(found.photos)
        for trouble in found.troubles:
            if self._is_loss(trouble):
                self._lose(trouble)
            else:
                self.trouble_met.emit(trouble)
        if found.photos:
            self.photos_found.emit(known)

    def _read(self, device: int | None) -> None:
        self._device = device
        self._complete = True
        self._watch()
        self.read.emit()

    def _compared(self, outcome: _Outcome) -> None:
        photos, changes, troubles, device = outcome
        lost = next(filter(self._is_loss, troubles), None)
        if lost is None and self._photos and not photos and device != self._device and self._folder is not None:
            lost = FolderGone(self._folder)  # what is there is the empty place where a drive was
        if lost is not None:
            self._lose(lost)
            return
        self._device = device
        missed, self._missed = self._missed, set()
        # a file that is there may have been gone for a moment in which nobody looked at the folder
        if self._lost or (missed and any(photo.path in missed for photo in photos)):
            self._lost = False
            self.returned.emit()
        self._photos = photos
        self._watch()
        if changes != Changes():
            self.changed.emit(changes)

    def _is_loss(self, trouble: ReviewerError) -> bool:
        return isinstance(trouble, FolderGone | FolderUnreadable) and trouble.path == self._folder

    def _lose(self, trouble: ReviewerError) -> None:
        self._lookout.start()
        if not self._lost:
            self._lost = True
            self.gone.emit(trouble)

    def _watch(self) -> None:
        """Watch the folder, the folders in it that hold photos, and its parent, where it would come back."""
        if self._folder is None:
            return
        wanted = dict.fromkeys([self._folder, self._folder.parent, *(photo.path.parent for photo in self._photos)])
        watched = set(self._watcher.directories())
        new = [text for path in list(wanted)[:_WATCHED] if _is_text(text := str(path)) and text not in watched]
        if new:
            self._watcher.addPaths(new)

    def _touched(self, _path: str) -> None:
        self._pause.start()


def _is_text(path: str) -> bool:
    """Whether Qt can name this file: not if it holds bytes that are no UTF-8."""
    return not any("\udc80" <= char <= "\udcff" for char in path)


def _first_time(
    folder: Path, catalogue_file: Path, *, recursive: bool
) -> Generator[tuple[Found, Known], None, int | None]:
    with Catalogue.open(catalogue_file) as catalogue:
        for found in scan.scan(folder, recursive=recursive):
            records, failures = catalogue.records(found.photos), catalogue.failures(found.photos)
            turns = _turns(catalogue, found.photos, records)
            yield found, Known(found.photos, (*records.items(), *failures.items(), *turns))
    return _device(folder)


def _device(folder: Path) -> int | None:
    """What the folder lies on; None if it is gone."""
    try:
        return folder.stat().st_dev
    except OSError:
        return None


def _turns(
    catalogue: Catalogue, photos: Iterable[Photo], records: Mapping[Photo, Record]
) -> Iterator[tuple[Photo, Turn]]:
    contents = {photo: records[photo].content_id if photo in records else "" for photo in photos}
    turns = catalogue.turns({photo.path: content for photo, content in contents.items()})
    return ((photo, turns[photo.path]) for photo in contents if photo.path in turns)


_Outcome = tuple[list[Photo], Changes, list[ReviewerError], int | None]


def _again(folder: Path, before: list[Photo], *, recursive: bool) -> Generator[None, None, _Outcome]:
    photos: list[Photo] = []
    troubles: list[ReviewerError] = []
    for found in scan.scan(folder, recursive=recursive):
        photos.extend(found.photos)
        troubles.extend(found.troubles)
        yield
    device = _device(folder)
    if device is None:
        troubles.append(FolderGone(folder))  # while it was read: what is missing is not removed
    photos.extend(_unseen(before, photos, troubles))
    return photos, scan.compare(before, photos), troubles, device


def _unseen(before: Iterable[Photo], photos: Iterable[Photo], troubles: Iterable[ReviewerError]) -> list[Photo]:
    """Photos of which cannot be said whether they are still there."""
    closed = {trouble.path for trouble in troubles if not isinstance(trouble, FileGone)}
    if not closed:
        return []
    found = {photo.path for photo in photos}
    return [
        photo
        for photo in before
        if photo.path not in found and not closed.isdisjoint((photo.path, *photo.path.parents))
    ]
