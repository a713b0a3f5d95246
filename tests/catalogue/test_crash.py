"""Processes that are killed, and processes that write at the same time."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from reviewer.catalogue import Catalogue
from reviewer.photo import Score

BATCH = 20

WRITER = f"""
import os, signal, sys
from pathlib import Path
from reviewer.catalogue import Catalogue
from reviewer.photo import Metadata, Photo, Record, Score, Viewing

def batch(catalogue, name, n):
    ids = [f"{{name}}-{{n}}-{{m}}" for m in range({BATCH})]
    catalogue.put_records((Photo(Path("/card") / one, n, n), Record(one, Metadata(1, 1))) for one in ids)
    catalogue.put_scores((one, Score("technical", n, 0.5)) for one in ids)
    catalogue.put_viewing(Viewing(Path("/card") / name, ids[0], n, 1.0, 1, 1, True, "loupe"))
    print(n, flush=True)
"""

FOREVER = """
with Catalogue.open(Path(sys.argv[1])) as catalogue:
    n = int(sys.argv[2])
    while True:
        batch(catalogue, "a", n)
        n += 1
"""

DIES_AT_COMMIT = """
catalogue = Catalogue.open(Path(sys.argv[1]))
batch(catalogue, "a", 0)
def watch(statement):
    if statement == "COMMIT":
        os.kill(os.getpid(), signal.SIGKILL)
catalogue._database.connection.set_trace_callback(watch)
batch(catalogue, "a", 1)
"""

SEVERAL = """
with Catalogue.open(Path(sys.argv[1])) as catalogue:
    for n in range(25):
        batch(catalogue, sys.argv[2], n)
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER + script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def committed(file: Path, name: str, batches: int) -> dict[str, int]:
    """Of a writer's batches, how many scores each has; and nothing is stored twice or broken."""
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = connection.execute("SELECT content, count(*) FROM score GROUP BY content").fetchall()
    connection.close()
    assert all(count == 1 for _, count in rows)
    found = dict.fromkeys(map(str, range(batches)), 0)
    for content, _ in rows:
        writer, n, _ = content.split("-")
        if writer == name:
            found[n] = found.get(n, 0) + 1
    return found


def test_killed_at_any_time_it_keeps_every_finished_batch(file: Path) -> None:
    chance = random.Random(5)
    done = 0
    for _ in range(6):
        with start(FOREVER, file, done) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            lines = process.stdout.read().splitlines()
        done = max(done + 1, *(int(line) + 1 for line in lines if line.strip().isdigit()))
        found = committed(file, "a", done)
        assert [found[str(n)] for n in range(done)] == [BATCH] * done
        assert set(found.values()) <= {0, BATCH}
        with Catalogue.open(file) as catalogue:
            seen = catalogue.viewings({Path("/card/a"): ""})[Path("/card/a")]
            assert {look.at for look in seen} >= {float(n) for n in range(done)}
            assert len(seen) <= done + 1


def test_killed_between_writing_and_commit_the_batch_is_not_there(file: Path) -> None:
    with start(DIES_AT_COMMIT, file) as process:
        assert process.wait() == -9
    assert committed(file, "a", 1) == {"0": BATCH}
    with Catalogue.open(file) as catalogue:
        catalogue.put_scores([("a-1-0", Score("technical", 1, 0.5))])
        assert set(catalogue.scores(["a-0-0", "a-1-0", "a-1-1"])) == {"a-0-0", "a-1-0"}


def test_processes_that_begin_a_catalogue_and_write_at_once_wait_for_each_other(file: Path) -> None:
    names = ["a", "b", "c"]
    running = [start(SEVERAL, file, name) for name in names]
    for process in running:
        with process:
            _, problems = process.communicate(timeout=60)
            assert (process.returncode, problems) == (0, "")
    for name in names:
        assert committed(file, name, 25) == dict.fromkeys(map(str, range(25)), BATCH)
    with Catalogue.open(file) as catalogue:
        looks = catalogue.viewings({Path("/card") / name: "" for name in names})
        assert [len(seen) for seen in looks.values()] == [25] * 3


def test_a_reader_does_not_wait_for_a_writer(file: Path) -> None:
    with Catalogue.open(file) as writer, Catalogue.open(file) as reader:
        writer.put_scores([("c1", Score("nima", 1, 0.5))])
        with writer._database.writing() as connection:
            connection.execute("DELETE FROM score")
            started = time.monotonic()
            assert set(reader.scores(["c1"])) == {"c1"}
            assert time.monotonic() - started < 5
        assert reader.scores(["c1"]) == {}
