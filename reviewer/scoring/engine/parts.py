"""The packages that the engine stands on: whether they are there, and how they are loaded.

A missing or broken package is the world's fault and comes with the command that mends it.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from reviewer import remedies
from reviewer.errors import MissingPart
from reviewer.machine import CORES

if TYPE_CHECKING:
    from types import ModuleType

    from reviewer.scoring.table import Metric

_INSTALLS = {
    # torch and torchvision have to fit each other, so pip gets to choose the two together.
    "torch": ("torch", "torchvision"),
    "torchvision": ("torch", "torchvision"),
    "pkg_resources": ("setuptools<82",),
    "cv2": ("opencv-python-headless<5",),
}
"""What pip has to install where it is not the module's own name."""

_ALSO = {
    # CLIP's package imports it, and setuptools has dropped it.
    ("clipiqa", "laion_aes", "liqe", "maclip", "qualiclip"): ("pkg_resources",),
    ("compare2score", "fgresq", "qalign", "qrealign"): ("transformers",),
    ("compare2score", "qalign"): ("icecream",),
    ("qalign_",): ("bitsandbytes",),
    ("topiq_",): ("facexlib",),
}
"""What metrics need beside torch and pyiqa, by how their names begin."""

_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",  # nothing is downloaded unasked
    "TORCH_FORCE_WEIGHTS_ONLY_LOAD": "1",  # pyiqa asks torch to run whatever a pickle says; torch shall refuse
    "PYTORCH_ENABLE_MPS_FALLBACK": "1",  # what Apple's GPU lacks is computed on the processor
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that wait by spinning take the cores from whoever looks at photos
}
"""Read by the libraries while they are imported."""

_MOST_THREADS = 8
"""Beyond this many these small networks get no faster, and someone is looking at photos meanwhile."""


def require(metric: Metric) -> None:
    """See that the metric's packages are there, without importing them.

    Raises:
        MissingPart: The first that is not.
    """
    also = [module for starts, modules in _ALSO.items() if metric.name.startswith(starts) for module in modules]
    for module in ("torch", "torchvision", "pyiqa", *also):
        if not _is_there(module):
            raise missing(module)


def missing(module: str) -> MissingPart:
    """The error that names a module or package and the command that installs it."""
    return MissingPart(module, remedies.pip(*_INSTALLS.get(module, (module,))))


def load() -> ModuleType:
    """Import torch and pyiqa, once, with what they read at import set; returns torch.

    Raises:
        MissingPart: One of them is not there or cannot be loaded.
    """
    if "torch" in sys.modules and "pyiqa" in sys.modules:
        return _import("torch")
    os.environ.update(_ENVIRONMENT)
    with redirect_stdout(StringIO()):
        torch = _import("torch")
        _import("torchvision")
        _import("pyiqa")
    logging.getLogger("pyiqa").setLevel(logging.WARNING)
    torch.set_num_threads(min(_MOST_THREADS, CORES))
    return torch


def _import(module: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise missing((error.name or module).partition(".")[0]) from error
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        # A shared library that does not load, or a torchvision built for another torch.
        raise _broken(module, str(error).partition("\n")[0]) from error


def _broken(module: str, reason: str) -> MissingPart:
    library = reason.partition(":")[0]
    if library in remedies.PACKAGES:
        return MissingPart(library, remedies.apt([library]))
    return MissingPart(f"{module} ({reason})", remedies.pip("--force-reinstall", *_INSTALLS.get(module, (module,))))


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
