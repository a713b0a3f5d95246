"""A program, run in a process of its own by ``test_engine.py``: it tries the engine and prints what happened as JSON.

On its own, because torch and OpenCV stay in a process once imported, and OpenCV's Qt would break the window's tests.
Weights are made here: pyiqa's true architectures with seeded random numbers, saved where and as the real files are.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from reviewer import paths, weights
from reviewer.decode import Pixels
from reviewer.errors import ReviewerError
from reviewer.scoring import engine
from reviewer.scoring.engine import parts
from reviewer.scoring.sizing import resized
from reviewer.scoring.table import METRICS

torch = parts.load()
import pyiqa  # noqa: E402
from pyiqa.archs.clip_model import CLIP  # noqa: E402
from pyiqa.archs.musiq_arch import MUSIQ  # noqa: E402
from pyiqa.archs.nima_arch import NIMA  # noqa: E402

from reviewer.scoring.engine import models  # noqa: E402
from reviewer.scoring.engine.model_scorer import ModelScorer, _give_memory_back  # noqa: E402

NAMES = ("piqe", "brisque", "nima", "clipiqa", "musiq")
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


def liven(network):
    """Random batch normalisation lets nothing through: set it to what a batch of noise needs, as training would."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
    network.train()
    return network


def make_weights(folder: Path) -> None:
    """The four files; CLIP's in half precision, as the real one is."""
    folder.mkdir(parents=True)
    (folder / weights.TRIAL).touch()
    torch.manual_seed(5)
    noise = torch.rand(2, 3, 160, 160)
    with torch.no_grad():
        with models._untrained_backbone():
            nima = NIMA(base_model_name="inception_resnet_v2", pretrained=False)
        liven(nima.base_model)(noise)
        nima.classifier[2].weight.mul_(0.1)  # the features are large; this keeps the softmax from saturating
        torch.save({"params": nima.state_dict()}, folder / "NIMA_InceptionV2_ava-b0c77c00.pth")
        musiq = MUSIQ(pretrained=False)
        musiq.head.weight.mul_(30)
        torch.save(musiq.state_dict(), folder / "musiq_koniq_ckpt-e95806b9.pth")
        clip = CLIP(1024, 224, (3, 4, 6, 3), 64, None, 77, 49408, 512, 8, 12)
        liven(clip.visual)(noise)
        clip.logit_scale.fill_(4.6)
        torch.save(clip.half().state_dict(), folder / "RN50.pt")
    vectors = torch.rand(50, 36) * 2 - 1
    torch.save((torch.randn(50) * 100, vectors), folder / "brisque_svm_weights.pth")


def reference(name: str):
    """The metric as pyiqa makes it by itself, with files that it finds by itself in torch's hub folder."""
    files = weights.find(METRICS[name].files)
    # Only CLIP's file needs to be named: by its own name it would have to be OpenAI's, by hash.
    options = {"backbone": str(files["RN50.pt"])} if name == "clipiqa" else {}
    with models._untrained_backbone(), models._rewound_files():
        return pyiqa.create_metric(name, device="cpu", **options)


def parity(name: str) -> dict[str, object]:
    photos = pictures()
    _give_memory_back()  # what the last metric's reference took
    before = memory()
    with redirect_stdout(StringIO()) as printed:
        scorer = engine.create_one(name, "cpu")
    together = scorer.score(photos)
    alone = [scorer.score([photo])[0] for photo in photos[ALIKE]]
    loaded = memory()
    del scorer
    after = memory()
    theirs = reference(name)
    fed = [resized(photo.array, METRICS[name]) for photo in photos]
    raw = [
        float(theirs(torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255).reshape(-1)[0])
        for picture in fed
    ]
    return {
        "ours": [answer.raw for answer in together],
        "values": [answer.value for answer in together],
        "alone": [answer.raw for answer in alone],
        "pyiqa": raw,
        "weights": [answer.weights for answer in together],
        "printed": printed.getvalue(),
        "memory": [before, loaded, after],
    }


def known_scores(shared: str) -> list[float]:
    """BRISQUE of pyiqa's calibration pictures, at their own size, with its real weights."""
    real = Path(shared) / "weights" / "brisque" / "brisque_svm_weights.pth"
    paths.weights_folder().mkdir(parents=True, exist_ok=True)
    placed = paths.weights_folder() / real.name  # before torch's hub folder
    placed.write_bytes(real.read_bytes())
    scorer = engine.create_one("brisque", "cpu")
    found = []
    for name in ("I03", "I04", "I06", "I08", "I19"):
        file = Path(shared) / "weights" / "reference" / "dist_dir" / f"{name}.bmp"
        array = np.asarray(Image.open(file).convert("RGB"))
        found.append(scorer.score([Pixels(array, None, (array.shape[1], array.shape[0]))])[0].raw)
    placed.unlink()
    return found


