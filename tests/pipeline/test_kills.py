"""Kill -9 at ten random moments each, of the worker and of the program itself: nothing lost, nothing twice, little again."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from reviewer import paths, pipeline
from reviewer.link import Link
from reviewer.photo import Photo, Score

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

SECONDS = 0.03
METRICS = ["nima", "piqe"]
KILLS = 10
BATCH = round(0.4 / SECONDS) + 8
"""Photos that one kill may cost: those of a batch that was not stored yet, and those decoded ahead."""

PROGRAM = """
import sys
from pathlib import Path
from reviewer import pipeline
from reviewer.photo import Photo
python, *names = sys.argv[1:]
photos = [Photo(path, path.stat().st_size, path.stat().st_mtime_ns) for path in map(Path, names)]
for step in pipeline.run(photos, ["nima", "piqe"], device="cpu", python=python):
    print(step.stage, step.done, flush=True)
"""


@pytest.fixture
def photos(folder: Path) -> list[Photo]:
    made = []
    for number in range(150):
        path = folder / f"{number:03}.png"
        Image.fromarray(np.random.default_rng(number).integers(0, 256, (60, 80, 3), np.uint8)).save(path)
        made.append(Photo(path, path.stat().st_size, path.stat().st_mtime_ns))
    return made


def kept() -> list[tuple[str, str]]:
    """Of which content there is which metric's score, as the catalogue has it."""
    with closing(sqlite3.connect(paths.data_folder() / "catalogue.db")) as connection:
        return connection.execute("SELECT content, metric FROM score JOIN scorer ON scorer.id = scorer").fetchall()


def decodes() -> Counter[tuple[str, bool]]:
    """How often each photo was decoded: by name, and whether for a first look (which wants the most pixels)."""
    lines = (paths.log_folder().parent / "decoded").read_text().splitlines()
    return Counter((line.split()[0], "(2000, 2000)" in line) for line in lines)


def wasted(photos: list[Photo]) -> int:
    """Decodes for metrics beyond the one of each photo; how many first looks fit into a batch is the machine's affair."""
    counts = decodes()
    assert len(counts) == 2 * len(photos)
    return sum(times - 1 for (_, first), times in counts.items() if not first)


def test_a_worker_that_is_killed_again_and_again(photos: list[Photo], python: Callable[..., str]) -> None:
    moments = random.Random(4)
    told: Counter[tuple[Photo, str]] = Counter()
    done, news = threading.Event(), threading.Semaphore(0)
    killed: list[int] = []
    with Link("score", python=python(seconds=SECONDS)) as link:

        def kill() -> None:
            """Twice over one photo would rightly blame it: so only once others were answered since, and told of."""
            while len(killed) < KILLS and not done.wait(moments.uniform(0.1, 1.0)):
                if (pid := link.pid) and pid not in killed and news.acquire(timeout=60) and news.acquire(timeout=60):
                    killed.append(pid)
                    os.kill(pid, signal.SIGKILL)
                    while news.acquire(blocking=False):
                        pass

        killer = threading.Thread(target=kill)
        killer.start()
        for step in pipeline.run(photos, METRICS, device="cpu", link=link):
            assert not step.notice
            told.update((one, result.metric) for one, result in step.scored if isinstance(result, Score))
            if step.scored:
                news.release()
        done.set()
        killer.join()
    assert len(killed) == KILLS, "all while it was at work"
    assert told == Counter({(one, name): 1 for one in photos for name in ("technical", *METRICS)})
    assert len(kept()) == len(set(kept())) == 3 * len(photos)
    assert wasted(photos) <= KILLS * BATCH


def test_a_program_that_is_killed_again_and_again(photos: list[Photo], python: Callable[..., str]) -> None:
    moments = random.Random(5)
    home = str(Path(pipeline.__file__).parent.parent.parent)
    command = [sys.executable, "-c", PROGRAM, python(seconds=SECONDS), *(str(one.path) for one in photos)]

    def start() -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": home}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    before: set[tuple[str, str]] = set()
    for _ in range(KILLS):
        with start() as program:
            assert program.stdout
            program.stdout.readline()  # it has opened the catalogue, and works
            time.sleep(moments.uniform(0.0, 1.2))
            program.kill()
        rows = kept()
        assert len(rows) == len(set(rows)), "nothing twice"
        assert before <= set(rows), "nothing lost"
        before = set(rows)
    with start() as program:
        program.communicate()
    assert program.returncode == 0
    assert Counter(metric for _, metric in kept()) == dict.fromkeys(("technical", *METRICS), len(photos))
    assert wasted(photos) <= KILLS * BATCH
