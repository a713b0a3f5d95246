"""What ``photo-reviewer models list`` shows: every metric in a line, or all about some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer import paths, weights, words
from reviewer.cli import console
from reviewer.scoring.choice import offered
from reviewer.scoring.table import METRICS
from reviewer.weights import FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviewer.scoring.table import Metric
    from reviewer.weights import State

_FREE = "MIT"
"""What may be used for paid work without asking."""


def show(names: Sequence[str], *, everything: bool) -> int:
    """Write the list to stdout; returns 0."""
    if names:
        console.show("\n".join(line for name in dict.fromkeys(names) for line in _about(METRICS[name])) + "\n")
        return 0
    here = {name for name, metric in METRICS.items() if weights.find(metric.files)}
    shown = list(METRICS) if everything else offered(here)
    rows = [_line(METRICS[name]) for name in shown]
    console.show(_table([tuple(words.text("cli_models_columns").split("|")), *rows]))
    if len(shown) < len(METRICS):
        console.say(words.text("cli_models_more").format(count=len(METRICS) - len(shown)))
    say_terms(METRICS[name] for name in shown)
    console.say(words.text("cli_models_folder").format(folder=words.safe(str(paths.weights_folder()))))
    return 0


def say_terms(metrics: Iterable[Metric]) -> None:
    """Say under which licences these are, where they are not free for every use."""
    terms = dict.fromkeys(licence for metric in metrics for licence in _licences(metric) if licence != _FREE)
    if terms:
        console.say(words.text("cli_models_terms").format(licences=", ".join(terms)))


def _licences(metric: Metric) -> list[str]:
    """The code's, then the files'."""
    return list(dict.fromkeys([metric.licence, *(FILES[file].licence for file in metric.files)]))


def _line(metric: Metric) -> tuple[str, ...]:
    states = [weights.state(file) for file in metric.files]
    size = words.size(sum(state.size for state in states)) if states else "-"
    free = set(_licences(metric)) == {_FREE}
    terms = _FREE if free else words.text("cli_models_nc")
    return metric.name, _standing(metric, states), size, terms, metric.judges


def _standing(metric: Metric, states: Sequence[State]) -> str:
    """A word for all of a metric's files."""
    kinds = {state.kind for state in states}
    if metric.hub and weights.hub_snapshot(metric.hub) is None:
        kinds.add(weights.MISSING)
    if weights.REFUSED in kinds:
        return words.text("cli_models_refused")
    if weights.MISSING in kinds:
        begun = any(state.kept or state.kind == weights.INSTALLED for state in states)
        return words.text("cli_models_begun" if begun else "cli_models_missing")
    return words.text("cli_models_installed_state" if metric.files or metric.hub else "cli_models_built_in")


def _about(metric: Metric) -> Iterator[str]:
    yield f"{metric.name}: {metric.title}, {metric.judges}"
    yield f"  {', '.join(_licences(metric))}"
    if metric.hub:
        place = weights.hub_snapshot(metric.hub)
        where = words.safe(str(place)) if place else words.text("cli_models_missing")
        yield f"  {metric.hub}  {where}"
    for file in metric.files:
        state, row = weights.state(file), FILES[file]
        known = state.path or row.exact
        size = words.text("cli_models_bytes" if known else "cli_models_about").format(size=state.size)
        yield f"  {file}  {size}  {row.licence}"
        yield f"    {_where(state)}"
        yield f"    {row.address}"


def _where(state: State) -> str:
    if state.kind == weights.REFUSED:
        return f"{words.safe(str(state.path))}: {words.refused(state.reason)}"
    if state.path:
        checked = words.text(f"cli_models_{state.verified}") if state.verified else ""
        return f"{words.safe(str(state.path))}  {checked}".rstrip()
    if state.kept:
        return words.text("cli_models_kept").format(size=words.size(state.kept))
    return words.text("cli_models_missing")


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"
