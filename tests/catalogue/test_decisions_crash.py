"""Marks survive kills and power cuts, and processes that decide at once agree in the end."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from reviewer.catalogue import Catalogue, Replay
from reviewer.photo import Marks

MARKER = """
import sys
from pathlib import Path
from reviewer.catalogue import Catalogue
from reviewer.photo import Decision, Mark, Photo
from reviewer.session.deciding import Decisions

file, name, first, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
paths = [Path(f"/card/{n}.jpg") for n in range(50)]
decisions = Decisions(lambda photo: "")
with Catalogue.open(file) as catalogue:
    decisions.load(paths, catalogue.decided(dict.fromkeys(paths, "")))
    for n in range(first, first + count):
        photo = Photo(paths[n % len(paths)], 1, 1)
        decisions.decide({photo: (Mark.keyword(f"{name}{n}"), Mark("stars", n % 5 + 1))}, at=n)
        if n % 7 == 6:
            decisions.undo(n)
            decisions.redo(n)
        catalogue.put_steps(decisions.pending)
        decisions.kept(catalogue.steps_since(decisions.number))
        print(n, flush=True)
"""


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MARKER, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def words(file: Path) -> dict[Path, Marks]:
    with Catalogue.open(file) as catalogue:
        assert catalogue._database.select("PRAGMA integrity_check") == [("ok",)]
        assert catalogue._database.select("PRAGMA foreign_key_check") == []
        return catalogue.marks(dict.fromkeys((Path(f"/card/{n}.jpg") for n in range(50)), ""))


def test_killed_during_marks_every_acknowledged_mark_is_there(file: Path) -> None:
    chance, done = random.Random(6), 0
    for _ in range(5):
        with start(file, "w", done, 100_000) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
            lines = process.stdout.read().split()
        done = max([done + 1, *(int(line) + 1 for line in lines if line.isdigit())])
        found = {int(word[1:]) for marks in words(file).values() for word in marks.keywords}
        assert found >= set(range(done))
        assert found <= set(range(done + 1))  # one may be written and not acknowledged
        done = max(found) + 1


def test_processes_that_decide_at_once_lose_nothing_and_agree(file: Path) -> None:
    running = [start(file, name, 0, 40) for name in "ab"]
    for process in running:
        with process:
            _, problems = process.communicate(timeout=60)
            assert (process.returncode, problems) == (0, "")
    marks = words(file)
    assert {word for one in marks.values() for word in one.keywords} == {
        f"{name}{n}" for name in "ab" for n in range(40)
    }
    with Catalogue.open(file) as catalogue:
        steps = catalogue.steps_since(0)
        assert Replay(reversed(steps)).every() == marks
        last = {one.path: one.after for step in steps for one in step.decisions if one.field == "stars"}
        assert {path: one.stars for path, one in marks.items()} == last
