"""Metrics take turns within the memory allowed; what goes wrong in a turn ends no more than it must."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
from PIL import Image

from reviewer import paths, pipeline
from reviewer.catalogue import Catalogue
from reviewer.errors import DeviceLost, NoRoom
from reviewer.link import Link
from reviewer.machine import CORES
from reviewer.photo import Failure, Photo, Score
from reviewer.pipeline import Attention, Contract, Progress
from reviewer.scoring import budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MEGA = 1 << 20
ROOM = 200 * MEGA  # for a worker of 60 MB and stand-ins that take nothing, once libraries count for nothing


@pytest.fixture
def slim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries and decoding are taken to need nothing, as they are not there."""
    monkeypatch.setattr(budget, "LIBRARIES", 0)
    monkeypatch.setattr(budget, "DECODING", 0)


def photos_in(folder: Path, count: int, *, seed: int = 0) -> list[Photo]:
    """Photos of rising brightness, from 40 on, in a shuffled order of sharpness."""
    random = np.random.default_rng(seed)
    sharpness = random.permutation(count)
    made = []
    for number in range(count):
        picture = random.normal(40 + number, 3 + sharpness[number], (120, 160, 3)).clip(0, 255).astype(np.uint8)
        path = folder / f"{number:03}.png"
        Image.fromarray(picture).save(path)
        made.append(Photo(path, path.stat().st_size, path.stat().st_mtime_ns))
    return made


def run(photos: list[Photo], metrics: list[str], python: str, **options: object) -> list[Progress]:
    return list(pipeline.run(photos, metrics, device="cpu", python=python, **options))  # type: ignore[arg-type]


def logged(start: str) -> list[list[str]]:
    lines = (paths.log_folder() / "worker.log").read_text().splitlines()
    return [line.split()[1:] for line in lines if line.split()[:1] == [start]]


def results(progress: Iterable[Progress], metric: str) -> dict[Photo, Score | Failure]:
    found = [item for step in progress for item in step.scored if item[1].metric == metric]
    assert len(dict(found)) == len(found), "told twice"
    return dict(found)


def notices(progress: Iterable[Progress]) -> list[tuple[str, tuple[str, ...]]]:
    return [(step.notice.code, step.metrics) for step in progress if step.notice]


def beside(*metrics: str) -> int:
    return budget.expected(metrics, CORES)


def test_metrics_of_a_turn_share_one_decode(folder: Path, python: Callable[..., str]) -> None:
    photos = photos_in(folder, 4)
    progress = run(photos, ["nima", "musiq", "piqe"], python())
    assert all(set(results(progress, name)) == set(photos) for name in ("nima", "musiq", "piqe"))
    assert len((paths.log_folder().parent / "decoded").read_text().splitlines()) == 2 * len(photos)
    assert len(logged("loads")) == 1
    assert {step.metrics for step in progress if step.stage == "score"} == {("piqe", "nima", "musiq")}


def test_metrics_that_do_not_fit_together_run_one_after_another_and_what_cannot_fit_is_said_first(
    folder: Path, python: Callable[..., str]
) -> None:
    photos = photos_in(folder, 12)
    room = max(beside("nima", "piqe"), beside("musiq"))
    assert room < beside("nima", "piqe", "musiq")
    progress = run(photos, ["musiq", "qalign", "nima", "piqe"], python(), memory=room)

    first = next(step for step in progress if step.notice)
    assert isinstance(first.notice, NoRoom)
    assert (first.notice.detail, first.notice.allowed, first.metrics) == ("qalign", room, ("qalign",))
    assert first.notice.needed == beside("qalign")
    assert not any(step.scored for step in progress[: progress.index(first)]), "beforehand"
    assert notices(progress) == [("no_room", ("qalign",))]

    turns = [step.metrics for step in progress if step.stage == "score"]
    assert list(dict.fromkeys(turns)) == [("piqe", "nima"), ("musiq",)]
    assert all(len(results(progress, name)) == 12 for name in ("nima", "piqe", "musiq"))
    assert [line[:-1] for line in logged("loads")] == [["piqe", "nima"], ["musiq"]]
    (contract,) = [step.contract for step in progress if step.contract]
    assert contract.turns == (("piqe", "nima"), ("musiq",))
    assert contract.memory == room


