"""What has to become different in a packet for it to say some marks: as little as possible."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer.sidecar.meaning import keywords, labelled, rating, slashed, steps_of
from reviewer.sidecar.properties import (
    COLOR_LABELS,
    COLOUR_NAMES,
    COLOURS,
    FLAGS,
    GOOD,
    HIERARCHY,
    PICK,
    RATING,
    SUBJECT,
    TAGS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.photo import Marks
    from reviewer.sidecar.packet import Packet
    from reviewer.sidecar.properties import Name, Profile, Spelling

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entries:
    """How a list is to change: these entries go, those come, in their order."""

    drop: frozenset[str]
    add: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """The properties that have to change: a text, or None for one that goes, and lists."""

    texts: dict[Name, str | None] = field(default_factory=dict)
    lists: dict[Name, Entries] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.texts or self.lists)


def wishes(packet: Packet, marks: Marks, profile: Profile) -> Wishes:
    """What to change; nothing where the packet says the marks already, in whatever way."""
    texts = _spelled(packet, FLAGS, marks.flag, profile) | _spelled(packet, COLOUR_NAMES, marks.colour, profile)
    if GOOD in texts and texts[GOOD] is None and PICK in profile.adds:
        texts[PICK] = "0"
    return Wishes(texts | _stars(packet, marks, profile), _colours(packet, marks) | _keywords(packet, marks, profile))


def _spelled(packet: Packet, rows: Iterable[Spelling], value: str, profile: Profile) -> dict[Name, str | None]:
    texts: dict[Name, str | None] = {}
    for row in rows:
        text = packet.text(row.name)
        if text is None:
            if value and row.name in profile.adds:
                texts[row.name] = row.words[value]
        elif (row.meaning(text) or "") != value:  # what says nothing to us may stay where we have nothing to say
            texts[row.name] = row.words[value]
    return texts


def _stars(packet: Packet, marks: Marks, profile: Profile) -> dict[Name, str | None]:
    rejected = marks.flag == "reject"
    wanted = -1 if rejected and profile.rejects_by_rating else marks.stars
    now = rating(packet.text(RATING)) or 0
    agrees = now == wanted or (now < 0 and rejected and not marks.stars)
    return {} if agrees else {RATING: str(wanted)}


def _colours(packet: Packet, marks: Marks) -> dict[Name, Entries]:
    entries = packet.items(COLOR_LABELS)
    if not entries or (labelled(packet) or "") == marks.colour:
        return {}
    index = (str(COLOURS.index(marks.colour)),) if marks.colour else ()
    return {COLOR_LABELS: Entries(frozenset(entries) - {*index}, tuple(one for one in index if one not in entries))}


def clean(words: Iterable[str]) -> tuple[str, ...]:
    """Keywords as XML can hold them: without the characters that it has no way to write, each once."""
    cleaned = (_NOT_IN_XML.sub("", word).strip() for word in words)
    return tuple(dict.fromkeys(word for word in cleaned if word))


def _keywords(packet: Packet, marks: Marks, profile: Profile) -> dict[Name, Entries]:
    theirs, wanted = keywords(packet), clean(marks.keywords)
    gone, come = set(theirs) - set(wanted), [word for word in wanted if word not in theirs]
    if not gone and not come:
        return {}
    steps = {step for word in wanted for step in steps_of(word)}
    # A flat keyword that is a step of a path as well is one only by standing among the paths.
    flat_steps = [word for word in wanted if word in steps and word not in come]
    lists = {
        SUBJECT: _flat(packet, gone, come, wanted, steps),
        HIERARCHY: _entries(packet, HIERARCHY, gone, [*come, *flat_steps]),
        TAGS: _entries(
            packet, TAGS, {slashed(word) for word in gone} - {slashed(word) for word in wanted}, map(slashed, come)
        ),
    }
    for name, every in ((HIERARCHY, wanted), (TAGS, tuple(dict.fromkeys(map(slashed, wanted))))):
        if not packet.all(name):
            lists[name] = Entries(frozenset(), every if name in profile.adds else ())
    return {name: entries for name, entries in lists.items() if entries.drop or entries.add}


def _flat(packet: Packet, gone: set[str], come: Iterable[str], wanted: Iterable[str], steps: set[str]) -> Entries:
    """With a path go its steps, which it alone stood for; with one comes its last."""
    drop = gone | {step for word in gone for step in steps_of(word)}
    return _entries(packet, SUBJECT, drop - steps - set(wanted), [(steps_of(word) or [word])[-1] for word in come])


def _entries(packet: Packet, name: Name, drop: set[str], add: Iterable[str]) -> Entries:
    there = packet.items(name)
    return Entries(frozenset(drop.intersection(there)), tuple(dict.fromkeys(word for word in add if word not in there)))
