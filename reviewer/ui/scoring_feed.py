"""Scoring while one looks: runs the pipeline as a job and hands on what it learns.

Pausing ends the job and goes on from the catalogue later: nothing is computed twice, and while it rests, the models'
memory is free for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer import pipeline
from reviewer.ui.status_line import Work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.photo import Photo
    from reviewer.pipeline import Progress
    from reviewer.ui.jobs import Job, Jobs


class ScoringFeed(QObject):
    """One run over one folder at a time.

    Signals:
        progressed(Progress): What was learnt.
        work_changed(Work | None): What to say of it; None when there is nothing to do.
    """

    progressed = Signal(object)
    work_changed = Signal(object)

    def __init__(self, jobs: Jobs, catalogue_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._catalogue_file = catalogue_file
        self._job: Job | None = None
        self._photos: Sequence[Photo] = ()
        self._metrics: Sequence[str] = ()
        self._device = "auto"
        self._work: Work | None = None
        self.focus: Photo | None = None  # written by the window's thread, read by the pipeline's: one reference

    @property
    def work(self) -> Work | None:
        """What scoring is doing."""
        return self._work

    def start(self, photos: Sequence[Photo], metrics: Sequence[str], *, device: str) -> None:
        """Score these, from scratch or on from what is known; what ran before ends."""
        self._end()
        self._photos, self._metrics, self._device = photos, metrics, device
        if not photos:
            self._say(None)
            return
        self._job = self._jobs.start(
            pipeline.run(
                photos, metrics, device=device, focus=lambda: self.focus, catalogue_file=self._catalogue_file
            ),
            name="scoring",
            on_progress=self._note,
            on_result=self._finished,
            priority=-1,
        )

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self._work is None:
            return
        if self._work.paused:
            self.start(self._photos, self._metrics, device=self._device)
            return
        self._end()
        self._say(Work(self._work.title, self._work.done, self._work.total, paused=True))

    def stop(self) -> None:
        """End it; what is known stays."""
        self._end()
        self._say(None)

    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def _note(self, progress: Progress) -> None:
        self._say(Work(progress.stage, progress.done, progress.total, progress.rate, progress.seconds_left))
        self.progressed.emit(progress)

    def _finished(self, _result: object) -> None:
        self._job = None
        self._say(None)

    def _say(self, work: Work | None) -> None:
        self._work = work
        self.work_changed.emit(work)
