"""Which photos are shown: what must hold of a photo, all of it, for a filter to let it through.

A filter looks at what is known now. A photo that has no capture time, camera or score yet does not match what asks for
one. Nothing is hidden without a count: ``apply`` gives the photos, so that their number can stand beside that of all.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

from reviewer.photo import Marks, Score

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from reviewer.photo import Failure, Photo, Record

_NONE = Marks()
_FLAGS = frozenset({"", "pick", "reject"})
_COLOURS = frozenset({"", "red", "yellow", "green", "blue", "purple"})
_FOLDED = {"JPG": "JPEG", "JPE": "JPEG", "TIF": "TIFF", "HIF": "HEIF"}
"""Endings that mean the same type of file."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of a photo. The default asks nothing.

    Attributes:
        flags: One of these: ``pick``, ``reject`` or empty for unflagged. None of them: any.
        stars: So many stars; None for any.
        at_least: Or more.
        colours: One of these, empty for no colour. None of them: any.
        metric: A score by this metric, from ``low`` to ``high``; empty for any.
        low, high: 0..1, both included.
        since, until: Captured from one moment up to, and without, the other, as ``Metadata.taken``; None for no bound.
        cameras: One of these, as ``camera`` names them. None of them: any. Likewise the others:
        lenses: Names of lenses.
        types: Types of file as ``types_of`` names them, the companion's too.
        keywords: All of these.
        text: In the file's name, whatever the case.
        unreviewed: Never looked at, and without flag and stars.
    """

    flags: frozenset[str] = frozenset()
    stars: int | None = None
    at_least: bool = True
    colours: frozenset[str] = frozenset()
    metric: str = ""
    low: float = 0.0
    high: float = 1.0
    since: float | None = None
    until: float | None = None
    cameras: frozenset[str] = frozenset()
    lenses: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    text: str = ""
    unreviewed: bool = False

    def kept(self) -> dict[str, object]:
        """For JSON: what differs from the default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}
        return {name: value for name, value in plain.items() if values[name] != getattr(EVERYTHING, name)}

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Filter:
        """From JSON. What makes no sense is not asked."""
        values = {field.name: _read(kept[field.name], field.name) for field in fields(cls) if field.name in kept}
        return cls(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]


EVERYTHING = Filter()

UNDECIDED = Filter(flags=frozenset({""}), stars=0, at_least=False)
"""No flag and no stars: what a second pass is for."""


def _read(value: object, name: str) -> frozenset[str] | str | float | None:
    kind = type(getattr(EVERYTHING, name))
    if kind is frozenset:
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return frozenset(value) if is_list and isinstance(value, list) else None
    if kind in (str, bool):
        return value if isinstance(value, kind) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if name == "stars" else float(value)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of photos; of each only some may be.

    Attributes:
        marks: What was decided.
        records: What their bytes say.
        scores: What metrics said, by photo and metric.
        viewed: Those that were looked at; best a set.
    """

    marks: Mapping[Photo, Marks]
    records: Mapping[Photo, Record]
    scores: Mapping[Photo, Mapping[str, Score | Failure]]
    viewed: Collection[Photo] = frozenset()


def apply(photos: Iterable[Photo], asked: Filter, known: Known, keep: Photo | None = None) -> list[Photo]:
    """The photos that a filter lets through, in their order.

    Args:
        photos: In showing order.
        asked: The filter.
        known: What is known of them.
        keep: A photo that stays whatever is asked: the one an undo went back to.
    """
    found = order = list(photos)
    # Kind after kind over all that is left: a photo is looked up once in each table, which takes most of the time.
    if asked.text:
        text = asked.text.casefold()
        found = [photo for photo in found if text in os.path.basename(photo.path).casefold()]  # noqa: PTH119 - in half the time
    if asked.types:
        found = [photo for photo in found if not asked.types.isdisjoint(types_of(photo))]
    if marked := _of_marks(asked):
        found = [photo for photo in found if marked(known.marks.get(photo, _NONE))]
    if asked.metric:
        found = [photo for photo in found if _is_within(asked, known.scores.get(photo, {}).get(asked.metric))]
    if recorded := _of_records(asked):
        found = [photo for photo in found if recorded(known.records.get(photo))]
    if asked.unreviewed:
        viewed = known.viewed
        found = [photo for photo in found if photo not in viewed]
    if keep is None or keep in found:
        return found
    here = {keep, *found}
    return [photo for photo in order if photo in here]


def matches(photo: Photo, asked: Filter, known: Known) -> bool:
    """Whether a filter lets one photo through."""
    return bool(apply([photo], asked, known))


def _of_marks(asked: Filter) -> Callable[[Marks], bool] | None:
    flags, colours = asked.flags or _FLAGS, asked.colours or _COLOURS
    fewest, most = (0, 5) if asked.stars is None else (asked.stars, 5 if asked.at_least else asked.stars)
    if asked.unreviewed:
        flags, most = flags & {""}, 0
    if (flags, colours, fewest, most, asked.keywords) == (_FLAGS, _COLOURS, 0, 5, frozenset()):
        return None
    words = asked.keywords

    def test(marks: Marks) -> bool:
        return (
            marks.flag in flags
            and fewest <= marks.stars <= most
            and marks.colour in colours
            and (not words or words.issubset(marks.keywords))
        )

    return test


def _of_records(asked: Filter) -> Callable[[Record | None], bool] | None:
    since = -math.inf if asked.since is None else asked.since
    until = math.inf if asked.until is None else asked.until
    cameras, lenses, dated = asked.cameras, asked.lenses, asked.since is not None or asked.until is not None
    if not (dated or cameras or lenses):
        return None

    def test(record: Record | None) -> bool:
        at = taken(record)
        return (
            (not dated or (at is not None and since <= at < until))
            and (not cameras or camera(record) in cameras)
            and (not lenses or lens(record) in lenses)
        )

    return test


def _is_within(asked: Filter, score: Score | Failure | None) -> bool:
    return isinstance(score, Score) and asked.low <= score.value <= asked.high


# What there is to ask for


def taken(record: Record | None) -> float | None:
    """When a photo was captured, as ``Metadata.taken``."""
    return record.metadata.taken if record else None


def camera(record: Record | None) -> str:
    """What a camera is called: its model, which most makers begin with their own name; empty where not known."""
    return (record.metadata.model or record.metadata.make or "") if record else ""


def lens(record: Record | None) -> str:
    """What a lens is called; empty where not known."""
    return (record.metadata.lens or "") if record else ""


def types_of(photo: Photo) -> tuple[str, ...]:
    """Types of file by their endings, as ``JPEG`` or ``NEF``: the photo's own and that of its companion."""
    own = _type(os.path.splitext(photo.path)[1])  # noqa: PTH122 -- half the time
    return (own, _type(photo.companion.suffix)) if photo.companion else (own,)


@cache
def _type(suffix: str) -> str:
    name = suffix[1:].upper()
    return _FOLDED.get(name, name)


def choices(photos: Sequence[Photo], known: Known) -> dict[str, Counter[str]]:
    """What the photos have to choose from, with how many have it: ``cameras``, ``lenses``, ``types``, ``keywords``."""
    records = [known.records.get(photo) for photo in photos]
    found = {
        "cameras": Counter(map(camera, records)),
        "lenses": Counter(map(lens, records)),
        "types": Counter(kind for photo in photos for kind in types_of(photo)),
        "keywords": Counter(word for photo in photos for word in known.marks.get(photo, _NONE).keywords),
    }
    for counted in found.values():
        del counted[""]
    return found
