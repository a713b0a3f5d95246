"""What the camera wrote about the photo on screen, read for itself while scoring has not come to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer import decode, scan
from reviewer.errors import UnreadablePhoto
from reviewer.photo import Failure, Record

if TYPE_CHECKING:
    from collections.abc import Generator

    from reviewer.photo import Photo
    from reviewer.ui.background.jobs import Jobs

_REST = 200  # ms on a photo after which it is worth reading: scoring starts with it too, and is mostly there by then

_Fact = Record | Failure | None


class Glance(QObject):
    """Reads one photo at a time; the last that is asked for.

    Signals:
        learnt(Photo, Record | Failure): The record has no fingerprint yet. What needs a guarded decoder is left alone.
    """

    learnt = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._photo: Photo | None = None
        self._held = False
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self._read)

    def at(self, photo: Photo | None) -> None:
        """This photo is on screen, and nothing is known of it; None if all is well."""
        self._photo = photo
        self._begin()

    def hold(self, *, held: bool) -> None:
        """Read nothing while the photo itself is waited for: on a slow disk it would come later for it."""
        self._held = held
        self._begin()

    def _begin(self) -> None:
        if self._photo is None or self._held:
            self._rest.stop()
        else:
            self._rest.start()

    def _read(self) -> None:
        photo = self._photo
        if photo is not None:
            self._jobs.start(_facts(photo), name="glance", on_result=lambda fact: self._tell(photo, fact), priority=1)

    def _tell(self, photo: Photo, fact: _Fact) -> None:
        if fact is not None and photo == self._photo:
            self.learnt.emit(photo, fact)


def _facts(photo: Photo) -> Generator[None, None, _Fact]:
    yield
    try:
        if decode.family(photo.path) is decode.Family.GUARDED:
            return None
        return Record(scan.content_id(photo.path), decode.read_metadata(photo.path))
    except UnreadablePhoto as error:
        return Failure("", error.code, error.detail)
