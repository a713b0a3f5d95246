"""What the worker does with each request, and what it never does: load a model that nobody asked for."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
from PIL import Image

from reviewer import decode, grouping, link, paths, scan, wire
from reviewer.errors import EmptyFile, FileGone, MissingPart, NotAnImage, WeightsMissing
from reviewer.link import Link
from reviewer.photo import Failure, Score
from reviewer.scoring.technical import TechnicalScorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEAN_SCORER = """
import numpy as np
from reviewer.photo import Failure, Score
from reviewer.scoring import engine
from reviewer.scoring.table import METRICS

class MeanScorer:
    weights = "abc"
    def __init__(self, name):
        self.metric = METRICS[name]
    def score(self, pixels):
        means = [float(one.array.mean()) for one in pixels]
        return [
            Failure(self.metric.name, "metric_failed", "too dark", "abc", self.metric.preprocessing)
            if mean < 8 else Score(self.metric.name, mean, mean / 255, "abc", self.metric.preprocessing)
            for mean in means
        ]

made = []
def create(name, device):
    made.append(name)
    print("made", *made, flush=True)
    return MeanScorer(name)
engine.create_one = create
"""


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


def test_loading_without_weights_is_an_error_within_three_seconds(worker: Link) -> None:
    began = time.monotonic()
    with pytest.raises((WeightsMissing, MissingPart)):
        worker.ask({"op": "load", "metric": "nima", "device": "cpu"})
    assert time.monotonic() - began < 3


def test_weights_that_are_there_are_named_by_their_hash(worker: Link, tmp_path: Path) -> None:
    if not importlib.util.find_spec("pyiqa") or not importlib.util.find_spec("torch"):
        pytest.skip("without pyiqa and torch the answer is that they are missing")
    reply, _ = worker.ask({"op": "metrics", "names": ["piqe"]})
    assert reply == {"available": {"piqe": ["", 1]}, "missing": {}, "id": reply["id"]}


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the libraries in the process")
def test_no_model_library_is_loaded_unasked(worker: Link, tmp_path: Path) -> None:
    worker.ask(survey(photo(tmp_path)))
    worker.ask({"op": "metrics", "names": ["nima", "piqe"]})
    loaded = {Path(one.path).name for one in psutil.Process(worker.pid).memory_maps()}
    assert any("libjpeg" in name for name in loaded), "Pillow is there, so libraries are visible"
    assert not [name for name in loaded if "torch" in name or "cv2" in name or "Qt" in name]


def test_a_metric_scores_what_it_is_fed(python: Callable[[str], str], tmp_path: Path) -> None:
    levels = {"black.png": 0, "dark.png": 40, "middle.png": 128, "bright.png": 220}
    photos = [photo(tmp_path, name, level=level) for name, level in levels.items()]
    Image.new("RGB", (900, 600)).save(photos[0])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    question = {"op": "score", "metric": "nima", "device": "cpu"}
    found: dict[str, link.Answer] = {}
    with Link("score", python=python(MEAN_SCORER)) as one:
        paths_ = [wire.path_to_wire(path) for path in (*photos, tmp_path / "broken.png")]
        questions = ({**question, "path": path} for path in paths_)
        for answer in one.stream(questions, ahead=1, limits=link.SCORING, opening={**question, "op": "load"}):
            if answer:
                found[Path(answer.request["path"]).name] = answer
    assert found["broken.png"].error
    results = {name: wire.result_from_wire(found[name].reply["result"]) for name in levels}
    assert results["black.png"] == Failure("nima", "metric_failed", "too dark", "abc", 1)
    values = [result.raw for result in results.values() if isinstance(result, Score)]
    assert values == pytest.approx([40, 128, 220], abs=6)
    assert "made nima\n" in (paths.log_folder() / "worker.log").read_text()


def test_an_accelerator_is_given_several_photos_at_once(python: Callable[[str], str], tmp_path: Path) -> None:
    photos = [photo(tmp_path, f"{number}.png", level=60 + 4 * number) for number in range(20)]
    fast = """
engine.choose_device = lambda asked: "cuda"
old = MeanScorer.score
def score(self, pixels):
    print("batch", len(pixels), flush=True)
    time.sleep(0.05)
    return old(self, pixels)
MeanScorer.score = score
"""
    question = {"op": "score", "metric": "nima", "device": "auto"}
    raws = {}
    with Link("score", python=python("import time" + MEAN_SCORER + fast)) as one:
        questions = ({**question, "path": wire.path_to_wire(path)} for path in photos)
        for answer in one.stream(questions, ahead=1, limits=link.SCORING, opening={**question, "op": "load"}):
            if answer:
                raws[Path(answer.request["path"])] = answer.reply["result"]["raw"]
    assert [raws[path] for path in photos] == pytest.approx([60 + 4 * number for number in range(20)], abs=6)
    log = (paths.log_folder() / "worker.log").read_text().splitlines()
    batches = [int(line.split()[1]) for line in log if line.startswith("batch")]
    assert sum(batches) == 20
    assert 2 <= max(batches) <= 16


def test_a_model_is_made_once_until_it_is_dropped(python: Callable[[str], str], tmp_path: Path) -> None:
    question = {"op": "score", "metric": "nima", "device": "cpu", "path": wire.path_to_wire(photo(tmp_path))}
    with Link("score", python=python(MEAN_SCORER)) as one:
        for _ in range(2):
            one.ask(question)
        one.ask({**question, "metric": "piqe"})
        one.ask({"op": "drop"})
        one.ask(question)
    made = [line for line in (paths.log_folder() / "worker.log").read_text().splitlines() if line.startswith("made")]
    assert made == ["made nima", "made nima piqe", "made nima piqe nima"]


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
