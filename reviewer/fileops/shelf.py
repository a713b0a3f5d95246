"""The names at a target, those there and those promised, and what a unit would be called among them."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from reviewer import scan
from reviewer.errors import NotTransferred, ReviewerError
from reviewer.fileops import disk, names
from reviewer.fileops.parcels import Item, Parcel
from reviewer.fileops.units import stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reviewer.fileops.parcels import Order


class Shelf:
    """One target folder, looked at once. Nothing is written."""

    def __init__(self, folder: Path, order: Order) -> None:
        """``folder`` need not be there.

        Raises:
            OSError: It is there and cannot be listed.
        """
        self.folder = folder
        self.kind = disk.kind(folder)
        self.volume = disk.volume(folder)
        self._order = order
        self._taken: dict[str, str | None] = {}
        self._stems: set[str] = set()
        if os.path.lexists(folder):
            for name in os.listdir(folder):  # noqa: PTH208 -- names are all that is wanted
                self._take(name, name)

    def _take(self, name: str, there: str | None) -> None:
        self._taken[names.key(name)] = there
        self._stems.update(names.stems(name))

    def place(self, files: Sequence[tuple[Path, int]]) -> Parcel | None:
        """Find names for the files of a unit, its photo first, and keep them.

        Args:
            files: Where they are, and their sizes.

        Returns:
            None where all of them are here already.

        Raises:
            NotTransferred: It cannot or is not to be here.
        """
        if large := next((file for file, size in files if not disk.holds(self.kind, size)), None):
            raise NotTransferred(large, "large")
        original = stem(files[0][0].name)
        present = [file.name for file, _ in files]
        tails = names.tails(original, present)
        longest = max(map(names.size, tails))
        legal = names.legal(original, windows=disk.windows_names(self.kind), tail=longest)
        for wanted in chain([legal], names.others(legal)):
            # As they are if they can be: what hangs on a photo may be of another case.
            called = present if wanted == original else [wanted + tail for tail in tails]
            there = [self._same(file, size, name) for (file, size), name in zip(files, called, strict=True)]
            if all(there):
                return None
            if self._free(wanted, called, there, direct=wanted == legal):
                break
            if self._order.clash == "skip":
                raise NotTransferred(files[0][0], "taken")
        for name in called:
            self._take(name, None)
        items = [
            Item(file, self.folder / name, size, here)
            for (file, size), name, here in zip(files, called, there, strict=True)
        ]
        return Parcel(tuple(items), "" if wanted == original else "illegal" if wanted == legal else "taken")

    def _free(self, wanted: str, called: Sequence[str], there: Sequence[bool], *, direct: bool) -> bool:
        """Whether the unit can have these names.

        A copy fills up what is missing; a move takes all or nothing, so that no unit is torn. A name made up
        for it must not be a neighbour's: files would pair that do not belong together.
        """
        if not direct:
            return names.key(wanted) not in self._stems
        filling = self._order.verb == "copy"
        return all(
            names.key(name) not in self._taken or (here and filling) for name, here in zip(called, there, strict=True)
        )

    def _same(self, file: Path, size: int, name: str) -> bool:
        """Whether what has this name here is the same file, as far as its size and ends tell: nothing rests on it."""
        called = self._taken.get(names.key(name))
        if called is None:
            return False
        other = self.folder / called
        try:
            return other.stat().st_size == size and scan.content_id(other) == scan.content_id(file)
        except (OSError, ReviewerError):
            return False
