"""The properties of XMP that carry marks: their names, how each spells a mark, and which programs read which.

Names are pairs (namespace URI, local name): prefixes are a file's own affair.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Name = tuple[str, str]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMP = "http://ns.adobe.com/xap/1.0/"
_DYNAMIC_MEDIA = "http://ns.adobe.com/xmp/1.0/DynamicMedia/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
_DIGIKAM = "http://www.digikam.org/ns/1.0/"
_DARKTABLE = "http://darktable.sf.net/"

PREFIXES = {
    RDF: "rdf",
    _XMP: "xmp",
    _DYNAMIC_MEDIA: "xmpDM",
    _PHOTOSHOP: "photoshop",
    _DUBLIN_CORE: "dc",
    _LIGHTROOM: "lr",
    _DIGIKAM: "digiKam",
    _DARKTABLE: "darktable",
}
"""The prefix that a namespace is declared with where a file has none for it: the one everybody uses."""

RATING = (_XMP, "Rating")
GOOD = (_DYNAMIC_MEDIA, "good")
PICK = (_DYNAMIC_MEDIA, "pick")
PICK_LABEL = (_DIGIKAM, "PickLabel")
LABEL_COLOR = (_PHOTOSHOP, "LabelColor")
LABEL = (_XMP, "Label")
COLOR_LABEL = (_DIGIKAM, "ColorLabel")
COLOR_LABELS = (_DARKTABLE, "colorlabels")
SUBJECT = (_DUBLIN_CORE, "subject")
HIERARCHY = (_LIGHTROOM, "hierarchicalSubject")
TAGS = (_DIGIKAM, "TagsList")

COLOURS = ("red", "yellow", "green", "blue", "purple")


@dataclass(frozen=True)
class Spelling:
    """How one property says one field of the marks.

    Attributes:
        name: The property.
        words: What it says for each value of the field; None where the property goes instead.
        also: What else it is known to say, in lower case, and what that means.
    """

    name: Name
    words: dict[str, str | None]
    also: dict[str, str] = field(default_factory=dict)

    def meaning(self, text: str) -> str | None:
        """The field's value that a text stands for, letter case aside; None for a text that says nothing to us."""
        known = {word.casefold(): value for value, word in self.words.items() if word is not None}
        return {**self.also, **known, "": ""}.get(text.strip().casefold())


FLAGS = (
    Spelling(GOOD, {"pick": "True", "reject": "False", "": None}),
    Spelling(PICK, {"pick": "1", "reject": "-1", "": "0"}),
    Spelling(PICK_LABEL, {"pick": "3", "reject": "1", "": "0"}),  # 2, pending, says neither
)
"""The properties of the flag, in the order in which they count."""

COLOUR_NAMES = (
    Spelling(LABEL_COLOR, {"": None, **{colour: colour for colour in COLOURS}}),
    Spelling(
        LABEL,
        {"": None, **{colour: colour.title() for colour in COLOURS}},
        # What Bridge calls its labels until the user renames them; digiKam's purple.
        dict(zip(("select", "second", "approved", "review", "to do"), COLOURS, strict=True)) | {"magenta": "purple"},
    ),
    Spelling(COLOR_LABEL, {"": "0", "red": "1", "yellow": "3", "green": "4", "blue": "5", "purple": "6"}),
)
"""The properties of the colour, in the order in which they count; ``COLOR_LABELS``, a list, comes last."""

LISTS = {SUBJECT: "Bag", HIERARCHY: "Bag", TAGS: "Seq", COLOR_LABELS: "Seq"}
"""The properties that are lists, and their kind of list where we begin one."""

KNOWN = frozenset({RATING, *(row.name for row in (*FLAGS, *COLOUR_NAMES)), *LISTS})
"""All that is ours to change; whatever else a sidecar holds stays as it is, byte for byte."""


@dataclass(frozen=True)
class Profile:
    """What one program reads, and so what a sidecar written for it says.

    Attributes:
        adds: The properties that are written though the sidecar has none yet. One that is there is kept true in every
            profile: a stale one would mislead the program that reads it.
        rejects_by_rating: A reject is Rating -1, which has no room for its stars.
        long_names: It calls a sidecar ``IMG_1.CR2.xmp``.
    """

    adds: frozenset[Name]
    rejects_by_rating: bool = False
    long_names: bool = False


PROFILES = {
    "lightroom": Profile(frozenset({RATING, GOOD, PICK, LABEL, LABEL_COLOR, SUBJECT, HIERARCHY})),
    "bridge": Profile(frozenset({RATING, LABEL, LABEL_COLOR, SUBJECT, HIERARCHY}), rejects_by_rating=True),
    # darktable reads LABEL too, but never writes it: it would stay as it was when the label is changed there.
    "darktable": Profile(
        frozenset({RATING, COLOR_LABELS, SUBJECT, HIERARCHY}), rejects_by_rating=True, long_names=True
    ),
    "digikam": Profile(frozenset({RATING, PICK_LABEL, LABEL, COLOR_LABEL, SUBJECT, HIERARCHY, TAGS}), long_names=True),
}
"""By the names of those who are to read them."""
