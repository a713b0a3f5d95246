"""The learned rating: its published figures, its weights, and how it stands to photos spoilt on purpose."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.stats import pearsonr, spearmanr

from reviewer import paths
from reviewer.scoring.table import METRICS
from reviewer.scoring.technical import rate
from reviewer.scoring.technical.codebook import patches
from reviewer.scoring.technical.description import describe
from reviewer.scoring.technical.learned import learned, squashed
from reviewer.scoring.technical.views import sharpest, whole

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "packaging" / "training"
SHIPPED = "networks on both, ordered"


@pytest.fixture(scope="module")
def spoiling():
    spec = importlib.util.spec_from_file_location("spoiling", TRAINING / "spoiling.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def predictions():
    with (TRAINING / "predictions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    columns = {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "file"}
    return columns.pop("mos"), columns


def test_the_kept_predictions_give_the_figures_of_the_card():
    mos, columns = predictions()
    assert len(mos) == 10_000
    card = (paths.resource("technical") / "CARD.md").read_text(encoding="utf-8")
    for name, told in columns.items():
        (line,) = (line for line in card.splitlines() if line.removeprefix("| ").split(" | ")[0].strip() == name)
        figures = [cell.strip() for cell in line.strip("|").split("|")]
        assert figures[1] == f"{spearmanr(told, mos).statistic:.3f}"
        assert figures[3] == f"{pearsonr(told, mos).statistic:.3f}"


def test_what_is_shipped_agrees_with_people_as_was_asked():
    mos, columns = predictions()
    assert spearmanr(columns[SHIPPED], mos).statistic >= 0.77
    assert pearsonr(columns[SHIPPED], mos).statistic >= 0.80


def test_the_weights_are_small_and_finite():
    file = paths.resource("technical") / "weights.npz"
    assert file.stat().st_size <= 5 << 20
    # Scores are kept under the preparation's number: where the weights change, both lines do.
    assert hashlib.sha256(file.read_bytes()).hexdigest().startswith("83a7538abde76bcb")
    assert METRICS["technical"].preprocessing == 2
    with np.load(file) as arrays:
        assert all(np.isfinite(arrays[name]).all() for name in arrays)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_picture_has_a_rating(level):
    blank = np.full((512, 512, 3), level, np.uint8)
    assert np.isfinite(describe(blank)).all()
    assert 0 <= learned().rate(blank) <= 1


def test_descriptions_have_the_length_that_was_learned():
    picture = np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    assert describe(picture).shape == learned().mean.shape == (359,)
    assert [rows.shape[1] for rows in patches(picture)] == [49, 49, 49, 75]


def test_what_lies_far_out_is_drawn_in_but_kept_in_order():
    inputs = np.array([-50.0, -4, -3, 0, 2, 3, 9, 1000], np.float32)
    drawn = squashed(inputs)
    assert (np.diff(drawn) > 0).all()
    assert drawn[3:6].tolist() == [0, 2, 3]
    assert abs(drawn).max() < 11


@pytest.mark.parametrize("size", [(1, 1), (40, 700), (512, 512), (300, 900), (1500, 1000)])
def test_the_whole_has_as_many_pixels_as_the_rated_photos_at_most(size):
    seen = whole(np.zeros((*size, 3), np.uint8))
    assert min(seen.shape[:2]) >= 256
    assert seen.shape[0] * seen.shape[1] <= max(512 * 513, 256 * 256 * max(size) / min(size) * 1.01)


def test_the_sharpest_part_is_found():
    array = np.full((1500, 2000, 3), 120, np.uint8)
    array[800:1312, 1300:1812] = np.random.default_rng(2).integers(0, 256, (512, 512, 3), dtype=np.uint8)
    small = np.asarray(Image.fromarray(array).reduce(2))
    part = sharpest(array, small)
    assert part.shape == (512, 512, 3)
    assert (part == 120).all(axis=2).mean() < 0.25


def test_a_photo_of_the_size_of_the_rated_ones_is_seen_once():
    array = np.zeros((600, 600, 3), np.uint8)
    assert sharpest(array, array) is None


def test_spoilt_photos_fall_from_level_to_level(shared, spoiling):
    ordered = []
    for number, array in enumerate(good_photos(shared, 8)):
        for fault in spoiling.FAULTS:
            told = [rate(spoiling.spoil(array, fault, level, number)) for level in range(1, 6)]
            ordered += [above > below for above, below in pairwise(told)]
    assert np.mean(ordered) >= 0.95


def test_a_blurred_background_costs_little_and_blur_all_over_much(shared, spoiling):
    ratings = [float(row["mos"]) for row in rated(shared)]
    spread = float(np.std(ratings))
    falls = []
    for number, array in enumerate(good_photos(shared, 10)):
        sharp = rate(array)
        falls.append((sharp - rate(spoiling.before_blur(array, number)), sharp - rate(spoiling.blurred(array, 5))))
    behind, everywhere = np.mean(falls, axis=0)
    assert behind < 0.15 * spread
    assert everywhere > 1.0 * spread


def rated(shared):
    with (shared / "rated" / "mos.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def good_photos(shared, count):
    good = [row["file"] for row in rated(shared) if float(row["mos"]) >= 0.6]
    for file in good[:: len(good) // count][:count]:
        yield np.asarray(Image.open(shared / "rated" / "images" / file).convert("RGB"))
