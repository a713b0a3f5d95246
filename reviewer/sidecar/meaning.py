"""What a packet says in terms of marks.

Programs write some of the properties and do not know the others, so that they come to disagree. Where we wrote them
all the last time, the one that says something else now is the news. Where we did not, they count in their order.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from reviewer.photo import Marks
from reviewer.sidecar.properties import (
    COLOR_LABELS,
    COLOUR_NAMES,
    COLOURS,
    FLAGS,
    HIERARCHY,
    RATING,
    SUBJECT,
    TAGS,
    Spelling,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.sidecar.exchange import Exchange
    from reviewer.sidecar.packet import Packet

_MOST_STARS = 5
REJECTED = -1
"""The rating that stands for a reject."""


def marks(packet: Packet, last: Exchange | None = None) -> Marks:
    """What is decided on the photo, by its sidecar.

    Args:
        packet: The sidecar.
        last: The last exchange with it, if there was one.
    """
    then = last.theirs if last and last.written else None
    number = rating(packet.text(RATING))
    flags = _said(packet, FLAGS)
    flags.insert(2, "reject" if number == REJECTED else None)  # after good and pick, before digiKam's label
    colours = [*_said(packet, COLOUR_NAMES), labelled(packet)]
    return Marks(
        _settled(flags, then.flag if then else None),
        _stars(number, last),
        _settled(colours, then.colour if then else None),
        keywords(packet),
    )


def _stars(number: int | None, last: Exchange | None) -> int:
    if number == REJECTED:  # which leaves no room for stars, and so takes none away
        return last.theirs.stars if last else 0
    return number or 0


def rating(text: str | None) -> int | None:
    """A rating as a whole number -1..5, -1 being a reject; None for what is none."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return min(_MOST_STARS, max(REJECTED, round(number))) if isfinite(number) else None


def labelled(packet: Packet) -> str | None:
    """The first of the colours that darktable gave the photo, which may have several."""
    entries = packet.items(COLOR_LABELS)
    known = [COLOURS[int(entry)] for entry in entries if entry in ("0", "1", "2", "3", "4")]
    return known[0] if known else None


def _said(packet: Packet, rows: Iterable[Spelling]) -> list[str | None]:
    texts = ((row, packet.text(row.name)) for row in rows)
    return [None if text is None else row.meaning(text) for row, text in texts]


def _settled(said: Iterable[str | None], written: str | None) -> str:
    opinions = [opinion for opinion in said if opinion is not None]
    if written is None:
        return next(filter(None, opinions), "")  # a 0 of one program is no answer to another's 1
    return next((opinion for opinion in opinions if opinion != written), opinions[0] if opinions else "")


def keywords(packet: Packet) -> tuple[str, ...]:
    """The keywords, those with a hierarchy as ``Places|Germany|Berlin``.

    Flat lists hold the steps of a path as well; these are no keywords of their own.
    """
    flat, paths = packet.items(SUBJECT), packet.items(HIERARCHY)
    as_tags = {slashed(keyword) for keyword in (*flat, *paths)}
    paths += [tag.replace("/", "|") for tag in packet.items(TAGS) if tag not in as_tags]
    steps = {step for path in paths for step in steps_of(path)}
    return tuple(dict.fromkeys([*(word for word in flat if word not in steps), *paths]))


def slashed(keyword: str) -> str:
    """A keyword as digiKam writes it."""
    return keyword.replace("|", "/")


def steps_of(keyword: str) -> list[str]:
    """The steps of a path, the general ones first; of a flat keyword none."""
    return [step.strip() for step in keyword.split("|") if step.strip()] if "|" in keyword else []
