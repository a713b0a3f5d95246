"""Which metrics can be computed on this machine, and what is being done about those that cannot.

Looking is work for the background: files may be hashed for it, and another interpreter asked. So is fetching: one model
after the other, the next one when the one before is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer.errors import ReviewerError
from reviewer.scoring.choice import in_force, kept

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from reviewer.settings import Settings
    from reviewer.ui.background.jobs import Job, Jobs
    from reviewer.ui.models.supply import Standing
    from reviewer.weights import Imported, Transfer

_LATER = 1500  # ms after the start; until then the window has better things to do


class Stock(QObject):
    """Knows and changes it. Lives as long as the program, so that a download outlasts the page.

    Signals:
        changed: Things stand differently, or something began or ended.
        progressed(str, Transfer): A metric's weights are coming; the empty name for an import.
        failed(str, ReviewerError): They did not come, or did not go.
        imported(Imported): What came of an import.
        metrics_chosen(tuple[str, ...]): The setting from now on: what was asked for to be fetched is meant to be used.
        arrived(frozenset[str]): These can be computed from now on, beside those that were just chosen.

    Attributes:
        standings: By metric, as of the last look; empty before the first.
    """

    changed = Signal()
    progressed = Signal(str, object)
    failed = Signal(str, object)
    imported = Signal(object)
    metrics_chosen = Signal(tuple)
    arrived = Signal(object)

    def __init__(self, jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._settings = settings
        self.standings: Mapping[str, Standing] = {}
        self._looking: Job | None = None
        self._again = False
        self._queue: list[str] = []
        self._fetched: set[str] = set()
        self._working: Job | None = None
        self._transfer: Transfer | None = None
        self._importing: Job | None = None
        self._soon = QTimer(self, interval=_LATER, singleShot=True)
        self._soon.timeout.connect(self.look)
        settings.listen(self._follow)

    @property
    def ready(self) -> frozenset[str] | None:
        """The metrics that can be computed here; None while that is not known."""
        if not self.standings:
            return None
        return frozenset(name for name, standing in self.standings.items() if standing.problem is None)

    @property
    def in_force(self) -> tuple[str, ...]:
        """The metrics that are in use, whether or not all of those that were chosen can be computed."""
        return in_force(self._settings.words("metrics"), self.ready)

    @property
    def coming(self) -> tuple[str, ...]:
        """The metrics whose weights are fetched or wait for that, in their turn."""
        return tuple(self._queue)

    @property
    def transfer(self) -> Transfer | None:
        """How far the first of them is."""
        return self._transfer

    @property
    def importing(self) -> bool:
        """Whether files are being imported."""
        return self._importing is not None

    def look_soon(self) -> None:
        """Look once the window is at rest."""
        self._soon.start()

    def look(self) -> None:
        """See how things stand."""
        self._soon.stop()
        if self._looking is not None:
            self._again = True
            return
        self._looking = self._jobs.start(
            _seen(self._settings.text("worker_python")), name="models", on_result=self._note, priority=-1
        )

    def install(self, metric: str) -> None:
        """Fetch a metric's weights, after those that were asked for before."""
        if metric not in self._queue:
            self._queue.append(metric)
            self._next()

    def stop(self, metric: str) -> None:
        """Fetch them no further. What has come is gone on from next time."""
        if self._working is not None and self._queue[:1] == [metric]:
            self._working.cancel()
        elif metric in self._queue:
            self._queue.remove(metric)
            self.changed.emit()

    def remove(self, metric: str) -> None:
        """Take a metric's weights away from our own folder."""
        self._jobs.start(
            _removed(metric),
            name="remove",
            on_result=lambda _: self.look(),
            on_failure=lambda error: self._fail(metric, error),
        )

    def import_files(self, sources: Sequence[Path]) -> None:
        """Copy weights from files, or from folders that hold some."""
        if self._importing is None:
            self._importing = self._jobs.start(
                _imported(sources),
                name="import",
                on_progress=lambda transfer: self.progressed.emit("", transfer),
                on_result=self._take_in,
                on_failure=self._fail_import,
                on_cancelled=self._end_import,
            )
            self.changed.emit()

    def stop_import(self) -> None:
        """Import no further."""
        if self._importing is not None:
            self._importing.cancel()

    def close(self) -> None:
        """The program ends: begin nothing more."""
        self._soon.stop()
        del self._queue[1:]

    def _next(self) -> None:
        self._transfer = None
        if self._queue and self._working is None:
            metric = self._queue[0]
            self._working = self._jobs.start(
                _fetched(metric),
                name="install",
                on_progress=self._progress,
                on_result=self._end,
                on_failure=self._end,
                on_cancelled=self._end,
            )
        self.changed.emit()

    def _progress(self, transfer: Transfer) -> None:
        self._transfer = transfer
        self.progressed.emit(transfer.name, transfer)

    def _end(self, outcome: object = None) -> None:
        metric = self._queue.pop(0)
        self._working = None
        self._fetched.add(metric)
        self._next()
        self._fail(metric, outcome)
        self.look()

    def _fail(self, metric: str, error: object) -> None:
        if isinstance(error, ReviewerError):  # any other is told by whoever runs the job
            self.failed.emit(metric, error)

    def _take_in(self, outcome: Imported) -> None:
        self._end_import()
        self.imported.emit(outcome)

    def _fail_import(self, error: object) -> None:
        self._end_import()
        self._fail("", error)

    def _end_import(self) -> None:
        self._importing = None
        self.changed.emit()
        self.look()

    def _note(self, standings: Mapping[str, Standing]) -> None:
        before, self.standings, self._looking = self.ready, standings, None
        ready = frozenset(name for name, standing in standings.items() if standing.problem is None)
        meant, self._fetched = self._fetched & ready, set()
        chosen = kept({*self.in_force, *meant}, ready) if meant else self._settings.words("metrics")
        self.changed.emit()
        if chosen != self._settings.words("metrics"):
            self.metrics_chosen.emit(chosen)
        else:
            meant = set()
        if before is not None and (new := ready - before - meant):
            self.arrived.emit(new)
        if self._again:
            self._again = False
            self.look()

    def _follow(self, setting: str) -> None:
        if setting == "worker_python":
            self.look()
        elif setting == "metrics":
            self.changed.emit()


# What the work stands on takes a tenth of a second to import, so it is imported where the work is done.


def _seen(python: str) -> Generator[None, None, Mapping[str, Standing]]:
    from reviewer.ui.models import supply  # noqa: PLC0415 - see above

    return (yield from supply.seen(python))


def _fetched(metric: str) -> Generator[Transfer, None, None]:
    from reviewer.ui.models import supply  # noqa: PLC0415 - see above

    yield from supply.fetched(metric)


def _removed(metric: str) -> Generator[None, None, None]:
    from reviewer.ui.models import supply  # noqa: PLC0415 - see above

    yield from supply.removed(metric)


def _imported(sources: Sequence[Path]) -> Generator[Transfer, None, Imported]:
    from reviewer import weights  # noqa: PLC0415 - see above

    return (yield from weights.import_files(sources))
