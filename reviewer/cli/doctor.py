"""``photo-reviewer doctor``: what is installed, and what is missing, with the command that mends it."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from reviewer import __version__, paths, weights, wire, words
from reviewer.catalogue import Catalogue
from reviewer.cli import console, display
from reviewer.errors import ReviewerError
from reviewer.link import MODEL, Link
from reviewer.scoring.choice import offered
from reviewer.scoring.table import METRICS
from reviewer.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

_PACKAGES = (
    *("PySide6-Essentials", "pillow", "simplejpeg", "pi-heif", "rawpy", "numpy", "pyiqa", "torch", "torchvision"),
    *("timm", "opencv-python", "opencv-python-headless", "setuptools", "psutil", "natsort", "appdirs", "tqdm"),
)


def run(_asked: argparse.Namespace) -> int:
    """Tell everything; returns 0."""
    for part in (_program(), _packages(), _folders(), _scoring()):
        for name, value in part:
            console.show(f"{name:<24}{value}\n")
    return 0


def _program() -> Iterator[tuple[str, str]]:
    yield "photo-reviewer", __version__
    yield "Python", f"{platform.python_version()}  {words.safe(sys.executable)}"
    yield "system", platform.platform()
    problem = display.problem()
    yield "window", words.problem(problem) if problem else "ready"


def _packages() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "-"


def _folders() -> Iterator[tuple[str, str]]:
    folders = {
        "data": paths.data_folder(),
        "settings": paths.config_folder(),
        "cache": paths.cache_folder(),
        "log": paths.log_folder(),
        "weights": paths.weights_folder(),
    }
    for name, folder in folders.items():
        note = "" if _writable(folder) else "  (cannot be written)"
        yield f"{name} folder", f"{words.safe(str(folder))}{note}"
    try:
        Catalogue.open().close()
    except ReviewerError as error:
        yield "catalogue", words.problem(error)
    else:
        yield "catalogue", "ready"


def _writable(folder: Path) -> bool:
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    return os.access(there, os.W_OK)


def _scoring() -> Iterator[tuple[str, str]]:
    try:
        with Link("score", python=Settings.load().text("worker_python")) as link:
            reply, _ = link.ask({"op": "metrics", "names": list(METRICS)}, limits=MODEL)
            device = _device(link)
    except ReviewerError as error:
        yield "worker", words.problem(error)
        return
    yield "worker", "ready"
    shown = offered(also=reply["available"])
    for name in shown:
        if name in reply["missing"]:
            yield name, words.problem(wire.error_from_wire(reply["missing"][name]))
        else:
            files = ", ".join(words.safe(str(path)) for path in weights.find(METRICS[name].files).values())
            yield name, f"ready  {files}".rstrip()
    yield "more metrics", f"{len(METRICS) - len(shown)} not ready; photo-reviewer models list --all names them"
    yield "device", device


def _device(link: Link) -> str:
    try:
        reply, _ = link.ask({"op": "device"}, limits=MODEL)
    except ReviewerError as error:
        return words.problem(error)
    return str(reply["device"])
