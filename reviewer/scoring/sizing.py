"""Pixels brought to the size a metric is fed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reviewer.scoring.table import Metric


WIDEST = 2.5
"""Long edge over short edge up to which metrics that go by the short edge see it in their own size.

A wider photo is held to this many short edges, which bounds the memory it takes."""

_FINE = frozenset({"piqe", "brisque", "brisque_matlab", "niqe", "niqe_matlab", "ilniqe", "nrqm", "pi"})
"""Metrics that go by the texture between neighbouring pixels, which a second reduction of little softens.

Decoded at twice their size they agree with a reduction in one step as they should, BRISQUE of 13 photos: Spearman 0.98,
where 1.33 times gave 0.59. Networks agree at any size above their own, at 0.99."""


def resized(array: NDArray[np.uint8], metric: Metric) -> NDArray[np.uint8]:
    """The picture at the metric's own size, antialiased; itself where it has that size or less.

    Args:
        array: (H, W, 3), 0..255, sRGB.
        metric: Its ``size`` decides, and ``WIDEST``.
    """
    height, width = array.shape[:2]
    size = fed_size(metric, width, height)
    if size == (width, height):
        return array
    # Bicubic over the whole footprint of each new pixel, the filter most of these networks were trained behind.
    return np.asarray(Image.fromarray(array).resize(size, Image.Resampling.BICUBIC))


def fed_size(metric: Metric, width: int, height: int) -> tuple[int, int]:
    """Width and height that a photo of the given size is fed at."""
    size = metric.size(width, height)
    if metric.short_edge is None or max(size) <= WIDEST * metric.short_edge:
        return size
    held = WIDEST * metric.short_edge / max(size)
    return metric.size(max(1, round(size[0] * held)), max(1, round(size[1] * held)))


def room(metrics: Sequence[Metric]) -> tuple[tuple[int, int], bool]:
    """What to decode a photo into so that all the metrics are served: ``fit`` and ``cover`` of ``decode.decode``.

    Where some go by the long edge and some by the short, a photo no wider than ``WIDEST`` suits both.
    """
    if all(metric.cover for metric in metrics):
        edge = max(map(_needed, metrics), default=1)
        return (edge, edge), True
    edge = max(_needed(metric) if not metric.cover else round(WIDEST * _needed(metric)) for metric in metrics)
    return (edge, edge), False


def _needed(metric: Metric) -> int:
    return metric.fit[0] * (2 if metric.name in _FINE else 1)
