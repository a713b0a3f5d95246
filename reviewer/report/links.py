"""Where a page finds photos: addresses of files, relative to the page where the two may be moved together."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote


def link(file: Path, page: Path | None) -> str:
    """The address of a file, in ASCII: every byte that means something in an address, or is none of ASCII, is ``%XX``.

    Args:
        file: Absolute path; its name may hold any bytes.
        page: Absolute path of the page that leads to it, or None where nobody knows where it will be.

    Returns:
        A relative address if the two are together below some folder. From another drive, or where only the root of the
        file system is above both, it is absolute: climbing to the root would only break when the page is moved.
    """
    if page is None or not _near(file, page):
        return _absolute(file)
    relative = os.path.relpath(file, page.parent)
    return quote(os.fsencode(relative.replace(os.sep, "/")), safe="/")


def _near(file: Path, page: Path) -> bool:
    try:
        shared = Path(os.path.commonpath([file, page.parent]))
    except ValueError:  # on two drives
        return False
    return shared != Path(shared.anchor) or page.parent == shared


def _absolute(file: Path) -> str:
    return "file://" + quote(os.fsencode(file), safe="/") if os.sep == "/" else file.as_uri()
