"""Random weights for every metric of pyiqa's: its true architectures with seeded numbers, saved as the real files are.

What pyiqa does with a file once it has one is its own code; here only the fetching is replaced, by a note of which
network wanted which file. The networks are then set to let something through, and saved. For tests and benchmarks; a
folder of these holds a file ``TRIAL``, by which the program knows that scores from them are worth nothing.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from contextlib import ExitStack, redirect_stdout
from io import StringIO
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import unquote, urlparse

import numpy as np
import pyiqa
import scipy.io
import torch
import torchvision
from pyiqa.archs import clip_model

from reviewer.scoring.engine import models
from reviewer.scoring.engine.hugging_face import VisionModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

TEXT = (77, 49408, 512, 8, 12)
CLIPS = {
    "RN50.pt": (1024, 224, (3, 4, 6, 3), 64, None, *TEXT),
    "ViT-B-32.pt": (512, 224, 12, 768, 32, *TEXT),
    "ViT-L-14.pt": (768, 224, 24, 1024, 14, 77, 49408, 768, 12, 12),
}


def make(folder: Path, names: Iterable[str]) -> None:
    """The files of these metrics; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "TRIAL").touch()
    for name in names:
        torch.manual_seed(5)
        with redirect_stdout(StringIO()), torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Maker(folder, name).make()


class Maker:
    """Makes the files of one metric."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.noted: list[tuple[torch.nn.Module, str, str | None]] = []

    def make(self) -> None:
        """Have pyiqa build the metric without files, note which it wanted, save them."""
        models._import(self.name)
        with ExitStack() as meanwhile:
            nowhere = meanwhile.enter_context(TemporaryDirectory())
            for place, name, stand_in in list(self._stand_ins(nowhere)):
                meanwhile.enter_context(patch.object(place, name, stand_in))
            metric = pyiqa.create_metric(self.name, device="cpu")
        if self.noted:
            metric.net.align_crop_face = False
            liven(metric.net, metric)
        for network, file, key in self.noted:
            self.save(network.state_dict() if key is None else {key: network.state_dict()}, file)

    def save(self, content: object, file: str) -> Path:
        """Write one file, unless it is there."""
        path = self.folder / file
        if path.exists():
            return path
        if file.endswith(".mat"):
            scipy.io.savemat(path, content)
        elif isinstance(content, torch.jit.ScriptModule):
            torch.jit.save(content, path)
        else:
            torch.save(content, path)
        return path

    def _stand_ins(self, nowhere: str) -> Iterator[tuple[object, str, object]]:
        """Where pyiqa would get something, and what gives it something."""
        builder = importlib.import_module("timm.models._builder")
        yield builder, "load_pretrained", lambda *_, **__: None
        torchvision = importlib.import_module("torchvision.models._api")
        yield torchvision.WeightsEnum, "verify", classmethod(lambda _kind, _weights: None)
        yield torch.hub, "load_state_dict_from_url", lambda address, **_: torch.load(self.fetch(address))
        for module in [module for name, module in sys.modules.items() if name.startswith(("pyiqa.archs", "facexlib"))]:
            if hasattr(module, "load_pretrained_network"):
                yield module, "load_pretrained_network", self.note
            if hasattr(module, "load_file_from_url"):
                yield module, "load_file_from_url", self.fetch
            if getattr(module, "load", None) is clip_model.load:
                yield module, "load", self.clip
            if module.__name__.endswith("afine_arch"):
                yield module, "load", lambda *_, **__: (random_clip("ViT-B-32.pt", afine_clip()), None)
            if hasattr(module, "init_parsing_model"):
                yield module, "init_parsing_model", lambda *_, **__: None
            if module.__name__.endswith("fgresq_arch"):
                yield module.FGResQ, "_load_clip_vision_model", staticmethod(vision_model)
            if module.__name__.endswith("liqe_arch"):
                yield module, "DEFAULT_CACHE_DIR", nowhere
        if "clip.clip" in sys.modules:
            yield sys.modules["clip"], "load", lambda name: (self.clip(name), None)

    def note(self, network, address, strict=True, weight_keys=None):
        """In place of ``load_pretrained_network``."""
        self.noted.append((network, file_of(address), weight_keys))

    def fetch(self, url, *_arguments, **_options) -> str:
        """In place of ``load_file_from_url``: a file made on the spot."""
        file = file_of(url)
        if not (self.folder / file).exists():
            rule = next(rule for start, rule in CONTENTS.items() if file.startswith(start))
            self.save(rule(), file)
        return str(self.folder / file)

    def clip(self, name: str, *_device, **_options) -> torch.nn.Module:
        """In place of ``clip.load``; saved in half precision, as the real one is."""
        file = file_of(clip_model._MODELS[name])
        model = random_clip(file)
        if self.name.startswith(("clipiqa", "maclip", "laion")):
            path = self.save(model.half().state_dict(), file)
            model.load_state_dict(torch.load(path))
        return model.float().eval()


def file_of(address: str) -> str:
    """Name of the file behind an address."""
    return unquote(urlparse(address).path.rpartition("/")[2])


def random_clip(file: str, kind: type[torch.nn.Module] = clip_model.CLIP) -> torch.nn.Module:
    """A CLIP model of the named file's shape that tells pictures apart."""
    model = kind(*CLIPS[file])
    if file == "RN50.pt":
        liven(model.visual, model.visual)
    model.logit_scale.fill_(4.6)
    return model.eval()


