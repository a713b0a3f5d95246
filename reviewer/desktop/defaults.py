"""What opens a file by default stays what it is.

Where nobody has chosen, a desktop takes the first program that says it opens a type, or else a more general type, and
it looks at the user's own programs first: one installed for the user would take over all photos and folders. So where a
type has a program and only the order decided for it, that decision is written down in the user's list
(``mimeapps.list``) before ours is there. Where nothing opens a type yet, nothing is written down.

The order is that of the MIME applications specification of freedesktop.org, version 1.0.1.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import paths
from reviewer.errors import FileUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LIST = "mimeapps.list"
_CHOSEN = "[Default Applications]"
_OFFERED = "[MIME Cache]"


def data_home() -> Path:
    """Where the user's own programs are described."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _data_folders() -> list[Path]:
    others = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [data_home(), *(Path(one) for one in others.split(":") if one)]


def contested(types: Iterable[str], name: str) -> dict[str, str]:
    """Types that would change their default if a program came first, with the program that is the default now.

    Args:
        types: Those that it opens.
        name: Its desktop entry, without the ending.
    """
    chosen = _first(_lists(), _CHOSEN)
    caches = (folder / "applications" / "mimeinfo.cache" for folder in _data_folders())
    offered = _first(caches, _OFFERED, but=f"{name}.desktop")
    parents = _parents()
    found: dict[str, str] = {}
    for one in types:
        family = [one, *_ancestors(one, parents)]
        program = next((known[kind] for kind in family for known in (chosen, offered) if kind in known), None)
        if program and one not in chosen:
            found[one] = program
    return found


def _parents() -> dict[str, list[str]]:
    """The more general types of each that has any."""
    found: dict[str, list[str]] = {}
    for folder in _data_folders():
        for line in _lines(folder / "mime" / "subclasses"):
            one, _, general = line.strip().partition(" ")
            found.setdefault(one, []).append(general)
    return found


def _ancestors(one: str, parents: Mapping[str, list[str]]) -> list[str]:
    """All types more general than one, the nearest first."""
    found = list(parents.get(one, ()))
    for general in found:  # grows meanwhile
        found += [other for other in parents.get(general, ()) if other not in found]
    return found


def _first(files: Iterable[Path], group: str, but: str = "") -> dict[str, str]:
    """The first program for each type that is installed, of all that the files name; ``but`` does not count."""
    found: dict[str, str] = {}
    for file in files:
        for one, programs in _group(file, group).items():
            installed = (other for other in programs.split(";") if other not in {"", but} and _is_installed(other))
            if one not in found and (program := next(installed, None)):
                found[one] = program
    return found


def _is_installed(program: str) -> bool:
    files = (folder / "applications" / program for folder in _data_folders())
    return any(os.path.exists(file) for file in files)  # noqa: PTH110 - Path's raises where one may not look


def _lists() -> Iterator[Path]:
    """Files in which defaults are chosen, the strongest first."""
    folders = [_config_home(), *(Path(one) for one in (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"))]
    folders += [folder / "applications" for folder in _data_folders()]
    desktops = [one.lower() for one in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if one]
    for folder in folders:
        if desktops:
            yield from (folder / f"{desktop}-{_LIST}" for desktop in desktops)
        elif folder.is_dir():  # no desktop runs: what any of them has chosen counts, rather than be overruled
            yield from sorted(folder.glob(f"*-{_LIST}"))
        yield folder / _LIST


def _group(file: Path, group: str) -> dict[str, str]:
    """The lines of one group of a file; none if it is not there."""
    found: dict[str, str] = {}
    inside = False
    for line in _lines(file):
        if line.startswith("["):
            inside = line.strip() == group
        elif inside and "=" in line:
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
    except OSError:
        return []


def keep(chosen: Mapping[str, str]) -> None:
    """Write defaults down in the user's list, where it does not say anything of their types yet.

    Raises:
        FileUnwritable: It cannot be written.
    """
    file = _config_home() / _LIST
    there = _group(file, _CHOSEN)
    new = [f"{one}={other}\n" for one, other in chosen.items() if one not in there]
    if not new:
        return
    lines = _lines(file)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    at = next((at for at, line in enumerate(lines, start=1) if line.strip() == _CHOSEN), None)
    if at is None:
        lines.append(f"{_CHOSEN}\n")
        at = len(lines)
    _replace(file, [*lines[:at], *new, *lines[at:]])


def release(chosen: Mapping[str, str]) -> None:
    """Take out of the user's list what ``keep`` wrote and nobody has changed since.

    Raises:
        FileUnwritable: It cannot be written.
    """
    file = _config_home() / _LIST
    ours = {f"{one}={other}" for one, other in chosen.items()}
    lines = _lines(file)
    left: list[str] = []
    group = ""
    for line in lines:
        group = line.strip() if line.startswith("[") else group
        if group != _CHOSEN or line.strip() not in ours:  # in other groups the same line is not ours
            left.append(line)
    if len(left) == len(lines):
        return
    if not _any_in_group(left):
        left = [line for line in left if line.strip() != _CHOSEN]
    _replace(file, left)


def _any_in_group(lines: list[str]) -> bool:
    start = next((at for at, line in enumerate(lines, start=1) if line.strip() == _CHOSEN), len(lines))
    following = lines[start : start + 1]
    return bool(following) and not following[0].startswith("[")


def _replace(file: Path, lines: list[str]) -> None:
    """Write a file whole or not at all, where it really lies if it is a link; one with nothing in it goes."""
    try:
        if not lines:
            file.unlink()
            return
        paths.write_whole(file, "".join(lines).encode("utf-8", "surrogateescape"), mode=0o644)
    except OSError as error:
        raise FileUnwritable(file, error.strerror or "") from error
