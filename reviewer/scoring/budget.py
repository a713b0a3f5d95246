"""Which metrics run together within the memory that scoring may take, and which can never run in it.

A worker with several metrics needs memory for the libraries, once; for the photos being decoded; and for each metric's
network, where a trunk that several share counts once. Metrics that do not fit together run one turn after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.errors import NoRoom
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reviewer.scoring.table import Metric

LIBRARIES = 720 << 20
"""Bytes resident once torch and pyiqa are imported, before any network: measured, torch 2.9 for processors."""

DECODING = 100 << 20
"""Bytes for each photo being decoded, where it cannot be had smaller (PNG, HEIC, progressive JPEG, a RAW's preview).
Measured over 149 photos of all kinds, two at a time: 65 MiB each."""

_KEPT = 1.3
"""What networks come to hold, as a multiple of what they take for one photo: torch keeps something for every shape that
it meets. Measured with PIQE, NIMA and MUSIQ over those photos, beside all that is allowed above: 1.28."""

_MOST_DECODERS = 8
"""Beyond these many at once it never comes to so many large ones."""

_DECODE = 0.3
"""Processor time that decoding a photo of 12 megapixels small takes, in NIMA's."""

_TIERS = ("default", "offered", "more")


@dataclass(frozen=True, slots=True)
class Plan:
    """How metrics share the memory.

    Attributes:
        turns: Metrics that run together, turn after turn; cheap ones and those of the default set come early.
        refused: Metrics that cannot run within the memory, with what they need.
        peak: Bytes that the worker is expected to hold at most; 0 without a turn.
    """

    turns: tuple[tuple[str, ...], ...]
    refused: Mapping[str, NoRoom]
    peak: int


def plan(metrics: Iterable[str], allowed: int, decoders: int, table: Mapping[str, Metric] = METRICS) -> Plan:
    """Put metrics into turns.

    Args:
        metrics: Names.
        allowed: Bytes that the worker may hold in all.
        decoders: Photos decoded at a time.
        table: The metric table.
    """
    turns: list[list[str]] = []
    refused: dict[str, NoRoom] = {}
    for name in sorted(metrics, key=lambda name: _rank(table[name])):
        alone = expected([name], decoders, table)
        if alone > allowed:
            refused[name] = NoRoom(name, alone, allowed)
            continue
        fitting = (turn for turn in turns if expected([*turn, name], decoders, table) <= allowed)
        if (turn := next(fitting, None)) is not None:
            turn.append(name)
        else:
            turns.append([name])
    peak = max((expected(turn, decoders, table) for turn in turns), default=0)
    return Plan(tuple(map(tuple, turns)), refused, peak)


def expected(metrics: Sequence[str], decoders: int, table: Mapping[str, Metric] = METRICS) -> int:
    """Bytes that a worker with these metrics is expected to hold at most.

    Of metrics that share a trunk the largest counts: what each adds to it is small beside it.
    """
    shared: dict[str, int] = {}
    for name in metrics:
        trunk = table[name].trunk or f"{name}'s own"
        shared[trunk] = max(shared.get(trunk, 0), table[name].memory)
    return overhead(decoders) + int(_KEPT * sum(shared.values()))


def cost(metrics: Iterable[str], table: Mapping[str, Metric] = METRICS) -> float:
    """Processor time of one photo by these metrics together, its one decode with it, in NIMA's; 0 for no metric."""
    costs = [table[name].cost for name in metrics]
    return sum(costs, _DECODE if costs else 0.0)


def overhead(decoders: int) -> int:
    """Bytes that a worker holds beside its networks."""
    return LIBRARIES + DECODING * min(decoders, _MOST_DECODERS)


def _rank(metric: Metric) -> tuple[int, float]:
    return _TIERS.index(metric.tier), metric.cost
