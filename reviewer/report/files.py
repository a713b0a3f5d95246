"""Rows written to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import FileUnwritable
from reviewer.report.rows import SCORE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def _write(file: str, content: bytes) -> None:
    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    # Through a link to what it points at, so that the link stays one.
    target = Path(os.path.realpath(file))
    try:
        # A pipe or a device, as /dev/stdout or /dev/null, is written to. Replacing it would take it away.
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise FileUnwritable(Path(file), error.strerror or "") from error


def _replace(target: Path, content: bytes) -> None:
    """Put the file there whole or not at all, with the mode that any new file would have."""
    beside = target.with_name(f".report-{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
