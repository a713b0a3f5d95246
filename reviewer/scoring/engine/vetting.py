"""Weights files looked at before pyiqa loads them: a pickle can run anything, so only plain tensors pass."""

from __future__ import annotations

import pickle
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from scipy.io import loadmat
from scipy.io.matlab import MatReadError

from reviewer import weights
from reviewer.errors import WeightsRefused
from reviewer.scoring.engine import archives
from reviewer.weights import forms, pickles
from reviewer.weights.files import FILES

if TYPE_CHECKING:
    from pathlib import Path


def vet(name: str, path: Path) -> None:
    """Let a weights file pass, or not.

    It has to be what is expected under its name. A file whose maker publishes its hash passes by that. Any other has to
    hold plain numbers: tensors in a pickle that names nothing else, the tensors of a program (which is not run), or the
    arrays of a MATLAB file, a format that has no way to hold code. Whether they are a metric's own, pyiqa finds when it
    puts them into the network.

    Args:
        name: The file's name in the table.
        path: Where it is.

    Raises:
        WeightsRefused: It has changed, is damaged, is something else, or holds more than numbers.
    """
    try:
        if weights.verify(name, path) == (FILES[name].sha256 if name in FILES else ""):
            return
        kind = forms.form(path)
        if kind != forms.SCRIPT and (reason := pickles.refusal(path)):
            raise WeightsRefused(path, reason)
        held = _READERS.get(kind, _tensors)(path)
    except _DAMAGED as error:
        raise WeightsRefused(path, str(error).partition("\n")[0]) from error
    if not held:
        raise WeightsRefused(path, "no weights")


_DAMAGED = (
    pickle.UnpicklingError,
    RuntimeError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    OSError,
    MatReadError,
    NotImplementedError,
    struct.error,
    zlib.error,
)
"""What torch and scipy raise of a file that is not what it should be."""


def _tensors(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Mapped where the format allows: looking costs no memory.
        return _holds(torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path)))


def _program(path: Path) -> bool:
    return bool(archives.read(path))


def _holds(content: object) -> bool:
    """Whether there is a tensor somewhere in it."""
    if isinstance(content, Mapping):
        return any(map(_holds, content.values()))
    if isinstance(content, list | tuple):
        return any(map(_holds, content))
    return isinstance(content, torch.Tensor)


def _arrays(path: Path) -> bool:
    return any(isinstance(value, np.ndarray) for value in loadmat(path).values())


_READERS = {forms.SCRIPT: _program, forms.MATLAB: _arrays}
