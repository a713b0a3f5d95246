"""A program: pyiqa's own creation of each metric and ours, from the same random weights, on the same pictures.

    python tests/scoring/engine_parity.py [METRIC...]

Prints a table: metric, pyiqa's network, the largest difference, how far apart the pictures' scores are, seconds.
Without names it takes all that can be built here; that is half an hour and 10 GB of files in TORCH_HOME. pyiqa creates
its metric by itself from its own folder; only what no machine without a network could do is replaced: ImageNet weights
of backbones, which are overwritten, and OpenAI's hash, which random weights do not have.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import time
import warnings
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import quote

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from reviewer import weights
from reviewer.scoring.engine import parts
from reviewer.scoring.table import METRICS

torch = parts.load()
import engine_weights  # noqa: E402
import pyiqa  # noqa: E402

from reviewer.scoring.engine import models  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPES = ((256, 320), (256, 320), (352, 256))
"""Two alike, so that they make a batch, and one upright; every metric takes them, and none takes long."""

BUILDABLE = tuple(name for name, metric in METRICS.items() if metric.needs_torch and metric.tested)


@dataclass(frozen=True)
class Parity:
    """How one metric compares.

    Attributes:
        ours: Scores of the pictures, those of one shape in one batch.
        theirs: pyiqa's, one by one.
        kind: pyiqa's network.
        seconds: To build ours.
        printed: What reached stdout meanwhile.
    """

    ours: list[float]
    theirs: list[float]
    kind: str
    seconds: float
    printed: str

    @property
    def difference(self) -> float:
        """Largest, relative to the numbers where these are beyond one."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return max(abs(ours - theirs) / max(1.0, abs(theirs)) for ours, theirs in pairs)


def pictures() -> list[torch.Tensor]:
    """Smooth blotches with some grain, different in each picture."""
    made = []
    for seed, (height, width) in enumerate(SHAPES):
        random = np.random.default_rng(seed)
        blotches = Image.fromarray(random.integers(0, 256, (12, 12, 3), dtype=np.uint8))
        smooth = np.asarray(blotches.resize((width, height), Image.Resampling.BICUBIC))
        grained = np.clip(smooth + random.normal(0, 3 + 4 * seed, smooth.shape), 0, 255).astype(np.uint8)
        made.append(torch.from_numpy(grained).permute(2, 0, 1)[None].float() / 255)
    return made


def compare(name: str, folder: Path) -> Parity:
    """Make a metric's weights, then build it both ways."""
    engine_weights.make(folder, [name])
    as_pyiqa_names_them(folder)
    files = weights.require(name, METRICS[name].files)
    shown = pictures()
    started = time.perf_counter()
    with redirect_stdout(StringIO()) as printed, torch.inference_mode():
        model = models.build(METRICS[name], files, "cpu")
        seconds = time.perf_counter() - started
        model.net.align_crop_face = False  # random weights find no faces
        ours = [score for batch in (torch.cat(shown[:2]), shown[2]) for score in model(batch).reshape(-1).tolist()]
    kind = type(model.net).__name__
    del model
    gc.collect()
    return Parity(ours, theirs(name, shown), kind, seconds, printed.getvalue())


def theirs(name: str, shown: list[torch.Tensor]) -> list[float]:
    """The same from pyiqa's own creation."""
    with ExitStack() as meanwhile:
        meanwhile.enter_context(redirect_stdout(StringIO()))
        meanwhile.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for place, attribute, stand_in in list(offline(meanwhile.enter_context(TemporaryDirectory()))):
            meanwhile.enter_context(patch.object(place, attribute, stand_in))
        metric = pyiqa.create_metric(name, device="cpu")
        metric.net.align_crop_face = False
        edge = 32 if name == "afine_nr" else 1  # it refuses other sizes, and writes into its pictures
        return [float(metric(whole(picture, edge)).reshape(-1)[0]) for picture in shown]


def whole(picture: torch.Tensor, edge: int) -> torch.Tensor:
    """A copy; its edges are multiples of ``edge`` already."""
    assert all(length % edge == 0 for length in picture.shape[-2:])
    return picture.clone()


def offline(nowhere: str) -> Iterator[tuple[object, str, object]]:
    """What pyiqa cannot do by itself here."""
    for module in [
        module for name, module in sys.modules.items() if name.startswith(("pyiqa.archs", "clip", "facexlib"))
    ]:
        if hasattr(module, "_download"):
            yield module, "_download", clip_file
        if module.__name__.endswith("liqe_arch"):
            yield module, "DEFAULT_CACHE_DIR", nowhere  # its prompts, encoded by whatever weights came first
        if module.__name__.endswith("fgresq_arch"):
            yield module.FGResQ, "_load_clip_vision_model", staticmethod(engine_weights.vision_model)
        if module.__name__.endswith("maclip_arch"):
            yield from on_the_processor(module)
        if hasattr(module, "init_parsing_model"):
            yield module, "init_parsing_model", lambda *_, **__: None
    yield torch.jit, "load", rewinding(torch.jit.load)
    yield importlib.import_module("timm.models._builder"), "load_pretrained", lambda *_, **__: None
    yield (
        importlib.import_module("torchvision.models._api").WeightsEnum,
        "verify",
        classmethod(lambda _kind, _weights: None),
    )


def clip_file(address: str, _folder: str) -> str:
    """In place of CLIP's download; made where a metric's own file holds a whole CLIP, which then overwrites this."""
    path = hub() / engine_weights.file_of(address)
    if not path.exists():
        with torch.no_grad():
            torch.save(engine_weights.random_clip(path.name).half().state_dict(), path)
    return str(path)


def on_the_processor(module) -> Iterator[tuple[object, str, object]]:
    """MACLIP names cuda wherever it puts something."""
    load, to = module.load, torch.Tensor.to
    yield module, "load", lambda name, _device: load(name, "cpu")
    yield torch.Tensor, "cuda", lambda tensor: tensor
    yield torch.Tensor, "to", lambda tensor, *where, **more: to(tensor, *(w for w in where if w != "cuda"), **more)


def rewinding(load):
    """pyiqa tries a CLIP file as a program first, and then reads plain tensors from where that left the file."""

    def from_the_start(file, *arguments, **options):
        try:
            return load(file, *arguments, **options)
        except RuntimeError:
            file.seek(0)
            raise

    return from_the_start


def hub() -> Path:
    """Where pyiqa keeps its files, and here all are."""
    return Path(os.environ["TORCH_HOME"]) / "hub" / "pyiqa"


def as_pyiqa_names_them(folder: Path) -> None:
    """pyiqa looks for names as they stand in an address, and torch's loader for others beside its folder."""
    beside = folder.parent / "checkpoints"
    beside.mkdir(exist_ok=True)
    for path in [path for path in folder.glob("*.pt*") if not path.is_symlink()]:
        for other in (folder / quote(path.name), beside / path.name):
            if not other.exists():
                other.symlink_to(path)


def main(names: list[str]) -> None:
    """The table."""
    for name in names:
        compared = compare(name, hub())
        figures = f"{compared.difference:.1e}  {max(compared.ours) - min(compared.ours):.1e}  {compared.seconds:5.1f} s"
        print(f"{name:22} {compared.kind:12} {figures}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or list(BUILDABLE))
