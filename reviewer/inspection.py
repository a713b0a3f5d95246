"""What a photographer checks at the level of pixels: where it is sharp, what is blown out or blocked up, how tones lie.

Measured on the pixels that are on screen, at the size they have there: at 100 % that is the photo itself. Marks for
eyes, not for scores: what scoring measures, and how, is ``scoring.measurements``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

PEAK, WHITE, BLACK = 1, 2, 3
"""Values of a mark: in focus, clipped in the lights, clipped in the shadows; 0 is none of them."""

_BLOWN = 254  # any channel at or above has lost its detail; the last level but one, for JPEG's rounding
_BLOCKED = 1  # all channels at or below
_LEAST_EDGE = 12.0  # levels of second difference below which an edge is a compression artefact
_SURE_EDGE = 40.0  # and from which an edge is sharp in any picture
_OVER_NOISE = 8.0  # times the typical second difference of the picture: grain is no edge
_SHARPEST = 99.7  # percentile of second differences that stands for the picture's sharpest edges
_OF_SHARPEST = 0.5  # part of that which still counts as in focus
_STRIP = 32  # rows at a time: some fit a processor's cache, and what they take is given back
_SAMPLED = 7  # every so many rows and columns speak for the typical difference
_GREEN = 1


def marks(array: Bytes, *, peaking: bool, clipping: bool) -> Bytes:
    """Where a picture is in focus and where it is clipped.

    An edge counts as in focus if its second difference (the discrete Laplacian of the green channel) is not far below
    that of the picture's sharpest edges and stands out from its grain: blur of a few pixels turns even a strong edge
    into a slope, which has next to none. So a soft picture shows where it is sharpest.

    Args:
        array: (H, W, 3 or more) uint8; of the channels the first three count, and the middle one has to be green.
        peaking: Mark what is in focus.
        clipping: Mark what is clipped; it lies over the other mark.

    Returns:
        (H, W) uint8 of ``PEAK``, ``WHITE``, ``BLACK`` and 0.
    """
    found = np.zeros(array.shape[:2], np.uint8)
    least = _edge(array) if peaking else 0.0
    for rows in _strips(len(array)):
        part = found[rows]
        if peaking:
            part[_second_difference(array, rows) > least] = PEAK
        if clipping:
            seen = array[rows]
            brightest = np.maximum(np.maximum(seen[..., 0], seen[..., 1]), seen[..., 2])
            part[brightest >= _BLOWN] = WHITE
            part[brightest <= _BLOCKED] = BLACK
    return found


def tones(array: Bytes) -> NDArray[np.int64]:
    """How many pixels have each level, by channel.

    Args:
        array: (H, W, 3 or more) uint8.

    Returns:
        (3, 256) counts, the first channel first.
    """
    counts = np.zeros((3, 256), np.int64)
    for rows in _strips(len(array)):
        for channel in range(3):
            counts[channel] += np.bincount(array[rows, :, channel].ravel(), minlength=256)
    return counts


def _strips(height: int) -> Iterator[slice]:
    for top in range(0, height, _STRIP):
        yield slice(top, min(height, top + _STRIP))


def _second_difference(array: Bytes, rows: slice) -> NDArray[np.int16]:
    """Absolute Laplacian of the green channel, edges repeated; (rows, W)."""
    wanted = np.clip(np.arange(rows.start - 1, rows.stop + 1), 0, len(array) - 1)
    green = np.pad(array[wanted, :, _GREEN].astype(np.int16), ((0, 0), (1, 1)), mode="edge")
    total = green[1:-1, 1:-1] * 4
    for neighbour in (green[:-2, 1:-1], green[2:, 1:-1], green[1:-1, :-2], green[1:-1, 2:]):
        total -= neighbour
    return np.abs(total, out=total)


def _edge(array: Bytes) -> float:
    """The least second difference that is an edge in focus in this picture."""
    rows = [slice(top, top + 1) for top in range(0, len(array), _SAMPLED)]
    seen = np.concatenate([_second_difference(array, row)[0, ::2] for row in rows])
    typical, sharpest = np.percentile(seen, (50, _SHARPEST))
    return float(max(_LEAST_EDGE, _OVER_NOISE * typical, min(_SURE_EDGE, _OF_SHARPEST * sharpest)))
