"""The photos in a row, and where in it the user is and which way they travel."""

from __future__ import annotations

from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewer.photo import Photo


class Strip:
    """A row of photos and a place in it. Stepping takes the same time however long the row is."""

    def __init__(self) -> None:
        self._photos: list[Photo] = []
        self._index: dict[Photo, int] | None = {}
        self._at = -1
        self._heading = 1

    @property
    def photos(self) -> Sequence[Photo]:
        """The row. Another list whenever it changes; never changed in place."""
        return self._photos

    @property
    def at(self) -> int:
        """The place of the current photo, from 0; -1 in an empty row."""
        return self._at

    @property
    def current(self) -> Photo | None:
        """The photo the user is at."""
        return self._photos[self._at] if self._photos else None

    def index(self, photo: Photo) -> int | None:
        """Where a photo stands; None if it is not in the row. Built when first asked for after a change."""
        if self._index is None:
            self._index = {shown: at for at, shown in enumerate(self._photos)}
        return self._index.get(photo)

    def append(self, photos: Sequence[Photo]) -> None:
        """More photos, behind the others."""
        if self._index is not None:
            self._index.update((photo, at) for at, photo in enumerate(photos, len(self._photos)))
        self._photos = [*self._photos, *photos]
        self._at = max(0, self._at)

    def prepend(self, photos: Sequence[Photo]) -> None:
        """More photos, before the others."""
        self._at = self._at + len(photos) if self._photos else 0
        self._photos = [*photos, *self._photos]
        self._index = None

    def rearrange(self, photos: list[Photo]) -> None:
        """The same photos or some more in another order; the current one stays current."""
        current = self.current
        self._photos = photos
        self._index = None
        self._at = (self.index(current) or 0) if current else 0

    def replace(self, photos: list[Photo], at: int) -> None:
        """Another row, at a place in it, or as near to that as there is."""
        self._photos = photos
        self._index = None
        self._at = min(at, len(photos) - 1)

    def move(self, at: int, heading: int) -> bool:
        """To a place, the ends being walls, facing where ``heading`` points. Whether that is elsewhere."""
        if heading:
            self._heading = 1 if heading > 0 else -1
        before = self._at
        self._at = max(0, min(at, len(self._photos) - 1)) if self._photos else -1
        return self._at != before

    def neighbours(self, count: int) -> list[Photo]:
        """The photos wanted next, likeliest first: two in the direction of travel for each one behind."""
        ahead, behind = self._places(self._heading), self._places(-self._heading)
        turns = zip_longest(ahead, ahead, behind)
        places = (at for at in chain.from_iterable(turns) if at is not None)
        return [self._photos[at] for at in islice(places, count)]

    def _places(self, step: int) -> Iterator[int]:
        return iter(range(self._at + step, len(self._photos) if step > 0 else -1, step))
