"""The command line as its users meet it: what it prints where, how it ends, and what it survives."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reviewer import __version__, words
from reviewer.catalogue import Catalogue
from reviewer.cli import arguments, console, display, gathering, main, main_gui, window
from reviewer.errors import NoDisplay
from reviewer.photo import Failure, Metadata, Reason, Record, Score
from reviewer.pipeline import Contract, Progress
from reviewer.scan import scan
from reviewer.settings import Settings

ODD_NAMES = [
    b"byte\xff.jpg",
    b"new\nline.jpg",
    b"=cmd().jpg",
    b"<img onerror=x>.jpg",
    b"#%?&.jpg",
    "\u202eright to left \u05d0.jpg".encode(),
    b"n" * 251 + b".jpg",
]


def picture(path: Path | bytes, seed: int = 0, size: tuple[int, int] = (64, 48), when: str | None = None) -> None:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1] // 8, size[0] // 8, 3)).astype(np.uint8)
    exif = Image.Exif()
    if when:
        exif[0x0110] = "Camera"
        exif.get_ifd(0x8769)[0x9003] = when
    with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes is no Path
        Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC).save(file, "JPEG", quality=90, exif=exif)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four photos of one second each, of which two are a burst."""
    made = tmp_path / "shoot"
    made.mkdir()
    for number, (seed, second) in enumerate([(1, 1), (2, 30), (2, 30), (3, 59)]):
        picture(made / f"{number}.jpg", seed, when=f"2026:05:01 10:00:{second:02}")
    return made


def environment(**changes: str | None) -> dict[str, str]:
    new = {**os.environ, **{key: value for key, value in changes.items() if value is not None}}
    return {key: value for key, value in new.items() if changes.get(key, "") is not None}


def program(*argv: str | Path, env: dict[str, str] | None = None, **options) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "reviewer", *argv]
    return subprocess.run(command, env=env, capture_output=True, timeout=120, check=False, **options)


# score


