"""Make the weights of the built-in scorer.

    python packaging/training/train.py --data DIR --work FOLDER

learns from all photos of DIR (``mos.csv`` with ``file, mos``; ``images/``); the weights go to ``resources/technical``.
The same photos and seeds give the same weights, up to rounding.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import numpy as np
import torch

import descriptions
import head
import inputs
import rated
from methods import ORDER, trained
from reviewer.paths import write_whole

_ROOT = Path(__file__).parents[2]
_NETWORKS = 6
_LARGEST = 5 << 20  # bytes


def main() -> None:
    """Learn from all photos, and write the weights."""
    parser = argparse.ArgumentParser(description="Make the weights of the built-in scorer.")
    parser.add_argument("--data", type=Path, required=True, help="folder with mos.csv and images/")
    parser.add_argument(
        "--work", type=Path, required=True, help="where descriptions are kept; some 1 GB for 10,000 photos"
    )
    parser.add_argument("--out", type=Path, default=_ROOT / "resources" / "technical" / "weights.npz")
    asked = parser.parse_args()
    photos = rated.read(asked.data)
    described = descriptions.described(photos, asked.work)
    scale = inputs.scale_of(described.rated)
    lessons = head.Lessons(scale(described.rated), photos.mos, scale(described.spoilt), described.ways, ORDER)
    nets = trained(lessons, np.arange(len(photos.files)), _NETWORKS)
    written = _packed(described, scale, nets, photos.mos)
    if len(written) > _LARGEST:
        raise SystemExit(f"The weights take {len(written):,} bytes; {_LARGEST:,} is the limit.")
    write_whole(asked.out, written, mode=0o644)
    print(f"{asked.out}: {len(written):,} bytes, from {len(photos.files):,} photos")


def _packed(
    described: descriptions.Described, scale: inputs.Scale, nets: list[torch.nn.Sequential], mos: head.Matrix
) -> bytes:
    """The arrays that ``reviewer.scoring.technical.learned`` reads, most as half precision."""
    arrays: dict[str, np.ndarray] = {
        "mean": scale.mean,
        "deviation": scale.deviation,
        "texture_mean": scale.texture_mean.astype(np.float16),
        "components": scale.components.astype(np.float16),
        "component_scale": scale.component_scale,
        "ratings": np.array([mos.mean(), mos.std()], np.float32),
    }
    for kind, book in enumerate(described.books):
        arrays |= {f"mean{kind}": book.mean, f"whitening{kind}": book.whitening, f"centres{kind}": book.centres}
    layers = [[layer for layer in net if isinstance(layer, torch.nn.Linear)] for net in nets]
    for at in range(len(layers[0])):
        arrays[f"weights{at}"] = _stacked([net[at].weight.T for net in layers])
        arrays[f"bias{at}"] = _stacked([net[at].bias for net in layers])
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def _stacked(parameters: list[torch.Tensor]) -> np.ndarray:
    return torch.stack(parameters).detach().numpy().astype(np.float16)


if __name__ == "__main__":
    torch.set_num_threads(1)  # so that sums are taken in one order
    main()
