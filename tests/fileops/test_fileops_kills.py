"""Kill -9 at random moments of a move of 200 units across two file systems, and of an undo: every byte is somewhere."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewer import fileops

if not hasattr(signal, "SIGKILL"):
    pytest.skip("there is no such signal here", allow_module_level=True)

UNITS = 200
STEPS = {"move": 7 * UNITS, "trash": UNITS}
"""Of progress on the whole way: one a unit, and two for each file that is copied."""

PROGRAM = """
import sys
from pathlib import Path
from reviewer import fileops
from reviewer.photo import Photo
verb, place, target = sys.argv[1:]
if verb == "resume":
    steps = fileops.resume(Path(place))
elif verb == "undo":
    steps = fileops.undo(Path(place))
else:
    photos = [Photo(path, 1, 1) for path in sorted(Path(place).glob("*.JPG"))]
    steps = fileops.run(fileops.plan(photos, fileops.Order(verb, Path(target) if verb == "move" else None)))
for step in steps:
    assert not step.troubles, step.troubles
    print(step.done, flush=True)
"""


def shoot(folder: Path) -> dict[str, bytes]:
    """200 photos, each with a RAW and a sidecar; no two files alike."""
    folder.mkdir()
    random_bytes = random.Random(7)
    for number in range(UNITS):
        for suffix, size in ((".JPG", 6_000), (".CR2", 20_000), (".xmp", 300)):
            (folder / f"IMG_{number:03}{suffix}").write_bytes(random_bytes.randbytes(size))
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def started(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(program: subprocess.Popen[str]) -> None:
    _, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors


def killed(program: subprocess.Popen[str], steps: int, chance: random.Random) -> bool:
    """End it somewhere on its way, in the middle of whatever it does; whether it was still at work."""
    for _ in range(chance.randrange(1, steps // 2)):
        if not program.stdout.readline():
            break
    time.sleep(chance.uniform(0, 0.005))
    program.send_signal(signal.SIGKILL)
    _, errors = program.communicate()
    assert program.returncode in {0, -signal.SIGKILL}, errors
    return program.returncode == -signal.SIGKILL


class Review:
    """Folders moved between, over and over, by a program that is killed at random moments."""

    def __init__(self, source: Path, target: Path, verb: str, seed: int) -> None:
        self.source, self.target, self.verb = source, target, verb
        self.original = shoot(source)
        self.chance = random.Random(seed)
        self.kills = 0

    def whole(self, kills: int) -> None:
        """So many kills, each followed by a resume that may be killed too; and in the end all is in one place."""
        while self.kills < kills:
            self.once(self.verb, kills)
            self.expect(self.target, self.source)
            if self.kills < kills:
                self.once("undo", kills)
                self.expect(self.source, self.target)
        assert fileops.interrupted() == []

    def once(self, verb: str, kills: int) -> None:
        last = list(fileops.journals())[-1:]
        program = started(verb, last[0].path if verb == "undo" else self.source, self.target)
        while self.kills < kills and killed(program, STEPS[self.verb], self.chance):
            self.kills += 1
            self.nothing_lost()
            (left,) = fileops.interrupted()
            program = started("resume", left.path, "")
        if program.returncode is None:
            ended(program)

    def nothing_lost(self) -> None:
        """Between a kill and the resume: each file has its bytes at one place or at both."""
        here, there = contents(self.source), contents(self.target)
        for name, content in self.original.items():
            assert content in (here.get(name), there.get(name)), name

    def expect(self, full: Path, empty: Path) -> None:
        assert contents(full) == self.original
        assert contents(empty) == {}


def test_killed_moves_across_volumes_lose_nothing_and_leave_nothing_twice(
    tmp_path: Path, other: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PHOTO_REVIEWER_HOME", str(other / "home"))  # most often in memory: fewer waits for the disk
    review = Review(tmp_path / "shoot", other / "picks", "move", seed=1)
    review.whole(6)
    assert review.kills == 6


@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", ["to another volume", "from another volume"])
def test_fifty_kills_of_a_move(tmp_path: Path, other: Path, way: str):
    source, target = (tmp_path, other) if way.startswith("to") else (other, tmp_path)
    review = Review(source / "shoot", target / "picks", "move", seed=2)
    review.whole(50)
    assert review.kills == 50


@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_fifty_kills_of_a_way_to_the_trash(tmp_path: Path, own_trash: Path):
    review = Review(tmp_path / "shoot", own_trash / "files", "trash", seed=3)
    review.whole(50)
    assert review.kills == 50
    assert len(list((own_trash / "info").iterdir())) == len(list((own_trash / "files").iterdir()))
