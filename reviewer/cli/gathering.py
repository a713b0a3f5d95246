"""Paths become photos, and photos become scores, while a bar shows how far it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer import grouping, pipeline, wire, words
from reviewer.cli import console
from reviewer.comparing import Neighbours
from reviewer.errors import DeviceLost, ReviewerError
from reviewer.link import MODEL, Link
from reviewer.ordering import Order, arrange, standing
from reviewer.photo import Failure, Group, Photo, Record, Score
from reviewer.scan import locate, scan
from reviewer.scoring.choice import offered
from reviewer.scoring.table import BUILT_IN, METRICS
from reviewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of some photos.

    Attributes:
        photos: In the order they were found.
        metrics: Those that the worker set out to compute.
        missing: Why others could not be computed, or one of these not to its end.
        records: What looking at the bytes taught.
        unreadable: Photos that could not be read.
        results: By photo and metric.
    """

    photos: list[Photo]
    metrics: list[str] = field(default_factory=list)
    missing: dict[str, ReviewerError] = field(default_factory=dict)
    records: dict[Photo, Record] = field(default_factory=dict)
    unreadable: dict[Photo, Failure] = field(default_factory=dict)
    results: dict[Photo, dict[str, Score | Failure]] = field(default_factory=lambda: defaultdict(dict))

    def result(self, photo: Photo, metric: str) -> Score | Failure:
        """What a metric said of a photo, or why it said nothing."""
        if found := self.results[photo].get(metric):
            return found
        if failed := self.unreadable.get(photo):
            return Failure(metric, failed.code, failed.detail)
        absent = self.missing.get(metric)
        return Failure(metric, absent.code, absent.detail) if absent else Failure(metric, "worker")

    def failed(self, photo: Photo, metric: str) -> bool:
        """Whether a photo should have had a score and has none: that a metric cannot tell is an answer."""
        found = self.result(photo, metric)
        return isinstance(found, Failure) and found.code != "cant_tell"

    def scores(self, metric: str) -> dict[Photo, Score]:
        """A metric's scores, of the photos that have one."""
        found = ((photo, self.results[photo].get(metric)) for photo in self.photos)
        return {photo: score for photo, score in found if isinstance(score, Score)}

    def counted(self, metric: str) -> dict[Photo, float]:
        """What a metric's scores count for among each other, 0..1."""
        return standing(self.scores(metric))

    def groups(self) -> list[Group]:
        """The photos that can be shown, grouped, in capture order."""
        shown = [photo for photo in self.photos if photo not in self.unreadable]
        return grouping.group(arrange(shown, Order("time"), self.records, {}), self.records)

    def explain(self) -> None:
        """Add to the reasons of the built-in scores what sets photos apart from their neighbours."""
        neighbours = Neighbours(self.groups(), self.records)
        for photo, score in self.scores(BUILT_IN).items():
            self.results[photo][BUILT_IN] = neighbours.explain(photo, score)


def find(targets: Iterable[Path], *, recursive: bool) -> tuple[list[Photo], list[ReviewerError]]:
    """The photos that paths stand for, each once: a folder's, or the one file's.

    Returns:
        The photos; and what of the folders cannot be looked at, which is told already.

    Raises:
        ReviewerError: A path leads nowhere.
    """
    found: dict[Photo, None] = {}
    troubles: list[ReviewerError] = []
    # Each folder is listed once, however many of its files are named: a shell makes thousands of ``*.jpg``.
    neighbours: dict[Path, dict[Path, Photo]] = {}
    for target in targets:
        folder, file = locate(target)
        if file is None:
            for batch in scan(folder, recursive=recursive):
                found.update(dict.fromkeys(batch.photos))
                troubles += batch.troubles
            continue
        if folder not in neighbours:
            neighbours[folder] = {photo.path: photo for batch in scan(folder) for photo in batch.photos}
        found[neighbours[folder].get(file) or _single(file)] = None
    for trouble in troubles:
        console.say(words.problem(trouble))
    return list(found), troubles


def _single(file: Path) -> Photo:
    """A file whose name is none of a photo's: what is in it decides."""
    seen = file.stat()
    return Photo(file, seen.st_size, seen.st_mtime_ns)


def score(photos: list[Photo], metrics: Sequence[str] | None, device: str, memory: int | None = None) -> Gathered:
    """Learn what metrics say of photos, from the catalogue and by scoring, under a progress bar.

    Args:
        photos: Which.
        metrics: Names; None for those offered at first sight, as far as they can be computed here.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        memory: Bytes that scoring may take; None for what the settings say.

    Raises:
        Stopped: Ctrl+C was pressed. What was scored is kept.
        CatalogueUnusable: The catalogue cannot be read.
    """
    gathered = Gathered(photos)
    if not photos:
        return gathered
    bar = console.Bar()
    settings = Settings.load()
    memory = memory or settings.size("memory_megabytes") or None
    with console.stoppable() as stop, Link("score", python=settings.text("worker_python")) as link:
        _ask_for_metrics(link, metrics, gathered)
        try:
            for progress in pipeline.run(photos, gathered.metrics, device=device, memory=memory, link=link):
                _learn(progress, gathered, bar)
                stop.check()
        finally:
            bar.close()
    return gathered


def _ask_for_metrics(link: Link, metrics: Sequence[str] | None, gathered: Gathered) -> None:
    """Which of the metrics can be computed here. Those asked for that cannot are told, in a line each."""
    wanted = offered() if metrics is None else [name for name in METRICS if name in metrics]
    try:
        reply, _ = link.ask({"op": "metrics", "names": wanted}, limits=MODEL)
    except ReviewerError as error:
        gathered.missing.update(dict.fromkeys(wanted, error))
        return
    gathered.metrics.extend(name for name in wanted if name in reply["available"])
    gathered.missing.update({name: wire.error_from_wire(message) for name, message in reply["missing"].items()})
    for name, absent in gathered.missing.items() if metrics is not None else ():
        console.say(f"{name}: {words.problem(absent)}")


def _learn(progress: pipeline.Progress, gathered: Gathered, bar: console.Bar) -> None:
    if progress.notice:
        bar.say(words.problem(progress.notice))
        if not isinstance(progress.notice, DeviceLost):  # after which they go on
            gathered.missing.update(dict.fromkeys(progress.metrics, progress.notice))
        return
    if progress.contract:
        duration, size = words.duration(progress.contract.seconds), words.size(progress.contract.memory)
        bar.say(words.text("cli_contract").format(duration=duration, size=size))
    for photo, found in progress.surveyed:
        if isinstance(found, Record):
            gathered.records[photo] = found
        else:
            gathered.unreadable[photo] = found
    for photo, result in progress.scored:
        gathered.results[photo][result.metric] = result
    bar.update(", ".join(progress.metrics) or progress.stage, progress.done, progress.total)
