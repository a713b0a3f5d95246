"""Names of photos, for other programs: a file with one a line, and what Lightroom's text filter takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import paths, scan
from reviewer.errors import FileUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reviewer.photo import Photo


def lines(photos: Iterable[Photo]) -> str:
    """The photos' file names, one a line."""
    return "".join(f"{_text(photo.path.name)}\n" for photo in photos)


def for_lightroom(photos: Iterable[Photo]) -> str:
    """The names as Lightroom's text filter takes them: "Filename", "Contains", any of those between commas.

    Whole names, so that IMG_1 does not find IMG_10 too; of a pair the RAW's, for Lightroom takes the JPEG beside it
    along under that name. A space or comma within a name parts it in two for the filter, which then finds more.
    """
    return ", ".join(dict.fromkeys(_text((photo.companion or photo.path).name) for photo in photos))


def write_lines(file: Path, photos: Iterable[Photo]) -> None:
    """Write the names to a file, one a line, as UTF-8.

    Raises:
        FileUnwritable: It cannot be written, or is a photo.
    """
    if file.suffix.lower() in scan.SUFFIXES:
        raise FileUnwritable(file)
    try:
        paths.write_whole(file, lines(photos).encode(), mode=None)
    except OSError as error:
        raise FileUnwritable(file, error.strerror or "") from error


def _text(name: str) -> str:
    """Bytes that are no text cannot be on a clipboard, and a line end would make two names of one."""
    return name.encode("utf-8", "replace").decode().replace("\n", "?").replace("\r", "?")
