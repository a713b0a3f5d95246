"""Which sidecars belong to a photo, by the names in its folder alone.

There are two schemes: ``IMG_1.xmp``, which Adobe, Capture One and Photo Mechanic have, and ``IMG_1.CR2.xmp``, which
darktable and digiKam have. Both are looked for, in upper and lower case; what exists is used, in whichever scheme.

The short name says nothing of the file that it goes with. It is taken for the RAW's, as Adobe's are, since they write
none for other files; without a RAW, for the only photo of its name. Where two photos could have it (``IMG_1.CR2`` and
``IMG_1.DNG``), nobody has it, and the long name is used.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.scan import RAW_SUFFIXES, SUFFIXES
from reviewer.sidecar.properties import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.photo import Photo

SUFFIX = ".xmp"


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The sidecars of one photo.

    Attributes:
        existing: All there are, long names first. Each is read and written; more than one may contradict each other.
        new: What one would be called that is begun.
        shared: Sidecars with a short name that may be this photo's or another's; not read, not written.
        collides: The short name is another photo's too, so that ``new`` has the long one.
    """

    existing: tuple[Path, ...]
    new: Path
    shared: tuple[Path, ...] = ()
    collides: bool = False

    @property
    def targets(self) -> tuple[Path, ...]:
        """What marks are to be written to."""
        return self.existing or (self.new,)


def long_names(naming: str, profile: str) -> bool:
    """Whether new sidecars are to have long names, by a wish (``program``, ``short``, ``long``) and a profile."""
    return PROFILES[profile].long_names if naming == "program" else naming == "long"


class Names:
    """The photos and sidecars of one folder, from one listing of it."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        """Take a folder and the names of all its files."""
        self._folder = folder
        self._sidecars: dict[str, list[str]] = defaultdict(list)
        self._photos: dict[str, list[str]] = defaultdict(list)
        for name in sorted(names):
            path = Path(name)
            suffix = path.suffix.casefold()
            if suffix == SUFFIX:
                self._sidecars[path.stem.casefold()].append(name)
            elif suffix in SUFFIXES:
                self._photos[path.stem.casefold()].append(name)

    def of(self, photo: Photo, *, long_names: bool) -> Sidecars:
        """The sidecars of a photo of this folder.

        Args:
            photo: The photo; with the RAW that belongs to it, it is one.
            long_names: New ones have the long name even of RAW files; those of others always have it.
        """
        files = [file.name for file in (photo.companion, photo.path) if file]  # the RAW first
        long = [name for file in files for name in self._sidecars.get(file.casefold(), ())]
        stem = Path(files[0]).stem
        short = self._sidecars.get(stem.casefold(), [])
        owners = self._owners(stem)
        mine, collides = bool(owners & set(files)), bool(owners - set(files))
        brief = not long_names and mine and not collides and _is_raw(files[0])
        return Sidecars(
            tuple(self._folder / name for name in (*long, *(short if mine and not collides else ()))),
            self._folder / ((stem if brief else files[0]) + SUFFIX),
            tuple(self._folder / name for name in (short if mine and collides else ())),
            collides and mine,
        )

    def _owners(self, stem: str) -> set[str]:
        """The files that a short name may belong to. Its pair is one photo, as ``scan`` has it."""
        names = self._photos.get(stem.casefold(), [])
        return {name for name in names if _is_raw(name)} or set(names)


def _is_raw(name: str) -> bool:
    return Path(name).suffix.casefold() in RAW_SUFFIXES
