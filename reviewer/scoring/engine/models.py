"""pyiqa's networks, built by pyiqa's own code from files that are already here, and made ready to be fast.

``stand_ins`` keep pyiqa from fetching, ``vetting`` looks at each file first, ``untrained`` and ``clips`` keep
from loading what is overwritten or already there, and ``prompts`` from computing the same again for each photo.
"""

from __future__ import annotations

import importlib
import warnings
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyiqa
import torch
from pyiqa.default_model_configs import DEFAULT_CONFIGS

from reviewer.errors import WeightsRefused
from reviewer.scoring.engine import parts
from reviewer.scoring.engine.feeding import fed
from reviewer.scoring.engine.local_files import LocalFiles
from reviewer.scoring.engine.prompts import encode_once
from reviewer.scoring.engine.stand_ins import standing_in
from reviewer.scoring.engine.untrained import Untrained
from reviewer.scoring.engine.vetting import vet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviewer.scoring.engine.feeding import Model
    from reviewer.scoring.table import Metric


def build(metric: Metric, files: Mapping[str, Path], device: str, shared: dict[str, object] | None = None) -> Model:
    """Let pyiqa build and load a metric.

    Args:
        metric: What to build.
        files: Its weights files by name.
        device: ``cpu``, ``cuda`` or ``mps``.
        shared: CLIP models by their file's hash, which metrics that work together have in common: those in it are
            used, others put into it.

    Raises:
        WeightsMissing: pyiqa wants a file that is not among these.
        WeightsRefused: A file did not pass, or does not fit the network.
        MissingPart: A package that this metric needs is not there.
    """
    for name, path in files.items():
        vet(name, path)
    local, untrained = LocalFiles(metric.name, files), Untrained()
    try:
        with _quiet():
            _import(metric.name)
            with standing_in(local, untrained, {} if shared is None else shared):
                model = pyiqa.create_metric(metric.name, device=torch.device("cpu"))
                encode_once(model.net)
    except ModuleNotFoundError as error:
        raise parts.missing((error.name or "pyiqa").partition(".")[0]) from error
    except OSError as error:
        if not metric.hub:
            raise
        raise local.missing(metric.hub) from error
    except _MISFITS as error:
        if local.last is None:
            raise
        raise WeightsRefused(local.last, f"does not fit {metric.title}") from error
    if untrained.remain_in(model.net):
        raise local.missing(*local.lacking) if local.lacking else _partial(local.last, metric)
    return _placed(model, device)


_MISFITS = (RuntimeError, LookupError, TypeError, ValueError, AttributeError, AssertionError)
"""What pyiqa raises when a file holds other numbers than the network wants."""


def _partial(path: Path | None, metric: Metric) -> WeightsRefused:
    return WeightsRefused(path or Path(), f"holds only a part of {metric.title}")


def _import(name: str) -> None:
    """Import the module that defines a metric's network.

    pyiqa looks for one of the network's own name, and imports all there are when it finds none: seconds, and much
    memory for packages that nobody asked for.
    """
    kind = DEFAULT_CONFIGS[name]["metric_opts"]["type"]
    for path in Path(pyiqa.__path__[0], "archs").glob("*_arch.py"):
        if f"\nclass {kind}(" in path.read_text(encoding="utf-8"):
            importlib.import_module(f"pyiqa.archs.{path.stem}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what pyiqa prints and warns of while it loads to itself."""
    with redirect_stdout(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _placed(model: Any, device: str) -> Model:  # noqa: ANN401 -- pyiqa is untyped
    model.to(device)
    model.device = torch.device(device)
    return fed(model)
