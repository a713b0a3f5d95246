"""What is known of the photos, saved as a page, a table or a list: in the background, while one looks on."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QWidget

from reviewer import report, words
from reviewer.catalogue import Thumbnails
from reviewer.comparing import Neighbours
from reviewer.ordering import standing
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.ui import theme
from reviewer.ui.files.file_dialogs import ask_for_report

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from reviewer.photo import Group
    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Job, Jobs
    from reviewer.ui.reviewing.review import Review

    Step = tuple[int, int]

_CHUNK = 100  # photos from one place to stop to the next: some 20 ms
_PATIENCE = 1000  # ms that need no words
_WIDTH = 360  # px, for the usual font


class Reports(QObject):
    """Saves reports of the photos under review, as they stand when it is asked.

    Signals:
        noticed(str): A sentence the user should see.

    Attributes:
        handlers: Who carries out which action.
    """

    noticed = Signal(str)

    def __init__(self, review: Review, jobs: Jobs, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._review = review
        self._jobs = jobs
        self._settings = settings
        self.handlers: Mapping[str, Callable[[], None]] = {"save_report": self._ask}

    def _ask(self) -> None:
        folder = self._review.folder.folder
        if folder is not None and (file := ask_for_report(self._window, folder)):
            self._save(file)

    def _save(self, file: Path) -> None:
        findings = self._findings()
        waiting = Waiting(len(findings.photos), self._window)
        job = self._jobs.start(
            _steps(file, findings, self._review.session.groups),
            name="report",
            on_progress=waiting.show_progress,
            on_result=lambda _: self.noticed.emit(words.text("report_saved").format(file=words.safe(str(file)))),
            on_cancelled=lambda: self.noticed.emit(words.text("report_stopped")),
            priority=1,
        )
        waiting.attend(job)

    def _findings(self) -> report.Findings:
        """A copy of what is known: more is being learnt while the report is written."""
        session = self._review.session
        scores = {photo: dict(found) for photo, found in session.scores.items()}
        known = {metric for found in scores.values() for metric in found}
        first = self._settings.text("pace_metric")
        names = sorted((name for name in METRICS if name in known), key=lambda name: name != first)
        photos = tuple(session.photos)
        return report.Findings(
            photos=photos,
            judges=[report.Judge(name, METRICS[name].title, METRICS[name].judges) for name in names],
            records=dict(session.records),
            scores=scores,
            unreadable=dict(session.failures),
            turns={photo: turn for photo in photos if (turn := session.turn_of(photo))},
        )


def _steps(file: Path, findings: report.Findings, groups: Sequence[Group]) -> Iterator[Step]:
    """Write the kind of file that its name asks for."""
    yield 0, 1
    findings = yield from _explained(findings, groups)
    match file.suffix.lower():
        case ".csv":
            report.write_csv(str(file), findings.rows())
        case ".json":
            report.write_json(str(file), findings.rows())
        case _:
            with Thumbnails.open_or_temporary() as thumbnails:
                yield from report.write_html(str(file), findings, thumbnails.get_many)


def _explained(findings: report.Findings, groups: Sequence[Group]) -> Generator[Step, None, report.Findings]:
    """With what sets photos apart from their neighbours, and what scores count for among each other."""
    neighbours = Neighbours(groups, findings.records)
    scores = {photo: dict(found) for photo, found in findings.scores.items()}
    for at, (photo, score) in enumerate(findings.of(BUILT_IN).items()):
        scores[photo][BUILT_IN] = neighbours.explain(photo, score)
        if not at % _CHUNK:
            yield 0, 1
    counted = {judge.metric: standing(findings.of(judge.metric)) for judge in findings.judges}
    return replace(findings, scores=scores, counted=counted)


class Waiting(QProgressDialog):
    """How far it is, how long it still takes, and the way to stop it; shown only where there is something to wait for.

    Args:
        photos: How many the report is about.
        parent: The window.
    """

    def __init__(self, photos: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._saving = words.text("report_saving").format(photos=words.count(photos, "photo"))
        self._began = time.monotonic()
        self.setWindowTitle(words.text("save_report"))
        self.setLabelText(f"{self._saving}\n")
        self.setMinimumWidth(theme.grown(_WIDTH, self))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the keys stay with the photos
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setAccessibleName(self._saving)
        self.setBar(bar)
        self.setMinimumDuration(_PATIENCE)
        self.setAutoReset(False)
        self.setAutoClose(False)

    def attend(self, job: Job) -> None:
        """Be there until this job ends; being cancelled cancels it."""
        self.canceled.connect(job.cancel)
        job.ended.connect(self.reset)  # stops its timer, too
        job.ended.connect(self.deleteLater)

    def show_progress(self, step: Step) -> None:
        """So much is done, of so much."""
        done, total = step
        if self.wasCanceled():
            return
        self.setRange(0, total)
        self.setValue(done)
        if done:
            seconds = (time.monotonic() - self._began) / done * (total - done)
            left = words.text("left").format(duration=words.duration(round(seconds)))
            self.setLabelText(f"{self._saving}\n{left}")
