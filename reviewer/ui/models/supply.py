"""What there is to do to know and to change which models are here: generators for the background.

Looking hashes files at their first use, and may ask another interpreter; fetching takes minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer import paths, weights, wire
from reviewer.errors import ReviewerError, WeightsMissing, WeightsRefused
from reviewer.link import MODEL, Link
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from reviewer.scoring.table import Metric
    from reviewer.weights import Transfer


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with one metric.

    Attributes:
        problem: Why it cannot be computed here, the worst first; None if it can.
        lacking: Its weights files that are not here, or are refused.
        size: Bytes of those.
        held: Bytes of its files in our own folder, which ``remove`` frees.
    """

    problem: ReviewerError | None
    lacking: tuple[str, ...]
    size: int
    held: int


def seen(python: str) -> Generator[None, None, dict[str, Standing]]:
    """How things stand with every metric.

    Args:
        python: The interpreter that runs the models; empty for this one.
    """
    absent = _parts_there(python) if python else None
    standings = {}
    for name, metric in METRICS.items():
        standings[name] = _standing(metric, absent)
        yield
    return standings


def _parts_there(python: str) -> dict[str, ReviewerError]:
    """What another interpreter lacks, by metric, as its worker tells."""
    try:
        with Link("score", python=python) as link:
            reply, _ = link.ask({"op": "metrics", "names": list(METRICS)}, limits=MODEL)
    except ReviewerError as error:
        return {name: error for name, metric in METRICS.items() if metric.needs_torch}
    return {name: wire.error_from_wire(message) for name, message in reply["missing"].items()}


def _standing(metric: Metric, absent: Mapping[str, ReviewerError] | None) -> Standing:
    states = [weights.state(name) for name in metric.files]
    lacking = tuple(state.name for state in states if state.kind != weights.INSTALLED)
    return Standing(
        _problem(metric, states, absent),
        lacking,
        sum(weights.FILES[state.name].size - state.kept for state in states if state.name in lacking),
        sum(state.kept + (state.size if state.ours else 0) for state in states),
    )


def _problem(
    metric: Metric, states: Sequence[weights.State], absent: Mapping[str, ReviewerError] | None
) -> ReviewerError | None:
    """Why a metric cannot be computed here."""
    part = _part_missing(metric) if absent is None else absent.get(metric.name)
    if part is not None:
        return part
    if refused := next((state for state in states if state.kind == weights.REFUSED), None):
        return WeightsRefused(refused.path, refused.reason)
    lacking = [state.name for state in states if state.kind == weights.MISSING]
    if metric.hub and weights.hub_snapshot(metric.hub) is None:
        lacking.append(metric.hub)
    return WeightsMissing(metric.name, tuple(lacking), paths.weights_folder()) if lacking else None


def _part_missing(metric: Metric) -> ReviewerError | None:
    if metric.needs_torch:
        try:
            parts.require(metric)
        except ReviewerError as error:
            return error
    return None


def fetched(metric: str) -> Generator[Transfer, None, None]:
    """Fetch what a metric lacks, file after file, as one progress.

    Raises:
        WeightsUnavailable, WeightsRefused: As ``weights.install`` does. What came before that stays.
    """
    states = map(weights.state, METRICS[metric].files)
    ahead = {state.name: weights.FILES[state.name].size for state in states if state.kind != weights.INSTALLED}
    done = 0
    while ahead:
        name = next(iter(ahead))
        for step in weights.install(name):
            ahead[name] = step.total
            whole = done + sum(ahead.values())
            left = (whole - done - step.done) / step.rate if step.rate > 0 else None
            yield replace(step, name=metric, done=done + step.done, total=whole, left=left)
        done += ahead.pop(name)


def removed(metric: str) -> Generator[None, None, None]:
    """Take away what is in our own folder of a metric's weights.

    Raises:
        FileUnwritable: It cannot be taken away.
    """
    for name in METRICS[metric].files:
        weights.remove(name)
        yield
