"""A whole picture kept in memory, so that parts of it can be had at once: for pictures too large for the window.

It is kept as it was decoded, not turned: a part is cut first and then finished as any picture is. The colour profile of
a part is that of the whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer.decode import flatten
from reviewer.decode.finishing import Loaded, finish, size_of
from reviewer.decode.pixels import FIRST_TURNED, FROM_BOTTOM, FROM_RIGHT, Pixels, Size, turned
from reviewer.decode.source import guarded
from reviewer.errors import BrokenImage

if TYPE_CHECKING:
    from pathlib import Path

Rect = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the upright picture."""


class Whole:
    """One picture, decoded, of which parts are asked for. Used by one thread at a time."""

    def __init__(self, path: Path, loaded: Loaded) -> None:
        """Takes what a reader decoded at full size.

        Raises:
            BrokenImage: The mode or the palette makes no sense.
        """
        self._path = path
        with guarded(path):  # grey of many bits is scaled by its brightest value, which a part does not know
            image = loaded.image
            self._loaded = replace(loaded, image=flatten.eight_bits(image) if isinstance(image, Image.Image) else image)

    @property
    def size(self) -> Size:
        """Width and height of the upright picture."""
        return turned(self._loaded.full, self._loaded.orientation)

    @property
    def bytes(self) -> int:
        """Memory held."""
        image = self._loaded.image
        if isinstance(image, np.ndarray):
            return image.nbytes
        return image.width * image.height * (1 if image.mode == "L" else 4)

    def part(self, rect: Rect | None = None, fit: Size | None = None) -> Pixels:
        """A part, upright; ``full_size`` is that of the whole.

        Args:
            rect: In pixels of the upright picture; what lies outside is left out. None: all.
            fit: Width and height that the part is scaled down to fit inside, never up. None: pixel for pixel.

        Raises:
            BrokenImage: The rectangle lies outside: the file is not any more what it was.
            TooLarge: The part itself would not fit the limit.
        """
        left, top, right, bottom = self._within(rect or (0, 0, *self.size))
        if (left, top, right, bottom) == (0, 0, *self.size):
            return finish(self._loaded, self._path, fit)
        box = _lying((left, top, right, bottom), self.size, self._loaded.orientation)
        image = self._loaded.image
        part = image.crop(box) if isinstance(image, Image.Image) else image[box[1] : box[3], box[0] : box[2]]
        pixels = finish(replace(self._loaded, image=part, full=size_of(part), box=None), self._path, fit)
        return replace(pixels, full_size=self.size)

    def _within(self, rect: Rect) -> Rect:
        width, height = self.size
        left, top = max(0, rect[0]), max(0, rect[1])
        right, bottom = min(width, rect[0] + rect[2]), min(height, rect[1] + rect[3])
        if left >= right or top >= bottom:
            raise BrokenImage(self._path, f"{rect} lies outside {self.size}")
        return left, top, right, bottom


def _lying(box: Rect, upright: Size, orientation: int) -> Rect:
    """Left, top, right, bottom of a box in the picture before an EXIF orientation is applied."""
    left, top, right, bottom = box
    width, height = upright
    if orientation in FROM_RIGHT:
        left, right = width - right, width - left
    if orientation in FROM_BOTTOM:
        top, bottom = height - bottom, height - top
    return (top, left, bottom, right) if orientation >= FIRST_TURNED else (left, top, right, bottom)
