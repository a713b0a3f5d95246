"""What the worker does with each request, and what it never does: load a model that nobody asked for."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
import pytest
from PIL import Image

from reviewer import decode, grouping, link, paths, scan, wire
from reviewer.errors import DeviceLost, EmptyFile, FileGone, MissingPart, NoRoom, NotAnImage, WeightsMissing
from reviewer.link import Link
from reviewer.machine import CORES
from reviewer.photo import Failure, Score
from reviewer.scoring.budget import overhead
from reviewer.scoring.table import METRICS
from reviewer.scoring.technical import TechnicalScorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEAN = """
import threading, time
from reviewer.errors import DeviceLost, NoRoom
from reviewer.photo import Failure, Score
from reviewer.scoring import engine
from reviewer.scoring.table import METRICS

class MeanEnsemble:
    batch, fit, cover = 1, (512, 512), False
    def __init__(self, names, device):
        self.metrics = tuple(name for name in names if name != "musiq")
        self.refused = {"musiq": NoRoom("musiq", 900, 400)} if "musiq" in names else {}
        self.device = device
    def score(self, pixels, metrics):
        print("judges", *metrics, len(pixels), max(max(one.array.shape) for one in pixels), flush=True)
        means = [float(one.array.mean()) for one in pixels]
        return [{name: self.result(name, mean, METRICS[name].preprocessing) for name in metrics} for mean in means]
    def result(self, name, mean, version):
        if mean < 8:
            return Failure(name, "metric_failed", "too dark", "abc", version)
        return Score(name, mean, mean / 255, "abc", version)

def create(names, device, memory):
    print("loads", *names, device, memory, flush=True)
    return MeanEnsemble(names, device)
engine.create = create
"""


def turn(*metrics: str, device: str = "cpu") -> dict[str, Any]:
    """What is the same in all of a turn's requests: a gigabyte beyond the libraries, no word on cards."""
    return {"metrics": metrics, "device": device, "memory": overhead(CORES) + (1 << 30), "card": None}


def score(path: Path, *only: str, **of_turn: Any) -> dict[str, Any]:
    return {**of_turn, "op": "score", "only": only, "path": wire.path_to_wire(path)}


def logged(start: str) -> list[str]:
    """Lines that a stand-in worker has printed, without their first word."""
    lines = (paths.log_folder() / "worker.log").read_text().splitlines()
    return [line.partition(" ")[2] for line in lines if line.startswith(start)]


@pytest.fixture
def python(tmp_path: Path) -> Callable[[str], str]:
    if sys.platform == "win32":
        pytest.skip("the stand-in interpreter is a shell script")

    def make(before: str) -> str:
        script, starter = tmp_path / "script.py", tmp_path / "python"
        run = "import sys; sys.argv = ['worker', *sys.argv[-2:]]; from reviewer.worker.__main__ import main; main()"
        script.write_text(f"{before}\n{run}\n")
        starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        starter.chmod(0o755)
        return str(starter)

    return make


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHOTO_REVIEWER_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("HOME", str(tmp_path_factory.mktemp("no-weights")))
        for name in ("XDG_CACHE_HOME", "TORCH_HOME", "HF_HOME", "HF_HUB_CACHE"):
            patch.delenv(name, raising=False)
        with Link("score") as one:
            one.ask({"op": "drop"})
            yield one


def photo(folder: Path, name: str = "a.jpg", *, level: int = 128, size: tuple[int, int] = (900, 600)) -> Path:
    noise = np.random.default_rng(level).normal(level, 12, (size[1], size[0], 3))
    noise += 25 * np.sin(np.linspace(0, 9, size[0]))[None, :, None] * np.cos(np.linspace(0, 7, size[1]))[:, None, None]
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Model"
    Image.fromarray(noise.clip(0, 255).astype(np.uint8)).save(folder / name, exif=exif)
    return folder / name


def survey(path: Path) -> dict[str, str]:
    return {"op": "survey", "path": wire.path_to_wire(path)}


