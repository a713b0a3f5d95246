"""The slideshow as a strip of colour: width is time on screen, colour is the score's place among the stops.

Arithmetic on arrays; ``scrubber`` paints what this returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# From low to high: blue slate through stone to pale gold. Luminance rises all the way, so the order can be read
# without telling blue from yellow.
_RAMP = np.array([(42, 56, 84), (84, 92, 112), (140, 126, 104), (206, 164, 84), (255, 222, 138)], dtype=np.float64)
UNSCORED = (58, 58, 58)

BIN_PIXELS = 3.0
"""Stops narrower than this are not drawn one by one: neighbouring columns share their mean colour."""


def colours(scores: Sequence[float | None]) -> NDArray[np.uint8]:
    """One RGB row per stop, shape (N, 3), by the place of its score among the scored; equal scores, equal colour."""
    out = np.empty((len(scores), 3), dtype=np.uint8)
    out[:] = UNSCORED
    known = np.array([index for index, score in enumerate(scores) if score is not None], dtype=np.intp)
    if known.size:
        values = np.array([scores[index] for index in known], dtype=np.float64)
        ordered = np.sort(values)
        rank = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") - 1) / 2
        at = rank / max(1, known.size - 1) * (len(_RAMP) - 1) if known.size > 1 else np.full(1, (len(_RAMP) - 1) / 2)
        steps = np.arange(len(_RAMP))
        for channel in range(3):
            out[known, channel] = np.interp(at, steps, _RAMP[:, channel]).round()
    return out


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stops laid end to end.

    Attributes:
        edges: Seconds at which each stop begins, and the end: shape (N + 1,), rising from 0.
        rgb: Colour of each stop, shape (N, 3).
    """

    edges: NDArray[np.float64]
    rgb: NDArray[np.uint8]

    @classmethod
    def of(cls, seconds: Sequence[float], scores: Sequence[float | None]) -> Timeline:
        """Lay out stops that last ``seconds`` each."""
        edges = np.concatenate(([0.0], np.cumsum(np.asarray(seconds, dtype=np.float64))))
        return cls(edges, colours(scores))

    @property
    def total(self) -> float:
        """Seconds from the first stop to the end of the last."""
        return float(self.edges[-1])

    def __len__(self) -> int:
        return len(self.rgb)

    def stop_at(self, seconds: float) -> int:
        """The stop on screen at a moment; the first before the beginning, the last after the end."""
        return int(np.clip(np.searchsorted(self.edges, seconds, "right") - 1, 0, max(0, len(self) - 1)))

    def widths(self, pixels: int) -> NDArray[np.float64]:
        """How many pixels each stop gets on a strip so wide."""
        return np.diff(self.edges) * (pixels / self.total if self.total else 0.0)

    def columns(self, pixels: int, seen: NDArray[np.bool_]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """Colours of a strip ``pixels`` wide.

        Args:
            pixels: Width of the strip.
            seen: One flag per stop.

        Returns:
            RGB of each column, shape (pixels, 3): the time-weighted mean of the stops under it, with a dark last
            column where a stop of at least ``BIN_PIXELS`` ends; and the seen share of each column, 0..1.
        """
        if not len(self) or not self.total or pixels < 1:
            return np.zeros((max(0, pixels), 3), dtype=np.uint8), np.zeros(max(0, pixels))
        at = np.linspace(0.0, self.total, pixels + 1)
        lengths = np.diff(self.edges)[:, None]

        def mean(per_stop: NDArray[np.float64]) -> NDArray[np.float64]:
            gathered = np.concatenate((np.zeros((1, per_stop.shape[1])), np.cumsum(per_stop * lengths, axis=0)))
            whole = np.stack([np.interp(at, self.edges, gathered[:, k]) for k in range(per_stop.shape[1])], axis=1)
            return np.diff(whole, axis=0) / (self.total / pixels)

        rgb = mean(self.rgb.astype(np.float64))
        wide = np.flatnonzero(self.widths(pixels) >= BIN_PIXELS)
        ends = np.clip((self.edges[wide + 1] / self.total * pixels).astype(np.intp) - 1, 0, pixels - 1)
        rgb[ends[ends < pixels - 1]] = 0.0
        return rgb.round().astype(np.uint8), mean(seen.astype(np.float64)[:, None])[:, 0]
