"""A program, run in a process of its own by ``test_engine.py``: it tries the engine and prints what happened as JSON.

On its own, because torch and OpenCV stay in a process once imported, and OpenCV's Qt would break the window's tests.
Weights are made here (``engine_weights``): pyiqa's true architectures with seeded random numbers.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import psutil
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from reviewer import paths, weights
from reviewer.decode import Pixels
from reviewer.errors import ReviewerError
from reviewer.scoring import engine
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS

torch = parts.load()
import engine_parity  # noqa: E402
import engine_weights  # noqa: E402
import pyiqa  # noqa: E402

from reviewer.scoring.engine import archives, models  # noqa: E402
from reviewer.scoring.engine.model_scorer import ModelScorer, _give_memory_back  # noqa: E402

COMPARED = (
    *("piqe", "brisque", "niqe", "entropy"),
    *("clipiqa+", "topiq_nr", "musiq", "nima"),
    *("paq2piq", "cnniqa", "wadiqam_nr", "metaiqa", "unique", "arniqa"),
)
"""Of each family one that does not take long; ``engine_parity`` run by hand takes them all."""

SCORED = ("piqe", "nima", "clipiqa", "musiq")

SHAPES = ((700, 1100), (300, 400), (300, 400), (400, 300), (80, 100))
"""Larger than most metrics' sizes, two alike, upright, smaller than all."""

ALIKE = slice(1, 3)


def memory() -> int:
    return psutil.Process().memory_info().rss >> 20


def pictures() -> list[Pixels]:
    """Smooth blotches with some grain, different in each picture."""
    made = []
    for seed, (height, width) in enumerate(SHAPES):
        random = np.random.default_rng(seed)
        blotches = Image.fromarray(random.integers(0, 256, (12, 12, 3), dtype=np.uint8))
        smooth = np.asarray(blotches.resize((width, height), Image.Resampling.BICUBIC))
        grained = np.clip(smooth + random.normal(0, 3 + 4 * seed, smooth.shape), 0, 255)
        made.append(Pixels(grained.astype(np.uint8), None, (width, height)))
    return made


def parity(name: str) -> dict[str, object]:
    compared = engine_parity.compare(name, engine_parity.hub())
    return {**asdict(compared), "difference": compared.difference}


def scored(name: str) -> dict[str, object]:
    """A metric through the whole engine, from photos to scores."""
    photos = pictures()
    _give_memory_back()
    before = memory()
    with redirect_stdout(StringIO()) as printed:
        ensemble = engine.create([name], "cpu")
    together = [answers[name] for answers in ensemble.score(photos)]
    alone = [ensemble.score([photo])[0][name] for photo in photos[ALIKE]]
    loaded = memory()
    del ensemble
    return {
        "raw": [answer.raw for answer in together],
        "values": [answer.value for answer in together],
        "alone": [answer.raw for answer in alone],
        "weights": [answer.weights for answer in together],
        "printed": printed.getvalue(),
        "memory": [before, loaded, memory()],
    }


def shared_clip() -> dict[str, object]:
    """Two metrics and one CLIP file: what they have in common, and what is left of its text tower."""
    shared: dict[str, object] = {}
    picture = torch.rand(1, 3, 64, 96)
    rows = [METRICS[name] for name in ("clipiqa", "clipiqa+", "clipiqa")]
    built = [models.build(row, weights.find(row.files), "cpu", shared) for row in rows[:2]]
    (clip,) = shared.values()
    spoke = hasattr(clip, "transformer")
    with torch.inference_mode():
        first = [float(model(picture)) for model in built]
    third = models.build(rows[2], weights.find(rows[2].files), "cpu", shared)
    with torch.inference_mode():
        again = float(third(picture))
    same = [model.net.clip_model[0].clip.visual is clip.visual for model in (*built, third)]
    return {"spoke": spoke, "silent": not hasattr(clip, "transformer"), "same": same, "first": first, "again": again}


