"""What tells one kind of picture from another, apart from its quality; with numpy and Pillow alone.

``Small`` is the whole picture at about 250 pixels: tones, colours and lights. ``palette`` and ``Edges`` look at the
picture's own pixels, for what is drawn by a program or printed on paper has few colours and edges without width.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from reviewer.scoring.technical.planes import luma_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reviewer.scoring.technical.planes import Picture, Plane

    Mask = NDArray[np.bool_]

_SMALL = 250  # px: enough to see a street lamp, a sixteenth of the work
_LIGHT = 1 / 20  # of the long edge; a bright spot narrower than this is a light, a wider one a lit surface
_AIR = (
    1 / 25
)  # of the long edge: nearly every such patch of a clear photo has something dark or strongly coloured in it
_WHITE, _BLACK = 250, 6  # all three channels: exposure alone makes that many equal pixels
_COMMON = 6  # colours: page, bar, ink and selection of a program's window; the pots of a cartoon
_PALETTE_STEP = 4  # px between the pixels whose colours are counted
_HASH = (7919, 104729, 1299709)  # primes that spread three channels over 65,536 places; seldom do two colours meet
_EDGE_STEP = 2  # every second row, or column, is looked at
_SOFT_STEP, _HARD_STEP = (3, 12), 24  # grey levels to the next pixel: shading and texture; an edge without width
_LINE_STEP = 6  # grey levels: the least that sets one panel of a window off the next
_BORDER = (0.6, 0.3)  # shares of a row: a border runs through most of the window; a row of text is half edges
_STRIPS = 8  # across the page: a line of text fills several, so a narrow column or a picture does no harm
_INK = 50.0  # grey levels below the paper
_PAPER = 35.0  # grey levels about the paper, uneven light allowed for
_LEADING = 0.2  # least share of the height that is between the lines
_INKED, _EMPTY = 0.08, 0.03  # share of a row of pixels within a line of text, and between two


class Small:
    """The picture reduced to about 250 pixels.

    Args:
        array: (H, W, 3), 0..255, sRGB, 64 pixels or more each way.
    """

    def __init__(self, array: Picture) -> None:
        factor = max(1, round(max(array.shape[:2]) / _SMALL))
        self._reduced = np.asarray(Image.fromarray(array).reduce(factor))

    @cached_property
    def luma(self) -> Plane:
        """Brightness of each pixel, 0..255."""
        return luma_of(self._reduced)

    @cached_property
    def brightest(self) -> Picture:
        """The greatest channel of each pixel."""
        greatest: Picture = self._reduced.max(axis=2)
        return greatest

    @cached_property
    def darkest(self) -> Picture:
        """The least channel of each pixel."""
        least: Picture = self._reduced.min(axis=2)
        return least

    @cached_property
    def chroma(self) -> Picture:
        """Greatest less least channel: 0 for greys."""
        return self.brightest - self.darkest

    def lights(self, *, bright: int, around: int) -> Mask:
        """Pixels of small lights: as bright as this, within surroundings darker than that (levels)."""
        reach = _reach(self.brightest, _LIGHT)
        opened = _extreme(_extreme(self.brightest, reach, np.minimum), reach, np.maximum)
        return (self.brightest > bright) & (opened < around)

    def air(self) -> Picture:
        """The dark channel: what no surface nearby gives back, the air's own light (He, Sun, Tang, CVPR 2009)."""
        return _extreme(self.darkest, _reach(self.darkest, _AIR), np.minimum)

    def tint_left(self) -> float:
        """Levels of colour that brightness does not explain: 0 for black and white and for one tint of it."""
        shows = (self.luma > _BLACK) & (self.luma < _WHITE)
        if shows.sum() < _COMMON:
            return 0.0
        red, green, blue = (self._reduced[..., channel][shows].astype(np.float64) for channel in range(3))
        bright = self.luma[shows].astype(np.float64) / 255
        powers = np.stack((np.ones_like(bright), bright, bright * bright))
        gram = powers @ powers.T + 1e-3 * np.eye(3)
        opponents = np.stack((red - green, (red + green) / 2 - blue))
        left = opponents - opponents @ powers.T @ np.linalg.inv(gram) @ powers
        return float(np.hypot(*left.std(axis=1)))


