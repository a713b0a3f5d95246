"""A packet of XMP as far as marks go: what its properties say, and at which bytes of it they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.sidecar.properties import Name

Span = tuple[int, int]


@dataclass(slots=True)
class Item:
    """One entry of a list. ``span`` takes in the white space before it, ``lead``."""

    span: Span
    lead: bytes
    text: str = ""


@dataclass(slots=True)
class Property:
    """One occurrence of a property of ours.

    Attributes:
        name: Which.
        span: All of it, with the white space before it.
        tag: Its name as the file spells it.
        lead: The white space before it.
        text: What it says, of a simple one.
        value: The bytes that spell ``text``; None where it holds more or less than text.
        quote: The mark around an attribute's value; empty for an element.
        items: The entries of a list.
        room: Where another entry goes; None where the list has no place for one.
        prefix: What the file calls RDF here, with its colon.
    """

    name: Name
    span: Span
    tag: str
    lead: bytes
    text: str = ""
    value: Span | None = None
    quote: bytes = b""
    items: list[Item] = field(default_factory=list)
    room: int | None = None
    prefix: str = ""


@dataclass(slots=True)
class Place:
    """An element that properties can be put into: an ``rdf:Description``, or the ``rdf:RDF`` that one can be put into.

    Attributes:
        tag: Its name as the file spells it.
        lead: The white space before it.
        scope: Namespace URIs by prefix, as they hold inside.
        head: Behind its last attribute.
        bracket: The ``>`` or ``/>`` of its start tag.
        tail: Behind its last child, or behind its start tag.
        attribute_lead, child_lead: The white space before an attribute and before a child.
        in_attributes: Its simple properties are attributes.
    """

    tag: str
    lead: bytes
    scope: dict[str, str]
    head: int
    bracket: Span
    tail: int
    attribute_lead: bytes
    child_lead: bytes
    in_attributes: bool

    @property
    def empty(self) -> bool:
        """It is one tag, without room for children."""
        return self.bracket[1] - self.bracket[0] > 1


@dataclass(slots=True)
class Packet:
    """A parsed packet.

    Attributes:
        data: The document in UTF-8, to which all positions refer.
        top: The ``rdf:RDF``.
        places: Its descriptions.
        properties: The occurrences of properties of ours, in order.
        others: Names everything else that is said: equal for two packets that differ in our properties only.
    """

    data: bytes
    top: Place
    places: list[Place]
    properties: list[Property]
    others: bytes

    def all(self, name: Name) -> list[Property]:
        """Every occurrence of one property; valid XMP has one at the most."""
        return [found for found in self.properties if found.name == name]

    def text(self, name: Name) -> str | None:
        """What a simple property says, None where there is none."""
        return next((found.text for found in self.all(name)), None)

    def items(self, name: Name) -> list[str]:
        """The entries of a list, without those that are empty; a simple value counts as a list of one."""
        entries = [text for found in self.all(name) for text in ([item.text for item in found.items] or [found.text])]
        return [text.strip() for text in entries if text.strip()]
