"""What is known of one metric: a row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One way to judge a photo.

    Attributes:
        name: Key in the table, the catalogue and on the command line; pyiqa's own name where it is pyiqa's.
        title: Name for people.
        judges: What it judges, for people.
        tier: ``default`` (chosen for who chooses nothing), ``offered`` (beside those at first sight), or ``more``.
        trained_on: The photos it learned from, as ``KonIQ-10k``; empty for none, and where its makers do not say.
        agreement: How well it agrees with people: data set and Spearman's correlation, from pyiqa's published tables,
            for the built-in metric from its model card; empty where those say nothing.
        lower_better: Whether a lower raw number is the better one.
        to_unit: Raw number to 0..1, higher is better; strictly monotone over the numbers photos get.
        long_edge: Pixels of the long edge the metric is fed, or None if the short edge decides.
        short_edge: Pixels of the short edge it is fed, or None if the long edge decides.
        least_edge: Pixels the short edge needs before the metric can compute anything.
        multiple: Both edges are rounded to multiples of this, where the network takes nothing else.
        preprocessing: Version of how the pixels are prepared.
        files: Names of the weights files that it computes with, keys of ``reviewer.weights.files``; empty for none.
        hub: Hugging Face repository that a large model, or a part of it, is kept in; empty for none.
        trunk: Names the network that it shares with other metrics, as ``RN50``; empty for one of its own.
        memory: Bytes it takes while it judges one photo at its size on a processor, beyond torch and pyiqa themselves:
            weights (the trunk's too), and what it computes with.
        cost: Processor time of one photo at its size, in NIMA's.
        tested: Whether its scores were compared with pyiqa's own here; not where it is too large for that.
        licence: Terms of the code, as an SPDX name; the files' own are in ``reviewer.weights.files``.
        needs_torch: Whether it runs in the engine (torch and pyiqa) or is built in.
    """

    name: str
    title: str
    judges: str
    tier: str = "more"
    trained_on: str = ""
    agreement: tuple[tuple[str, float], ...] = ()
    lower_better: bool = False
    to_unit: Callable[[float], float]
    long_edge: int | None = None
    short_edge: int | None = None
    least_edge: int = 1
    multiple: int = 1
    preprocessing: int = 1
    files: tuple[str, ...] = ()
    hub: str = ""
    trunk: str = ""
    memory: int
    cost: float
    tested: bool = True
    licence: str = "PolyForm-Noncommercial-1.0.0"  # pyiqa's
    needs_torch: bool = True

    @property
    def fit(self) -> tuple[int, int]:
        """Width and height to decode into, so that nothing larger than needed is ever decoded."""
        edge = self.long_edge or self.short_edge or 0
        return (edge, edge)

    @property
    def cover(self) -> bool:
        """Whether the photo has to cover ``fit`` rather than lie inside it."""
        return self.long_edge is None

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height that a photo of the given size is fed at.

        The aspect is kept, to half of ``multiple``. Nothing is enlarged, except that a very small or thin photo gets
        its ``least_edge``.
        """
        short = min(width, height)
        wanted = self.long_edge / max(width, height) if self.long_edge else (self.short_edge or short) / short
        scale = min(1.0, wanted)
        if short * scale < self.least_edge:
            scale = self.least_edge / short
        return (self._rounded(width * scale), self._rounded(height * scale))

    def _rounded(self, edge: float) -> int:
        return max(1, round(edge / self.multiple)) * self.multiple
