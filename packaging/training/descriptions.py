"""The numbers that all methods learn from: photos and spoilt photos described. They are kept in a work folder.

An interrupted run goes on with what is there. The folder belongs to one set of photos: another set needs another one.
"""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import spoiling
from reviewer.scoring.technical.codebook import Codebook, patches
from reviewer.scoring.technical.description import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from rated import Rated

Matrix = NDArray[np.float32]

STATISTICS = 359
"""Numbers of ``description.describe``, which come first; those of the codebooks follow."""

_CENTRES = 64
_COMPONENTS = (24, 24, 24, 26)  # of whitened patches, per kind
_EVERY, _PATCHES = 6, 60  # codebooks are found in 60 patches of a kind of every sixth photo
_ROUNDS = 30
_GOOD, _FAIR = 0.6, 0.5  # MOS: photos that are spoilt, and those whose background is
_SERIES, _SUBJECTS = 280, 900  # photos of each
SUBJECT, SOFT = "subject", "soft"


@dataclass(frozen=True)
class Spoilt:
    """Which photo was spoilt in which way.

    Attributes:
        photo: Its number among the rated.
        fault: One of ``spoiling.FAULTS``; ``subject`` for a blurred background; ``soft`` for all blurred.
        level: 1..5; 0 without levels.
    """

    photo: int
    fault: str
    level: int


@dataclass(frozen=True)
class Described:
    """All numbers, of photos as they are and as they were spoilt.

    Attributes:
        books: The codebooks.
        rated: (n, 359 + codebooks') of the photos as they are.
        spoilt: (m, ...) likewise of the spoilt ones.
        ways: What the rows of ``spoilt`` are.
    """

    books: Sequence[Codebook]
    rated: Matrix
    spoilt: Matrix
    ways: Sequence[Spoilt]


def described(photos: Rated, work: Path) -> Described:
    """Describe photos, or read what an earlier run of the same photos has left in ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    books = _books(photos, work / "books.npz")
    ways = _ways(photos)
    of_photo = partial(_of_photo, photos, books)
    rated = _kept(work / "rated.npy", of_photo, range(len(photos.files)))
    spoilt = _kept(work / "spoilt.npy", partial(_of_spoilt, photos, books), ways)
    return Described(books, rated, spoilt, ways)


def _kept(file: Path, describe_one: Callable[..., Matrix], jobs: Sequence[object]) -> Matrix:
    if not file.exists():
        rows = np.stack(list(_spread(describe_one, jobs, file.stem)))
        np.save(file, rows)
    return np.load(file, mmap_mode="r")


def _spread(work: Callable[..., object], jobs: Sequence[object], what: str) -> Iterable[object]:
    """On all cores, in order, with one thread of arithmetic in each."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with multiprocessing.get_context("spawn").Pool() as pool:
        yield from tqdm(pool.imap(work, jobs, chunksize=20), desc=what, total=len(jobs))


def _of_photo(photos: Rated, books: Sequence[Codebook], at: int) -> Matrix:
    return numbers(photos.picture(at), books)


def _of_spoilt(photos: Rated, books: Sequence[Codebook], way: Spoilt) -> Matrix:
    return numbers(_spoilt(photos.picture(way.photo), way), books)


def _spoilt(array: NDArray[np.uint8], way: Spoilt) -> NDArray[np.uint8]:
    if way.fault == SUBJECT:
        return spoiling.before_blur(array, way.photo)
    if way.fault == SOFT:
        return spoiling.blurred(array, 4 + way.photo % 4)
    return spoiling.spoil(array, way.fault, way.level, way.photo * 7 + spoiling.FAULTS.index(way.fault))


def numbers(array: NDArray[np.uint8], books: Sequence[Codebook]) -> Matrix:
    """Everything that can be said of one picture."""
    told = [book(rows) for book, rows in zip(books, patches(array), strict=True)]
    return np.concatenate([describe(array), *told]).astype(np.float32)


def _ways(photos: Rated) -> list[Spoilt]:
    good = np.random.default_rng(5).permutation(np.flatnonzero(photos.mos >= _GOOD))[:_SERIES]
    fair = np.random.default_rng(6).permutation(np.flatnonzero(photos.mos >= _FAIR))[:_SUBJECTS]
    levels = range(1, spoiling.LEVELS + 1)
    series = [Spoilt(int(photo), fault, level) for photo in good for fault in spoiling.FAULTS for level in levels]
    return series + [Spoilt(int(photo), fault, 0) for photo in fair for fault in (SUBJECT, SOFT)]


def _books(photos: Rated, file: Path) -> list[Codebook]:
    if not file.exists():
        np.savez(file, **_found(photos))
    with np.load(file) as kept:
        return [
            Codebook(*(kept[f"{part}{kind}"] for part in ("mean", "whitening", "centres")))
            for kind in range(len(_COMPONENTS))
        ]


def _found(photos: Rated) -> dict[str, Matrix]:
    """Codebooks: patches whitened by their principal components, then k-means."""
    samples = list(_spread(partial(_sample, photos), range(0, len(photos.files), _EVERY), "codebooks"))
    found: dict[str, Matrix] = {}
    for kind, components in enumerate(_COMPONENTS):
        rows = np.concatenate([sample[kind] for sample in samples])
        mean = rows.mean(axis=0)
        variances, axes = np.linalg.eigh(np.cov((rows - mean).T))
        variances, axes = variances[::-1][:components], axes[:, ::-1][:, :components]
        whitening = (axes / np.sqrt(variances + 0.02 * variances[0])).astype(np.float32)
        whitened = ((rows - mean) @ whitening).astype(np.float32)
        found |= {
            f"mean{kind}": mean.astype(np.float32),
            f"whitening{kind}": whitening,
            f"centres{kind}": _means(whitened),
        }
    return found


def _sample(photos: Rated, at: int) -> list[Matrix]:
    random = np.random.default_rng(at)
    return [rows[random.choice(len(rows), _PATCHES, replace=False)] for rows in patches(photos.picture(at))]


def _means(points: Matrix) -> Matrix:
    """Centres by k-means."""
    random = np.random.default_rng(0)
    centres = points[random.choice(len(points), _CENTRES, replace=False)].copy()
    for _ in range(_ROUNDS):
        nearest = ((centres**2).sum(axis=1) - 2 * points @ centres.T).argmin(axis=1)
        counts = np.bincount(nearest, minlength=_CENTRES)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, points)
        others = points[random.choice(len(points), _CENTRES)]
        centres = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], others).astype(np.float32)
    return centres
