"""A photo's file as other programs take it from the clipboard or a drag."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from pathlib import Path


def file_data(path: Path) -> QMimeData:
    """The file, for a file manager or a mail, and its path as text; nothing is read.

    A name that is no text, which Qt could not hold, goes as the address that stands for it.
    """
    address = path.as_uri()
    data = QMimeData()
    data.setData("text/uri-list", address.encode("ascii") + b"\r\n")
    data.setData("x-special/gnome-copied-files", b"copy\n" + address.encode("ascii"))
    data.setText(str(path) if _is_text(path) else address)
    return data


def _is_text(path: Path) -> bool:
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True