def palette(array: Picture) -> tuple[float, float]:
    """Shares of the picture's pixels: in its six commonest exact colours, and in white or black, which do not count."""
    some = array[::_PALETTE_STEP, ::_PALETTE_STEP].reshape(-1, 3)
    red, green, blue = (some[:, channel].astype(np.int32) for channel in range(3))
    brightest, darkest = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    shows = (darkest < _WHITE) & (brightest > _BLACK)
    places = (red * _HASH[0] + green * _HASH[1] + blue * _HASH[2])[shows] & 0xFFFF
    counts = np.bincount(places, minlength=_COMMON)
    common = np.partition(counts, -_COMMON)[-_COMMON:].sum()
    return float(common) / len(some), 1.0 - float(shows.mean())


@dataclass(frozen=True, slots=True)
class Edges:
    """How neighbouring pixels differ in green, at the picture's own size.

    Attributes:
        soft, hard: Share of neighbours that differ a little, and by an edge without width.
        lines: Rows and columns with an edge along most of them: borders of windows and panels.
    """

    soft: float
    hard: float
    lines: int


def edges(array: Picture) -> Edges:
    """Difference neighbours across and down; (H, W, 3), 64 pixels or more each way."""
    green = np.ascontiguousarray(array[..., 1])
    rows, columns = green[::_EDGE_STEP], green[:, ::_EDGE_STEP]
    across, down = _apart(rows[:, 1:], rows[:, :-1]), _apart(columns[1:], columns[:-1])
    counts = np.bincount(across.ravel(), minlength=256) + np.bincount(down.ravel(), minlength=256)
    shares = counts / counts.sum()
    along = ((down > _LINE_STEP).mean(axis=1), (across > _LINE_STEP).mean(axis=0))
    return Edges(
        soft=float(shares[slice(*_SOFT_STEP)].sum()),
        hard=float(shares[_HARD_STEP:].sum()),
        lines=sum(_borders(share) for share in along),
    )


def _apart(one: Picture, other: Picture) -> Picture:
    return np.maximum(one, other) - np.minimum(one, other)


def _borders(share: NDArray[np.float64]) -> int:
    """Rows with an edge along most of them and hardly any two rows away, where texture would go on."""
    least, most = _BORDER
    alone = np.maximum(share[:-4], share[4:]) < most
    return int(np.count_nonzero((share[2:-2] > least) & alone))


@dataclass(frozen=True, slots=True)
class Print:
    """What a picture has of a printed page.

    Attributes:
        paper, ink: Share of the picture as light as its middle, and clearly darker.
        lines: Lines of text, the median over eight strips of the page.
    """

    paper: float
    ink: float
    lines: int


def print_on(array: Picture, paper: float) -> Print:
    """Look for upright or turned lines of ink on paper of the given brightness."""
    green = array[..., 1]
    ink = green < paper - _INK
    return Print(
        paper=float((np.abs(green[::2, ::2] - np.float32(paper)) < _PAPER).mean()),
        ink=float(np.count_nonzero(ink)) / ink.size,
        lines=max(_lines(ink[:, ::_EDGE_STEP]), _lines(ink[::_EDGE_STEP].T)),
    )


def _lines(ink: Mask) -> int:
    width = ink.shape[1] // _STRIPS
    strips = np.ascontiguousarray(ink[:, : width * _STRIPS]).view(np.uint8).reshape(len(ink), _STRIPS, width)
    rows = strips.sum(axis=2, dtype=np.uint32) / width
    inked = rows > _INKED
    begins = (inked[1:] & ~inked[:-1]).sum(axis=0)
    between = (rows < _EMPTY).mean(axis=0)
    return int(np.percentile(np.where(between > _LEADING, begins, 0), 50))


def _reach(plane: Picture, share: float) -> int:
    """Pixels either side that make a window of a share of the long edge."""
    return max(1, round(float(max(plane.shape)) * share / 2))


def _extreme(plane: Picture, reach: int, pick: Callable[[Picture, Picture], Picture]) -> Picture:
    """Least or greatest of the square window about each pixel."""
    for axis in (0, 1):
        moved = np.moveaxis(plane, axis, 0)
        moved = np.pad(moved, ((reach, reach), (0, 0)), mode="edge")
        have = 1
        while have < 2 * reach + 1:
            step = min(have, 2 * reach + 1 - have)
            moved = pick(moved[:-step], moved[step:])
            have += step
        plane = np.moveaxis(moved, 0, axis)
    return plane