def test_eight_photos_tell_what_all_take(folder: Path, python: Callable[..., str]) -> None:
    """A model whose first photo takes a second, as true ones do."""
    slow_start = """
began = []
old = MeanEnsemble.score
def score(self, pixels, metrics):
    if not began:
        began.append(time.sleep(1.0))
    return old(self, pixels, metrics)
MeanEnsemble.score = score
"""
    photos = photos_in(folder, 80)
    held, left, contracts = [], [], []
    with Link("score", python=python(seconds=0.06, more=slow_start)) as link:
        for step in pipeline.run(photos, ["nima", "clipiqa", "piqe"], device="cpu", link=link):
            if step.stage == "score":
                now = time.monotonic()
                held.append(psutil.Process(link.pid).memory_info().rss)
                contracts += [(step.contract, step.done, now)] if step.contract else []
                left += [(step.seconds_left, now)] if step.done >= 8 and step.seconds_left is not None else []
    end = time.monotonic()
    ((contract, done, at),) = contracts
    assert isinstance(contract, Contract)
    assert 8 <= done <= 20
    assert contract.seconds == pytest.approx(end - at, rel=0.25, abs=0.3)
    assert (contract.device, contract.turns) == ("cpu", (("piqe", "nima"),))
    assert max(held) <= contract.memory
    seconds, at = left[0]
    assert seconds == pytest.approx(end - at, rel=0.25, abs=0.3)


def test_what_is_in_sight_comes_first_then_what_is_in_question(folder: Path, python: Callable[..., str]) -> None:
    photos = photos_in(folder, 60)
    by_rule = results(run(photos, [], python()), "technical")
    ranked = sorted(photos, key=lambda one: by_rule[one].value)  # type: ignore[union-attr]
    visible = tuple(photos[40:46])
    attention = Attention(focus=photos[42], visible=visible, second_look=0.2)
    order = list(results(run(photos, ["nima"], python(), attention=lambda: attention), "nima"))
    assert order[0] == photos[42]
    assert set(order[:6]) == set(visible)
    in_question = [one for one in ranked[42:54] if one not in visible]  # a fifth gets a second look, so near the 48th
    assert set(order[6 : 6 + len(in_question)]) == set(in_question)
    rest = [photos.index(one) for one in order[6 + len(in_question) :]]
    assert rest == sorted(rest, key=lambda number: (abs(number - 42), -number)), "then the nearest"


def test_other_metrics_at_any_moment_cost_nothing_twice(folder: Path, python: Callable[..., str]) -> None:
    photos = photos_in(folder, 20)
    first = pipeline.run(photos, ["nima"], device="cpu", python=python(seconds=0.05))
    told = []
    for step in first:
        told.append(step)
        if step.stage == "score" and step.done >= 5:
            break
    first.close()  # type: ignore[attr-defined]
    known = len(results(told, "nima"))
    progress = run(photos, ["nima", "musiq"], python())
    assert len(results(progress, "nima")) == len(results(progress, "musiq")) == 20
    both, one = (sum(line[:-1] == names for line in logged("judges")) for names in (["nima", "musiq"], ["musiq"]))
    assert (both, one) == (20 - known, known), "a photo is asked only for what it has not"
    assert not [step for step in run(photos, ["musiq"], "/nowhere/python") if step.notice and step.stage == "score"]


def test_a_lost_device_costs_a_notice_and_time(folder: Path, python: Callable[..., str]) -> None:
    lost = """
from reviewer.errors import DeviceLost
def create(names, device, memory):
    print("loads", *names, device, flush=True)
    return MeanEnsemble(names, device)
engine.create = create
engine.choose_device = lambda asked: "cuda" if asked == "auto" else asked
engine.free_memory = lambda device: None
scored = []
old = MeanEnsemble.score
def score(self, pixels, metrics):
    scored.append(1)
    if self.device == "cuda" and len(scored) > 4:
        raise DeviceLost(None, self.device)
    return old(self, pixels, metrics)
MeanEnsemble.score = score
"""
    photos = photos_in(folder, 12)
    room = max(beside("nima"), beside("musiq"))
    progress = list(pipeline.run(photos, ["nima", "musiq"], memory=room, python=python(more=lost)))
    assert [type(step.notice) for step in progress if step.notice] == [DeviceLost]
    for name in ("nima", "musiq"):
        assert len(results(progress, name)) == 12
        assert all(isinstance(result, Score) for result in results(progress, name).values())
    assert logged("loads") == [["nima", "cuda"], ["nima", "cpu"], ["musiq", "cpu"]]
    assert sum(line[0] == "nima" for line in logged("judges")) == 12


