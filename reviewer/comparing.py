"""What sets a photo apart from its neighbours: from the shots around it in time, and from the others of its burst.

Light and noise are compared with the nearest shots of the same camera (``_SIDE`` on either side, within ``_WINDOW``),
by their median; a difference counts that can be seen and is larger than they differ among themselves. How sharp a photo
is depends on what is in it, so that is compared within a burst only, where all frames show the same.

Light that the camera was set to (a bracket, a compensation of another size) is told, and not as a fault; and no frame
is called softer for being darker. Without neighbours nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from reviewer.photo import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reviewer.photo import Group, Photo, Record, Score

    _Found = tuple[float, Reason]

_SIDE = 4
"""Shots on either side that are looked at."""

_WINDOW = 120.0
"""Seconds to a neighbour, at most: later the light may be another, and so may the place."""

_ENOUGH = 2
"""Neighbours from which on they can agree with each other: one alone may be the odd one itself."""

_STOPS = 0.7
"""Difference of light that shows at once when one photo follows the other."""

_NOISE, _NOISIER = 3.0, 1.5
"""Grey levels of noise that show on a screen, and how many times that of the neighbours it has to be."""

_DETAIL, _AHEAD = 1.0, 0.3
"""Halvings of the energy of fine detail: what the eye sees, and what tells two equally sharp frames apart."""

_SPREAD = 3.0
"""Deviations of the neighbours among each other that a difference has to exceed."""

_MAD = 1.4826  # median absolute deviations in a standard deviation of a normal curve
_BRACKET = 2  # EXIF ExposureMode
_BIAS = 0.5  # EV of compensation that is no rounding
_AS_LIGHT = 0.5  # stops; a stop less light takes up to a halving of the energy of detail with it
_PAIR = 2

_REPLACED = {
    "darker_than_neighbours": {"dark"},
    "darker_as_set": {"dark"},
    "brighter_than_neighbours": {"bright"},
    "brighter_as_set": {"bright"},
    "noisier_than_neighbours": {"noisy"},
    "softer_in_burst": {"soft", "sharp"},
    "softer_of_two": {"soft", "sharp"},
    "sharpest_in_burst": {"sharp"},
    "sharper_of_two": {"sharp"},
}
"""Reasons beside neighbours, each with those that need not be said then: the sharpest of a burst may still be soft."""


@dataclass(frozen=True, slots=True)
class _Shot:
    """What is compared of a photo; None where it was not measured.

    Attributes:
        stops: How light it is.
        noise: Grey levels.
        detail: log2 of the energy of fine detail.
        bias: EV of exposure compensation.
        bracketed: The camera took it as one of a bracket.
    """

    stops: float | None
    noise: float | None
    detail: float | None
    bias: float
    bracketed: bool

    @classmethod
    def of(cls, record: Record) -> _Shot:
        known, about = dict(record.attributes), record.metadata
        bracketed = about.exposure_mode == _BRACKET
        return cls(known.get("stops"), known.get("noise"), known.get("detail"), about.bias or 0.0, bracketed)


class Neighbours:
    """Who stands beside whom, as of one moment."""

    def __init__(self, groups: Sequence[Group], records: Mapping[Photo, Record]) -> None:
        """``groups`` hold all photos."""
        self._records = records
        self._shots: dict[Photo, _Shot] = {}
        self._bursts = {photo: group.photos for group in groups if len(group.photos) > 1 for photo in group.photos}
        self._times: dict[tuple[str, str, str], list[tuple[float, Photo]]] = defaultdict(list)
        for group in groups:
            for photo in group.photos:
                about = record.metadata if (record := records.get(photo)) else None
                if about is not None and about.taken is not None:
                    self._times[about.body].append((about.taken, photo))
        for times in self._times.values():
            times.sort(key=_when)

    def reasons(self, photo: Photo) -> tuple[Reason, ...]:
        """What sets a photo apart, the most striking first."""
        shot = self._shot(photo)
        if shot is None:
            return ()
        around = self._around(photo)
        found = [*_light(shot, around), *_noise(shot, around), *_focus(shot, self._burst(photo))]
        return tuple(reason for _, reason in sorted(found, key=lambda one: -one[0]))

    def explain(self, photo: Photo, score: Score) -> Score:
        """A photo's score with all its reasons: what sets the photo apart, then what else made the score so."""
        beside = self.reasons(photo)
        if not beside:
            return score
        said = {code for reason in beside for code in _REPLACED[reason.code]}
        return replace(score, reasons=(*beside, *(reason for reason in score.reasons if reason.code not in said)))

    def _shot(self, photo: Photo) -> _Shot | None:
        if photo not in self._shots:
            record = self._records.get(photo)
            if record is None or not record.attributes:  # they may still come in
                return None
            self._shots[photo] = _Shot.of(record)
        return self._shots[photo]

    def _around(self, photo: Photo) -> list[_Shot]:
        """The nearest shots; none where there are too few."""
        about = self._records[photo].metadata
        times = self._times.get(about.body, [])
        if about.taken is None:
            return []
        at = times.index((about.taken, photo), bisect_left(times, about.taken, key=_when))
        nearest = times[max(0, at - _SIDE) : at] + times[at + 1 : at + 1 + _SIDE]
        near = [self._shot(other) for when, other in nearest if abs(when - about.taken) <= _WINDOW]
        known = [other for other in near if other is not None]
        return known if len(known) >= _ENOUGH else []

    def _burst(self, photo: Photo) -> list[_Shot]:
        """The other frames of its burst; none while they are not all known."""
        others = [self._shot(other) for other in self._bursts.get(photo, ()) if other != photo]
        known = [other for other in others if other is not None]
        return known if len(known) == len(others) else []