def test_score_writes_what_was_found_and_nothing_else(folder, tmp_path, capsys):
    assert main(["score", str(folder), "--metric", "technical", "--json", "-"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [Path(row["path"]).name for row in rows] == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
    assert all(set(row) == {"path", "metric", "raw", "score", "error", "reasons", "flags"} for row in rows)
    assert all(row["metric"] == "technical" and 0 <= row["score"] <= 1 and row["error"] is None for row in rows)
    table = tmp_path / "scores.csv"
    assert main(["score", str(folder), "--metric", "technical", "--csv", str(table)]) == 0
    assert "technical" in capsys.readouterr().out
    with table.open(newline="", encoding="utf-8") as file:
        assert [float(line["score"]) for line in csv.DictReader(file)] == [row["score"] for row in rows]


def test_a_photo_that_cannot_be_read_has_an_error_of_its_own(folder, capsys):
    (folder / "broken.jpg").write_bytes(b"no picture")
    assert main(["score", str(folder), "--metric", "technical", "--json", "-"]) == 1
    rows = {Path(row["path"]).name: row for row in json.loads(capsys.readouterr().out)}
    assert len(rows) == 5
    assert rows["broken.jpg"]["error"].startswith("not_an_image")
    assert rows["broken.jpg"]["score"] is rows["broken.jpg"]["raw"] is None
    assert rows["0.jpg"]["error"] is None


def test_single_files_are_scored_alone_and_once(folder, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("no photo by name either")
    paths = [str(folder / "1.jpg"), str(folder / "1.jpg"), str(tmp_path / "notes.txt")]
    assert main(["score", *paths, "--metric", "technical", "--json", "-"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [(Path(row["path"]).name, row["error"] is None) for row in rows] == [("1.jpg", True), ("notes.txt", False)]


def test_a_folder_is_listed_once_for_all_its_files_that_are_named(folder, monkeypatch):
    listed = []
    monkeypatch.setattr(gathering, "scan", lambda folder, **options: listed.append(folder) or scan(folder, **options))
    (folder / "gone.jpg").symlink_to("nowhere")  # not named, so nothing is said of it
    named = [folder / f"{number}.jpg" for number in (3, 0, 2)]
    assert [photo.path for photo in gathering.find(named, recursive=False)[0]] == named
    assert listed == [folder]


@pytest.mark.parametrize("command", [["score", "--metric", "technical"], ["pace"]])
def test_a_photo_that_leads_nowhere_is_a_failure(folder, command, capsys):
    (folder / "gone.jpg").symlink_to("nowhere")
    assert main([*command, str(folder), "--json", "-"]) == 1
    told = capsys.readouterr()
    assert len(json.loads(told.out)) >= 4
    assert "gone.jpg is not there" in told.err


def test_folders_inside_are_searched_when_asked(folder, capsys):
    assert main(["score", str(folder.parent), "--json", "-"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == []
    assert "--recursive" in said.err
    assert main(["score", str(folder.parent), "--recursive", "--metric", "technical", "--json", "-"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 4


def test_a_metric_asked_for_that_is_missing_is_said_and_the_rest_goes_on(folder, capsys, monkeypatch):
    for name in ("TORCH_HOME", "HF_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(folder / "nothing"))
    argv = ["score", str(folder), "--metric", "musiq", "--metric", "technical", "--json", "-"]
    assert main(argv) == 1
    said = capsys.readouterr()
    assert any(line.startswith("musiq: ") for line in said.err.splitlines())
    rows = json.loads(said.out)
    assert {row["error"] for row in rows if row["metric"] == "technical"} == {None}
    whys = {row["error"].partition(":")[0] for row in rows if row["metric"] == "musiq"}
    assert whys <= {"weights_missing", "missing_part"}
    assert len(rows) == 8


@pytest.mark.parametrize(
    ("size", "expected"), [("3G", 3_000_000_000), ("900M", 900_000_000), ("1.5GB", 1_500_000_000), ("2 G", None)]
)
def test_what_scoring_may_take_is_handed_on_and_what_it_will_is_said_once(folder, capsys, monkeypatch, size, expected):
    asked = []

    def run(photos, metrics, **options):
        asked.append(options["memory"])
        for done in range(1, 4):
            contract = Contract(252.0, 1_900_000_000, "cpu", (("piqe",),)) if done == 2 else None
            yield Progress("score", done, len(photos), metrics=("piqe",), contract=contract)

    monkeypatch.setattr(gathering.pipeline, "run", run)
    code = main(["score", str(folder), "--memory", size])
    told = capsys.readouterr().err
    if expected is None:
        assert code == 2
        assert "'2 G' is no size; write 900M or 3G" in told
    else:
        assert asked == [expected]
        assert told.count(f"About {words.duration(252.0)}, at most 1.9 GB of memory.") == 1


def looked_at(monkeypatch, changed):
    """Nothing is decoded: photos are a minute apart and alike, but for the third, of which ``changed`` is said."""

    def run(photos, metrics, **options):
        known = dict.fromkeys(photos, ((("detail", 9.0), ("stops", -0.5)), 0.5))
        known[photos[2]] = ((("detail", 9.0), ("stops", -4.0)), 0.1)
        for at, (photo, (measured, value)) in enumerate(known.items()):
            record = Record(f"c{at}", Metadata(1, 1, taken=60.0 * at), attributes=measured)
            score = changed if photo == photos[2] else Score("technical", value, value)
            yield Progress("survey", at, len(photos), surveyed=((photo, record),), scored=((photo, score),))

    monkeypatch.setattr(gathering.pipeline, "run", run)


@pytest.fixture
def six(tmp_path: Path) -> Path:
    for number in range(6):
        picture(tmp_path / f"{number}.jpg")
    return tmp_path


def test_a_score_is_explained_beside_its_neighbours(six, capsys, monkeypatch):
    reasons = (Reason("dark", stops=1.0), Reason("flat", levels=40.0))
    looked_at(monkeypatch, Score("technical", 0.1, 0.1, reasons=reasons, flags=("night",)))
    assert main(["score", str(six), "--metric", "technical", "--json", "-"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["flags"] for row in rows] == [[], [], ["night"], [], [], []]
    assert [reason["code"] for reason in rows[2]["reasons"]] == ["darker_than_neighbours", "flat"]
    assert rows[2]["reasons"][0]["text"] == "3.5 stops darker than the shots around it"
    assert rows[2]["reasons"][0]["numbers"] == {"stops": 3.5}
    assert rows[2]["score"] == 0.1
    assert main(["pace", str(six), "--json", "-"]) == 0
    assert [row["score"] for row in json.loads(capsys.readouterr().out)] == [0.5, 0.5, 0.1, 0.5, 0.5, 0.5]


def test_that_it_cannot_tell_is_an_answer_and_no_failure(six, capsys, monkeypatch):
    looked_at(monkeypatch, Failure("technical", "cant_tell", "near_black"))
    assert main(["score", str(six), "--metric", "technical", "--json", "-"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert (rows[2]["error"], rows[2]["score"], rows[2]["reasons"]) == ("cant_tell: near_black", None, [])
    assert main(["pace", str(six), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)[2]["why"] == "unscored"


def test_without_a_word_the_settings_say_what_scoring_may_take(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(gathering.pipeline, "run", lambda *_, **options: asked.append(options["memory"]) or iter(()))
    main(["score", str(folder)])
    settings = Settings.load()
    settings.put("memory_megabytes", 700)
    settings.save()
    main(["score", str(folder)])
    assert asked == [None, 700_000_000]


def test_a_broken_torch_costs_its_metrics_and_nothing_else(folder, tmp_path):
    for name in ("torch", "torchvision", "pyiqa"):
        (tmp_path / f"{name}.py").write_text("raise OSError('libcudart.so.12: cannot open shared object file')")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    done = program("score", folder, "--json", "-", env=environment(PYTHONPATH=path))
    assert done.returncode == 0
    assert {row["metric"] for row in json.loads(done.stdout)} == {"technical"}
    assert b"Traceback" not in done.stderr


def test_any_name_passes_in_the_c_locale(tmp_path):
    (tmp_path / "odd").mkdir()
    folder = os.fsencode(tmp_path / "odd")
    for number, name in enumerate(ODD_NAMES):
        picture(folder + b"/" + name, number)
    table = tmp_path / "odd.csv"
    env = environment(LC_ALL="C", LANG=None, PYTHONUTF8=None)
    asked = ("score", os.fsdecode(folder), "--metric", "technical")
    done = program(*asked, "--csv", table, "--json", "-", env=env)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert {os.fsencode(row["path"]) for row in rows} == {folder + b"/" + name for name in ODD_NAMES}
    assert all(row["error"] is None for row in rows)
    with table.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
        lines = [os.fsencode(line["path"]) for line in csv.DictReader(file)]
    assert sorted(lines) == sorted(folder + b"/" + name for name in ODD_NAMES)
    paced = program("pace", os.fsdecode(folder), env=env)
    assert paced.returncode == 0, paced.stderr
    assert rb"byte\xff.jpg" in paced.stdout


def test_an_empty_environment_is_enough(folder, tmp_path, home):
    env = {"PHOTO_REVIEWER_HOME": str(home)}
    if path := os.environ.get("PYTHONPATH"):
        env["PYTHONPATH"] = path
    done = program("score", folder, "--metric", "technical", "--json", "-", env=env)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 4


def test_a_home_that_cannot_be_written_costs_the_memory_only(folder, tmp_path):
    (tmp_path / "file").write_text("no folder can be made in here")
    env = environment(PHOTO_REVIEWER_HOME=str(tmp_path / "file" / "home"))
    done = program("score", folder, "--metric", "technical", "--json", "-", env=env)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 4
    assert b"nothing is kept" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_what_was_scored_is_kept_whether_interrupted_or_killed(tmp_path, home):
    folder = tmp_path / "many"
    folder.mkdir()
    picture(folder / "first.jpg", 1, (1800, 1200))
    whole = (folder / "first.jpg").read_bytes()
    for number in range(89):
        (folder / f"{number}.jpg").write_bytes(whole + number.to_bytes(4, "big"))  # other bytes, one picture
    known = 0
    for ending, code in ((signal.SIGINT, console.INTERRUPTED), (signal.SIGKILL, -signal.SIGKILL)):
        with subprocess.Popen(
            [sys.executable, "-m", "reviewer", "score", folder, "--metric", "technical"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running:
            known = _wait_for_more(folder, home, known)
            running.send_signal(ending)
            said = running.communicate(timeout=30)
        assert running.returncode == code, said
        assert said[0] == b""
        if ending == signal.SIGINT:
            assert words.text("cli_stopped").encode() in said[1]
        known = _known(folder, home)
    assert 0 < known < 90
    done = program("score", folder, "--metric", "technical", "--json", "-")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == 90
    begun_at = re.search(rb"(\d+)/90", done.stderr)
    assert begun_at
    assert int(begun_at[1]) >= known


def _known(folder: Path, home: Path) -> int:
    photos = [photo for batch in scan(folder) for photo in batch.photos]
    with Catalogue.open(home / "data" / "catalogue.db") as catalogue:
        return len(catalogue.records(photos))


def _wait_for_more(folder: Path, home: Path, before: int) -> int:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if (home / "data" / "catalogue.db").exists() and (known := _known(folder, home)) > before:
            return known
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_reader_that_leaves_is_no_fault(folder):
    command = [sys.executable, "-m", "reviewer", "score", folder, "--metric", "technical", "--json", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        said = running.stderr.read()
    assert running.returncode == console.READER_GONE
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux's disk that is always full")
@pytest.mark.parametrize("extra", [[], ["--json", "-"], ["--csv", "-"]])
def test_a_full_disk_behind_stdout_is_one_line(folder, extra):
    command = [sys.executable, "-m", "reviewer", "score", folder, "--metric", "technical", *extra]
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith(b"standard output cannot be written.")


def test_a_file_that_cannot_be_written_is_refused_before_the_work(folder, capsys):
    assert main(["score", str(folder), "--json", str(folder / "nowhere" / "x.json")]) == 2
    assert main(["score", str(folder), "--json", str(folder)]) == 2
    assert main(["score", str(folder), "--json", "-", "--csv", "-"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 3


# pace


def test_pace_adds_up_in_showing_order(folder, capsys):
    assert main(["pace", str(folder), "--budget", "10s", "--json", "-"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(set(row) == {"path", "group", "score", "probability", "seconds", "why"} for row in rows)
    assert sum(row["seconds"] for row in rows) == pytest.approx(10.0, rel=1e-9)
    assert [Path(row["path"]).name for row in rows] == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
    assert [row["group"] for row in rows] == [None, 1, 1, None]
    assert [row["why"] for row in rows] == ["score", "group", "group", "score"]


def test_pace_in_a_table(folder, capsys):
    assert main(["pace", str(folder), "--mode", "even"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 5
    assert words.count(3, "stop") in said.err


def test_an_impossible_budget_says_what_is_possible(folder, capsys):
    assert main(["pace", str(folder), "--budget", "0.7s", "--json", "-"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words.count(2, "stop") in said.err


def test_a_budget_with_time_over_is_said(folder, capsys):
    assert main(["pace", str(folder), "--budget", "1h", "--json", "-"]) == 0
    said = capsys.readouterr()
    assert sum(row["seconds"] for row in json.loads(said.out)) == pytest.approx(27.0)
    assert words.duration(3600) in said.err


def test_pace_looks_into_folders_where_there_is_nothing_else(folder, capsys):
    (folder / "broken.jpg").write_bytes(b"no picture")
    assert main(["pace", str(folder.parent), "--json", "-"]) == 1
    said = capsys.readouterr()
    assert len(json.loads(said.out)) == 4
    assert words.count(1, "photo") in said.err


# demo and doctor


def test_the_demo_without_a_window_is_scored_and_paced(tmp_path, capsys):
    folder = tmp_path / "demo folder"
    assert main(["demo", str(folder), "--count", "3", "--no-window"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4
    assert str(folder) in said.err
    assert f"photo-reviewer '{folder}'" in said.err


def test_the_demo_opens_the_window_where_there_is_a_display(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("reviewer.cli.demo.display.problem", lambda: None)
    monkeypatch.setattr("reviewer.cli.demo.open_window", lambda paths: opened.append(paths) or 0)
    assert main(["demo", str(tmp_path / "d"), "--count", "1"]) == 0
    assert opened == [[tmp_path / "d"]]


def test_a_demo_folder_that_cannot_be_made_is_said(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["demo", str(tmp_path / "file" / "demo"), "--count", "1", "--no-window"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_the_doctor_names_everything(capsys, home):
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line[:24].strip(): line[24:] for line in lines}
    assert told["photo-reviewer"] == __version__
    assert told["technical"] == "ready"
    assert told["worker"] == told["catalogue"] == "ready"
    assert told["device"] in {"cpu", "cuda", "mps"} or "torch" in told["device"]
    assert told["data folder"] == str(home / "data")
    assert {"piqe", "clipiqa", "nima", "brisque", "musiq", "window", "torch", "PySide6-Essentials"} <= set(told)


# The window


@pytest.fixture
def opened(monkeypatch) -> list[list[Path]]:
    asked: list[list[Path]] = []
    monkeypatch.setattr(window, "open_window", lambda paths, **_: asked.append(list(paths)) or 0)
    return asked


def test_without_a_command_the_window_opens(opened, folder):
    assert main([]) == 0
    assert main([str(folder)]) == 0
    assert opened == [[], [folder]]


def test_a_folder_named_like_a_command_can_be_opened(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "score").mkdir()
    assert main(["./score"]) == 0
    assert main(["--", "score"]) == 0
    assert opened == [[Path("score")], [Path("score")]]


def test_a_folder_that_is_gone_is_the_windows_affair(opened, tmp_path):
    assert main([str(tmp_path / "gone")]) == 0
    assert len(opened) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have always a display")
def test_no_display_is_one_line(folder):
    env = environment(DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    done = program(folder, env=env)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [words.problem(NoDisplay())]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have always a display")
def test_a_display_that_does_not_answer_is_none(monkeypatch):
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    monkeypatch.setenv("DISPLAY", ":7654")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(display, "_loads", lambda _library: True)
    problem = display.problem()
    assert problem is not None
    assert problem.code in {"no_display", "missing_part"}


@pytest.mark.skipif(sys.platform != "linux", reason="Wayland is Linux's")
def test_a_compositor_that_is_not_there_is_none_and_x11_is_asked_instead(monkeypatch, tmp_path):
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    for name in ("QT_QPA_PLATFORM", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-test")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    problem = display.problem()
    assert (problem.code, problem.detail) == ("no_display", "wayland-test")
    monkeypatch.setenv("DISPLAY", ":7654")
    monkeypatch.setattr(display, "_x11_problem", lambda: None)
    assert display.problem() is None
    (tmp_path / "wayland-test").touch()
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setattr(display, "_load_plugin", lambda _name: None)
    assert display.problem() is None

    def refuse(_name):
        raise OSError("libwayland-cursor.so.0: cannot open shared object file")

    monkeypatch.setattr(display, "_load_plugin", refuse)
    monkeypatch.setattr(display, "_loads", lambda library: library != "libwayland-cursor.so.0")
    assert display.problem().command.endswith("apt install libwayland-cursor0")


@pytest.mark.skipif(sys.platform != "linux", reason="names Debian's packages")
@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("ImportError('libGL.so.1: cannot open shared object file: No such file or directory')", "apt install libgl1"),
        (
            "ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')",
            "apt install libegl1",
        ),
        ("ModuleNotFoundError(\"No module named 'PySide6'\", name='PySide6')", "pip install 'PySide6-Essentials"),
        ("ImportError('undefined symbol: _ZN4Qt')", "--force-reinstall 'PySide6-Essentials"),
    ],
)
def test_what_is_missing_for_the_window_is_named_with_its_command(tmp_path, fault, named):
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text(f"raise {fault}")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    done = program(env=environment(PYTHONPATH=path, QT_QPA_PLATFORM="offscreen"))
    said = done.stderr.decode()
    assert done.returncode == 1
    assert len(said.splitlines()) <= 2
    assert named in said


def test_all_missing_libraries_are_named_at_once(monkeypatch):
    monkeypatch.setattr(display, "_loads", lambda library: library not in {"libGL.so.1", "libxcb-cursor.so.0"})
    part = display.missing_part(OSError("libxcb-cursor.so.0: cannot open shared object file"))
    assert part.part == "libxcb-cursor.so.0"
    assert part.command.endswith("apt install libgl1 libxcb-cursor0")


# Wrong usage, streams


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--bogus"], "photo-reviewer --help"),
        (["scoer"], "photo-reviewer score"),
        (["score"], "photo-reviewer score --help"),
        (["score", "x", "--metric", "beauty"], "technical"),
        (["score", "x", "--metric", "clipqa"], "did you mean clipiqa,"),
        (["score", "x", "--device", "tpu"], "photo-reviewer score --help"),
        (["pace", "x", "--budget", "20"], "20m"),
        (["pace", "x", "--budget", "m"], "20m"),
        (["pace", "x", "--budget", "0s"], "20m"),
        (["pace", "x", "--budget", "9" * 400 + "h"], "20m"),
        (["demo", "--count", "0"], "photo-reviewer demo --help"),
        (["demo", "--cou", "3"], "photo-reviewer demo --help"),
        (["score", "/nowhere/at/all"], "all"),
        (["pace", "/nowhere/at/all"], "all"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_hint(argv, said, capsys):
    assert main(argv) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20m", 1200), ("90s", 90), ("1h30m", 5400), ("1.5min", 90), ("2H", 7200), ("1h1m1.5s", 3661.5)],
)
def test_times_are_read(text, seconds):
    assert arguments.parse(["pace", "x", "--budget", text]).budget == seconds


def test_version_and_help_are_no_fault(capsys):
    assert main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert "photo-reviewer ./score" in capsys.readouterr().out


def test_without_streams_nothing_breaks(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["--version"]) == 0
    assert main(["--bogus"]) == 2
    print("to nowhere")


def test_a_start_without_a_terminal_leaves_its_words_in_a_log(monkeypatch, home):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "argv", ["photo-reviewer-gui"])
    monkeypatch.setattr("reviewer.cli.window.display.problem", NoDisplay)
    assert main_gui() == 1
    assert (home / "log" / "start.log").read_text(encoding="utf-8").strip() == words.problem(NoDisplay())


def test_a_terminal_that_cannot_show_a_character_gets_an_escape(folder):
    env = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii")
    (folder / "h\u00e9.jpg").write_bytes((folder / "0.jpg").read_bytes())
    done = program("pace", folder, env=env)
    assert done.returncode == 0, done.stderr
    assert b"h\\xc3\\xa9.jpg" in done.stdout  # its bytes: nothing there says that they are UTF-8