def refusals(folder: Path) -> dict[str, object]:
    """What is said of files that must not be loaded, and whether one of them got to run."""

    class Bomb:
        def __reduce__(self):
            return (Path.touch, (folder / "exploded",))

    good = weights.find(METRICS["nima"].files)["NIMA_InceptionV2_ava-b0c77c00.pth"].read_bytes()
    clip = weights.find(METRICS["clipiqa"].files)["RN50.pt"].read_bytes()
    nima, musiq, brisque = (METRICS[name].files[0] for name in ("nima", "musiq", "brisque"))

    def cut(path: Path) -> None:
        path.write_bytes(good[: len(good) // 2])

    def flipped(path: Path) -> None:
        path.write_bytes(good[:100] + b"\xff" * 64 + good[164:])

    def pointer(path: Path) -> None:
        path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 218000000\n")

    def traced(path: Path) -> None:
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), path)

    cases = {
        "cut": ("nima", nima, cut),
        "flipped": ("nima", nima, flipped),
        "pointer": ("nima", nima, pointer),
        "empty": ("nima", nima, lambda path: path.write_bytes(b"")),
        "bomb": ("nima", nima, lambda path: torch.save({"params": {"weight": Bomb()}}, path)),
        "old_bomb": ("brisque", brisque, lambda path: torch.save(Bomb(), path, _use_new_zipfile_serialization=False)),
        "another_metrics": ("musiq", musiq, lambda path: path.write_bytes(good)),
        "misfit": ("nima", nima, lambda path: torch.save({"params": {"weight": torch.zeros(2)}}, path)),
        "numbers": ("brisque", brisque, lambda path: torch.save([1, 2, 3], path)),
        "program": ("clipiqa", "RN50.pt", traced),
        "cut_clip": ("clipiqa", "RN50.pt", lambda path: path.write_bytes(clip[: len(clip) // 3])),
    }
    said: dict[str, object] = {}
    for case, (name, file, make) in cases.items():
        path = paths.weights_folder() / file  # before torch's hub folder
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)
        said[case] = outcome(name)
        path.unlink()
    said["exploded"] = (folder / "exploded").exists()
    return said


def outcome(name: str) -> str:
    try:
        engine.create_one(name, "cpu")
    except ReviewerError as error:
        return f"{type(error).__name__}: {error.path}"
    return "loaded"


def devices() -> dict[str, object]:
    """Which device pyiqa is told, with pretended hardware."""

    class Fake:
        device = torch.device("cpu")

        def __call__(self, batch):
            return torch.full((len(batch), 1), 20.0)

    told = []

    def create_metric(name, device, **options):
        told.append((name, str(device), sorted(options)))
        return Fake()

    real = pyiqa.create_metric, torch.cuda.is_available, torch.backends.mps.is_available
    pyiqa.create_metric = create_metric
    chosen = {}
    try:
        for cuda, mps in ((True, True), (False, True), (False, False)):
            torch.cuda.is_available, torch.backends.mps.is_available = lambda cuda=cuda: cuda, lambda mps=mps: mps
            chosen[f"{cuda},{mps}"] = engine.choose_device("auto")
            scorer = engine.create_one("piqe", "auto")
            chosen["value"] = scorer.score(pictures()[:1])[0].value
        torch.cuda.is_available = lambda: True
        engine.create_one("brisque", "cuda")
        torch.cuda.is_available = lambda: False
        try:
            engine.create_one("piqe", "cuda")
        except ReviewerError as error:
            chosen["absent"] = f"{type(error).__name__}: {error.detail}"
    finally:
        pyiqa.create_metric, torch.cuda.is_available, torch.backends.mps.is_available = real
    return {"told": told, "chosen": chosen}


def misbehaviour() -> dict[str, object]:
    """Answers of a metric that gives no numbers, breaks on a batch, or on one photo."""

    class Model:
        device = torch.device("cpu")

        def __init__(self, rule):
            self.rule = rule

        def __call__(self, batch):
            return self.rule(batch)

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
        answers = ModelScorer(METRICS["piqe"], "", Model(rule)).score(photos)
        said[case] = [
            f"{answer.code}: {answer.detail}" if hasattr(answer, "code") else answer.raw for answer in answers
        ]
    black = Pixels(np.zeros((600, 900, 3), np.uint8), None, (900, 600))
    said["black"] = [type(answer).__name__ for answer in engine.create_one("piqe", "cpu").score([black])]
    return said


def main(shared: str) -> None:
    """Everything, in order; ``shared`` is the folder of real photos and weights, or empty."""
    folder = Path(os.environ["TORCH_HOME"])
    make_weights(folder / "hub" / "pyiqa")
    results = {
        "parity": {name: parity(name) for name in NAMES},
        "known": known_scores(shared) if shared else [],
        "refusals": refusals(folder),
        "devices": devices(),
        "misbehaviour": misbehaviour(),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
