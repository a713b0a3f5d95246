"""What is known of photos as one page, which any browser opens from the disk and without a network.

The page carries its style, its script and its data in itself. ``page.html`` is filled with words, the photos as JSON
(``listing``), and small pictures of those that browsers cannot show (``pictures``), a block each. Its policy lets
nothing run but this script, and nothing be fetched but pictures, so that a file name, however it is made, is only ever
text. The script puts into the document what is in sight and no more: 10,000 photos are as quick as 10.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from html import escape
from string import Template
from typing import TYPE_CHECKING

from reviewer import __version__, paths, words
from reviewer.report.listing import Listing
from reviewer.report.pictures import INLINE, ROOM, embedded, manner

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from reviewer.photo import Photo
    from reviewer.report.findings import Findings

    Thumbnails = Callable[[Sequence[Photo]], Mapping[Photo, bytes]]

_CHUNK = 100
"""Photos from one progress to the next: some milliseconds, in which no other thread computes."""

_WORDS = (
    *("sort_by", "sort_name", "sort_time", "ascending", "descending", "unscored", "machine_thinks"),
    *("machine_thinks_tip", "report_filter", "report_everything", "report_failures", "report_least", "report_most"),
    *("report_search", "report_shown", "report_none", "report_moved", "report_opens", "report_script", "raw"),
    *("report_printed", "report_no_picture", "photos"),
)


def page(
    findings: Findings, place: Path | None, thumbnails: Thumbnails
) -> Generator[tuple[int, int], None, list[bytes]]:
    """Make the page.

    Args:
        findings: What it shows.
        place: Absolute path it will be written to; None where nobody knows. Addresses of photos depend on it.
        thumbnails: Gives small upright JPEGs of photos, as far as there are any.

    Yields:
        How much of the work is done, and how much it is in all; a place to stop.

    Returns:
        The page, in parts.
    """
    listing = Listing(findings, place)
    inline = _inlined(listing, findings)
    total = len(listing.photos) + len(inline)
    lines: list[str] = []
    for start in range(0, len(listing.photos), _CHUNK):
        chunk = listing.photos[start : start + _CHUNK]
        lines.append(",\n".join(_json(listing.line(photo)) for photo in chunk))
        yield start + len(chunk), total
    pictures: list[bytes] = []
    for start in range(0, len(inline), _CHUNK):
        chunk = inline[start : start + _CHUNK]
        pictures += _pictures(listing, chunk, thumbnails(chunk), ROOM // len(inline))
        yield len(listing.photos) + start + len(chunk), total
    head, middle, tail = _frame(listing, findings)
    return [head, *_data(listing, findings, lines), middle, *pictures, tail]


def _inlined(listing: Listing, findings: Findings) -> list[Photo]:
    """Photos that need small pictures, those with the best scores first: they are seen while the page still loads."""
    records, unreadable = findings.records, findings.unreadable
    found = [one for one in listing.photos if manner(one, records.get(one), readable=one not in unreadable) == INLINE]
    return sorted(found, key=listing.first_value, reverse=True)


def _pictures(listing: Listing, photos: Sequence[Photo], small: Mapping[Photo, bytes], room: int) -> Iterator[bytes]:
    """A block for each small picture, found by the number of its photo's line."""
    for photo in photos:
        if picture := embedded(small.get(photo, b""), room):
            number = listing.number(photo)
            yield f'<script type="text/plain" id="picture{number}">{picture}</script>\n'.encode()


def _data(listing: Listing, findings: Findings, lines: Sequence[str]) -> Iterator[bytes]:
    judges = []
    for judge in listing.judges:
        histogram = listing.histogram(judge.metric)
        ends = {"low": histogram.low, "high": histogram.high}
        judges.append({"title": judge.title, "judges": judge.judges, **ends, "counts": histogram.counts})
    absent = [f"{judge.title}: {judge.absent}" for judge in findings.judges if judge.absent]
    texts = {name: words.text(name) for name in _WORDS}
    about = {"judges": judges, "absent": absent, "sentences": list(listing.sentences), "words": texts}
    yield f'<script type="application/json" id="about">{_json(about)}</script>\n'.encode()
    yield b'<script type="application/json" id="photos">['
    yield ",\n".join(lines).encode()
    yield b"]</script>\n"


def _json(thing: object) -> str:
    r"""As ASCII in which nothing ends a script element or begins a comment: ``<``, ``>`` and ``&`` are ``\u003c``..."""
    text = json.dumps(thing, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _frame(listing: Listing, findings: Findings) -> Iterator[bytes]:
    """What stands before the data, between it and the pictures, and behind."""
    style, script = _resource("page.css"), _resource("page.js")
    where = words.name(listing.folder) if listing.folder else words.text("photos")
    fillings = {
        **{name: escape(words.text(name)) for name in _WORDS},
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "heading": escape(where),
        "count": escape(words.count(len(findings.photos), "photo")),
        "maker": escape(f"Photo Reviewer {__version__}"),
    }
    for part in re.split(r"\$data|\$pictures", _resource("page.html")):
        yield Template(part).substitute(fillings).encode()


def _policy(style: str, script: str) -> str:
    """Nothing but this style, this script, and pictures from the disk, from beside the page and from within it."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' file: data:; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _resource(name: str) -> str:
    return paths.resource(f"report/{name}").read_text(encoding="utf-8")
