"""``photo-reviewer models`` as its users meet it: what it says, how it ends."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
import time

import pytest

from reviewer import paths, weights
from reviewer.cli import main
from reviewer.scoring.table import METRICS
from reviewer.weights.files import FILES

BRISQUE = "brisque_svm_weights.pth"


@pytest.fixture(autouse=True)
def mirror(server, user, monkeypatch):
    """Hugging Face's mirror is on this machine."""
    monkeypatch.setenv("HF_ENDPOINT", server.url)


@pytest.fixture
def models(capsys):
    """Runs one of its commands: the exit code, stdout, stderr."""

    def run(*argv: object) -> tuple[int, str, str]:
        code = main(["models", *map(str, argv)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_list_names_every_metric_offered_with_its_state_and_terms(models):
    code, out, err = models("list")
    assert code == 0
    head, *rows = [line.split() for line in out.splitlines()]
    assert head == ["metric", "state", "size", "licence", "judges"]
    assert [row[0] for row in rows] == [name for name, metric in METRICS.items() if metric.tier != "more"]
    assert rows[0][1:4] == ["ready", "-", "MIT"]
    assert "non-commercial" in out
    assert "PolyForm-Noncommercial" in err
    assert "--all" in err
    code, out, err = models("list", "--all")
    assert [line.split()[0] for line in out.splitlines()[1:]] == list(METRICS)
    assert "--all" not in err


def test_the_list_tells_all_about_one(models, server, tmp_path, plain):
    _, out, _ = models("list", "musiq")
    row = FILES["musiq_koniq_ckpt-e95806b9.pth"]
    assert all(part in out for part in (row.name, f"{row.size:,} bytes", row.address, row.licence, "not installed"))
    server.breaks_after = 1000
    assert models("install", "brisque")[0] == 1
    assert "1 KB have come already" in models("list", "brisque")[1]
    server.breaks_after = None
    models("install", "brisque")
    place = paths.weights_folder() / BRISQUE
    assert f"{place}  (as at its first use)" in models("list", "brisque")[1]
    place.write_bytes(b"")
    assert f"{place}: it is not the file that it was" in models("list", "brisque")[1]
    assert "refused" in models("list")[1]


def test_install_says_the_terms_and_downloads_what_is_missing(models, server):
    code, out, err = models("install", "brisque", "piqe")
    assert (code, out) == (0, "")
    assert "PolyForm-Noncommercial" in err
    assert "brisque: installed." in err
    assert "piqe: there already." in err
    assert (paths.weights_folder() / BRISQUE).read_bytes() == server.content
    asked = len(server.asked)
    code, _, err = models("install", "brisque")
    assert (code, "brisque: there already." in err, len(server.asked)) == (0, True, asked)


def test_install_goes_on_with_others_where_one_cannot_be_had(models, server, monkeypatch, plain):
    monkeypatch.setattr(
        "reviewer.weights.fetching.address",
        lambda offered: f"{server.url}/{offered.rpartition('/')[2]}",
    )
    server.gone = {"musiq_koniq_ckpt-e95806b9.pth"}
    code, _, err = models("install", "musiq", "brisque")
    assert code == 1
    assert "musiq_koniq_ckpt-e95806b9.pth could not be had. It is no longer where it was." in err
    assert "brisque: installed." in err
    assert "musiq: installed." not in err


def test_install_stops_where_nothing_can_be_had(models, server):
    server.server_close()
    code, _, err = models("install", "brisque", "niqe")
    assert code == 1
    assert err.count("There is no connection") == 1


def test_what_is_kept_in_hugging_face_s_cache_cannot_be_installed_from_here(models):
    code, _, err = models("install", "compare2score")
    assert code == 1
    assert "q-future/Compare2Score" in err


def test_import_says_what_came_and_what_did_not(models, tmp_path, plain):
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / BRISQUE).write_bytes(plain(100))
    (stick / "niqe_modelparameters.mat").write_bytes(b"<html>")
    (stick / "other.bin").write_bytes(b"x")
    code, out, err = models("import", stick, stick / "other.bin")
    assert (code, out) == (1, "")
    assert f"Imported: {BRISQUE}." in err
    assert "niqe_modelparameters.mat is not used: it is a web page" in err
    assert "other.bin belongs to no model here" in err
    assert models("import", stick / BRISQUE)[0] == 0
    assert models("import", stick / "gone")[0] == 2


def test_remove_says_what_went_and_what_stays(models, user, plain, tmp_path):
    other = user / ".cache" / "torch" / "hub" / "pyiqa"
    other.mkdir(parents=True)
    (other / BRISQUE).write_bytes(plain(100))
    models("import", other / BRISQUE)
    code, _, err = models("remove", "brisque")
    assert code == 0
    assert f"{BRISQUE}: removed" in err
    assert f"{other / BRISQUE} is another program’s and stays." in err
    assert f"{BRISQUE}: removed" not in models("remove", "brisque")[2]
    (other / BRISQUE).unlink()
    assert f"{BRISQUE}: not installed." in models("remove", "brisque")[2]


@pytest.mark.parametrize("name", ["technical", "qalign"])
def test_remove_says_so_where_nothing_is_ours(models, name):
    assert models("remove", name) == (0, "", f"{name}: there is nothing of it in our folder that could be removed.\n")


def test_what_a_metric_in_use_needs_is_not_removed_with_another(models, plain, monkeypatch):
    prompts = METRICS["clipiqa+"].files[1]
    paths.weights_folder().mkdir(parents=True)
    for file in METRICS["clipiqa+"].files:
        (paths.weights_folder() / file).write_bytes(plain(100))
    code, _, err = models("remove", "clipiqa")
    assert code == 0
    assert "RN50.pt stays: clipiqa+ is in use and needs it too." in err
    assert weights.missing(["RN50.pt"]) == ()
    models("remove", "clipiqa", "clipiqa+")
    assert weights.missing(["RN50.pt", prompts]) == ("RN50.pt", prompts)


@pytest.mark.parametrize("argv", [["install", "nimma"], ["install"], ["import"], ["fetch", "nima"], []])
def test_wrong_usage(models, argv):
    assert models(*argv)[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent otherwise there")
def test_ctrl_c_keeps_what_has_come(server, plain):
    server.stalls_after = 100_000
    run = subprocess.Popen(
        [sys.executable, "-m", "reviewer", "models", "install", "brisque"], stderr=subprocess.PIPE, text=True
    )
    begun = time.monotonic()
    while not any(file.stat().st_size == 100_000 for file in paths.weights_folder().glob("*.part")):
        assert time.monotonic() - begun < 20
        threading.Event().wait(0.02)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=20)
    assert run.returncode == 130
    assert "the same command goes on from there" in err
    server.stalls_after = None
    assert main(["models", "install", "brisque"]) == 0
    assert server.asked[-1][1] == "bytes=100000-"
    assert (
        hashlib.sha256((paths.weights_folder() / BRISQUE).read_bytes()).digest()
        == hashlib.sha256(server.content).digest()
    )
    assert [file.name for file in paths.weights_folder().iterdir()] == [BRISQUE]
