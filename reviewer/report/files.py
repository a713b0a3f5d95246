"""Rows written to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import paths, words
from reviewer.errors import FileUnwritable
from reviewer.report.html import page
from reviewer.report.rows import SCORE_COLUMNS
from reviewer.scan import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from reviewer.report.findings import Findings
    from reviewer.report.html import Thumbnails
    from reviewer.report.rows import Row

_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters that stand for no byte of a file name: UTF-8 cannot write them."""


def write_json(file: str, rows: Sequence[Row]) -> None:
    """Write rows as a JSON list in ASCII, a row a line. ``-`` is standard output.

    Raises:
        FileUnwritable: The file cannot be written; one that was there before is as it was.
    """
    lines = ",\n".join(json.dumps(row, allow_nan=False) for row in rows)
    _write(file, f"[\n{lines}\n]\n".encode("ascii") if rows else b"[]\n")


def write_csv(file: str, rows: Sequence[Row]) -> None:
    """Write rows of ``score`` as CSV under a line of column names. ``-`` is standard output.

    Raises:
        FileUnwritable: The file cannot be written; one that was there before is as it was.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(SCORE_COLUMNS)
    writer.writerows([_cell(row[column]) for column in SCORE_COLUMNS] for row in rows)
    _write(file, text.getvalue().encode("utf-8", "surrogateescape"))


def _cell(value: str | float | None) -> str | float | None:
    if not isinstance(value, str):
        return value
    return _NO_BYTE.sub("\ufffd", f"'{value}" if value.startswith(_ACTS) else value)


def write_html(file: str, findings: Findings, thumbnails: Thumbnails) -> Generator[tuple[int, int], None, None]:
    """Write what is known of photos as a page for any browser. ``-`` is standard output.

    Args:
        file: Where to.
        findings: What is known.
        thumbnails: Gives small upright JPEGs of photos, as far as there are any.

    Yields:
        How much of the work is done, and how much it is in all; a place to stop, at which nothing has been written.

    Raises:
        FileUnwritable: The file cannot be written; one that was there before is as it was.
    """
    place = Path(file).absolute()
    fixed = file != "-" and not _takes(place)
    parts = yield from page(findings, place if fixed else None, thumbnails)
    _write(file, *parts)


def is_photo(file: str) -> bool:
    """Whether this names a photo that is there: no report is written over it, whatever a shell makes of ``*``."""
    return os.path.isfile(file) and Path(os.path.realpath(file)).suffix.lower() in SUFFIXES  # noqa: PTH113 -- as below


def _takes(place: Path) -> bool:
    """Whether something is there that takes what is written to it and is no file."""
    # Pathlib's own questions raise for a name that is too long.
    return os.path.exists(place) and not os.path.isfile(place)  # noqa: PTH110, PTH113


def _write(file: str, *parts: bytes) -> None:
    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(parts)
        sys.stdout.buffer.flush()
        return
    # Through a link to what it points at, so that the link stays one.
    target = Path(os.path.realpath(file))
    if is_photo(file):
        raise FileUnwritable(Path(file), words.text("report_photo"))
    try:
        # A pipe or a device, as /dev/stdout or /dev/null, is written to. Replacing it would take it away.
        if _takes(target):
            with target.open("wb") as stream:
                stream.writelines(parts)
        elif not target.parent.is_dir():  # a slip of the pen: it is not made
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        else:
            paths.write_whole(target, *parts, mode=None)
    except OSError as error:
        raise FileUnwritable(Path(file), error.strerror or "") from error
