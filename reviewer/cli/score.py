"""``photo-reviewer score``: what metrics say of photos, and how far they agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reviewer import report, words
from reviewer.cli import console, gathering
from reviewer.scoring.table import BUILT_IN

if TYPE_CHECKING:
    import argparse


def run(asked: argparse.Namespace) -> int:
    """Score; returns 0, 1 if some photos or folders failed, 2 for files that cannot be written.

    Raises:
        FileUnwritable: A file could not be written after all.
    """
    if refusal := refuse_files(asked.json, asked.csv):
        console.say(refusal)
        return 2
    photos, troubles = gathering.find(asked.paths, recursive=asked.recursive)
    if not photos and not troubles:
        console.say(words.text("cli_no_photos" if asked.recursive else "cli_recursive"))
    gathered = gathering.score(photos, asked.metric, asked.device)
    if asked.metric is None and gathered.missing:
        console.say(words.text("cli_not_here").format(metrics=", ".join(gathered.missing)))
    metrics = asked.metric or _shown(gathered)
    rows = report.score_rows(
        (photo.path, gathered.result(photo, metric)) for photo in photos for metric in dict.fromkeys(metrics)
    )
    with console.writing_stdout():
        if asked.csv:
            report.write_csv(asked.csv, rows)
        if asked.json:
            report.write_json(asked.json, rows)
    if "-" not in {asked.csv, asked.json} and rows:
        console.show(report.summary_text(rows))
    return 1 if troubles or any(row["error"] for row in rows) else 0


def _shown(gathered: gathering.Gathered) -> list[str]:
    """What to tell of where nothing was asked for by name: the built-in metric, and what turned out to work."""
    working = (name for name in gathered.metrics if name not in gathered.missing or gathered.values(name))
    return list(dict.fromkeys([BUILT_IN, *working]))


def refuse_files(*files: str | None) -> str | None:
    """Why these files cannot be written, found out before the work; None if they can, as far as one can tell."""
    wanted = [file for file in files if file]
    if wanted.count("-") > 1:
        return words.text("cli_one_stdout")
    for file in wanted:
        if file != "-" and (not Path(file).absolute().parent.is_dir() or Path(file).is_dir()):
            return words.text("cli_no_folder").format(file=words.safe(file))
    return None
