"""Where a photo lies in a viewport: pure geometry, in device pixels, so that pixels can be painted one to one.

Zoom and place are kept relative to the photo, so they mean the same for the next one, whatever its size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.ui.screen.picture import Size

Point = tuple[float, float]

STEP = 1.25
"""Factor of one wheel notch."""

LARGEST = 16.0
"""Device pixels per photo pixel, at most."""

_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Place:
    """Where the whole photo lies, device pixels relative to the viewport's corner; parts may lie outside.

    Attributes:
        left, top: Corner, whole pixels.
        width, height: Extent, whole pixels.
        scale: Device pixels per photo pixel.
    """

    left: int
    top: int
    width: int
    height: int
    scale: float


@dataclass(frozen=True, slots=True)
class Framing:
    """How a photo is looked at.

    Attributes:
        scale: Device pixels per photo pixel; None is fitted: the whole photo, never enlarged.
        centre: The photo's point in the middle of the viewport, as parts of its width and height.
        margin: Device pixels that a fitted photo keeps free on all four sides.
    """

    scale: float | None = None
    centre: Point = (0.5, 0.5)
    margin: int = 0

    def inner(self, viewport: Size) -> Size:
        """The room that a fitted photo has."""
        return max(1, viewport[0] - 2 * self.margin), max(1, viewport[1] - 2 * self.margin)

    def fitted(self) -> Framing:
        """The whole photo."""
        return Framing(margin=self.margin)

    def place(self, full: Size, viewport: Size) -> Place:
        """Where a photo of this size lies. It is centred where there is room and covers the viewport where not."""
        scale = self.scale or fit_scale(full, self.inner(viewport))
        extent = [max(1, round(side * scale)) for side in full]
        corner = [_corner(extent[axis], viewport[axis], self.centre[axis]) for axis in (0, 1)]
        return Place(corner[0], corner[1], extent[0], extent[1], scale)

    def zoomed(self, scale: float, at: Point, full: Size, viewport: Size) -> Framing:
        """Another scale, with the photo's point at ``at`` (device pixels in the viewport) staying there."""
        before = self.place(full, viewport)
        corner, extent = (before.left, before.top), (before.width, before.height)
        centre = []
        for axis in (0, 1):
            part = min(1.0, max(0.0, (at[axis] - corner[axis]) / extent[axis]))
            centre.append(part + (viewport[axis] / 2 - at[axis]) / (full[axis] * scale))
        return replace(self, scale=scale, centre=(centre[0], centre[1]))._settled(full, viewport)

    def stepped(self, steps: float, at: Point, full: Size, viewport: Size) -> Framing:
        """Zoomed by wheel notches; a step that would pass 100 % or fit stops there."""
        fit = fit_scale(full, self.inner(viewport))
        now = self.scale or fit
        scale = min(LARGEST, now * STEP**steps)
        if (now - 1) * (scale - 1) < -_SAME:
            scale = 1.0
        if scale <= fit * (1 + _SAME):
            return self.fitted()
        return self.zoomed(scale, at, full, viewport)

    def panned(self, by: Point, full: Size, viewport: Size) -> Framing:
        """The photo moved by so many device pixels, no further than its edges."""
        lies = self.place(full, viewport)
        extent = (lies.width, lies.height)
        moved = tuple(centre - step / side for centre, step, side in zip(self.centre, by, extent, strict=True))
        return replace(self, centre=(moved[0], moved[1]))._settled(full, viewport)

    def _settled(self, full: Size, viewport: Size) -> Framing:
        """The centre that is really shown, so that panning back from an edge begins at once."""
        lies = self.place(full, viewport)
        extent = (lies.width, lies.height)
        centre = []
        for axis in (0, 1):
            half = viewport[axis] / 2 / extent[axis]
            centre.append(0.5 if half >= 0.5 else min(1 - half, max(half, self.centre[axis])))  # noqa: PLR2004 -- half
        return replace(self, centre=(centre[0], centre[1]))


def fit_scale(full: Size, viewport: Size) -> float:
    """Device pixels per photo pixel at which the whole photo is seen; 1 at most."""
    return min(1.0, viewport[0] / full[0], viewport[1] / full[1])


def _corner(extent: int, room: int, centre: float) -> int:
    if extent <= room:
        return (room - extent) // 2
    return round(min(0.0, max(room - extent, room / 2 - centre * extent)))
