"""How far the work is, and what it has brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.photo import Failure, Photo, Record, Score, Turn
from reviewer.scoring.table import BUILT_IN

if TYPE_CHECKING:
    from reviewer.errors import ReviewerError

Result = Score | Failure

Surveyed = tuple[Photo, Record | Failure]

Key = tuple[str, int]
"""What a result was computed with: hash of the weights, version of the preprocessing."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What scoring is going to take, told once the first photos have shown it.

    Attributes:
        seconds: To the end of everything.
        memory: Bytes that the worker and what it starts hold at most; on a processor it is ended before it takes more
            than is allowed.
        device: Where it runs: ``cpu``, ``cuda`` or ``mps``.
        turns: Metrics that run together, turn after turn: all at once where they fit into the memory allowed.
    """

    seconds: float
    memory: int
    device: str
    turns: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """What the user cares for at the moment; asked anew for every photo.

    Attributes:
        focus: The photo on screen.
        visible: Others in sight: in the filmstrip, in the grid.
        metric: The score that the photos are judged by.
        second_look: Share 0..1 of the photos, the best, that get a second look: around there the order matters most.
    """

    focus: Photo | None = None
    visible: tuple[Photo, ...] = ()
    metric: str = BUILT_IN
    second_look: float = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been learned since the last one, and how far the work is.

    Attributes:
        stage: ``survey`` (records, the built-in score, thumbnails), then ``score``.
        done, total: Photos of this stage; ``done`` counts what was known before.
        rate: Photos per second lately, time in which nobody asked not counted; 0 while unknown.
        seconds_left: To the end of everything, or None while unknown.
        surveyed: Photos with their records, or the failure (its metric empty) of those that cannot be read.
        scored: Photos with a metric's result.
        thumbnails: Photos with small JPEGs.
        notice: Something that the user should know; the rest of the work goes on.
        turned: Photos met at another path before, with how the user had them turned there.
        metrics: Those at work together in this turn, or that the notice is about; empty in ``survey``.
        contract: What it is all going to take, with the first progress after that is known.
    """

    stage: str
    done: int
    total: int
    rate: float = 0.0
    seconds_left: float | None = None
    surveyed: tuple[Surveyed, ...] = ()
    scored: tuple[tuple[Photo, Result], ...] = ()
    thumbnails: tuple[tuple[Photo, bytes], ...] = ()
    notice: ReviewerError | None = None
    turned: tuple[tuple[Photo, Turn], ...] = ()
    metrics: tuple[str, ...] = ()
    contract: Contract | None = None
