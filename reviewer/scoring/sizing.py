"""Pixels brought to the size a metric is fed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reviewer.scoring.table import Metric


_WIDEST = 2.5
"""Long edge over short edge up to which a photo is decoded large enough for metrics that go by the short edge."""


def resized(array: NDArray[np.uint8], metric: Metric) -> NDArray[np.uint8]:
    """The picture at the metric's own size, antialiased; itself where it has that size or less.

    Args:
        array: (H, W, 3), 0..255, sRGB.
        metric: Its ``size`` decides.
    """
    height, width = array.shape[:2]
    size = metric.size(width, height)
    if size == (width, height):
        return array
    # Bicubic over the whole footprint of each new pixel, the filter most of these networks were trained behind.
    return np.asarray(Image.fromarray(array).resize(size, Image.Resampling.BICUBIC))


def room(metrics: Sequence[Metric]) -> tuple[tuple[int, int], bool]:
    """What to decode a photo into so that all the metrics are served: ``fit`` and ``cover`` of ``decode.decode``."""
    if all(metric.cover for metric in metrics):
        edge = max((metric.fit[0] for metric in metrics), default=1)
        return (edge, edge), True
    edge = max(metric.fit[0] if not metric.cover else round(_WIDEST * metric.fit[0]) for metric in metrics)
    return (edge, edge), False
