"""The desktop entry: how a desktop names, draws and starts the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NAME = "photo-reviewer"
"""The entry's name, and the icon's: the window tells the desktop the same (``app``)."""

FOLDER = "inode/directory"

_KEPT = "X-PhotoReviewer-Kept"
"""The entry's own note of the defaults that were written down with it, as ``type=program;...``."""

_TEXT = """\
[Desktop Entry]
Type=Application
Name=Photo Reviewer
GenericName=Photo Viewer
Comment=Look through a shoot; scores say where to look longer
Keywords=photos;pictures;images;RAW;culling;slideshow;viewer;
Exec={command} %F
TryExec={program}
Icon={name}
Terminal=false
Categories=Graphics;Photography;Viewer;Qt;
MimeType={types}
StartupNotify=true
StartupWMClass={name}
Actions=new-window;
{kept}
[Desktop Action new-window]
Name=New Window
Exec={command} --new-window
"""


def text(program: Path, photos: Sequence[str], kept: Mapping[str, str]) -> str:
    """The entry.

    Args:
        program: What is started.
        photos: The types of files that it opens, folders aside.
        kept: Types with the programs that were written down as their defaults: noted, to be taken back one day.
    """
    noted = "".join(f"{one}={other};" for one, other in kept.items())
    return _TEXT.format(
        command=_quoted(str(program)),
        program=_escaped(str(program)),
        name=NAME,
        types="".join(f"{one};" for one in (FOLDER, *photos)),
        kept=f"{_KEPT}={noted}\n" if noted else "",
    )


def kept(entry: str) -> dict[str, str]:
    """The defaults that an entry notes."""
    noted = re.search(rf"^{_KEPT}=(.*)$", entry, re.MULTILINE)
    pairs = (pair.partition("=") for pair in noted[1].split(";") if pair) if noted else ()
    return {one: other for one, _, other in pairs}


def _escaped(value: str) -> str:
    """Text as a value of the entry; a line end would end it."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _quoted(argument: str) -> str:
    """Text as one word of a command in the entry: quoted by the rules of commands, then by those of values."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", argument).replace("%", "%%")
    return _escaped(f'"{quoted}"')
