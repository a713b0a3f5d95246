"""Find the properties of a packet with expat, which says at which byte each thing begins.

Only what stands directly in ``rdf:RDF/rdf:Description`` is a property of the photo, as an attribute or as an element.
The same names deeper down (``crss:SavedSettings`` keeps whole copies) are somebody's data and not touched.

All the rest goes into a digest, so that an edit can prove that it changed nothing else. A document type is refused
before it is read: XMP has none, and entities live there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import blake2b
from xml.parsers import expat

from reviewer.sidecar.packet import Item, Packet, Place, Property
from reviewer.sidecar.properties import KNOWN, RDF, Name
from reviewer.sidecar.refusals import Refused

_ATTRIBUTE = re.compile(rb"(\s+)([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SPACE = b" \t\r\n"
_CONTAINERS = {(RDF, "Bag"), (RDF, "Seq"), (RDF, "Alt")}
_XML = {"xml": "http://www.w3.org/XML/1998/namespace", "": ""}


def parse(data: bytes) -> Packet:
    """Find the properties in a document in UTF-8.

    Raises:
        Refused: ``malformed``, ``entities`` (a document type) or ``not_xmp`` (XML without an ``rdf:RDF``).
    """
    reader = _Reader(data)
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 -- expat's own
    except expat.ExpatError:
        raise Refused("malformed") from None
    if reader.top is None:
        raise Refused("not_xmp")
    return Packet(data, reader.top, reader.places, reader.properties, reader.digest.digest())


class _Role(Enum):
    """What an element is to us; ``INSIDE`` is within a property of ours, ``FOREIGN`` within anything else."""

    OUTSIDE = auto()
    TOP = auto()
    PLACE = auto()
    PROPERTY = auto()
    LIST = auto()
    ITEM = auto()
    INSIDE = auto()
    FOREIGN = auto()


_OURS = {_Role.PROPERTY, _Role.LIST, _Role.ITEM, _Role.INSIDE}


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet. ``close`` is the end of its start tag, where it was asked for."""

    role: _Role
    scope: dict[str, str]
    start: int
    close: int = 0
    empty: bool = False
    children: int = 0
    place: Place | None = None


