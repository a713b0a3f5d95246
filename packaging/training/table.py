"""Print how well each method agrees with people, cross-validated: Spearman and Pearson with 95 % intervals.

    python packaging/training/table.py --data DIR --work FOLDER   predicts, and keeps the predictions
    python packaging/training/table.py                            figures from the predictions that are kept

DIR holds ``mos.csv`` and ``images/``. The predictions, each made by a method that had not seen the photo nor any of its
scene, stand in ``predictions.csv`` beside this program: no photo is needed to check a figure.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import pearsonr, spearmanr

from reviewer.paths import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

KEPT = Path(__file__).parent / "predictions.csv"
_RESAMPLED = 1000  # bootstrap samples (Efron 1979)
_DECIMALS = 4


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How well each method agrees with people.")
    parser.add_argument(
        "--data", type=Path, help="folder with mos.csv and images/; without it, kept predictions are read"
    )
    parser.add_argument("--work", type=Path, default=Path("training-work"), help="where descriptions are kept")
    parser.add_argument("--out", type=Path, default=KEPT, help="where the predictions go")
    asked = parser.parse_args()
    if asked.data:
        keep(asked.out, *predict(asked.data, asked.work))
    mos, predictions = kept(asked.out)
    print(f"{len(mos):,} photos, five folds, no scene in two of them\n")
    print(f"| {'method':38} | SROCC | 95 % | PLCC | 95 % |\n|---|---|---|---|---|")
    for name, told in predictions.items():
        print(f"| {name:38} | {' | '.join(figures(told, mos))} |")


def figures(told: Numbers, mos: Numbers) -> list[str]:
    """Spearman's and Pearson's correlation, each with its interval by resampling photos."""
    random = np.random.default_rng(0)
    samples = random.integers(0, len(mos), (_RESAMPLED, len(mos)))
    columns = []
    for correlation in (spearmanr, pearsonr):
        resampled = [correlation(told[rows], mos[rows]).statistic for rows in samples]
        low, high = np.quantile(resampled, (0.025, 0.975))
        columns += [f"{correlation(told, mos).statistic:.3f}", f"{low:.3f} to {high:.3f}"]
    return columns


def predict(data: Path, work: Path) -> tuple[list[str], Numbers, Mapping[str, Numbers]]:
    """Names, ratings and every method's predictions for the photos of a folder."""
    import torch  # noqa: PLC0415

    import descriptions  # noqa: PLC0415 -- the figures alone need neither torch nor the photos
    import head  # noqa: PLC0415
    import inputs  # noqa: PLC0415
    import rated  # noqa: PLC0415
    from methods import ORDER, methods  # noqa: PLC0415

    torch.set_num_threads(1)  # faster for networks this small, and sums are taken in one order
    photos = rated.read(data)
    described = descriptions.described(photos, work)
    scale = inputs.scale_of(described.rated)
    lessons = head.Lessons(scale(described.rated), photos.mos, scale(described.spoilt), described.ways, ORDER)
    predictions = {}
    for name, method in methods(lessons).items():
        told = np.zeros(len(photos.mos))
        for fold in range(rated.FOLDS):
            known, asked = np.flatnonzero(photos.fold != fold), np.flatnonzero(photos.fold == fold)
            told[asked] = method(known, asked)
        predictions[name] = told
        print(f"{name}: {spearmanr(told, photos.mos).statistic:.3f}", flush=True)
    return [file.name for file in photos.files], photos.mos.astype(np.float64), predictions


def keep(out: Path, files: list[str], mos: Numbers, predictions: Mapping[str, Numbers]) -> None:
    """Write the predictions, a row for each photo."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["file", "mos", *predictions])
    for at, file in enumerate(files):
        writer.writerow(
            [file, f"{mos[at]:.{_DECIMALS}f}", *(f"{told[at]:.{_DECIMALS}f}" for told in predictions.values())]
        )
    write_whole(out, stream.getvalue().encode(), mode=0o644)


def kept(file: Path) -> tuple[Numbers, dict[str, Numbers]]:
    """Ratings and predictions, from the table of an earlier run."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = [name for name in rows[0] if name not in ("file", "mos")]
    return np.array([float(row["mos"]) for row in rows]), {
        name: np.array([float(row[name]) for row in rows]) for name in columns
    }


if __name__ == "__main__":
    main()
