"""Several photos at a time on a processor, each on a core of its own.

A network's layers take a millisecond or two each, and with all cores at one photo each waits for the slowest at the end
of every layer: of decoding, of the window, of whatever else runs. Measured on two AVX2 cores, NIMA and CLIP-IQA at
their sizes: 442 and 382 ms a photo with both cores at one, 271 and 328 ms with two photos side by side.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

import torch

from reviewer.machine import CORES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import nn

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

LANES = min(8, CORES)
"""Photos at a time; past these many the memory they take is worth more than the time."""

_STATELESS = frozenset(
    {
        "ARNIQA",
        "CFANet",
        "CLIPIQA",
        "CNNIQA",
        "DBCNN",
        "HyperNet",
        "LAIONAes",
        "MUSIQ",
        "MetaIQA",
        "NIMA",
        "PAQ2PIQ",
        "QualiCLIP",
        "UNIQUE",
    }
)
"""Networks of pyiqa's that keep nothing of a photo while they look at it, as others do: read in their code."""

_pool = ThreadPoolExecutor(LANES, "lane")


def may_share(network: nn.Module) -> bool:
    """Whether several threads may run a network at a time."""
    return type(network).__name__ in _STATELESS and not hasattr(network, "face_helper")


def side_by_side(work: Callable[[_Given], _Made], pieces: Sequence[_Given]) -> list[_Made]:
    """Do something with each piece, a core each; back when all are done."""

    def on_one_core(piece: _Given) -> _Made:
        torch.set_num_threads(max(1, CORES // LANES))
        return work(piece)

    futures = [_pool.submit(on_one_core, piece) for piece in pieces]
    wait(futures)
    # Said to some libraries for all threads: whoever is alone next gets all cores.
    torch.set_num_threads(LANES)
    return [future.result() for future in futures]
