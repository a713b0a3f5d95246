"""One photo at one framing: which of its pixels that takes, and what there is of them in memory.

A photo is shown from one picture of exactly the right size where that can be. Two cases are other. A RAW's picture is
only the preview that its camera embedded: where that has too few pixels, the photo is developed, and the preview stands
in, scaled to where the development will lie. A photo too large for memory is painted in parts over its stand-in.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from reviewer import words
from reviewer.ui.screen.decoding import Want
from reviewer.ui.screen.picture import fitted
from reviewer.ui.viewer import tiles
from reviewer.ui.viewer.canvas import paint_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QPainter

    from reviewer.photo import Photo
    from reviewer.ui.screen.picture import Part, Picture, Size
    from reviewer.ui.screen.pictures import Pictures
    from reviewer.ui.viewer.framing import Framing
    from reviewer.ui.viewer.tiles import Tile

_ALMOST = 0.95  # a preview with so many of the RAW's pixels on an edge is as good: cameras trim a few
_DEVELOPED_AHEAD = 2  # neighbours developed, too, while one looks closely; memory decides about the second


class Sight:
    """What one looks at, at one moment: made anew for each, it asks ``pictures`` once what is in memory.

    Attributes:
        photo: The photo.
        full: Its width and height, in its own pixels.
        viewport: Width and height in sight, device pixels.
        place: Where the whole photo lies.
        room: What its exact pixels are scaled down into; None for all of them.
        is_short: The preview of a RAW has too few pixels for this.
        is_tiled: All pixels needed would not fit into memory.
    """

    def __init__(self, photo: Photo, full: Size, framing: Framing, viewport: Size, pictures: Pictures) -> None:
        self._pictures = pictures
        self.photo, self.full, self.viewport = photo, full, viewport
        self.is_close = framing.scale is not None
        self.place = framing.place(full, viewport)
        self._fit = framing.inner(viewport)
        self.room = self._room(framing.scale)
        needed = fitted(full, self.room) if self.room else full
        preview = self.preview
        self.is_short = self.is_close and preview is not None and not is_enough(preview, needed)
        self.is_tiled = not pictures.can_hold(full if self.is_short else needed)

    def _room(self, scale: float | None) -> Size | None:
        if scale is None:
            return self._fit
        return None if scale >= 1 else (round(self.full[0] * scale), round(self.full[1] * scale))

    @property
    def preview(self) -> Size | None:
        """How large the preview is, if the photo is a RAW."""
        return self._pictures.full_size(self.photo) if self._pictures.is_preview(self.photo) else None

    @property
    def _has_raw(self) -> bool:
        return self.photo.companion is not None or self.preview is not None

    def wants(self, neighbours: Sequence[Photo], stops: float) -> list[Want]:
        """What is to be in memory, most urgent first, for this photo, pushed by so many stops, and its neighbours."""
        base = Want(self.photo, self._fit)
        if self.is_tiled:
            wants = [base, *(self._tile_want(tile) for tile in self._tiles(around=1))]
        elif self.is_short:
            wants = [Want(self.photo, None), Want(self.photo, None, developed=True), base]
        else:
            wants = [Want(self.photo, self.room), base]
        if stops and self._has_raw and not self.is_tiled:
            wants.insert(1, self._pushed_want(stops))
        for photo in neighbours[:_DEVELOPED_AHEAD] if self.is_close else ():
            wants += self._close_wants(photo, first=photo == neighbours[0])
        return wants + [Want(photo, self._fit) for photo in neighbours]

    def _close_wants(self, photo: Photo, *, first: bool) -> list[Want]:
        """A neighbour as it is wanted while one looks closely at this one."""
        if self._pictures.is_preview(photo) and self.is_short:
            size = self._pictures.developed_size(photo) or self.full
            return [Want(photo, None, developed=True)] if self._pictures.can_hold(size) else []
        size = self._pictures.full_size(photo) or self.full
        return [Want(photo, None)] if first and self.room is None and self._pictures.can_hold(size) else []

    def _tiles(self, *, around: int = 0) -> list[Tile]:
        return tiles.in_sight(self.full, self.place, self.viewport, around=around)

    def _file_part(self, tile: Tile) -> Part:
        return tiles.in_file(tile.part, self.full, self._pictures.turn_of(self.photo))

    def _tile_want(self, tile: Tile) -> Want:
        return Want(self.photo, tile.room, developed=self.is_short, part=self._file_part(tile))

    @cached_property
    def _parts(self) -> dict[Tile, Picture | None]:
        """The tiles in sight, with what there is of them."""
        if not self.is_tiled:
            return {}
        short, picture = self.is_short, self._pictures.picture
        return {
            tile: picture(self.photo, tile.room, developed=short, part=self._file_part(tile)) for tile in self._tiles()
        }

    def _pushed_want(self, stops: float) -> Want:
        return Want(self.photo, None if self.is_close else self._fit, developed=True, stops=stops)

    @cached_property
    def exact(self) -> Picture | None:
        """The picture that this framing is for; None also where it takes parts."""
        if self.is_tiled:
            return None
        return self._pictures.picture(self.photo, None if self.is_short else self.room, developed=self.is_short)

    @property
    def whole(self) -> Picture | None:
        """The picture that speaks for the photo: the exact one, or the fitted one where it is shown in parts."""
        in_parts = self.is_tiled and not self.is_short  # of a RAW the fitted one is not what is developed
        return self._pictures.picture(self.photo, self._fit) if in_parts else self.exact

    def pushed(self, stops: float) -> Picture | None:
        """The RAW's own development, brightened by so many stops."""
        want = self._pushed_want(stops)
        return self._pictures.picture(self.photo, want.room, developed=True, stops=stops)

    @property
    def is_final(self) -> bool:
        """Whether nothing sharper will come."""
        pictures = self._pictures
        if pictures.problem(self.photo) is not None or self.exact is not None:
            return True
        if (self.is_short or self.is_tiled) and pictures.detail_problem(self.photo) is not None:
            return True
        return self.is_tiled and None not in self._parts.values()

    def remark(self, *, has_waited: bool) -> str:
        """What there is to say about the pixels shown; mostly nothing.

        Args:
            has_waited: The wait has lasted long enough to be spoken of.
        """
        exact, problem = self.exact, self._pictures.detail_problem(self.photo)
        if exact:
            return words.text("damaged") if exact.damaged else ""
        if self.is_short and self.preview:
            return words.preview(self.preview, self.full, problem) if problem or not self.is_final else ""
        if self.is_final:
            return words.problem(problem) if problem else ""
        return words.text("loading") if has_waited else ""

    @property
    def image(self) -> QImage | None:
        """The best picture of the whole photo."""
        exact = self.exact
        return exact.image if exact else self._pictures.stand_in(self.photo, self.place.width)

    def paint(self, painter: QPainter) -> QImage | None:
        """Paint what there is, in device pixels; returns the picture of the whole photo, if there is one."""
        image = self.image
        if image is None:
            return None
        if not self._parts or None in self._parts.values():
            paint_image(painter, image, self.place, self.viewport)
        for tile, picture in self._parts.items():
            if picture:
                painter.drawImage(tile.lies(self.full, self.place), picture.image)
        return image


def is_enough(preview: Size, needed: Size) -> bool:
    """Whether a preview has the pixels that are needed, or nearly."""
    return max(preview) >= max(needed) * _ALMOST


def true_size(pictures: Pictures, photo: Photo) -> Size | None:
    """Width and height of a photo in its own pixels; of a RAW as it will be developed, before it is."""
    decoded = pictures.full_size(photo)
    if decoded is None or not pictures.is_preview(photo):
        return decoded or pictures.told_size(photo)
    raw = pictures.developed_size(photo) or pictures.told_size(photo)
    return decoded if raw is None or is_enough(decoded, raw) else raw
