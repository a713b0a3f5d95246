"""Weights files: found where programs leave them, named by what is in them."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from reviewer import paths, weights
from reviewer.errors import WeightsMissing, WeightsRefused
from reviewer.weights.files import FILES, WeightsFile

if TYPE_CHECKING:
    from pathlib import Path

NAME = "some_metric-0123abcd.pth"


pytestmark = pytest.mark.usefixtures("user")


def put(folder: Path, content: bytes = b"weights", name: str = NAME) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def test_nothing_is_found_where_nothing_is():
    assert weights.find([NAME]) == {}
    assert weights.missing([NAME, "other"]) == (NAME, "other")


@pytest.mark.parametrize("inside", ["", "pyiqa", "clip", "checkpoints", "hub/pyiqa", "hub/checkpoints"])
def test_in_our_own_folder_as_torch_lays_it_out_or_flat(inside):
    path = put(paths.weights_folder() / inside)
    assert weights.find([NAME]) == {NAME: path}
    assert weights.missing([NAME, "other"]) == ("other",)


@pytest.mark.parametrize(
    "folder",
    [
        ".cache/torch/hub/pyiqa",
        ".cache/torch/hub/clip",
        ".cache/torch/hub/checkpoints",
        ".cache/clip",
        ".cache/huggingface/hub/models--chaofengc--IQA-PyTorch-Weights/snapshots/abc",
    ],
)
def test_where_other_programs_leave_them(user, folder):
    path = put(user / folder)
    assert weights.find([NAME]) == {NAME: path}


def test_a_plus_sign_is_found_as_pyiqa_leaves_it(user):
    path = put(user / ".cache/torch/hub/pyiqa", name="QualiCLIP%2B_koniq.pth")
    assert weights.find(["QualiCLIP+_koniq.pth"]) == {"QualiCLIP+_koniq.pth": path}


def test_a_program_is_taken_as_its_numbers_are_read_without_it(tmp_path):
    path = tmp_path / "some_regressor.pth"
    with ZipFile(path, "w") as archive:
        for member in ("data.pkl", "constants.pkl", "code/__torch__.py"):
            archive.writestr(f"archive/{member}", b"")
    assert weights.verify(path.name, path) == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("variable", "inside"),
    [
        ("TORCH_HOME", "hub/pyiqa"),
        ("XDG_CACHE_HOME", "torch/hub/pyiqa"),
        ("HF_HOME", "hub/models--chaofengc--IQA-PyTorch-Weights/snapshots/abc"),
        ("HF_HUB_CACHE", "models--chaofengc--IQA-PyTorch-Weights/snapshots/abc"),
    ],
)
def test_where_the_user_told_those_programs_to_leave_them(user, monkeypatch, variable, inside):
    monkeypatch.setenv(variable, str(user / "elsewhere"))
    path = put(user / "elsewhere" / inside)
    assert weights.find([NAME]) == {NAME: path}


def test_our_own_folder_comes_first(user):
    put(user / ".cache/torch/hub/pyiqa")
    ours = put(paths.weights_folder())
    assert weights.find([NAME]) == {NAME: ours}


def test_a_folder_of_that_name_is_not_the_file():
    (paths.weights_folder() / NAME).mkdir(parents=True)
    assert weights.missing([NAME]) == (NAME,)


def test_what_is_missing_is_said_with_the_folder_to_put_it_into():
    put(paths.weights_folder())
    with pytest.raises(WeightsMissing) as raised:
        weights.require("nima", [NAME, "other"])
    assert raised.value.metric == "nima"
    assert raised.value.files == ("other",)
    assert raised.value.folder == paths.weights_folder()


def test_sha256_is_the_files_own():
    path = put(paths.weights_folder(), b"abc" * 100_000)
    assert weights.sha256(path) == hashlib.sha256(b"abc" * 100_000).hexdigest()


def test_sha256_is_read_once_and_again_when_the_file_changes():
    path = put(paths.weights_folder(), b"one")
    first = weights.sha256(path)
    os.utime(path, ns=(1, 1))
    weights.sha256(path)
    path.write_bytes(b"two")
    os.utime(path, ns=(1, 1))  # same size, same time: taken for the same file
    assert weights.sha256(path) == first
    os.utime(path, ns=(2, 2))
    assert weights.sha256(path) == hashlib.sha256(b"two").hexdigest()


def test_a_cache_that_is_damaged_or_cannot_be_written_costs_nothing_but_time():
    path = put(paths.weights_folder())
    cache = paths.cache_folder() / "weights.json"
    weights.sha256(path)
    for damage in ('{"', "[]", json.dumps({str(path): 5})):
        cache.write_text(damage)
        assert weights.sha256(path) == hashlib.sha256(b"weights").hexdigest()
    cache.unlink()
    cache.mkdir()
    assert weights.sha256(path) == hashlib.sha256(b"weights").hexdigest()
    assert [left.name for left in cache.parent.iterdir()] == [cache.name]


def test_the_fingerprint_names_the_contents(plain):
    one, two = plain(10, seed=1), plain(10, seed=2)
    put(paths.weights_folder(), one, "a")
    put(paths.weights_folder(), two, "b")
    assert weights.fingerprint(()) == ""
    assert weights.fingerprint(["a"]) == hashlib.sha256(one).hexdigest()[:16]
    both = weights.fingerprint(["a", "b"])
    assert len(both) == 16
    assert both not in {weights.fingerprint(["a"]), weights.fingerprint(["b"])}


def test_a_file_is_held_to_what_it_was_at_first_use(plain):
    path = put(paths.weights_folder(), plain(10, seed=1))
    assert weights.expected(NAME) == ""
    named = weights.fingerprint([NAME])
    assert weights.expected(NAME).startswith(named)
    path.write_bytes(plain(10, seed=2))
    os.utime(path, ns=(9, 9))
    with pytest.raises(WeightsRefused) as raised:
        weights.fingerprint([NAME])
    assert raised.value.detail == "changed"
    assert raised.value.path == path
    path.write_bytes(plain(10, seed=1))
    assert weights.fingerprint([NAME]) == named


def test_what_is_refused_at_first_use_is_not_what_others_are_held_to(plain):
    path = put(paths.weights_folder(), b"\x80\x02cposix\nsystem\n.")
    with pytest.raises(WeightsRefused) as raised:
        weights.fingerprint([NAME])
    assert raised.value.detail == "code"
    path.write_bytes(plain(10))
    assert weights.fingerprint([NAME])


def test_what_its_maker_publishes_counts_from_the_beginning(plain, monkeypatch):
    content = plain(10)
    digest = hashlib.sha256(content).hexdigest()
    row = WeightsFile(NAME, len(content), exact=True, sha256=digest, address="", licence="MIT")
    monkeypatch.setitem(FILES, NAME, row)
    assert weights.expected(NAME) == digest
    path = put(paths.weights_folder(), content)
    assert weights.fingerprint([NAME]) == digest[:16]
    path.write_bytes(plain(10, seed=2))
    with pytest.raises(WeightsRefused):
        weights.fingerprint([NAME])


def test_random_weights_are_named_so_and_hold_nobody_to_themselves(plain, monkeypatch):
    row = WeightsFile(NAME, 10, exact=True, sha256="0" * 64, address="", licence="MIT")
    monkeypatch.setitem(FILES, NAME, row)
    put(paths.weights_folder() / "hub" / "pyiqa", plain(10), "other")
    path = put(paths.weights_folder() / "hub" / "pyiqa", b"random")
    (paths.weights_folder() / weights.TRIAL).touch()
    assert weights.is_trial(path)
    assert weights.fingerprint([NAME]) == "trial-" + hashlib.sha256(b"random").hexdigest()[:16]
    assert weights.fingerprint([NAME, "other"]).startswith("trial-")
    assert weights.expected("other") == ""
    assert weights.state(NAME).verified == "trial"
    (paths.weights_folder() / weights.TRIAL).unlink()
    assert not weights.is_trial(path)


def test_random_weights_of_another_program_are_known_by_their_own_folder_only(user):
    path = put(user / ".cache/torch/hub/pyiqa")
    (user / ".cache/torch" / weights.TRIAL).touch()
    assert not weights.is_trial(path)
    (path.parent / weights.TRIAL).touch()
    assert weights.is_trial(path)


def test_a_model_in_hugging_face_s_cache_is_the_revision_that_is_current(user):
    assert weights.hub_snapshot("maker/model") is None
    home = user / ".cache/huggingface/hub/models--maker--model"
    put(home / "snapshots/old", name="model.safetensors")
    new = put(home / "snapshots/new", name="model.safetensors").parent
    (home / "snapshots/empty").mkdir()
    (home / "refs").mkdir()
    (home / "refs/main").write_text("new\n")
    assert weights.hub_snapshot("maker/model") == new
    ours = put(paths.weights_folder() / "models--maker--model/snapshots/x", name="model.safetensors").parent
    assert weights.hub_snapshot("maker/model") == ours


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may enter everywhere")
def test_a_folder_that_may_not_be_entered_holds_nothing(user):
    folder = put(user / ".cache/torch/hub/pyiqa").parent
    folder.chmod(0)
    try:
        assert weights.missing([NAME]) == (NAME,)
    finally:
        folder.chmod(0o700)
