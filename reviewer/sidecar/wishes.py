"""What has to become different in a packet for it to say some marks: as little as possible."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer.sidecar.meaning import REJECTED, keywords, labelled, rating, slashed, steps_of
from reviewer.sidecar.meaning import marks as said
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


_AS_IT_IS = Entries(frozenset(), ())


@dataclass(frozen=True, slots=True)
class Wishes:
    """The properties that have to change: a text, or None for one that goes, and lists."""

    texts: dict[Name, str | None] = field(default_factory=dict)
    lists: dict[Name, Entries] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.texts or self.lists)


def wishes(packet: Packet, marks: Marks, profile: Profile) -> Wishes:
    """What to change; nothing where the packet says the marks already, in whatever way.

    Properties that are missing come only with a change of what they would say. Those that contradict are set right.
    """
    now = said(packet)
    stars = _stars(packet, now, marks, profile)
    # A rating that was a reject and becomes stars leaves it to the flag to say so.
    flag_changes = now.flag != marks.flag or (bool(stars) and rating(packet.text(RATING)) == REJECTED)
    flag = _spelled(packet, FLAGS, marks.flag, profile, changes=flag_changes)
    if GOOD in flag and flag[GOOD] is None and PICK in profile.adds:
        flag[PICK] = "0"
    colour = _spelled(packet, COLOUR_NAMES, marks.colour, profile, changes=now.colour != marks.colour)
    lists = _colours(packet, now, marks, profile) | _keywords(packet, marks, profile)
    return Wishes(flag | colour | stars, lists)


def _spelled(
    packet: Packet, rows: Iterable[Spelling], value: str, profile: Profile, *, changes: bool
) -> dict[Name, str | None]:
    texts: dict[Name, str | None] = {}
    for row in rows:
        text = packet.text(row.name)
        if text is None:
            wrong = changes and bool(value) and row.name in profile.adds
        else:
            meaning = row.meaning(text)
            wrong = changes if meaning is None else meaning != value  # in a language or of a kind that we do not know
        if wrong:
            texts[row.name] = row.words[value]
    return texts


def _stars(packet: Packet, now: Marks, marks: Marks, profile: Profile) -> dict[Name, str | None]:
    if (now.flag, now.stars) == (marks.flag, marks.stars):
        return {}
    rejected = marks.flag == "reject"
    wanted = REJECTED if rejected and profile.rejects_by_rating else marks.stars
    number = rating(packet.text(RATING)) or 0
    agrees = number == wanted or (number == REJECTED and rejected and not marks.stars)
    return {} if agrees else {RATING: str(wanted)}


def _colours(packet: Packet, now: Marks, marks: Marks, profile: Profile) -> dict[Name, Entries]:
    entries = packet.items(COLOR_LABELS)
    wanted = (str(COLOURS.index(marks.colour)),) if marks.colour else ()
    missing = COLOR_LABELS in profile.adds and now.colour != marks.colour
    if (labelled(packet) or "") == marks.colour or not (entries or missing):
        return {}
    return {COLOR_LABELS: Entries(frozenset(entries) - {*wanted}, tuple(one for one in wanted if one not in entries))}


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
    paths = [*come, *(word for word in wanted if word in steps and word not in come)]
    tags, tags_wanted = [slashed(word) for word in come], [slashed(word) for word in wanted]
    lists = {
        SUBJECT: _flat(packet, gone, come, wanted, steps),
        HIERARCHY: _full(packet, HIERARCHY, gone, paths, wanted),
        TAGS: _full(packet, TAGS, {slashed(word) for word in gone} - set(tags_wanted), tags, tags_wanted),
    }
    return {
        name: entries
        for name, entries in lists.items()
        if entries != _AS_IT_IS and (name in profile.adds or packet.all(name))
    }


def _flat(packet: Packet, gone: set[str], come: Iterable[str], wanted: Iterable[str], steps: set[str]) -> Entries:
    """With a path go its steps, which it alone stood for; with one comes its last."""
    drop = gone | {step for word in gone for step in steps_of(word)}
    return _entries(packet, SUBJECT, drop - steps - set(wanted), [(steps_of(word) or [word])[-1] for word in come])


def _full(packet: Packet, name: Name, drop: set[str], add: Iterable[str], every: Iterable[str]) -> Entries:
    """A list that is begun gets all: programs read no other where they find this one."""
    return _entries(packet, name, drop, add if packet.all(name) else every)


def _entries(packet: Packet, name: Name, drop: set[str], add: Iterable[str]) -> Entries:
    there = packet.items(name)
    return Entries(frozenset(drop.intersection(there)), tuple(dict.fromkeys(word for word in add if word not in there)))
