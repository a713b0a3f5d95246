"""Say marks in a packet by changing the bytes of our own properties, and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING

from reviewer.sidecar.properties import LISTS, PREFIXES, RDF
from reviewer.sidecar.reader import parse
from reviewer.sidecar.refusals import Refused
from reviewer.sidecar.wishes import Entries, Wishes, wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.photo import Marks
    from reviewer.sidecar.packet import Packet, Place, Property
    from reviewer.sidecar.properties import Name, Profile

_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "'": "&apos;", "\n": "&#10;", "\t": "&#9;"}

EMPTY = b"""\
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Photo Reviewer">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description
   rdf:about=""/>
 </rdf:RDF>
</x:xmpmeta>
"""
"""A packet that says nothing yet."""


def say(packet: Packet, marks: Marks, profile: Profile) -> Packet:
    """A packet that says these marks and, for the rest, what it said before.

    Args:
        packet: The packet as it is.
        marks: All that it is to say.
        profile: For which program.

    Returns:
        The new packet; the one given where that says them already.

    Raises:
        Refused: ``unsafe``: anything else came out changed, or not all was said.
    """
    wanted = wishes(packet, marks, profile)
    if not wanted:
        return packet
    place = packet if packet.places else parse(_with_place(packet))
    after = parse(_Splice(place).grant(wanted))
    if after.others != packet.others or wishes(after, marks, profile):
        raise Refused("unsafe")
    return after


def _with_place(packet: Packet) -> bytes:
    prefix = packet.top.tag.removesuffix("RDF")
    about = f' {prefix}about=""' if prefix else ""  # an attribute has no default namespace
    splice = _Splice(packet)
    splice.add_child(packet.top, f"<{prefix}Description{about}/>".encode())
    return splice.result()


def _escape(text: str, table: dict[str, str]) -> bytes:
    return re.sub("[" + "".join(table) + "]", lambda found: table[found[0]], text).encode()


@dataclass
class _Additions:
    """What is to be put into one place."""

    place: Place
    declared: dict[str, str] = field(default_factory=dict)
    attributes: list[bytes] = field(default_factory=list)
    children: list[bytes] = field(default_factory=list)

    def spell(self, name: Name) -> str:
        """A name as it is written here; its namespace is declared where it is not yet."""
        bound = {**self.place.scope, **self.declared}
        prefix = next((prefix for prefix, uri in bound.items() if uri == name[0] and prefix), None)
        if prefix is None:
            usual = PREFIXES[name[0]]
            names = chain([usual], (f"{usual}{n}" for n in count(1)))
            prefix = next(free for free in names if free not in bound)  # it may be taken for something else
            self.declared[prefix] = name[0]
        return f"{prefix}:{name[1]}"

    def edits(self) -> Iterable[tuple[int, int, bytes]]:
        """The bytes of it, and where they go."""
        place = self.place
        declarations = [f'xmlns:{prefix}="{uri}"'.encode() for prefix, uri in self.declared.items()]
        attributes = b"".join(place.attribute_lead + one for one in (*declarations, *self.attributes))
        yield place.head, place.head, attributes
        children = b"".join(place.child_lead + child for child in self.children)
        if place.empty and children:
            yield *place.bracket, b">" + children + place.lead + f"</{place.tag}>".encode()
        else:
            yield place.tail, place.tail, children


class _Splice:
    """The edits of one packet, gathered first and then made all at once."""

    def __init__(self, packet: Packet) -> None:
        self._packet = packet
        self._edits: list[tuple[int, int, bytes]] = []
        self._additions: dict[int, _Additions] = {}

    def grant(self, wanted: Wishes) -> bytes:
        """The packet with all the wishes in it."""
        for name, text in wanted.texts.items():
            self._text(name, text)
        for name, entries in wanted.lists.items():
            self._list(name, entries)
        return self.result()

    def result(self) -> bytes:
        """The packet with the edits made."""
        added = [edit for additions in self._additions.values() for edit in additions.edits()]
        pieces, at = [], 0
        for start, end, new in sorted(self._edits + added, key=lambda edit: edit[:2]):
            pieces += [self._packet.data[at:start], new]
            at = end
        return b"".join([*pieces, self._packet.data[at:]])

    def add_child(self, place: Place, child: bytes) -> None:
        """Put an element into a place, behind what is there."""
        self._into(place).children.append(child)

    def _into(self, place: Place) -> _Additions:
        return self._additions.setdefault(place.head, _Additions(place))

    def _home(self, name: Name) -> _Additions:
        """Where a new property goes: to its relatives, else to the front."""
        places = self._packet.places
        related = (place for place in places if any(uri == name[0] and key for key, uri in place.scope.items()))
        return self._into(next(related, places[0]))

    def _text(self, name: Name, text: str | None) -> None:
        found = self._packet.all(name)
        for one in found:
            if text is None:
                self._edits.append((*one.span, b""))
            elif one.value:
                self._edits.append((*one.value, _escape(text, _IN_ATTRIBUTE if one.quote else _IN_TEXT)))
            else:
                self._replace(one, f"<{one.tag}>".encode() + _escape(text, _IN_TEXT) + f"</{one.tag}>".encode())
        if found or text is None:
            return
        home = self._home(name)
        tag = home.spell(name)
        if home.place.in_attributes or home.place.empty:
            home.attributes.append(f'{tag}="'.encode() + _escape(text, _IN_ATTRIBUTE) + b'"')
        else:
            home.children.append(f"<{tag}>".encode() + _escape(text, _IN_TEXT) + f"</{tag}>".encode())

    def _replace(self, one: Property, new: bytes) -> None:
        self._edits.append((one.span[0], one.span[1], one.lead + new if new else b""))

    def _list(self, name: Name, entries: Entries) -> None:
        found = self._packet.all(name)
        add = entries.add
        for one in found:
            if one.room is None:
                add = self._rebuild(one, entries.drop, add)
            else:
                self._edit_list(one, one.room, entries.drop, add)
                add = ()
        if add:
            home = self._home(name)
            home.children.append(_new_list(home, name, home.spell(name), home.place.child_lead, add))

    def _rebuild(self, one: Property, drop: frozenset[str], add: tuple[str, ...]) -> tuple[str, ...]:
        """Take away what is no list, or one without room; what it said comes back as a list that is begun."""
        self._replace(one, b"")
        said = one.text.strip()
        return (said, *add) if said and said not in drop and not one.items else add

    def _edit_list(self, one: Property, room: int, drop: frozenset[str], add: tuple[str, ...]) -> None:
        going = [item for item in one.items if item.text.strip() in drop]
        if len(going) == len(one.items) and not add:
            self._replace(one, b"")
            return
        self._edits += [(*item.span, b"") for item in going]
        lead = one.items[-1].lead if one.items else one.lead + (b"  " if b"\n" in one.lead else b"")
        self._edits.append((room, room, b"".join(lead + _entry(one.prefix, word) for word in add)))


def _entry(prefix: str, word: str) -> bytes:
    return f"<{prefix}li>".encode() + _escape(word, _IN_TEXT) + f"</{prefix}li>".encode()


def _new_list(home: _Additions, name: Name, tag: str, lead: bytes, add: Iterable[str]) -> bytes:
    kind = home.spell((RDF, LISTS[name]))
    prefix = kind.partition(":")[0] + ":"
    deeper = lead + b" " if b"\n" in lead else lead
    deepest = deeper + b" " if b"\n" in lead else lead
    entries = b"".join(deepest + _entry(prefix, word) for word in add)
    return b"".join(
        [
            f"<{tag}>".encode(),
            deeper,
            f"<{kind}>".encode(),
            entries,
            deeper,
            f"</{kind}>".encode(),
            lead,
            f"</{tag}>".encode(),
        ]
    )