class _Reader:
    """One pass over one document."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.digest = blake2b(digest_size=32)
        self.top: Place | None = None
        self.places: list[Place] = []
        self.properties: list[Property] = []
        self._deep = 0  # elements open below one that is foreign
        self._open = [_Open(_Role.OUTSIDE, _XML, 0)]
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said
        self.parser.CommentHandler = lambda text: self._other("comment", text)
        self.parser.ProcessingInstructionHandler = lambda target, text: self._other("instruction", target, text)
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise Refused("entities")

    def _other(self, *parts: str) -> None:
        # XML holds no zero bytes, so that no text looks like a mark of ours; text itself comes in any pieces.
        if self._open[-1].role not in _OURS:
            self.digest.update("\0".join(("", *parts, "")).encode())

    def _start(self, tag: str, listed: list[str]) -> None:
        if self._deep or self._open[-1].role == _Role.FOREIGN:
            # Nothing to find here. As it is spelled will do: no declaration of ours can mean anything to it.
            self._deep += 1
            self.digest.update("\0".join(("", tag, *listed, "")).encode())
            return
        start, parent = self.parser.CurrentByteIndex, self._open[-1]
        attributes = dict(zip(listed[::2], listed[1::2], strict=True))
        scope = _inner_scope(parent.scope, attributes)
        name = _expand(tag, scope, scope.get("", ""))
        parent.children += 1
        opened = _Open(self._role(parent, name), scope, start)
        if parent.role in _OURS and opened.role in (_Role.INSIDE, _Role.LIST):
            self.properties[-1].value = None
        self._open.append(opened)
        if opened.role in (_Role.FOREIGN, _Role.OUTSIDE):
            named = sorted((*_expand(key, scope, ""), text) for key, text in attributes.items() if not _declares(key))
            self._other("element", *name, *(part for entry in named for part in entry))
        if opened.role not in (_Role.OUTSIDE, _Role.INSIDE) and (
            opened.role != _Role.FOREIGN or parent.role == _Role.PLACE
        ):
            self._lex(opened, tag, name, attributes)

    def _role(self, parent: _Open, name: Name) -> _Role:
        role = _Role.INSIDE if parent.role in _OURS else _Role.FOREIGN
        match parent.role:
            case _Role.OUTSIDE if name == (RDF, "RDF") and self.top is None:
                role = _Role.TOP
            case _Role.OUTSIDE if len(self._open) == 1:  # the root, which may hold it
                role = _Role.OUTSIDE
            case _Role.TOP if name == (RDF, "Description"):
                role = _Role.PLACE
            case _Role.PLACE if name in KNOWN:
                role = _Role.PROPERTY
            case _Role.PROPERTY if name in _CONTAINERS and parent.children == 1:
                role = _Role.LIST
            case _Role.LIST if name == (RDF, "li"):
                role = _Role.ITEM
            case _:
                pass
        return role

    def _lex(self, opened: _Open, tag: str, name: Name, attributes: dict[str, str]) -> None:
        """Find the parts of a start tag, which expat knows to be well-formed."""
        found, position = [], opened.start + 1 + len(tag.encode())
        while attribute := _ATTRIBUTE.match(self.data, position):
            found.append(attribute)
            position = attribute.end()
        opened.close = self.data.index(b">", position) + 1
        opened.empty = self.data[opened.close - 2] == b"/"[0]
        lead = _lead(self.data, opened.start)
        span = (opened.start - len(lead), opened.close)
        match opened.role:
            case _Role.TOP | _Role.PLACE:
                opened.place = _place(opened, tag, lead, found)
                if opened.role == _Role.TOP:
                    self.top = opened.place
                else:
                    self.places.append(opened.place)
                    self._attributes(opened, found, attributes)
            case _Role.PROPERTY:
                value = None if opened.empty else (opened.close, opened.close)
                self.properties.append(Property(name, span, tag, lead, value=value))
            case _Role.LIST if not opened.empty:
                self.properties[-1].room = opened.close
                self.properties[-1].prefix = tag.partition(":")[0] + ":" if ":" in tag else ""
            case _Role.ITEM:
                self.properties[-1].items.append(Item(span, lead))
            case _:
                pass
        parent = self._open[-2]
        if parent.place and parent.children == 1:
            parent.place.child_lead = lead

    def _attributes(self, opened: _Open, found: list[re.Match[bytes]], attributes: dict[str, str]) -> None:
        others = []
        for attribute, (key, text) in zip(found, attributes.items(), strict=True):
            if _declares(key):
                continue
            name = _expand(key, opened.scope, "")
            if name in KNOWN:
                group = 3 if attribute[3] is not None else 4
                self.properties.append(
                    Property(
                        name, attribute.span(), key, attribute[1], text, attribute.span(group), b"\"'"[group - 3 :][:1]
                    )
                )
            elif name != (RDF, "about") or text:
                others.append((*name, text))
            self.places[-1].in_attributes |= name[0] not in (RDF, _XML["xml"])
        for other in sorted(others):
            self._other("attribute", *other)

    def _said(self, text: str) -> None:
        match self._open[-1].role:
            case _Role.TOP | _Role.PLACE:  # nothing but the white space that sets properties apart
                self.digest.update("".join(text.split()).encode())
            case _Role.PROPERTY:
                self.properties[-1].text += text
            case _Role.ITEM:
                self.properties[-1].items[-1].text += text
            case role if role not in _OURS:
                self.digest.update(text.encode())
            case _:
                pass

    def _end(self, _tag: str) -> None:
        if self._deep:
            self._deep -= 1
            self.digest.update(b"\0end\0")
            return
        opened, at = self._open.pop(), self.parser.CurrentByteIndex
        if opened.role in (_Role.FOREIGN, _Role.OUTSIDE):
            self._other("end")
        if not opened.close:
            return
        end = opened.close if opened.empty else self.data.index(b">", at) + 1
        match opened.role:
            case _Role.PROPERTY:
                found = self.properties[-1]
                found.span = (found.span[0], end)
                if found.value:
                    found.value = (opened.close, at)
            case _Role.ITEM:
                item = self.properties[-1].items[-1]
                item.span = (item.span[0], end)
                self.properties[-1].room = end
            case _:
                pass
        if place := self._open[-1].place:
            place.tail = end


def _declares(key: str) -> bool:
    return key == "xmlns" or key.startswith("xmlns:")


def _inner_scope(scope: dict[str, str], attributes: dict[str, str]) -> dict[str, str]:
    declared = {key[6:]: uri for key, uri in attributes.items() if _declares(key)}
    return {**scope, **declared} if declared else scope


def _expand(tag: str, scope: dict[str, str], default: str) -> Name:
    prefix, colon, local = tag.partition(":")
    if not colon:
        return default, tag
    if prefix not in scope:
        raise Refused("malformed")
    return scope[prefix], local


def _lead(data: bytes, start: int) -> bytes:
    """The white space before a position."""
    at = start
    while at and data[at - 1] in _SPACE:
        at -= 1
    return data[at:start]


def _place(opened: _Open, tag: str, lead: bytes, found: list[re.Match[bytes]]) -> Place:
    head = found[-1].end() if found else opened.start + 1 + len(tag.encode())
    bracket = (opened.close - (2 if opened.empty else 1), opened.close)
    child_lead = lead + b" " if b"\n" in lead else lead
    return Place(
        tag, lead, opened.scope, head, bracket, opened.close, found[-1][1] if found else b" ", child_lead,
        in_attributes=False,
    )  # fmt: skip
