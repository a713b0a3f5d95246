"""Metrics together: nothing computed twice, nothing lost where memory or the device goes, half precision only if safe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TRIALS = Path(__file__).parent / "ensemble_trials.py"
ROOT = TRIALS.parent.parent.parent
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # half a minute of two idle cores


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    """What happened in ``ensemble_trials.py``, run once."""
    absent = [name for name in ("torch", "torchvision", "pyiqa", "pkg_resources") if find_spec(name) is None]
    if absent:
        pytest.skip(f"models need {', '.join(absent)}")
    folder = tmp_path_factory.mktemp("ensemble")
    homes = {"HOME": folder, "TORCH_HOME": folder / "torch", "PHOTO_REVIEWER_HOME": folder / "home"}
    done = subprocess.run(
        [sys.executable, str(TRIALS)],
        cwd=folder,
        env={**os.environ, **{name: str(path) for name, path in homes.items()}, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_metrics_on_one_trunk_run_it_once_a_photo(trials):
    assert trials["sharing"]["passes"] == 2


def test_what_is_shared_and_folded_gives_pyiqas_own_numbers(trials):
    ours, theirs = trials["sharing"]["ours"], trials["sharing"]["pyiqa"]
    assert trials["sharing"]["normalisations"] == 0
    for name in ours:
        assert ours[name] == pytest.approx(theirs[name], abs=1e-4)
        assert ours[name][0] != pytest.approx(ours[name][1], abs=1e-3)
    assert ours["clipiqa"] != pytest.approx(ours["clipiqa+_rn50_512"], abs=1e-2)


def test_a_score_does_not_depend_on_the_company(trials):
    for name, alone in trials["sharing"]["ours"].items():
        assert trials["sharing"]["together"][name] == pytest.approx(alone, abs=1e-5)


def test_on_a_processor_photos_are_judged_side_by_side(trials):
    if not (found := trials["lanes"]):
        pytest.skip("one core")
    assert found["told"] == pytest.approx(found["alone"])
    assert found["at_work"][:4] == [["lane", 1]] * 4
    assert found["at_work"][4:] == [["MainThread", 1]] * 4
    assert not found["one_each"]  # a network that is not known to keep nothing of a photo


def test_a_photo_without_memory_beside_others_is_tried_alone(trials):
    if not (found := trials["lanes"]):
        pytest.skip("one core")
    assert found["again"] == pytest.approx(found["alone"])
    assert not found["in_lanes_later"]


def test_no_photo_is_remembered_after_its_scores(trials):
    assert trials["sharing"]["left"] == [[]]


def test_only_the_metrics_asked_for_are_computed(trials):
    assert trials["sharing"]["only"] == [["clipiqa"], ["clipiqa"]]


def test_nima_of_a_square_is_pyiqas_own(trials):
    assert trials["shapes"]["square"] == pytest.approx(trials["shapes"]["pyiqa"], abs=1e-4)


def test_nima_sees_the_sides_which_pyiqa_cuts_off(trials):
    ours, theirs = trials["shapes"]["sides"], trials["shapes"]["pyiqa_sides"]
    assert theirs[0] == pytest.approx(theirs[1], abs=1e-4)
    assert ours[0] != pytest.approx(ours[1], abs=1e-3)


@pytest.mark.parametrize("name", ["grey", "dot", "thin", "huge"])
def test_a_photo_of_any_shape_gets_a_value(trials, name):
    assert all(0 <= value <= 1 for value in trials["shapes"]["said"][name].values())


def test_what_cannot_be_judged_is_said_for_the_metric_that_cannot(trials):
    black, line = trials["shapes"]["said"]["black"], trials["shapes"]["said"]["line"]
    assert black["piqe"] == "metric_failed: not a number"
    assert 0 <= black["nima"] <= 1
    assert set(line.values()) == {"metric_failed: too thin"}


def test_one_decode_serves_all(trials):
    assert trials["shapes"]["fit"] == [[1536, 1536], False]


def test_where_memory_runs_out_less_is_done_at_once_and_nothing_is_lost(trials):
    assert trials["memory"]["told"] == pytest.approx(trials["memory"]["alone"])
    assert trials["memory"]["sizes"] == [7, 4, 2, 2, 2, 1]
    assert trials["memory"]["later"] == [2, 2, 2, 1]


def test_a_photo_that_never_fits_is_marked(trials):
    assert trials["memory"]["never"] == ["metric_failed: memory"] * 2


def test_the_memory_allowed_decides_the_batch(trials):
    assert trials["memory"]["room"] == [2, 2, 1]


def test_a_metric_that_cannot_fit_is_refused_with_what_it_needs(trials):
    assert trials["memory"]["refused"]["piqe"] == ["NoRoom", 60 << 20, 1 << 20]
    assert trials["memory"]["unbuilt"] == ["NoRoom"]


def test_a_device_that_goes_is_not_taken_for_a_photos_fault(trials):
    assert trials["lost"]["cuda"] == ["DeviceLost", "cuda"]
    assert trials["lost"]["cpu"][0].startswith("metric_failed: CUDA error")
    assert trials["lost"]["told_apart"] == [[True, False], [False, True], [False, False], [False, False]]


def test_the_next_batch_is_begun_before_the_last_is_waited_for(trials):
    assert trials["overlap"]["log"] == ["begin 0", "begin 1", "read 0", "begin 2", "read 1", "read 2"]
    assert trials["overlap"]["values"] == [0.0, 1.0, 2.0]


def test_pictures_travel_to_cuda_beside_its_work(trials):
    assert trials["overlap"]["moved"] == [
        "on moving",
        "pinned",
        "to cuda, meanwhile",
        "computing waits for moving",
        "held until computing is through",
    ]


def test_half_precision_is_used_where_it_keeps_the_order_and_is_faster(trials):
    found = trials["half"]["faithful"]
    assert found["kind"] == found["later"] == "torch.bfloat16"
    assert found["calls"] == 32 * 2 + 8


@pytest.mark.parametrize("name", ["disturbed", "broken", "slow"])
def test_half_precision_is_left_alone_where_it_is_not(trials, name):
    assert trials["half"][name]["kind"] == trials["half"][name]["later"] == "torch.float32"


def test_scores_come_from_full_precision_while_the_two_are_compared(trials):
    assert all(trials["half"][name]["exact"] for name in ("faithful", "disturbed", "broken", "slow"))


def test_what_saves_no_time_is_given_up_early(trials):
    assert trials["half"]["slow"]["halves"] < 12 < trials["half"]["disturbed"]["halves"]


def test_what_was_found_out_is_kept_for_the_next_start(trials):
    assert set(trials["half"]["file"]) == {"faithful", "disturbed", "broken", "slow"}
    assert not any(trials["half"][name]["compares_again"] for name in trials["half"]["file"])


def test_on_a_device_without_such_hardware_nothing_is_compared(trials):
    assert trials["half"]["unsuited"] == "torch.float32"
    assert trials["half"]["plain"] == []
    assert trials["half"]["able"] == ["torch.bfloat16"]