def _when(entry: tuple[float, Photo]) -> float:
    return entry[0]


def _light(shot: _Shot, around: Sequence[_Shot]) -> Iterator[_Found]:
    apart = _apart(shot.stops, [other.stops for other in around])
    if apart is None or abs(apart) < _STOPS:
        return
    which = "darker" if apart < 0 else "brighter"
    meant = "as_set" if _is_meant(shot, around, apart) else "than_neighbours"
    yield abs(apart) / _STOPS, Reason(f"{which}_{meant}", stops=abs(apart))


def _is_meant(shot: _Shot, around: Sequence[_Shot], apart: float) -> bool:
    """Whether the camera was set to more or less light, as this photo has."""
    bias = shot.bias - median(other.bias for other in around)
    return shot.bracketed or (abs(bias) >= _BIAS and bias * apart > 0)


def _noise(shot: _Shot, around: Sequence[_Shot]) -> Iterator[_Found]:
    apart = _apart(shot.noise, [other.noise for other in around])
    if apart is None or shot.noise is None or shot.noise < _NOISE:
        return
    times = shot.noise / max(shot.noise - apart, 1.0)  # of less than a grey level of noise nothing is seen
    if times >= _NOISIER:
        yield times / _NOISIER, Reason("noisier_than_neighbours", times=times)


def _focus(shot: _Shot, burst: Sequence[_Shot]) -> Iterator[_Found]:
    alike = [other.detail for other in burst if other.detail is not None and _is_as_light(shot, other)]
    own, total = shot.detail, len(burst) + 1
    if own is None or not alike or 2 * len(alike) < len(burst):
        return
    middle, best = median(alike), max(alike)
    softer = sum(detail >= own + _DETAIL for detail in alike)
    if own >= middle + _DETAIL and own >= best + _AHEAD:
        which = Reason("sharper_of_two") if total == _PAIR else Reason("sharpest_in_burst", total=total)
        yield (own - middle) / _DETAIL, which
    elif 2 * softer >= len(burst):
        which = Reason("softer_of_two") if total == _PAIR else Reason("softer_in_burst", count=softer, total=total)
        yield (best - own) / _DETAIL, which


def _is_as_light(one: _Shot, other: _Shot) -> bool:
    return one.stops is not None and other.stops is not None and abs(one.stops - other.stops) <= _AS_LIGHT


def _apart(own: float | None, others: Sequence[float | None]) -> float | None:
    """How far a number is from the middle of others; None where they differ as much among themselves."""
    known = [number for number in others if number is not None]
    if own is None or len(known) < _ENOUGH:
        return None
    middle = median(known)
    deviation = _MAD * median(abs(number - middle) for number in known)
    apart = own - middle
    return apart if abs(apart) > _SPREAD * deviation else None
