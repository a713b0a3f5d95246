"""``photo-reviewer pace``: a budget of time shared among the photos of a folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewer import report, words
from reviewer.cli import console, gathering
from reviewer.cli.score import refuse_files
from reviewer.pacing import Pace, plan
from reviewer.settings import Settings

if TYPE_CHECKING:
    import argparse

    from reviewer.photo import Stop
    from reviewer.report import Row


def run(asked: argparse.Namespace) -> int:
    """Score what is not scored, and pace; returns 0, 1 if some photos or folders failed, 2 for an impossible budget.

    Raises:
        ImpossibleBudget: It is below the shortest look at every stop.
    """
    if refusal := refuse_files(asked.json):
        console.say(refusal)
        return 2
    photos, troubles = gathering.find([asked.path], recursive=asked.recursive)
    if not photos and not troubles and not asked.recursive and asked.path.is_dir():
        console.say(words.text("cli_inside"))
        photos, troubles = gathering.find([asked.path], recursive=True)
    settings = Settings.load()
    metric = asked.by or settings.text("pace_metric")
    gathered = gathering.score(photos, [metric], settings.text("device"))
    pace = Pace.stored(settings)
    rows = paced(gathered, metric, asked.budget, replace(pace, mode=asked.mode or pace.mode))
    if asked.json:
        with console.writing_stdout():
            report.write_json(asked.json, rows)
    else:
        console.show(report.pace_text(rows))
    failed = bool(troubles) or metric in gathered.missing or any(gathered.failed(photo, metric) for photo in photos)
    return 1 if failed else 0


def paced(gathered: gathering.Gathered, metric: str, budget: float | None, pace: Pace) -> list[Row]:
    """Rows of the photos that can be shown, in capture order, with their seconds. What was left out is told.

    Raises:
        ImpossibleBudget: The budget is below the shortest look at every stop.
    """
    if gathered.unreadable:
        count = words.count(len(gathered.unreadable), "photo")
        console.say(words.text("cli_unreadable").format(photos=count))
    stops = plan(gathered.groups(), gathered.counted(metric), budget=budget, pace=pace)
    _say_outcome(stops, budget)
    frames = (
        ([(frame.photo.path, frame.seconds) for frame in stop.frames], stop.probability, stop.why) for stop in stops
    )
    return report.pace_rows(frames, {photo.path: score.value for photo, score in gathered.scores(metric).items()})


def _say_outcome(stops: list[Stop], budget: float | None) -> None:
    seconds = sum(stop.seconds for stop in stops)
    photos, count = sum(len(stop.frames) for stop in stops), len(stops)
    text = words.text("cli_paced").format(
        photos=words.count(photos, "photo"), stops=words.count(count, "stop"), duration=words.duration(seconds)
    )
    if budget is not None and stops and seconds < budget - 0.01 * budget:
        text += " " + words.text("cli_time_over").format(budget=words.duration(budget))
    console.say(text)
