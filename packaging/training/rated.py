"""Photos rated by people: a folder with a table ``file, mos``, and a division of them into folds.

Near-identical photos are never divided: one of a pair to learn from and the other to be tested on would flatter.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

FOLDS = 5
_ALIKE = 0.8  # correlation of the slopes of 32 x 32 thumbnails from which on two photos are of one scene
_SERIES, _SCENE = "ss02", 20  # a subset taken scene by scene, and how many numbers one scene spans at the most
_LEAST, _USUAL = 256, 512  # px; smaller photos are brought to the size of the others


@dataclass(frozen=True)
class Rated:
    """Photos and what people thought of them.

    Attributes:
        files: Paths of the photos.
        mos: Mean opinion scores 0..1.
        fold: Which fold each is in, 0..4.
    """

    files: list[Path]
    mos: NDArray[np.float32]
    fold: NDArray[np.intp]

    def picture(self, at: int) -> Picture:
        """(H, W, 3), 0..255."""
        return picture(self.files[at])


def picture(file: Path) -> Picture:
    """A rated photo as it is described: (H, W, 3), 0..255, no side under 256 pixels."""
    with Image.open(file) as image:
        upright = image.convert("RGB")
    if min(upright.size) < _LEAST:
        upright = upright.resize((_USUAL, _USUAL), Image.Resampling.BICUBIC)
    return np.asarray(upright)


def read(folder: Path) -> Rated:
    """Read ``mos.csv`` of a folder whose photos lie in ``images``, and divide them."""
    with (folder / "mos.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    files = [folder / "images" / row["file"] for row in rows]
    return Rated(files, np.array([float(row["mos"]) for row in rows], np.float32), _folds(_scenes(files)))


def _scenes(files: list[Path]) -> NDArray[np.intp]:
    """A number for each photo, the same for all of one scene."""
    parent = list(range(len(files)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    slopes = np.stack([_slopes(file) for file in files])
    for first, second in np.argwhere(np.triu(slopes @ slopes.T, 1) > _ALIKE):
        parent[root(int(first))] = root(int(second))
    of_series: dict[int, int] = {}
    for at, file in enumerate(files):
        if file.name.startswith(_SERIES):
            number = int(re.findall(r"\d+", file.stem.removeprefix(_SERIES))[0])
            parent[root(at)] = root(of_series.setdefault(number // _SCENE, at))
    return np.array([root(at) for at in range(len(files))])


def _slopes(file: Path) -> NDArray[np.float32]:
    with Image.open(file) as image:
        small = np.asarray(image.convert("L").resize((33, 33), Image.Resampling.BOX), np.float32)
    slopes = np.concatenate([np.diff(small, axis=0)[:, :32].ravel(), np.diff(small, axis=1)[:32].ravel()])
    normalised: NDArray[np.float32] = slopes / (np.linalg.norm(slopes) + np.float32(1e-3))
    return normalised


def _folds(scenes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Whole scenes dealt out to folds of about equal size, the largest first."""
    random = np.random.default_rng(1)
    fold = np.zeros(len(scenes), np.intp)
    sizes = np.zeros(FOLDS)
    counts = Counter(scenes.tolist())
    for scene in sorted(counts, key=lambda scene: counts[scene] + random.random() / 2, reverse=True):
        smallest = int(np.argmin(sizes + random.random(FOLDS) * 3))
        fold[scenes == scene] = smallest
        sizes[smallest] += counts[scene]
    return fold
