"""What is going to happen to files, as values: to be shown, counted and agreed to before anything does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer.errors import ReviewerError

REJECTS = "_rejects"
"""The folder beside the photos that rejects go to where there is no trash, or by choice."""

VERBS = ("copy", "move", "reject", "trash")


@dataclass(frozen=True, slots=True)
class Order:
    """What the user wants done.

    Attributes:
        verb: ``copy`` or ``move`` to ``target``; ``reject`` into a folder ``_rejects`` beside each photo; ``trash``.
        target: The folder to copy or move to, absolute; made if it is not there.
        clash: What is done where other bytes have a name there: ``rename`` gives the whole unit a free name, ``skip``
            leaves it where it is.
    """

    verb: str
    target: Path | None = None
    clash: str = "rename"


@dataclass(frozen=True, slots=True)
class Item:
    """One file.

    Attributes:
        source: Where it is.
        target: Where it will be; None where the trash decides.
        size: Bytes.
        there: A copy of it is at the target already, so that nothing has to be done.
    """

    source: Path
    target: Path | None
    size: int
    there: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One photo and all that travels with it.

    Attributes:
        items: Its files, the photo's own first.
        renamed: Why it gets another name there: empty, ``taken`` or ``illegal``.
    """

    items: tuple[Item, ...]
    renamed: str = ""

    @property
    def photo(self) -> Path:
        """The file that is shown."""
        return self.items[0].source

    @property
    def bytes(self) -> int:
        """Of all files that something is to be done with."""
        return sum(item.size for item in self.items if not item.there)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to happen.

    Attributes:
        order: What was wanted.
        parcels: What is going to be done.
        there: Photos whose files are all there already, with the same bytes. They stay where they are, too.
        left: What will be left as it is, and why: a photo, or a folder for all of its photos.
        needed: Bytes that have to be written; a rename writes none.
        room: Bytes free at the target; None where nothing has to be written.
    """

    order: Order
    parcels: tuple[Parcel, ...]
    there: tuple[Path, ...] = ()
    left: tuple[ReviewerError, ...] = ()
    needed: int = 0
    room: int | None = None

    @property
    def files(self) -> int:
        """How many files something is done with."""
        return sum(not item.there for parcel in self.parcels for item in parcel.items)

    @property
    def bytes(self) -> int:
        """Of those files."""
        return sum(parcel.bytes for parcel in self.parcels)

    @property
    def renamed(self) -> tuple[Parcel, ...]:
        """Those that get another name at the target."""
        return tuple(parcel for parcel in self.parcels if parcel.renamed)

    @property
    def fits(self) -> bool:
        """Whether there is room for all of it."""
        return self.room is None or self.needed <= self.room
