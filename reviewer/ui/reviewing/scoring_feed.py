"""Scoring while one looks: runs the pipeline as a job and hands on what it learns.

Pausing ends the job and goes on from the catalogue later: nothing is computed twice, and while it rests, the models'
memory is free for others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer import pipeline, words
from reviewer.link import Link
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reviewer.photo import Photo
    from reviewer.pipeline import Progress
    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Job, Jobs


_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """What scoring is doing.

    Attributes:
        title: Of the stage: the metric at work.
        done, total: Photos.
        rate: Photos a second; 0 while unknown.
        seconds_left: To the end of everything; None while unknown.
        paused: It waits for the user.
    """

    title: str
    done: int
    total: int
    rate: float = 0.0
    seconds_left: float | None = None
    paused: bool = False


class ScoringFeed(QObject):
    """One run over one folder at a time.

    Signals:
        progressed(Progress): What was learnt.
        work_changed(Work | None): What to say of it; None when there is nothing to do.

    Attributes:
        resting: The user paused or stopped it: only the user starts it again.
        focus: The photo on screen, around which scoring goes on.
    """

    progressed = Signal(object)
    work_changed = Signal(object)

    def __init__(self, jobs: Jobs, catalogue_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._catalogue_file = catalogue_file
        self._job: Job | None = None
        self._link: Link | None = None
        self._held = False
        self._work: Work | None = None
        self.resting = False
        self.focus: Photo | None = None  # written by the window's thread, read by the pipeline's: one reference

    @property
    def work(self) -> Work | None:
        """What scoring is doing."""
        return self._work

    def start(self, photos: Sequence[Photo], settings: Settings) -> None:
        """Score these, on from what is known; what ran before ends."""
        self._end()
        self.resting = False
        if not photos:
            self._say(None)
            return
        self._link = Link("score", python=settings.text("worker_python"))
        self.hold(self._held)
        steps = pipeline.run(
            photos,
            settings.words("metrics"),
            focus=lambda: self.focus,
            device=settings.text("device"),
            link=self._link,
            catalogue_file=self._catalogue_file,
            thumbnail_limit=int(settings.number("thumbnail_megabytes") * _MB),
        )
        self._job = self._jobs.start(
            _with_worker(self._link, steps),
            name="scoring",
            on_progress=self._note,
            on_result=self._finished,
            priority=-1,
        )

    def hold(self, held: bool) -> None:  # noqa: FBT001 -- a slot
        """Have scoring stand still for a moment, wherever it is, or go on: the screen waits, and goes first."""
        self._held = held
        if self._link is not None:
            (self._link.suspend if held else self._link.resume)()

    def pause(self) -> None:
        """End the job, but say that it is to go on."""
        self._end()
        self.resting = True
        if self._work is not None:
            self._say(replace(self._work, rate=0.0, seconds_left=None, paused=True))

    def wait(self) -> None:
        """End it until it is started again, which is not left to the user: there is nothing to be read now."""
        self._end()
        self._say(None)

    def stop(self) -> None:
        """End it; what is known stays."""
        self._end()
        self.resting = True
        self._say(None)

    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
        if self._link is not None:
            self._link.resume()  # it cannot be told to end while it stands still
        self._job = self._link = None

    def _note(self, progress: Progress) -> None:
        self._say(Work(_title(progress.stage), progress.done, progress.total, progress.rate, progress.seconds_left))
        self.progressed.emit(progress)

    def _finished(self, _result: object) -> None:
        self._job = self._link = None
        self._say(None)

    def _say(self, work: Work | None) -> None:
        self._work = work
        self.work_changed.emit(work)


def _with_worker(link: Link, steps: Iterator[Progress]) -> Iterator[Progress]:
    """The steps, with a worker that ends when they do, and whose memory is free for others then."""
    with link:
        yield from steps


def _title(stage: str) -> str:
    return words.text("scoring").format(title=METRICS[stage].title) if stage in METRICS else words.text(stage)