def liven(network: torch.nn.Module, run) -> None:
    """Random batch normalisation lets nothing through: set it to what a batch of noise needs, as training would."""
    norms = [part for part in network.modules() if isinstance(part, torch.nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum = 1.0
        torch.nn.init.uniform_(norm.weight, 0.5, 1.5)
        norm.train()
    if norms:
        run(torch.rand(2, 3, 224, 224))
    elif all(
        isinstance(part, PLAIN) for part in network.modules() if next(part.parameters(recurse=False), None) is not None
    ):
        for part in network.modules():
            if isinstance(part, PLAIN):
                torch.nn.init.kaiming_normal_(part.weight, nonlinearity="relu")
    if type(network).__name__ == "UNIQUE":
        network.fc.weight.mul_(1000)  # its features are a vector of length one with a quarter of a million numbers
    network.eval()


PLAIN = (torch.nn.Conv2d, torch.nn.Linear)
"""Layers that let next to nothing through as torch begins them, when there is nothing else between."""


def arniqa() -> dict[str, torch.Tensor]:
    encoder = torch.nn.Sequential(*list(torchvision.models.resnet50().children())[:-1])
    liven(encoder, encoder)
    return {f"model.{name}": value for name, value in encoder.state_dict().items()}


def regressor() -> torch.jit.ScriptModule:
    """A program, as ARNIQA's regressors are."""
    linear = torch.nn.Linear(4096, 1)
    linear.weight.data.mul_(1000)  # random features hardly differ
    return torch.jit.script(linear)


def qualiclip() -> dict[str, torch.Tensor]:
    state = {f"clip_model.{name}": value for name, value in random_clip("RN50.pt").state_dict().items()}
    return {**state, "prompts_features": torch.nn.functional.normalize(torch.randn(14, 1024))}


def afine_clip() -> type[torch.nn.Module]:
    kind: type[torch.nn.Module] = importlib.import_module("pyiqa.archs.afineclip_model").AFINECLIP
    return kind


def afine() -> dict[str, dict[str, torch.Tensor]]:
    arch = importlib.import_module("pyiqa.archs.afine_arch")
    made = {
        "finetuned_clip": random_clip("ViT-B-32.pt", afine_clip()),
        "natural": arch.AFINEQhead(),
        "fidelity": arch.AFINEDhead(),
        "fidelity_scale": arch.AFINENLM_FR_Fit_with_limit(),
        "natural_scale": arch.AFINENLM_NR_Fit(),
        "adapter": arch.AFINELearnLambda(),
    }
    return {name: part.state_dict() for name, part in made.items()}


def vision_model(_name: str) -> torch.nn.Module:
    transformers = importlib.import_module("transformers")
    return VisionModel(transformers.CLIPVisionModel(transformers.CLIPVisionConfig(patch_size=16)))


def fgresq() -> dict[str, torch.Tensor]:
    network = importlib.import_module("pyiqa.archs.fgresq_arch").FGResQ(pretrained=False)
    for layer in (*network.task_mlp, network.prompt_mlp):  # which begin as zeros
        if isinstance(layer, torch.nn.Linear):
            layer.reset_parameters()
    return network.state_dict()


def degradation() -> dict[str, torch.Tensor]:
    task = "task_cls_clip."
    return {name.removeprefix(task): value for name, value in fgresq().items() if name.startswith(task)}


def metaiqa() -> dict[str, torch.Tensor]:
    network = importlib.import_module("pyiqa.archs.metaiqa_arch").MetaIQA(pretrained=False)
    liven(network, network)
    return {name.replace("head.", "net."): value for name, value in network.state_dict().items()}


def faces() -> dict[str, torch.Tensor]:
    kind = importlib.import_module("facexlib.detection.retinaface").RetinaFace
    return kind(network_name="resnet50", half=False, device="cpu").state_dict()


def spread(size: int) -> np.ndarray:
    """A covariance."""
    root = np.random.default_rng(size).normal(size=(size, size))
    return root @ root.T / size + np.eye(size)


def naturalness() -> dict[str, np.ndarray]:
    return {"mu_prisparam": np.random.default_rng(1).random((1, 36)), "cov_prisparam": spread(36)}


def template() -> dict[str, np.ndarray]:
    random = np.random.default_rng(2)
    cells = np.empty((1, 4), dtype=object)
    cells[0, :] = [random.random((430, 1)), spread(430), random.random((468, 1)), random.normal(size=(468, 430))]
    return {"templateModel": cells}


def forests() -> dict[str, object]:
    """Three forests of trees with one question each, and how they are added up."""
    random = np.random.default_rng(3)
    trees = 20
    rf = np.empty((1, 3), dtype=object)
    for at in range(3):
        leaf = np.zeros((1, trees), int)
        rf[0, at] = {
            "ldau": np.vstack([leaf + 2, leaf, leaf]),
            "rdau": np.vstack([leaf + 3, leaf, leaf]),
            "c": 0,
            "d": 0,
            "threshold": np.vstack([random.random((1, trees)), leaf, leaf]),
            "pred": random.random((3, trees)) * 10,
            "attribute": np.vstack([random.integers(1, 18, (1, trees)), leaf + 1, leaf + 1]),
        }
    return {"model": {"linear": np.array([[0.1], [0.3], [0.3], [0.3]]), "rf": rf}}


def vectors() -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(50) * 100, torch.rand(50, 36) * 2 - 1


def matlab_vectors() -> dict[str, np.ndarray]:
    """Weighed as much as it takes: its kernel is narrow, and blotches lie far from everything."""
    random = np.random.default_rng(4)
    return {"sv": random.random((50, 36)) * 0.2 - 0.1, "sv_coef": random.normal(size=(50, 1)) * 1e25}


CONTENTS: dict[str, Callable[[], object]] = {
    "CLIP-IQA+_learned_prompts": lambda: torch.randn(2, 16, 512) * 0.02,
    "QualiCLIP.pth": qualiclip,
    "ARNIQA.pth": arniqa,
    "regressor_": regressor,
    "afine": afine,
    "FGResQ.pth": fgresq,
    "FGResQ_Degradation": degradation,
    "Metaiqa_livec": metaiqa,
    "detection_Resnet50": faces,
    "niqe_": naturalness,
    "ILNIQE": template,
    "NRQM_model": forests,
    "brisque_svm": vectors,
    "brisque_matlab": matlab_vectors,
}
"""What is in the files that pyiqa opens itself, by how their names begin."""
