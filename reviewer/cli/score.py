"""``photo-reviewer score``: what metrics say of photos, and how far they agree."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import report, words
from reviewer.catalogue import Catalogue, Thumbnails
from reviewer.cli import console, gathering
from reviewer.scoring.table import BUILT_IN, METRICS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from reviewer.errors import ReviewerError


def run(asked: argparse.Namespace) -> int:
    """Score; returns 0, 1 if some photos or folders failed, 2 for files that cannot be written.

    Raises:
        FileUnwritable: A file could not be written after all.
    """
    if refusal := refuse_files(asked.json, asked.csv, asked.html):
        console.say(refusal)
        return 2
    photos, troubles = gathering.find(asked.paths, recursive=asked.recursive)
    if not photos and not troubles:
        console.say(words.text("cli_no_photos" if asked.recursive else "cli_recursive"))
    gathered = gathering.score(photos, asked.metric, asked.device, asked.memory)
    if asked.metric is None and gathered.missing:
        console.say(words.text("cli_not_here").format(metrics=", ".join(gathered.missing)))
    metrics = asked.metric or _shown(gathered)
    gathered.explain()
    rows = report.score_rows(
        (photo.path, gathered.result(photo, metric)) for photo in photos for metric in dict.fromkeys(metrics)
    )
    with console.writing_stdout():
        if asked.csv:
            report.write_csv(asked.csv, rows)
        if asked.json:
            report.write_json(asked.json, rows)
        if asked.html:
            _write_page(asked.html, gathered, list(dict.fromkeys(metrics)))
    if "-" not in {asked.csv, asked.json, asked.html} and rows:
        console.show(report.summary_text(rows))
    return 1 if troubles or any(gathered.failed(photo, metric) for photo in photos for metric in metrics) else 0


def _shown(gathered: gathering.Gathered) -> list[str]:
    """What to tell of where nothing was asked for by name: the built-in metric, and what turned out to work."""
    working = (name for name in gathered.metrics if name not in gathered.missing or gathered.scores(name))
    return list(dict.fromkeys([BUILT_IN, *working]))


def _write_page(file: str, gathered: gathering.Gathered, metrics: Sequence[str]) -> None:
    bar = console.Bar()
    try:
        with console.stoppable() as stop, Thumbnails.open_or_temporary() as thumbnails:
            for done, total in report.write_html(file, _findings(gathered, metrics), thumbnails.get_many):
                bar.update("page", done, total)
                stop.check()
    finally:
        bar.close()


def _findings(gathered: gathering.Gathered, metrics: Sequence[str]) -> report.Findings:
    with Catalogue.open_or_temporary()[0] as catalogue:
        contents = {photo.path: record.content_id for photo, record in gathered.records.items()}
        turns = catalogue.turns(contents)
    return report.Findings(
        photos=gathered.photos,
        judges=[_judge(name, gathered.missing.get(name)) for name in metrics],
        records=gathered.records,
        scores=gathered.results,
        unreadable=gathered.unreadable,
        counted={name: gathered.counted(name) for name in metrics},
        turns={photo: turns[photo.path].quarters for photo in gathered.photos if photo.path in turns},
    )


def _judge(name: str, absent: ReviewerError | None) -> report.Judge:
    metric = METRICS[name]
    return report.Judge(name, metric.title, metric.judges, words.problem(absent) if absent else "")


def refuse_files(*files: str | None) -> str | None:
    """Why these files cannot be written, found out before the work; None if they can, as far as one can tell."""
    wanted = [file for file in files if file]
    if wanted.count("-") > 1:
        return words.text("cli_one_stdout")
    named = [file for file in wanted if file != "-"]
    for file in named:
        if not Path(file).absolute().parent.is_dir() or os.path.isdir(file):  # noqa: PTH112 -- no error for any name
            return words.text("cli_no_folder").format(file=words.safe(file))
        if report.is_photo(file):
            return words.text("cli_photo").format(file=words.safe(file))
    places = [os.path.realpath(file) for file in named]
    twice = next((file for file, place in zip(named, places, strict=True) if places.count(place) > 1), None)
    return words.text("cli_same_file").format(file=words.safe(twice)) if twice else None
