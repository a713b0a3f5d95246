"""Weights files: found where programs leave them, named by what is in them."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import pytest

from reviewer import paths, weights
from reviewer.errors import WeightsMissing

if TYPE_CHECKING:
    from pathlib import Path

NAME = "some_metric-0123abcd.pth"


@pytest.fixture(autouse=True)
def user(tmp_path, monkeypatch):
    """A user without anything, so that this machine's own caches are not seen."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("TORCH_HOME", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


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


def plain(text: str) -> bytes:
    """A whole file of the safetensors format without a tensor, different for each text."""
    table = json.dumps({"__metadata__": {"text": text}}).encode()
    return len(table).to_bytes(8, "little") + table


def test_the_fingerprint_names_the_contents():
    put(paths.weights_folder(), plain("one"), "a")
    put(paths.weights_folder(), plain("two"), "b")
    assert weights.fingerprint(()) == ""
    assert weights.fingerprint(["a"]) == hashlib.sha256(plain("one")).hexdigest()[:16]
    both = weights.fingerprint(["a", "b"])
    assert len(both) == 16
    assert both not in {weights.fingerprint(["a"]), weights.fingerprint(["b"])}
