"""``photo-reviewer models list|install|import|remove``: metrics and their weights."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from reviewer import weights, words
from reviewer.cli import console, listing
from reviewer.errors import WeightsRefused, WeightsUnavailable
from reviewer.scoring.choice import in_force
from reviewer.scoring.table import METRICS
from reviewer.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    from reviewer.weights import Imported, Transfer

_FAILED = 1

_OF_ONE_FILE = frozenset({"gone", "refused", "nowhere", "under_way", "busy"})
"""Why one file cannot be had while others may; any other reason is the network's or the disk's."""

_Result = TypeVar("_Result")


def run(asked: argparse.Namespace) -> int:
    """Do what was asked; returns 0, 1 if some of it failed, or the code of an interruption.

    Raises:
        WeightsUnavailable: Nothing can be had here, or kept.
        FileUnwritable: A file cannot be taken away.
        FileGone, NoPermission: What was to be imported is not there, or cannot be read.
    """
    try:
        if asked.action == "list":
            return listing.show(asked.names, everything=asked.all)
        if asked.action == "install":
            return _install(dict.fromkeys(asked.names))
        if asked.action == "import":
            return _import(asked.files)
        return _remove(dict.fromkeys(asked.names))
    except console.Stopped:
        console.say(words.text("cli_models_stopped"))
        return console.INTERRUPTED


def _install(names: Iterable[str]) -> int:
    metrics = [METRICS[name] for name in names]
    listing.say_terms(metrics)
    wanted = dict.fromkeys(file for metric in metrics for file in metric.files)
    lacking = [file for file in wanted if weights.state(file).kind != weights.INSTALLED]
    failed = [file for file in lacking if not _installed(file)]
    for metric in metrics:
        if metric.hub and weights.hub_snapshot(metric.hub) is None:
            console.say(words.text("cli_models_hub").format(metric=metric.name, hub=metric.hub))
            failed.append(metric.hub)
        elif not set(metric.files) & {*lacking, *failed}:
            console.say(words.text("cli_models_there").format(metric=metric.name))
        elif not set(metric.files) & set(failed):
            console.say(words.text("cli_models_installed").format(metric=metric.name))
    return _FAILED if failed else 0


def _installed(file: str) -> bool:
    """Fetch a file and say what is wrong with it, if something is.

    Raises:
        WeightsUnavailable: For a reason that stands in the way of others too.
    """
    try:
        _follow(weights.install(file))
    except WeightsRefused as error:
        console.say(words.problem(error))
        return False
    except WeightsUnavailable as error:
        if error.detail not in _OF_ONE_FILE:
            raise
        console.say(words.problem(error))
        return False
    return True


def _import(sources: Sequence[Path]) -> int:
    outcome: Imported = _follow(weights.import_files(sources))
    for error in outcome.refused:
        console.say(words.problem(error))
    for path in outcome.unknown:
        console.say(words.text("models_unknown").format(file=words.name(path)))
    for path in outcome.empty:
        console.say(words.text("models_empty").format(file=words.name(path)))
    if outcome.taken:
        console.say(words.text("models_imported").format(files=", ".join(map(words.safe, outcome.taken))))
        came = [metric for metric in METRICS.values() if {*metric.files} & {*outcome.taken} and _ready(metric.name)]
        listing.say_terms(came)
        if came:
            console.say(words.text("models_came").format(titles=", ".join(metric.name for metric in came)))
    return _FAILED if outcome.refused or outcome.unknown or outcome.empty else 0


def _remove(names: Iterable[str]) -> int:
    for name in (name for name in names if not METRICS[name].files):
        console.say(words.text("cli_models_nothing").format(metric=name))
    going = dict.fromkeys(file for name in names for file in METRICS[name].files)
    used = in_force(Settings.load().words("metrics"), {name for name in METRICS if _ready(name)})
    for other in (METRICS[name] for name in used if name not in names and _ready(name)):
        for file in going.keys() & {*other.files}:
            console.say(words.text("cli_models_needed").format(file=file, metric=other.name))
            del going[file]
    for file in going:
        there = weights.state(file)
        elsewhere = weights.remove(file)
        if there.ours:
            console.say(words.text("cli_models_removed").format(file=file, size=words.size(there.size)))
        if elsewhere:
            console.say(words.text("cli_models_elsewhere").format(file=words.safe(str(elsewhere))))
        elif not there.ours:
            console.say(words.text("cli_models_absent").format(file=file))
    return 0


def _ready(name: str) -> bool:
    return not weights.missing(METRICS[name].files)


def _follow(steps: Generator[Transfer, None, _Result]) -> _Result:
    """Under a progress bar, until it is done or Ctrl+C is pressed.

    Raises:
        Stopped: It was pressed; the generator is closed.
    """
    bar = console.Bar(unit="B")
    with closing(steps), closing(bar), console.stoppable() as stop:
        while True:
            try:
                transfer = next(steps)
            except StopIteration as end:
                result: _Result = end.value
                return result
            if transfer.total:
                bar.update(words.safe(transfer.name), transfer.done, transfer.total)
            stop.check()
