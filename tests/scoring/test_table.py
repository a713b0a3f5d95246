"""The metric table: all of pyiqa's metrics, fixed maps that keep the order, and sizes that keep the shape."""

from __future__ import annotations

import re
import runpy
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.scoring.sizing import resized
from reviewer.scoring.table import BUILT_IN, METRICS, TIERS
from reviewer.weights.files import FILES

NAMES = list(METRICS)

OF_SETS_OR_CAPTIONS = {"fid", "sfid", "fid_dinov2", "inception_score", "clipscore"}

WITHOUT_WEIGHTS = {"technical", "piqe", "entropy"}

USUAL = {
    **dict.fromkeys(NAMES, (0.1, 0.9)),
    **dict.fromkeys(("musiq", "musiq-spaq", "tres", "compare2score"), (10, 90)),
    **dict.fromkeys(("paq2piq", "musiq-paq2piq", "tres-flive"), (44, 80)),
    **dict.fromkeys(("topiq_nr-flive", "arniqa-flive", "qualiclip+-flive"), (0.44, 0.8)),
    **dict.fromkeys(("nima", "nima-vgg16-ava", "topiq_iaa", "topiq_iaa_res50", "musiq-ava"), (3, 8)),
    **dict.fromkeys(("liqe", "liqe_mix", "qalign", "qalign_8bit", "qalign_4bit"), (1.1, 4.9)),
    **dict.fromkeys(("brisque", "brisque_matlab"), (-20, 130)),
    "piqe": (5, 95),
    "niqe": (2, 16),
    "niqe_matlab": (2, 10),
    "ilniqe": (12, 115),
    "nrqm": (1, 9),
    "pi": (2, 12),
    "entropy": (4, 7.9),
    "laion_aes": (3, 7.5),
    "unique": (-3, 3),
    "uranker": (-1, 2),
    "afine_nr": (-1.9, 1.9),
}
"""Raw numbers that photos really get."""

edges = st.integers(1, 9000)


@pytest.fixture(scope="module")
def configs() -> dict[str, dict[str, object]]:
    """What pyiqa itself says of its metrics; read without importing it, as that takes torch."""
    found = find_spec("pyiqa")
    if found is None or not found.submodule_search_locations:
        pytest.skip("pyiqa is not installed")
    file = Path(found.submodule_search_locations[0]) / "default_model_configs.py"
    table: dict[str, dict[str, object]] = runpy.run_path(str(file))["DEFAULT_CONFIGS"]
    return table


def test_all_of_pyiqas_metrics_for_single_photos_are_there_and_nothing_else(configs):
    wanted = {name for name, config in configs.items() if config["metric_mode"] == "NR"} - OF_SETS_OR_CAPTIONS
    assert set(NAMES) == {BUILT_IN, *wanted}


def test_directions_are_pyiqas(configs):
    for name in set(NAMES) - {BUILT_IN}:
        assert METRICS[name].lower_better == configs[name].get("lower_better", False), name


def test_the_order_of_the_table_is_the_order_of_use():
    by_tier = {tier: [name for name in NAMES if METRICS[name].tier == tier] for tier in TIERS}
    assert [name for names in by_tier.values() for name in names] == NAMES
    assert by_tier["default"] == [BUILT_IN, "piqe", "clipiqa+", "topiq_nr", "topiq_iaa", "nima"]
    assert set(by_tier["offered"]) == {"clipiqa", "brisque", "musiq"}
    assert len({metric.title for metric in METRICS.values()}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_says_all_that_is_to_be_known(name):
    metric = METRICS[name]
    assert metric.name == name
    assert metric.title
    assert metric.judges
    assert metric.licence
    assert (metric.long_edge is None) != (metric.short_edge is None)
    assert metric.least_edge <= (metric.long_edge or metric.short_edge or 0)
    assert bool(metric.files or metric.hub) == (name not in WITHOUT_WEIGHTS)
    assert metric.needs_torch == (name != BUILT_IN)
    assert all(-1 <= agreement <= 1 for _, agreement in metric.agreement)
    assert metric.cost > 0
    assert 1 << 20 < metric.memory < 1 << 36


@pytest.mark.parametrize("name", NAMES)
def test_memory_holds_the_weights(name):
    """Of what is kept as 16 bits on disk twice as much; what CLIP needs for text is let go of."""
    metric = METRICS[name]
    kept = sum(FILES[file].size for file in metric.files if file not in {"RN50.pt", "ViT-L-14.pt", "NRQM_model.mat"})
    assert metric.memory > 0.8 * kept


def test_whoever_shares_a_trunk_shares_its_file():
    for trunk in {metric.trunk for metric in METRICS.values()} - {""}:
        sharing = [set(metric.files) for metric in METRICS.values() if metric.trunk == trunk]
        assert len(sharing) > 1
        assert set.intersection(*sharing)


def test_files_are_those_of_the_metrics():
    assert set(FILES) == {file for metric in METRICS.values() for file in metric.files}


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_says_where_it_comes_from(name):
    file = FILES[name]
    assert file.name == name
    assert file.size > 0
    assert file.licence
    assert file.address.startswith("https://")
    assert file.address.endswith("/" + name.replace("+", "%2B"))
    assert re.fullmatch(r"([0-9a-f]{64})?", file.sha256)


@pytest.mark.parametrize("name", list(FILES))
def test_the_digits_in_a_files_name_begin_its_hash(name):
    file = FILES[name]
    digits = re.search(r"-([0-9a-f]{8})\.pth$", name)
    assert file.prefix.startswith(digits[1] if digits else file.sha256)
    assert not file.sha256 or file.prefix == file.sha256


@pytest.mark.parametrize("name", NAMES)
def test_a_better_number_is_a_higher_value_between_0_and_1(name):
    metric = METRICS[name]
    worst, best = reversed(USUAL[name]) if metric.lower_better else USUAL[name]
    values = [metric.to_unit(raw) for raw in np.linspace(worst, best, 200)]
    assert all(low < high for low, high in pairwise(values))
    assert 0 <= values[0] < 0.2
    assert 0.8 < values[-1] <= 1


@pytest.mark.parametrize("raw", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_no_number_leaves_0_to_1(raw):
    values = {name: metric.to_unit(raw) for name, metric in METRICS.items()}
    assert {name for name, value in values.items() if not 0 <= value <= 1} == set()


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("piqe", 20, 0.8),
        ("piqe", 35, 0.6),
        ("piqe", 50, 0.4),
        ("piqe", 65, 0.3),
        ("clipiqa", 0.37, 0.37),
        ("clipiqa+", 0.5, 0.5),
        ("topiq_nr", 0.62, 0.731),
        ("nima", 5.4, 0.5),
        ("nima", 6.1, 0.852),
        ("topiq_iaa", 6.1, 0.852),
        ("brisque", 50, 0.5),
        ("musiq", 75.3, 0.892),
        ("paq2piq", 72.6, 0.5),
        ("paq2piq", 76.7, 0.847),  # one deviation above
        ("paq2piq", 64.8, 0.155),  # one deviation below
        ("qalign", 3, 0.5),
        ("liqe", 4, 0.75),
        ("unique", 0, 0.5),
    ],
)
def test_the_published_anchors(name, raw, value):
    assert METRICS[name].to_unit(raw) == pytest.approx(value, abs=0.001)


