"""A program, run in processes of its own by ``test_memory_contract.py``: makes weights, or scores and tells the figures.

``weights FOLDER METRIC...`` makes random weights. ``score GROUP BYTES METRIC... -- FOLDER`` puts itself into a control
group (``-`` for none), scores all photos of a folder within so many bytes, and prints as JSON what came of it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from reviewer import pipeline
from reviewer.link import Link
from reviewer.photo import Failure
from reviewer.pipeline import Progress
from reviewer.scan import scan

EVERY = 0.1  # seconds between looks at the memory


class Watch:
    """Looks at the memory of a link's worker and of all that it starts."""

    def __init__(self, link: Link) -> None:
        self.peak = 0
        self.shared_memory = False
        self._link = link
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            if pid := self._link.pid:
                self.peak = max(self.peak, tree_memory(pid))
                with suppress(OSError):
                    self.shared_memory |= "/dev/shm" in Path(f"/proc/{pid}/maps").read_text()


def tree_memory(pid: int) -> int:
    """Bytes of a process and those below it, what they share with others in shares (PSS)."""
    total = 0
    try:
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            rows = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
            total += next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) << 10
    except (psutil.Error, OSError):
        return 0  # it ends just now
    return total


def make_weights(folder: Path, metrics: list[str]) -> None:
    """Random weights of true architectures."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scoring"))
    from reviewer.scoring.engine import parts

    parts.load()
    import engine_weights

    engine_weights.make(folder, metrics)


def score(group: str, allowed: int, metrics: list[str], folder: Path) -> dict[str, object]:
    """Score everything, and what it took."""
    if group != "-":
        (Path(group) / "cgroup.procs").write_text(str(os.getpid()))
    photos = [photo for batch in scan(folder, recursive=True) for photo in batch.photos]
    steps: list[tuple[float, Progress]] = []
    with Link("score") as link, Watch(link) as watch:
        progress = pipeline.run(photos, metrics, memory=allowed, device="cpu", link=link)
        steps.extend((time.monotonic(), step) for step in progress)
    return {"photos": len(photos), "peak": watch.peak, "shared memory used": watch.shared_memory, **figures(steps)}


def figures(steps: list[tuple[float, Progress]]) -> dict[str, object]:
    """What was promised, and what came."""
    began, end = steps[0][0], steps[-1][0]
    contracts = [(at, step.contract) for at, step in steps if step.contract]
    tenths = [
        (at, step) for at, step in steps if step.stage == "score" and step.seconds_left and step.done * 10 >= step.total
    ]
    results: dict[str, dict[str, int]] = {}
    for _, step in steps:
        for _, result in step.scored:
            counts = results.setdefault(result.metric, {"scores": 0, "failures": 0})
            counts["failures" if isinstance(result, Failure) else "scores"] += 1
    readable = sum(not isinstance(found, Failure) for _, step in steps for _, found in step.surveyed)
    at, contract = contracts[0]
    tenth, left = tenths[0]
    return {
        "readable": readable,
        "results": results,
        "notices": [str(step.notice) for _, step in steps if step.notice],
        "turns": contract.turns,
        "promised": contract.memory,
        "seconds": end - began,
        "seconds_promised": contract.seconds,
        "seconds_after_promise": end - at,
        "seconds_left": left.seconds_left,
        "seconds_after_tenth": end - tenth,
    }


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "weights":
        make_weights(Path(rest[0]), rest[1:])
    else:
        at = rest.index("--")
        print(json.dumps(score(rest[0], int(rest[1]), rest[2:at], Path(rest[at + 1]))))