def test_a_survey_teaches_all_that_one_decode_can(worker: Link, tmp_path: Path) -> None:
    path = photo(tmp_path, size=(2000, 1000))
    reply, blob = worker.ask(survey(path))
    record, result = wire.record_from_wire(reply["record"]), wire.result_from_wire(reply["result"])

    assert record.content_id == scan.content_id(path)
    assert (record.metadata.width, record.metadata.height, record.metadata.model) == (2000, 1000, "Model")
    assert record.damaged is False
    assert record.fingerprint is not None
    whole = grouping.fingerprint(decode.decode(path).array)
    assert (record.fingerprint ^ whole).bit_count() < grouping.BURST_DISTANCE

    scorer = TechnicalScorer()
    (expected,) = scorer.score([decode.to_srgb(decode.decode(path, scorer.metric.fit))])
    assert result == expected
    assert isinstance(result, Score)
    assert (result.metric, result.weights, result.preprocessing) == ("technical", "", scorer.metric.preprocessing)

    thumbnail = Image.open(io.BytesIO(blob))
    assert (thumbnail.format, thumbnail.size) == ("JPEG", (decode.THUMBNAIL_SIZE, decode.THUMBNAIL_SIZE // 2))
    original = np.asarray(Image.open(path).resize(thumbnail.size), np.float32)
    assert np.abs(np.asarray(thumbnail, np.float32) - original).mean() < 4


def test_a_small_photo_is_not_enlarged(worker: Link, tmp_path: Path) -> None:
    _, blob = worker.ask(survey(photo(tmp_path, size=(40, 30))))
    assert Image.open(io.BytesIO(blob)).size == (40, 30)


def test_a_damaged_photo_is_surveyed_and_marked(worker: Link, tmp_path: Path) -> None:
    path = photo(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    reply, _ = worker.ask(survey(path))
    assert wire.record_from_wire(reply["record"]).damaged is True


@pytest.mark.parametrize(("content", "kind"), [(b"", EmptyFile), (b"plain text" * 50, NotAnImage), (None, FileGone)])
def test_what_cannot_be_read_is_an_error_of_its_kind(
    worker: Link, tmp_path: Path, content: bytes | None, kind: type[Exception]
) -> None:
    path = tmp_path / "a.jpg"
    if content is not None:
        path.write_bytes(content)
    pid = worker.pid
    with pytest.raises(kind) as caught:
        worker.ask(survey(path))
    assert caught.value.path == path  # type: ignore[attr-defined]
    assert worker.pid == pid


def test_missing_weights_are_told_at_once(worker: Link) -> None:
    began = time.monotonic()
    reply, _ = worker.ask({"op": "metrics", "names": ["nima", "musiq"]})
    assert time.monotonic() - began < 3
    assert reply["available"] == {}
    for name in ("nima", "musiq"):
        error = wire.error_from_wire(reply["missing"][name])
        assert isinstance(error, WeightsMissing | MissingPart)
        assert error.detail


def test_weights_that_are_there_are_named_by_their_hash(worker: Link, tmp_path: Path) -> None:
    if not importlib.util.find_spec("pyiqa") or not importlib.util.find_spec("torch"):
        pytest.skip("without pyiqa and torch the answer is that they are missing")
    reply, _ = worker.ask({"op": "metrics", "names": ["piqe"]})
    assert reply == {"available": {"piqe": ["", METRICS["piqe"].preprocessing]}, "missing": {}, "id": reply["id"]}


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the libraries in the process")
def test_no_model_library_is_loaded_unasked(worker: Link, tmp_path: Path) -> None:
    worker.ask(survey(photo(tmp_path)))
    worker.ask({"op": "metrics", "names": ["nima", "piqe"]})
    loaded = {Path(one.path).name for one in psutil.Process(worker.pid).memory_maps()}
    assert any("libjpeg" in name for name in loaded), "Pillow is there, so libraries are visible"
    assert not [name for name in loaded if "torch" in name or "cv2" in name or "Qt" in name]


def test_metrics_judge_what_they_are_fed_each_what_it_needs(python: Callable[[str], str], tmp_path: Path) -> None:
    levels = {"black.png": 0, "dark.png": 40, "middle.png": 128, "bright.png": 220}
    photos = [photo(tmp_path, name, level=level) for name, level in levels.items()]
    Image.new("RGB", (900, 600)).save(photos[0])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    found: dict[str, link.Answer] = {}
    opened: list[wire.Message] = []
    shared = turn("nima", "clipiqa", "musiq")
    with Link("score", python=python(MEAN)) as one:
        questions = [score(path, "nima", "clipiqa", **shared) for path in (*photos[:3], tmp_path / "broken.png")]
        questions.append(score(photos[3], "clipiqa", **shared))
        for answer in one.stream(iter(questions), ahead=1, limits=link.SCORING, opening={"op": "load", **shared}):
            if answer and answer.request["op"] == "load":
                opened.append(answer.reply)
            elif answer:
                found[Path(answer.request["path"]).name] = answer

    (reply,) = opened
    assert (reply["metrics"], reply["device"], reply["total"]) == (["nima", "clipiqa"], "cpu", shared["memory"])
    refused = wire.error_from_wire(reply["refused"]["musiq"])
    assert isinstance(refused, NoRoom)
    assert (refused.detail, refused.needed, refused.allowed) == ("musiq", 900, 400)
    assert logged("loads") == [f"nima clipiqa musiq cpu {1 << 30}"]

    assert found["broken.png"].error
    results = {name: list(map(wire.result_from_wire, found[name].reply["results"])) for name in levels}
    assert [result.metric for result in results["dark.png"]] == ["nima", "clipiqa"]
    assert [result.metric for result in results["bright.png"]] == ["clipiqa"]
    assert results["black.png"][0] == Failure("nima", "metric_failed", "too dark", "abc", METRICS["nima"].preprocessing)
    values = [results[name][-1].raw for name in ("dark.png", "middle.png", "bright.png")]  # type: ignore[union-attr]
    assert values == pytest.approx([40, 128, 220], abs=6)
    assert {line.split()[-1] for line in logged("judges")} == {"900"}, "decoded as large as the largest wants"
    peaks = [found[name].reply["peak"] for name in levels]
    assert all(10 << 20 < peak < 1 << 30 for peak in peaks)


def test_several_photos_are_judged_at_once_where_that_is_faster(python: Callable[[str], str], tmp_path: Path) -> None:
    photos = [photo(tmp_path, f"{number}.png", level=60 + 4 * number) for number in range(20)]
    fast = """
engine.choose_device = lambda asked: "cuda"
engine.free_memory = lambda device: 8 << 30
old = MeanEnsemble.score
def score(self, pixels, metrics):
    time.sleep(0.05)
    return old(self, pixels, metrics)
MeanEnsemble.score, MeanEnsemble.batch = score, 8
"""
    shared = turn("nima", "clipiqa", device="auto")
    raws = {}
    with Link("score", python=python(MEAN + fast)) as one:
        # Half of them need both, half only one: together all the same, as far as they need the same.
        needs = [("nima", "clipiqa"), ("nima",)] * 10
        questions = (score(path, *only, **shared) for path, only in zip(photos, needs, strict=True))
        for answer in one.stream(questions, ahead=1, limits=link.SCORING, opening={"op": "load", **shared}):
            if answer and answer.request["op"] == "load":
                assert answer.reply["device"] == "cuda"
                assert answer.reply["total"] is None
            elif answer:
                raws[Path(answer.request["path"])] = [result["raw"] for result in answer.reply["results"]]
    assert [raws[path][0] for path in photos] == pytest.approx([60 + 4 * number for number in range(20)], abs=6)
    assert [len(raws[path]) for path in photos] == [2, 1] * 10
    sizes = [int(line.split()[-2]) for line in logged("judges")]
    assert sum(sizes) == 20
    assert 2 <= max(sizes) <= 8
    assert logged("loads") == [f"nima clipiqa cuda {4 << 30}"], "half of what is free on the card"


def test_metrics_are_loaded_once_until_others_are_or_they_are_dropped(
    python: Callable[[str], str], tmp_path: Path
) -> None:
    path = photo(tmp_path)
    gone = """
old = engine.create
made = []
def create(*asked):
    made[:] = [one for one in made if one() is not None]
    print("held", len(made), flush=True)
    ensemble = old(*asked)
    made.append(weakref.ref(ensemble))
    return ensemble
engine.create = create
"""
    with Link("score", python=python("import weakref\n" + MEAN + gone)) as one:
        for _ in range(2):
            one.ask(score(path, "nima", **turn("nima")))
        one.ask(score(path, "piqe", **turn("nima", "piqe")))
        one.ask({"op": "drop"})
        one.ask(score(path, "nima", **turn("nima")))
    assert [line.split()[:-2] for line in logged("loads")] == [["nima"], ["nima", "piqe"], ["nima"]]
    assert logged("held") == ["0"] * 3, "the old ones give their memory back before the new ones take theirs"


def test_a_lost_device_is_told_for_each_photo_under_way(python: Callable[[str], str], tmp_path: Path) -> None:
    lost = """
def score(self, pixels, metrics):
    raise DeviceLost(None, "cuda")
MeanEnsemble.score = score
"""
    with Link("score", python=python(MEAN + lost)) as one, pytest.raises(DeviceLost, match="cuda"):
        one.ask(score(photo(tmp_path), "nima", **turn("nima")))


def test_a_worker_without_a_master_leaves() -> None:
    home = str(Path(link.__file__).parent.parent.parent)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "reviewer.worker", "--role", "screen"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={"PYTHONPATH": home},
        check=False,
    )
    assert done.returncode == 0
    assert wire.receive(io.BytesIO(done.stdout)) == ({"version": wire.VERSION}, b"")
    assert time.monotonic() - began < 10