FLOOD = """
import numpy
old = MeanEnsemble.score
def score(self, pixels, metrics):
    taken = [numpy.ones(400 << 20, numpy.uint8) for one in pixels if GREEDY in metrics and one.array.mean() > THRESHOLD]
    time.sleep(0.3 * len(taken))
    return old(self, pixels, metrics)
MeanEnsemble.score = score
"""


def flood(greedy: str, threshold: float) -> str:
    return f"GREEDY, THRESHOLD = {greedy!r}, {threshold}\n{FLOOD}"


def test_a_photo_that_takes_too_much_memory_is_marked_for_the_metric_at_fault(
    folder: Path, python: Callable[..., str], slim: None
) -> None:
    photos = photos_in(folder, 6)
    greedy = flood("piqe", 44.0)  # the brightest alone
    progress = run(photos, ["piqe", "brisque"], python(more=greedy), memory=ROOM)
    failed = {one: result for one, result in results(progress, "piqe").items() if isinstance(result, Failure)}
    assert {one: (result.code, result.detail) for one, result in failed.items()} == {photos[5]: ("crashed", "memory")}
    assert len(results(progress, "piqe")) == 6
    assert all(isinstance(result, Score) for result in results(progress, "brisque").values())
    assert not notices(progress)


def test_a_metric_that_takes_more_than_it_may_is_told_and_the_next_has_its_turn(
    folder: Path, python: Callable[..., str], slim: None
) -> None:
    photos = photos_in(folder, 5)
    room = beside("piqe", "brisque") - 1
    progress = run(photos, ["piqe", "brisque"], python(more=flood("piqe", 0.0)), memory=room)
    (notice,) = [step.notice for step in progress if step.notice]
    assert isinstance(notice, NoRoom)
    assert (notice.detail, notice.allowed) == ("piqe", room)
    assert notice.needed > room
    assert not results(progress, "piqe")
    assert len(results(progress, "brisque")) == 5


def test_a_metric_that_finds_no_room_beside_others_has_a_turn_of_its_own(
    folder: Path, python: Callable[..., str]
) -> None:
    crowded = """
from reviewer.errors import NoRoom
def create(names, device, memory):
    print("loads", *names, flush=True)
    ensemble = MeanEnsemble(names, device)
    if len(names) > 1:
        ensemble.metrics, ensemble.refused = ("piqe",), {"nima": NoRoom("nima", 2, 1)}
    return ensemble
engine.create = create
"""
    photos = photos_in(folder, 3)
    progress = run(photos, ["piqe", "nima"], python(more=crowded))
    assert logged("loads") == [["piqe", "nima"], ["nima"]]
    assert len(results(progress, "piqe")) == len(results(progress, "nima")) == 3
    assert not notices(progress)
    last = [step for step in progress if step.metrics == ("piqe",)][-1]
    assert (last.done, last.total) == (3, 3)


def test_a_metric_that_does_not_load_is_a_notice_and_the_others_work(folder: Path, python: Callable[..., str]) -> None:
    refused = """
from reviewer.errors import WeightsRefused
def create(names, device, memory):
    ensemble = MeanEnsemble(names, device)
    ensemble.metrics = tuple(name for name in names if name != "nima")
    ensemble.refused = {"nima": WeightsRefused(Path("/w/nima.pth"), "changed")}
    return ensemble
engine.create = create
"""
    photos = photos_in(folder, 3)
    progress = run(photos, ["piqe", "nima"], python(more=refused))
    assert notices(progress) == [("weights_refused", ("nima",))]
    assert len(results(progress, "piqe")) == 3
    assert not results(progress, "nima")


def test_what_random_weights_say_is_shown_and_never_kept(folder: Path, python: Callable[..., str]) -> None:
    photos = photos_in(folder, 3)
    progress = run(photos, ["nima"], python(weights="trial-abc"))
    told = results(progress, "nima")
    assert {result.weights for result in told.values()} == {"trial-abc"}
    assert len(told) == 3
    with Catalogue.open() as catalogue:
        records = catalogue.records(photos)
        kept = catalogue.scores([record.content_id for record in records.values()])
    assert all(set(each) == {"technical"} for each in kept.values())
    assert len(results(run(photos, ["nima"], python(weights="trial-abc")), "nima")) == 3


def test_the_memory_is_given_back_to_a_link_that_is_left_running(folder: Path, python: Callable[..., str]) -> None:
    photos = photos_in(folder, 2)
    gone = """
MeanEnsemble.__del__ = lambda self: print("gone", flush=True)
"""
    with Link("score", python=python(more=gone)) as link:
        list(pipeline.run(photos, ["nima"], device="cpu", link=link))
        assert link.pid
        assert logged("gone") == [[]]