def known_scores(shared: str) -> dict[str, list[float]]:
    """Scores of pyiqa's calibration pictures, at their own size, with the real weights of three metrics."""
    real = Path(shared) / "weights"
    files = {
        "brisque": real / "brisque" / "brisque_svm_weights.pth",
        "niqe": real / "niqe" / "niqe_modelparameters.mat",
        "ilniqe": real / "ilniqe" / "templateModel.mat",
    }
    known: dict[str, list[float]] = {}
    for name, file in files.items():
        pictures = ("I04",) if name == "ilniqe" else ("I03", "I04", "I06", "I08", "I19")  # it takes 15 s for each
        model = models.build(METRICS[name], {METRICS[name].files[0]: file}, "cpu")
        shown = [
            torch.from_numpy(np.array(Image.open(real / "reference" / "dist_dir" / f"{picture}.bmp").convert("RGB")))
            for picture in pictures
        ]
        with torch.inference_mode():
            known[name] = [float(model(picture.permute(2, 0, 1)[None].float() / 255)) for picture in shown]
    return known


def refusals(folder: Path) -> dict[str, object]:
    """What is said of files that must not be loaded, and whether one of them got to run."""

    class Bomb:
        def __reduce__(self):
            return (Path.touch, (folder / "exploded",))

    files = {name: METRICS[name].files[-1] for name in ("nima", "musiq", "brisque", "niqe", "clipiqa+", "metaiqa")}
    good = weights.find([files["nima"]])[files["nima"]].read_bytes()
    prompts = weights.find([files["clipiqa+"]])[files["clipiqa+"]]
    clip = weights.find(["RN50.pt"])["RN50.pt"].read_bytes()
    page = b"<!DOCTYPE html><html><body>Sign in</body></html>"
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 218000000\n"
    cases = {
        "cut": ("nima", lambda path: path.write_bytes(good[: len(good) // 2])),
        "flipped": ("nima", lambda path: path.write_bytes(good[:100] + b"\xff" * 64 + good[164:])),
        "pointer": ("nima", lambda path: path.write_bytes(pointer)),
        "page": ("nima", lambda path: path.write_bytes(page)),
        "empty": ("nima", lambda path: path.write_bytes(b"")),
        "bomb": ("nima", lambda path: torch.save({"params": {"weight": Bomb()}}, path)),
        "old_bomb": ("brisque", lambda path: torch.save(Bomb(), path, _use_new_zipfile_serialization=False)),
        "another_metrics": ("musiq", lambda path: path.write_bytes(good)),
        "misfit": ("nima", lambda path: torch.save({"params": {"weight": torch.zeros(2)}}, path)),
        "part": ("metaiqa", lambda path: torch.save({"net.fc1.weight": torch.zeros(1024, 1000)}, path)),
        "numbers": ("brisque", lambda path: torch.save([1, 2, 3], path)),
        "prompts": ("clipiqa+", lambda path: torch.save(torch.zeros(3, 3, 3), path)),
        "matrix_page": ("niqe", lambda path: path.write_bytes(page)),
        "matrix_of_another": ("niqe", lambda path: engine_weights.scipy.io.savemat(path, {"sv": np.eye(3)})),
        "matrix_without": ("niqe", lambda path: path.write_bytes(prompts.read_bytes())),
    }
    said: dict[str, object] = {case: outcome(name, files[name], make) for case, (name, make) in cases.items()}
    said["program"] = outcome("clipiqa", "RN50.pt", lambda path: torch.jit.save(engine_weights.regressor(), path))
    said["cut_clip"] = outcome("clipiqa", "RN50.pt", lambda path: path.write_bytes(clip[: len(clip) // 3]))
    said["exploded"] = (folder / "exploded").exists()
    return said


def outcome(name: str, file: str, make) -> str:
    """What is said of a metric when one file is made otherwise; it is found before torch's hub folder."""
    path = paths.weights_folder() / file
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / weights.TRIAL).touch()
    make(path)
    try:
        refused = engine.create([name], "cpu").refused.get(name)
    except ReviewerError as error:
        refused = error
    path.unlink()
    return f"{type(refused).__name__}: {refused.path}" if refused else "loaded"


def programs(folder: Path) -> dict[str, object]:
    """Programs in torch's format, read without being run."""

    class Traced(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
            self.scale = torch.nn.Parameter(torch.rand(()))
            self.halved = torch.nn.Parameter(torch.rand(5).half())
            self.beside = torch.rand(3)

        def forward(self, pictures):
            return self.layer(pictures) * self.scale + self.beside.sum() + self.halved.sum().float()

    class Ridge(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.slopes = torch.nn.Parameter(torch.rand(8, 1))
            self.intercept = torch.nn.Parameter(torch.rand(1, 1))

        def forward(self, values):
            return torch.addmm(self.intercept, values, self.slopes)

    values = torch.rand(3, 8)
    traced = torch.jit.trace(Traced().eval(), torch.rand(1, 3, 16, 16))
    ridge = torch.jit.trace(Ridge(), values)
    torch.jit.save(traced, folder / "traced.pt")
    torch.jit.save(ridge, folder / "ridge.pt")
    read = archives.read(folder / "traced.pt")
    state = traced.state_dict()
    return {
        "names": [sorted(read), sorted(state)],
        "equal": all(
            torch.equal(read[name], value) and read[name].dtype == value.dtype for name, value in state.items()
        ),
        "ridge": float((archives.load(folder / "ridge.pt")(values) - ridge(values)).abs().max()),
    }


def devices() -> dict[str, object]:
    """Where pyiqa builds and what is then moved where, with pretended hardware."""
    moved = []

    class Fake:
        net = torch.nn.Module()

        def to(self, device):
            moved.append(device)

    told = []

    def create_metric(name, device, **options):
        told.append((name, str(device), sorted(options)))
        return Fake()

    chosen = {}
    for cuda, mps in ((True, True), (False, True), (False, False)):
        with (
            patch.object(torch.cuda, "is_available", lambda cuda=cuda: cuda),
            patch.object(torch.backends.mps, "is_available", lambda mps=mps: mps),
        ):
            chosen[f"{cuda},{mps}"] = engine.choose_device("auto")
    with patch.object(torch.cuda, "is_available", lambda: False):
        try:
            engine.create(["piqe"], "cuda")
        except ReviewerError as error:
            chosen["absent"] = f"{type(error).__name__}: {error.detail}"
    with patch.object(pyiqa, "create_metric", create_metric):
        placed = str(models.build(METRICS["piqe"], {}, "cuda").device)
    return {"told": told, "moved": moved, "placed": placed, "chosen": chosen}


def misbehaviour() -> dict[str, object]:
    """Answers of a metric that gives no numbers, breaks on a batch, or on one photo."""

    def breaks(batch):
        if len(batch) > 1 or batch.mean() > 0.9:
            raise RuntimeError("out of memory\nand a long trace")
        return torch.full((1,), 30.0)

    white = Pixels(np.full((600, 900, 3), 255, np.uint8), None, (900, 600))
    line = Pixels(np.zeros((2, 900, 3), np.uint8), None, (900, 2))
    photos = [*pictures()[:3], white, line]
    rules = {
        "nan": lambda batch: torch.full((len(batch),), float("nan")),
        "infinite": lambda batch: torch.full((len(batch),), float("inf")),
        "breaks": breaks,
        "miscounts": lambda _batch: torch.zeros(7),
    }
    said = {}
    for case, rule in rules.items():
        model = PretendedModel(rule)
        answers = ModelScorer(METRICS["piqe"], "", model).score(photos)
        said[case] = [
            f"{answer.code}: {answer.detail}" if hasattr(answer, "code") else answer.raw for answer in answers
        ]
    black = Pixels(np.zeros((600, 900, 3), np.uint8), None, (900, 600))
    said["black"] = [type(answers["piqe"]).__name__ for answers in engine.create(["piqe"], "cpu").score([black])]
    said["faceless"] = faceless()
    return said


class PretendedModel:
    """A model that follows a rule."""

    device = torch.device("cpu")
    net = torch.nn.Module()

    def __init__(self, rule):
        self.rule = rule

    def __call__(self, batch):
        return self.rule(batch)


def faceless() -> str:
    """What a network says that wants a face and finds none: pyiqa asserts that there is one."""

    def metric(_pictures):
        raise AssertionError("No face detected in the input image.")

    network = SimpleNamespace(face_helper=None)
    metric.net, metric.device = network, torch.device("cpu")
    try:
        models.fed(metric)(torch.rand(1, 3, 8, 8))
    except ValueError as error:
        return str(error)
    return "scored"


def main(shared: str) -> None:
    """Everything, in order; ``shared`` is the folder of real photos and weights, or empty."""
    folder = Path(os.environ["TORCH_HOME"])
    torch.manual_seed(1)
    engine_weights.make(engine_parity.hub(), ["clipiqa"])
    results = {
        "parity": {name: parity(name) for name in COMPARED},
        "scored": {name: scored(name) for name in SCORED},
        "shared_clip": shared_clip(),
        "known": known_scores(shared) if shared else {},
        "refusals": refusals(folder),
        "programs": programs(folder),
        "devices": devices(),
        "misbehaviour": misbehaviour(),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