@pytest.mark.parametrize(
    ("name", "ruined", "pristine"),
    [
        ("piqe", 100.0, 21.62),
        ("brisque", 94.64, -0.11),
        ("brisque_matlab", 70.68, -2.36),
        ("niqe", 15.75, 3.65),
        ("niqe_matlab", 7.20, 2.99),
        ("ilniqe", 113.5, 24.0),
        ("nrqm", 1.39, 8.94),
        ("pi", 11.92, 3.07),
        ("musiq", 12.49, 75.33),
        ("musiq-ava", 3.40, 5.65),
        ("musiq-spaq", 17.69, 70.49),
        ("musiq-paq2piq", 46.04, 72.66),
        ("paq2piq", 44.13, 73.60),
        ("laion_aes", 3.64, 5.58),
    ],
)
def test_pyiqas_calibration_pictures_land_on_their_sides_of_the_middle(name, ruined, pristine):
    """The scores that the original programs give to I03 and I04."""
    assert METRICS[name].to_unit(ruined) < 0.25
    assert METRICS[name].to_unit(pristine) > 0.5


@given(name=st.sampled_from(NAMES), width=edges, height=edges)
@settings(max_examples=500)
def test_size_keeps_the_shape_and_enlarges_only_slivers(name, width, height):
    metric = METRICS[name]
    wide, high = metric.size(width, height)
    rounding = metric.multiple / 2
    assert wide % metric.multiple == high % metric.multiple == 0
    assert min(wide, high) >= metric.least_edge
    if min(width, height) >= metric.least_edge:
        assert wide <= width + rounding
        assert high <= height + rounding
    exact = min(width, height) * max(wide, high) / max(width, height)
    assert min(wide, high) == pytest.approx(exact, abs=max(1, 2 * rounding))


@pytest.mark.parametrize("name", NAMES)
def test_a_photo_decoded_into_fit_needs_no_enlarging(name):
    metric = METRICS[name]
    width, height = 6000, 4000
    scale = (max if metric.cover else min)(metric.fit[0] / width, metric.fit[1] / height)
    assert metric.size(width, height) == (round(width * scale), round(height * scale))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("technical", (2000, 1333)),
        ("piqe", (768, 512)),
        ("clipiqa", (512, 341)),
        ("clipiqa+", (1024, 683)),
        ("topiq_nr", (512, 341)),
        ("topiq_iaa", (576, 384)),
        ("nima", (448, 299)),
        ("musiq", (1024, 683)),
        ("afine_nr", (768, 512)),
    ],
)
def test_a_24_megapixel_photo_is_fed_at_the_metrics_own_scale(name, size):
    assert METRICS[name].size(6000, 4000) == size
    assert METRICS[name].size(4000, 6000) == size[::-1]


def test_edges_are_rounded_to_what_the_network_takes():
    assert METRICS["afine_nr"].size(1920, 1080) == (768, 448)


def test_resizing_averages_what_it_drops():
    """A fine checkerboard becomes grey; without antialiasing it would stay black, white or a pattern."""
    board = np.indices((3072, 3072)).sum(axis=0) % 2 * 255
    picture = np.repeat(board[..., None].astype(np.uint8), 3, axis=2)
    small = resized(picture, METRICS["musiq"])
    assert small.shape == (1024, 1024, 3)
    assert 120 < small.mean() < 135
    assert small.std() < 50


def test_a_picture_of_the_right_size_is_left_alone():
    picture = np.zeros((341, 512, 3), np.uint8)
    assert resized(picture, METRICS["clipiqa"]) is picture
