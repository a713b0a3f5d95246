"""The program in the menus and under "Open with" of a Linux desktop, for one user, as a pip installation cannot do it.

``install`` writes a desktop entry, icons and file types into the user's data folder (``XDG_DATA_HOME``) and has the
desktop's own tools read them; ``remove`` takes all of it away. Both may be repeated. ``entry`` is what is written,
``types`` which files are photos, ``defaults`` sees to it that what opens photos and folders by default stays so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import paths, remedies
from reviewer.desktop import defaults, entry, types
from reviewer.errors import FileUnwritable, MissingPart

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = "photo-reviewer-gui"
"""What a desktop starts: the command that needs no terminal."""

_SIZES = (32, 48, 64, 128, 256)
"""Pixels of icons for what cannot draw an SVG."""

_TOOL_SECONDS = 60.0
"""The longest a tool may take: the types of a whole system are read again, from a slow disk."""

_ENTRY = Path("applications", f"{entry.NAME}.desktop")
_TYPES = Path("mime", "packages", f"{entry.NAME}.xml")
_ICONS = Path("icons", "hicolor")

_GENERATED = {
    "applications": ("mimeinfo.cache",),
    "mime": (
        *("aliases", "generic-icons", "globs", "globs2", "icons", "magic", "mime.cache", "subclasses", "treemagic"),
        *("types", "version", "XMLnamespaces"),
    ),
    "icons/hicolor": ("icon-theme.cache",),
}
"""What the tools make of the files in a folder: nothing that is missed when those files are gone."""

_MADE = (Path("mime", "image", "any.xml"),)
"""Stands for the file that a tool makes of each type, and takes away again, but for its folder."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    Attributes:
        files: Written, or taken away.
        ran: Tools of the desktop that took note of it.
        absent: Those that are not installed; a desktop without them takes note by itself, or at the next login.
        kept: Types of files whose default program was written down, so that it stays what it is.
    """

    files: tuple[Path, ...]
    ran: tuple[str, ...]
    absent: tuple[str, ...]
    kept: tuple[str, ...] = ()


def command() -> Path:
    """The installed command.

    Raises:
        MissingPart: This is a checkout that is not installed.
    """
    for scheme in (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user")):
        file = Path(sysconfig.get_path("scripts", scheme)) / COMMAND
        if file.exists():
            return file
    raise MissingPart(COMMAND, remedies.pip("."))


def install(program: Path) -> Done:
    """Write everything; what an earlier installation wrote is replaced.

    Args:
        program: What the desktop is to start: ``command``, absolute.

    Raises:
        FileUnwritable: The user's data folder cannot be written, or the program's path is no text.
    """
    home = defaults.data_home()
    before = _entry_text(home)
    kept = {**entry.kept(before), **defaults.contested((entry.FOLDER, *types.PHOTOS), entry.NAME)}
    contents = _contents(program, kept)
    for name, content in contents.items():
        _write(home / name, content)
    defaults.keep(kept)
    ran, absent = _tell(home)
    return Done(tuple(home / name for name in contents), ran, absent, tuple(kept))


def remove() -> Done:
    """Take away what ``install`` wrote, and the folders that are empty then.

    Raises:
        FileUnwritable: Something cannot be taken away.
    """
    home = defaults.data_home()
    kept = entry.kept(_entry_text(home))
    files = tuple(home / name for name in _names() if os.path.lexists(home / name))
    for file in files:
        _unlink(file)
    defaults.release(kept)
    if not files:  # then no folder is empty because of us
        return Done((), (), (), tuple(kept))
    ran, absent = _tell(home)
    _tidy(home)
    return Done(files, ran, absent, tuple(kept))


def _entry_text(home: Path) -> str:
    try:
        return (home / _ENTRY).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _names() -> list[Path]:
    return [_ENTRY, _TYPES, _icon("scalable", "svg"), *(_icon(f"{size}x{size}", "png") for size in _SIZES)]


def _icon(size: str, ending: str) -> Path:
    return _ICONS / size / "apps" / f"{entry.NAME}.{ending}"


def _contents(program: Path, kept: Mapping[str, str]) -> dict[Path, bytes]:
    try:
        text = entry.text(program, types.PHOTOS, kept).encode()
    except UnicodeEncodeError as error:
        raise FileUnwritable(program, "A desktop entry can only name what is text.") from error
    pictures = [
        paths.resource("icons/photo-reviewer.svg"),
        *(paths.resource(f"icons/photo-reviewer-{size}.png") for size in _SIZES),
    ]
    return dict(zip(_names(), [text, types.xml().encode(), *(one.read_bytes() for one in pictures)], strict=True))


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        paths.write_whole(file, content, mode=0o644)
    except OSError as error:
        raise FileUnwritable(file, error.strerror or "") from error


def _unlink(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise FileUnwritable(file, error.strerror or "") from error


def _tell(home: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Have the desktop's tools read what there is now; which ran, and which are not installed."""
    tools: tuple[tuple[Path, tuple[str, ...]], ...] = (
        (home / "applications", ("update-desktop-database",)),
        (home / "mime", ("update-mime-database",)),
        (home / _ICONS, ("gtk-update-icon-cache", "--quiet", "--force", "--ignore-theme-index")),
    )
    ran: list[str] = []
    absent: list[str] = []
    for folder, (name, *options) in tools:
        if shutil.which(name) is None:
            absent.append(name)
        elif folder.is_dir():
            try:
                subprocess.run([name, *options, folder], capture_output=True, timeout=_TOOL_SECONDS, check=False)
            except (OSError, subprocess.TimeoutExpired):
                absent.append(name)
            else:
                ran.append(name)
    return tuple(ran), tuple(absent)


def _tidy(home: Path) -> None:
    """Take away what the tools made, where nothing is left that they made it of; and the folders, if they are empty."""
    for name, generated in _GENERATED.items():
        files = {file for file in (home / name).rglob("*") if file.is_file()}
        ours = {home / name / one for one in generated}
        if files <= ours:
            for file in files:
                _unlink(file)
    folders = {folder for name in (*_names(), *_MADE) for folder in name.parents} - {Path()}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with suppress(OSError):  # it is not there, or not empty
            (home / folder).rmdir()
