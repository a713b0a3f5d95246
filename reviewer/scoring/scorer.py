"""What every scorer is to those who call it: photos' pixels in, one answer each out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer.decode import Pixels
    from reviewer.photo import Failure, Score
    from reviewer.scoring.table import Metric


class Scorer(Protocol):
    """One metric, ready to work. Dropping the last reference gives its memory back."""

    @property
    def metric(self) -> Metric:
        """The row of the metric table."""
        ...

    @property
    def weights(self) -> str:
        """Hash that names the weights in use; empty without weights."""
        ...

    def score(self, pixels: Sequence[Pixels]) -> list[Score | Failure]:
        """Judge photos: upright, in sRGB, decoded into ``metric.fit`` or larger.

        Returns:
            One answer per photo, in their order: a score, or the failure of this metric on this photo.
        """
        ...
