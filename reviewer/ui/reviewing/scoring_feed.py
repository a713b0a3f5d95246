"""Scoring while one looks: runs the pipeline as a job and hands on what it learns.

Pausing ends the job and goes on from the catalogue later: nothing is computed twice, and while it rests, the models'
memory is free for others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer import pipeline
from reviewer.errors import MissingPart, WeightsMissing
from reviewer.link import Link
from reviewer.pipeline.progress import Attention
from reviewer.scoring.choice import chosen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reviewer.photo import Photo
    from reviewer.pipeline.progress import Contract, Progress
    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Job, Jobs


@dataclass(frozen=True, slots=True)
class Work:
    """What scoring is doing.

    Attributes:
        metrics: Those at work; none at the first look.
        done, total: Photos.
        rate: Photos a second; 0 while unknown.
        seconds_left: To the end of everything; None while unknown.
        contract: What it is all going to take, once that is known.
        paused: It waits for the user.
    """

    metrics: tuple[str, ...]
    done: int
    total: int
    rate: float = 0.0
    seconds_left: float | None = None
    contract: Contract | None = None
    paused: bool = False


class ScoringFeed(QObject):
    """One run over one folder at a time.

    Signals:
        progressed(Progress): What was learnt.
        work_changed(Work | None): What to say of it; None when there is nothing to do.

    Attributes:
        resting: The user paused or stopped it: only the user starts it again.
        metrics: Those that it computes, as far as is known: chosen, and not found to be missing here.
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
        self._contract: Contract | None = None
        self._attention = Attention()  # written by the window's thread, read by the pipeline's: one reference
        self._usual = True
        self.resting = False
        self.metrics: tuple[str, ...] = chosen(())

    @property
    def work(self) -> Work | None:
        """What scoring is doing."""
        return self._work

    @property
    def attention(self) -> Attention:
        """What the user cares for: what is scored first."""
        return self._attention

    def look_at(self, photo: Photo | None) -> None:
        """This photo is on screen."""
        self._attention = replace(self._attention, focus=photo)

    def see(self, photos: Sequence[Photo]) -> None:
        """These are in sight, in the strip or the grid, or about to be."""
        self._attention = replace(self._attention, visible=tuple(photos))

    def judge_by(self, settings: Settings) -> None:
        """Photos are judged by the metric of these settings from now on, and so many get a second look."""
        share = settings.number("second_look_percent") / 100
        self._attention = replace(self._attention, metric=settings.text("pace_metric"), second_look=share)

    def start(self, photos: Sequence[Photo], settings: Settings) -> None:
        """Score these, on from what is known; what ran before ends."""
        self._end()
        self.resting = False
        self._usual, self.metrics = not settings.words("metrics"), chosen(settings.words("metrics"))
        self.judge_by(settings)
        if not photos:
            self._say(None)
            return
        self._link = Link("score", python=settings.text("worker_python"))
        self.hold(self._held)
        steps = pipeline.run(
            photos,
            self.metrics,
            attention=lambda: self.attention,
            device=settings.text("device"),
            memory=settings.size("memory_megabytes") or None,
            link=self._link,
            catalogue_file=self._catalogue_file,
            thumbnail_limit=settings.size("thumbnail_megabytes"),
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
        self._job = self._link = self._contract = None

    def _note(self, progress: Progress) -> None:
        self._contract = progress.contract or self._contract
        if isinstance(progress.notice, WeightsMissing | MissingPart):
            absent = progress.metrics
            self.metrics = tuple(name for name in self.metrics if name not in absent)
            if self._usual:  # nobody chose it, so nobody misses it
                progress = replace(progress, notice=None)
        elif progress.notice is None:
            here, left = (progress.done, progress.total, progress.rate), progress.seconds_left
            self._say(Work(progress.metrics, *here, left, self._contract))
        self.progressed.emit(progress)

    def _finished(self, _result: object) -> None:
        self._job = self._link = self._contract = None
        self._say(None)

    def _say(self, work: Work | None) -> None:
        self._work = work
        self.work_changed.emit(work)


def _with_worker(link: Link, steps: Iterator[Progress]) -> Iterator[Progress]:
    """The steps, with a worker that ends when they do, and whose memory is free for others then."""
    with link:
        yield from steps
