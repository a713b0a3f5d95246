"""A program, run in a process of its own by ``test_ensemble.py``: it tries metrics together and prints JSON.

On its own, because torch stays in a process once imported. Weights are random, of pyiqa's true architectures; where
the device or its memory is what matters, models and the device are pretended.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
from PIL import Image

from reviewer import paths, weights
from reviewer.decode import Pixels
from reviewer.errors import ReviewerError
from reviewer.scoring import engine
from reviewer.scoring.engine import parts
from reviewer.scoring.sizing import resized
from reviewer.scoring.table import METRICS

torch = parts.load()
import engine_weights  # noqa: E402

from reviewer.scoring.engine import models, precision  # noqa: E402
from reviewer.scoring.engine.ensemble import Ensemble  # noqa: E402
from reviewer.scoring.engine.faults import is_device_lost, is_out_of_memory  # noqa: E402
from reviewer.scoring.engine.lanes import LANES  # noqa: E402
from reviewer.scoring.engine.model_scorer import ModelScorer  # noqa: E402
from reviewer.scoring.engine.precision import Precision  # noqa: E402

TOGETHER = ("clipiqa", "clipiqa+_rn50_512")
"""One trunk and one size, pooled without positions and with them."""


def picture(height: int, width: int, seed: int = 0) -> Pixels:
    """Smooth blotches with some grain."""
    random = np.random.default_rng(seed)
    blotches = Image.fromarray(random.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    smooth = np.asarray(blotches.resize((width, height), Image.Resampling.BICUBIC))
    grained = np.clip(smooth + random.normal(0, 8, smooth.shape), 0, 255).astype(np.uint8)
    return Pixels(grained, None, (width, height))


def raw_of(name: str, photos: list[Pixels]) -> list[float]:
    """pyiqa's own numbers: its network as it was built, before anything is made faster."""
    model = models.build(METRICS[name], weights.find(METRICS[name].files), "cpu")
    fed = [resized(photo.array, METRICS[name]) for photo in photos]
    with torch.inference_mode():
        return [
            float(model(torch.from_numpy(array.copy()).permute(2, 0, 1)[None].float() / 255).reshape(-1)[0])
            for array in fed
        ]


def sharing(ensemble: Ensemble) -> dict[str, object]:
    """Two metrics on one trunk: how often the trunk runs, and whether the numbers stay what they are alone."""
    photos = [picture(240, 320), picture(320, 240, 1)]
    visual = ensemble._scorers["clipiqa"]._model.net.clip_model[0].clip.visual
    passes = []
    visual.layer4.register_forward_hook(lambda *_: passes.append(1))
    answers = [ensemble.score([photo], TOGETHER)[0] for photo in photos]
    left = [trunk._seen for trunk in ensemble._trunks]
    normalisations = sum(isinstance(part, torch.nn.BatchNorm2d) for part in visual.modules())
    together = ensemble.score(photos, TOGETHER)
    return {
        "passes": len(passes) // 2,
        "together": {name: [answer[name].raw for answer in together] for name in TOGETHER},
        "ours": {name: [answer[name].raw for answer in answers] for name in TOGETHER},
        "pyiqa": {name: raw_of(name, photos) for name in TOGETHER},
        "left": left,
        "normalisations": normalisations,
        "only": [sorted(answer) for answer in ensemble.score(photos, ["clipiqa"])],
    }


def shapes(ensemble: Ensemble) -> dict[str, object]:
    """NIMA, CLIP-IQA and PIQE of photos of all shapes; NIMA of squares against pyiqa's."""
    names = ("nima", "clipiqa", "piqe")
    squares = [picture(400, 400), picture(100, 100, 1)]
    wide = picture(300, 520)
    other = np.array(wide.array)
    other[:, :80] = 255 - other[:, :80]  # outside of the middle square
    grey = Pixels(np.repeat(picture(300, 400).array[..., :1], 3, axis=2), None, (400, 300))
    dot = Pixels(np.full((1, 1, 3), 90, np.uint8), None, (1, 1))
    photos = {
        "grey": grey,
        "dot": dot,
        "black": Pixels(np.zeros((300, 400, 3), np.uint8), None, (400, 300)),
        "thin": picture(30, 1500),
        "line": picture(2, 300),
        "huge": picture(1500, 2200),
    }
    answers = dict(zip(photos, ensemble.score(list(photos.values()), names), strict=True))
    pyiqa = raw_of("nima", [*squares, wide, Pixels(other, None, (520, 300))])
    return {
        "square": [ensemble.score([photo], ["nima"])[0]["nima"].raw for photo in squares],
        "pyiqa": pyiqa[:2],
        "sides": [
            ensemble.score([Pixels(array, None, (520, 300))], ["nima"])[0]["nima"].raw for array in (wide.array, other)
        ],
        "pyiqa_sides": pyiqa[2:],
        "said": {name: {metric: _said(answer) for metric, answer in each.items()} for name, each in answers.items()},
        "fit": [ensemble.fit, ensemble.cover],
    }


