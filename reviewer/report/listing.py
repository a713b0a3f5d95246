"""Findings as the plain lists that a page's script reads. Sentences that come again and again are kept once."""

from __future__ import annotations

import os
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import words
from reviewer.bins import Bins, bins
from reviewer.photo import Score
from reviewer.report.links import link
from reviewer.report.pictures import manner, opens
from reviewer.scan import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.photo import Failure, Photo
    from reviewer.report.findings import Findings

Cell = list[object] | int | None
Line = list[object]


class Listing:
    """A line for each photo, in the order of their names.

    Args:
        findings: What is known.
        page: Where the page will be, or None where nobody knows.

    Attributes:
        photos: In the order of the lines.
        folder: The folder that all of them are in; None if there is none but the root.
        judges: The metrics that have said something, or may yet.
        sentences: What the numbers in lines stand for.
    """

    def __init__(self, findings: Findings, page: Path | None) -> None:
        self._findings = findings
        self._page = page
        self.photos = sorted(findings.photos, key=lambda photo: natural_key(photo.path))
        self._numbers = {photo: number for number, photo in enumerate(self.photos)}
        self.folder = _shared_folder(self.photos)
        self.sentences: dict[str, int] = {}
        known = {metric for found in findings.scores.values() for metric in found}
        self.judges = [judge for judge in findings.judges if judge.metric in known or not judge.absent]
        self._values = {judge.metric: sorted(self._values_of(judge.metric)) for judge in self.judges}

    def line(self, photo: Photo) -> Line:
        """What is shown of a photo.

        Returns:
            Its name; its address or None; its ``manner``; its quarter turns; its path; the camera's clock; seconds
            since 1970 or None; the camera; a cell for each judge; the sentence why it cannot be read, or -1. A cell is
            value 0..1, raw number, place, the sentences of its kind and of its reasons, and what its value counts
            for; or the sentence why there is no score; or None if there is none yet.
        """
        findings = self._findings
        unreadable, record = findings.unreadable.get(photo), findings.records.get(photo)
        about = record.metadata if record else None
        return [
            words.safe(os.path.relpath(photo.path, self.folder)) if self.folder else words.name(photo.path),
            link(photo.path, self._page) if opens(photo) else None,
            manner(photo, record, readable=unreadable is None),
            findings.turns.get(photo, 0) % 4,
            words.safe(str(photo.path)),
            words.safe(about.taken_text or "") if about else "",
            about.taken if about else None,
            words.camera(about) if about else "",
            [self._cell(photo, findings.scores.get(photo, {}).get(judge.metric)) for judge in self.judges],
            self._number(words.failure(unreadable)) if unreadable else -1,
        ]

    def number(self, photo: Photo) -> int:
        """Which line is a photo's, from 0."""
        return self._numbers[photo]

    def first_value(self, photo: Photo) -> float:
        """What the first metric says of a photo, 0..1; -1 where it says nothing."""
        scores = self._findings.scores.get(photo, {})
        first = scores.get(self.judges[0].metric) if self.judges else None
        return self._counted(photo, first) if isinstance(first, Score) else -1.0

    def histogram(self, metric: str) -> Bins:
        """How a metric's values lie."""
        return bins(self._values[metric])

    def _cell(self, photo: Photo, found: Score | Failure | None) -> Cell:
        if found is None:
            return None
        if not isinstance(found, Score):
            return self._number(words.failure(found))
        values, counted = self._values[found.metric], self._counted(photo, found)
        place = words.place(len(values) - bisect_right(values, counted) + 1, len(values))
        said = filter(None, [words.flags(found.flags), *map(words.reason, found.reasons)])
        return [round(found.value, 4), f"{found.raw:.4g}", place, list(map(self._number, said)), round(counted, 4)]

    def _counted(self, photo: Photo, score: Score) -> float:
        return self._findings.counted.get(score.metric, {}).get(photo, score.value)

    def _number(self, sentence: str) -> int:
        return self.sentences.setdefault(sentence, len(self.sentences))

    def _values_of(self, metric: str) -> Iterable[float]:
        return (self._counted(photo, score) for photo, score in self._findings.of(metric).items())


def _shared_folder(photos: list[Photo]) -> Path | None:
    try:
        shared = Path(os.path.commonpath([photo.path.parent for photo in photos]))
    except ValueError:  # none, or on two drives
        return None
    return None if shared == Path(shared.anchor) else shared
