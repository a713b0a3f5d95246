"""Which files of a folder are one photo: its picture, its RAW, and what hangs on their names.

Two ways of naming are in use, and both are known in any case: the photo's stem (``IMG_1.xmp``) and its whole name
(``IMG_1.CR2.xmp``). darktable numbers its duplicates in between (``IMG_1_01.CR2.xmp``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer import scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIDECARS = frozenset({".xmp", ".acr", ".pp3", ".dop"})  # XMP; Camera Raw's masks; RawTherapee; DxO
_OF_PHONES = frozenset({".aae", ".mov"})  # edits, and the moving part of a Live Photo
_OF_CAMERAS = frozenset({".wav", ".thm"})  # spoken notes, thumbnails
ATTACHED = _SIDECARS | _OF_PHONES | _OF_CAMERAS
"""Endings of files that are nothing without their photo."""

_DUPLICATE = re.compile(r"(.+)_\d\d(\.[^.]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unit:
    """What travels as one.

    Attributes:
        photo: The name of the file that is shown.
        files: All names: the photo's first, then its RAW's if it has one, then the attached ones.
    """

    photo: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Owner:
    """A picture or RAW that a file may hang on."""

    name: str
    photo: str


def units(names: Iterable[str]) -> tuple[Unit, ...]:
    """Put the files of one folder together; a file is in one unit at most.

    Where several photos have the stem that an attached file is named for (``IMG_1.CR2`` beside ``IMG_1.DNG``), it
    goes with the one whose program or camera writes such a file: a sidecar with the camera's RAW (a DNG and a JPEG
    hold their own), a phone's file with its picture.

    Args:
        names: All names in the folder; hidden ones and those of other things are in no unit.

    Returns:
        One unit for every photo, in the order of ``names``.
    """
    seen = [name for name in names if not name.startswith(".")]
    photos = [name for name in seen if _suffix(name) in scan.SUFFIXES]
    raws = scan.pair(photos)
    paired = set(raws.values())
    members = {name: [name, *([raws[name]] if name in raws else [])] for name in photos if name not in paired}
    owners = [_Owner(file, photo) for photo, files in members.items() for file in files]
    for name, photo in _attached(seen, owners):
        members[photo].append(name)
    return tuple(Unit(photo, tuple(files)) for photo, files in members.items())


def _attached(names: Iterable[str], owners: Iterable[_Owner]) -> Iterator[tuple[str, str]]:
    whole: dict[str, list[_Owner]] = defaultdict(list)
    stems: dict[str, list[_Owner]] = defaultdict(list)
    for owner in owners:
        whole[owner.name.casefold()].append(owner)
        stems[stem(owner.name).casefold()].append(owner)
    for name in names:
        if _suffix(name) not in ATTACHED:
            continue
        rest = stem(name)
        original = _DUPLICATE.fullmatch(rest)
        candidates = (
            whole.get(rest.casefold())
            or stems.get(rest.casefold())
            or (whole.get((original[1] + original[2]).casefold()) if original else None)
        )
        if candidates:
            yield name, min(candidates, key=lambda owner, name=name: _strangeness(name, owner)).photo  # type: ignore[misc]


def _strangeness(attached: str, owner: _Owner) -> tuple[bool, int, str]:
    return (not attached.startswith(stem(owner.name)), _rank(_suffix(attached), _suffix(owner.name)), owner.name)


def _rank(attached: str, owner: str) -> int:
    raw = owner in scan.RAW_SUFFIXES
    if attached in _OF_PHONES:
        return 1 if raw else 0
    if raw:
        return 1 if owner == ".dng" else 0
    return 2


def stem(name: str) -> str:
    """A name without its last ending."""
    return name.rpartition(".")[0]


def _suffix(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""