def _said(answer: object) -> object:
    return f"{answer.code}: {answer.detail}" if hasattr(answer, "code") else answer.value


class Model:
    """A pretended model: ``rule`` of a batch of pictures is its scores."""

    def __init__(self, rule, device="cpu"):
        self.rule = rule
        self.device = torch.device(device)
        self.net = torch.nn.Identity()

    def __call__(self, batch):
        return self.rule(batch)


def scorer_of(rule, **options) -> ModelScorer:
    return ModelScorer(METRICS["piqe"], "", Model(rule), **options)


def memory() -> dict[str, object]:
    """What happens where there is too little: batches shrink, a photo that cannot be had is marked, a metric refused."""
    sizes: list[int] = []

    def small(batch):
        sizes.append(len(batch))
        if len(batch) > 2:
            raise RuntimeError(
                "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"
            )
        return batch.mean((1, 2, 3))

    def never(_batch):
        raise MemoryError

    photos = [picture(100, 120, seed) for seed in range(7)]
    scorer = scorer_of(small)
    told = [_said(answer) for answer in scorer.score(photos)]
    alone = [_said(scorer.score([photo])[0]) for photo in photos]
    first = list(sizes)
    sizes.clear()
    scorer.score(photos)
    refused = engine.create(["piqe"], "cpu", memory=1 << 20).refused
    with patch.object(models, "build", side_effect=RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")):
        unbuilt = engine.create(["piqe"], "cpu").refused
    return {
        "told": told,
        "alone": alone,
        "sizes": first[: len(first) - len(photos)],
        "later": sizes,
        "never": [_said(answer) for answer in scorer_of(never).score(photos[:2])],
        "room": [len(batch) for batch in scorer_of(small, most=2)._batches({n: photos[n].array for n in range(5)})],
        "refused": {name: [type(error).__name__, error.needed, error.allowed] for name, error in refused.items()},
        "unbuilt": [type(error).__name__ for error in unbuilt.values()],
    }


def lanes() -> dict[str, object]:
    """Photos side by side: who judges them, and what becomes of one for which there was too little memory."""

    class NIMA(torch.nn.Module):
        """By its name one that keeps nothing of a photo."""

    photos = [picture(100, 120, seed) for seed in range(4)]
    at_work: list[tuple[str, int]] = []
    meet = threading.Barrier(2, timeout=30)

    def rule(batch):
        at_work.append((threading.current_thread().name.partition("_")[0], len(batch)))
        if len(at_work) <= 2:
            meet.wait()  # nobody gets past this alone
        return batch.mean((1, 2, 3))

    model = Model(rule)
    model.net = NIMA()
    scorer = ModelScorer(METRICS["piqe"], "", model, most=2)
    told = [answer.raw for answer in scorer.score(photos)]
    alone = [scorer.score([photo])[0].raw for photo in photos]
    failed: list[str] = []

    def cramped(batch):
        if threading.current_thread() is not threading.main_thread() and not failed:
            failed.append("once")
            raise MemoryError
        return batch.mean((1, 2, 3))

    model = Model(cramped)
    model.net = NIMA()
    scorer = ModelScorer(METRICS["piqe"], "", model)
    again = [answer.raw for answer in scorer.score(photos)]
    return {
        "told": told,
        "alone": alone,
        "at_work": at_work,
        "again": again,
        "in_lanes_later": scorer._in_lanes,
        "threads": torch.get_num_threads(),
        "one_each": scorer_of(rule)._in_lanes,
    }


def lost() -> dict[str, object]:
    """A device that goes while it is at work."""

    def gone(_batch):
        raise RuntimeError("CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be reported")

    scorer = ModelScorer(METRICS["piqe"], "", Model(gone, "cuda"))
    said = {}
    with patch.object(ModelScorer, "_moved", lambda _self, pictures: torch.from_numpy(pictures)):
        try:
            scorer.score([picture(100, 120)])
        except ReviewerError as error:
            said["cuda"] = [type(error).__name__, error.detail]
    said["cpu"] = [_said(answer) for answer in scorer_of(gone).score([picture(100, 120)])]
    said["told_apart"] = [
        (is_device_lost(error, "cuda"), is_out_of_memory(error))
        for error in (
            RuntimeError("CUDA error: unspecified launch failure"),
            torch.OutOfMemoryError("CUDA out of memory."),
            RuntimeError("The size of tensor a (3) must match the size of tensor b (4)"),
            ValueError("out of memory"),
        )
    ]
    return said


def overlap() -> dict[str, object]:
    """The order in which batches are begun and waited for, and how they get onto a pretended cuda device."""
    log: list[str] = []

    class Raw:
        """Scores that are still being computed."""

        def __init__(self, number):
            self.number = number

        def reshape(self, _shape):
            return self

        def to(self, *_):
            log.append(f"read {self.number}")
            return torch.tensor([float(self.number)])

    def begin(batch):
        log.append(f"begin {len([entry for entry in log if entry.startswith('begin')])}")
        return Raw(len([entry for entry in log if entry.startswith("begin")]) - 1)

    scorer = scorer_of(begin, most=1)
    values = [answer.raw for answer in scorer.score([picture(100, 120, seed) for seed in range(3)])]
    return {"log": log, "values": values, "moved": _moved()}


def _moved() -> list[str]:
    log: list[str] = []

    class There:
        def record_stream(self, stream):
            log.append(f"held until {stream.name} is through")

    class Stream:
        def __init__(self, _device=None, name="moving"):
            self.name = name

        def wait_stream(self, other):
            log.append(f"{self.name} waits for {other.name}")

        def __enter__(self):
            log.append(f"on {self.name}")

        def __exit__(self, *_):
            return None

    class Here:
        def pin_memory(self):
            log.append("pinned")
            return self

        def to(self, device, *, non_blocking):
            log.append(f"to {device}, {'at once' if not non_blocking else 'meanwhile'}")
            return There()

    scorer = ModelScorer(METRICS["piqe"], "", Model(None, "cuda"))
    cuda = SimpleNamespace(
        current_stream=lambda _device: Stream(name="computing"), Stream=Stream, stream=lambda stream: stream
    )
    with patch.object(torch, "cuda", cuda), patch.object(torch, "from_numpy", lambda _pictures: Here()):
        scorer._moved(np.zeros((1, 4, 4, 3), np.uint8))
    return log


def half() -> dict[str, object]:
    """In which precision pretended models end up; computing in full takes them longer."""

    def faithful(batch):
        if not torch.is_autocast_enabled("cpu"):
            time.sleep(0.002)
        return batch.mean((1, 2, 3))

    def disturbed(batch):
        scores = faithful(batch)
        return (scores * 40).round() / 40 if torch.is_autocast_enabled("cpu") else scores

    def broken(batch):
        scores = faithful(batch)
        return scores * float("nan") if torch.is_autocast_enabled("cpu") else scores

    def slow(batch):
        if torch.is_autocast_enabled("cpu"):
            time.sleep(0.002)
        return batch.mean((1, 2, 3))

    random = np.random.default_rng(0)
    photos = [torch.full((1, 3, 8, 8), float(level)) for level in random.random(40)]
    said: dict[str, object] = {}
    for rule in (faithful, disturbed, broken, slow):
        chosen = Precision("cpu", rule.__name__, (torch.bfloat16,))
        calls: list[bool] = []

        def counted(batch, rule=rule, calls=calls):
            calls.append(torch.is_autocast_enabled("cpu"))
            return rule(batch)

        scores = [float(chosen.run(counted, photo)) for photo in photos]
        said[rule.__name__] = {
            "kind": str(chosen.kind),
            "exact": [float(rule(photo)) for photo in photos[:32]] == scores[:32],
            "halves": sum(calls),
            "calls": len(calls),
            "later": str(Precision("cpu", rule.__name__, (torch.bfloat16,)).kind),
            "compares_again": bool(Precision("cpu", rule.__name__, (torch.bfloat16,))._trials),
        }
    said["file"] = json.loads((paths.cache_folder() / "precision.json").read_text())
    said["unsuited"] = str(Precision("cpu", "faithful", ()).kind)
    said["here"] = [str(kind) for kind in precision.candidates("cpu")]
    plain = {"avx512_bf16": False, "amx_bf16": False}
    with patch.object(torch.cpu, "get_capabilities", lambda: plain, create=True):
        said["plain"] = [str(kind) for kind in precision.candidates("cpu")]
    with patch.object(torch.cpu, "get_capabilities", lambda: {**plain, "amx_bf16": True}, create=True):
        said["able"] = [str(kind) for kind in precision.candidates("cpu")]
    return said


def main() -> None:
    """Everything, in order."""
    engine_weights.make(Path(os.environ["TORCH_HOME"]) / "hub" / "pyiqa", ["nima", *TOGETHER])
    ensemble = engine.create(["nima", "piqe", *TOGETHER], "cpu")
    results = {
        "sharing": sharing(ensemble),
        "shapes": shapes(ensemble),
        "memory": memory(),
        "lanes": lanes() if LANES > 1 else None,
        "lost": lost(),
        "overlap": overlap(),
        "half": half(),
    }
    print(json.dumps(results))


if __name__ == "__main__":
    sys.exit(main())
