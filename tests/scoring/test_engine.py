"""The engine: pyiqa's own numbers, from files that were looked at, on the device asked for, or an error in our kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from reviewer.scoring.table import METRICS

TRIALS = Path(__file__).parent / "engine_trials.py"
ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.timeout(900)  # a minute of two idle cores; others may be at work on them

COMPARED = (
    *("piqe", "brisque", "niqe", "entropy"),
    *("clipiqa+", "topiq_nr", "musiq", "nima"),
    *("paq2piq", "cnniqa", "wadiqam_nr", "metaiqa", "unique", "arniqa"),
)
SCORED = ("piqe", "nima", "clipiqa", "musiq")


def environment(folder: Path) -> dict[str, str]:
    """A user without weights or caches, and without a network if anything should ask for one."""
    return {
        **os.environ,
        "HOME": str(folder),
        "TORCH_HOME": str(folder / "torch"),
        "PHOTO_REVIEWER_HOME": str(folder / "home"),
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }


def need_models() -> None:
    """Skip where the models' packages are not: looked for and not imported, as torch takes its time."""
    absent = [name for name in ("torch", "torchvision", "pyiqa", "pkg_resources") if find_spec(name) is None]
    if absent:
        pytest.skip(f"models need {', '.join(absent)}")


def run(folder: Path, program: str) -> str:
    """What a program of a few lines prints, run where no checkout is."""
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


SAY = """
import sys
from reviewer.errors import MissingPart
from reviewer.scoring import engine
try:
    error = engine.create([{name!r}], "cpu").refused[{name!r}]
except MissingPart as caught:
    error = caught
print(error.part, "|", error.command)
"""


def block(*modules: str) -> str:
    return f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {set(modules)!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Blocked())
"""


def put_package(folder: Path, name: str, body: str) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(body)


def test_missing_weights_are_known_at_once_and_before_torch_is_imported(tmp_path):
    need_models()
    names = ["nima", "clipiqa+", "brisque", "musiq"]
    started = time.monotonic()
    said = run(
        tmp_path,
        f"""
        import sys
        from reviewer.scoring import engine
        found, refused = engine._sift({names!r})
        for name, error in refused.items():
            print(name, type(error).__name__, *error.files, error.folder)
        print(found, "torch" in sys.modules, "pyiqa" in sys.modules)
        """,
    )
    folder = tmp_path / "home" / "weights"
    lines = [f"{name} WeightsMissing {' '.join(METRICS[name].files)} {folder}" for name in names]
    assert said.splitlines() == [*lines, "{} False False"]
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("absent", "name", "part", "install"),
    [
        (["torch", "torchvision", "pyiqa"], "piqe", "torch", "install torch torchvision"),
        (["torchvision"], "piqe", "torchvision", "install torch torchvision"),
        (["pyiqa"], "nima", "pyiqa", "install pyiqa"),
        (["pkg_resources"], "clipiqa", "pkg_resources", "install 'setuptools<82'"),
        (["icecream"], "qalign", "icecream", "install icecream"),
    ],
)
def test_a_missing_package_is_named_with_the_command_for_it(tmp_path, absent, name, part, install):
    if part != "torch":
        need_models()
    said, command = run(tmp_path, block(*absent) + SAY.format(name=name)).split(" | ")
    assert said == part
    assert command.endswith(f"-m pip {install}")
    assert command.startswith(sys.executable)


def test_only_clip_needs_pkg_resources(tmp_path):
    need_models()
    program = block("pkg_resources") + "from reviewer.scoring.engine import parts\n"
    program += "from reviewer.scoring.table import METRICS\nparts.require(METRICS['piqe'])\nprint('there')"
    assert run(tmp_path, program) == "there"


@pytest.mark.parametrize(
    ("broken", "body", "part", "command"),
    [
        (
            "torch",
            "raise OSError('libcudart.so.13: cannot open shared object file')",
            "torch (libcud",
            "--force-reinstall",
        ),
        ("torch", "raise ImportError('DLL load failed while importing _C')", "torch (DLL", "--force-reinstall"),
        (
            "torchvision",
            "raise RuntimeError('operator torchvision::nms does not exist')",
            "torchvision (op",
            "torch torch",
        ),
        ("pyiqa", "import cv2", "cv2", "opencv-python"),
        (
            "pyiqa",
            "raise ImportError('libGL.so.1: cannot open shared object file')",
            "libGL.so.1",
            "apt install libgl1",
        ),
    ],
)
def test_a_broken_package_is_named_with_the_command_that_mends_it(tmp_path, broken, body, part, command):
    for name in ("torch", "torchvision", "pyiqa"):
        put_package(tmp_path, name, body if name == broken else "")
    said, mend = run(tmp_path, block("cv2") + SAY.format(name="piqe")).split(" | ")
    assert said.startswith(part)
    assert command in mend


def test_the_built_in_metric_is_not_the_engines(tmp_path):
    program = "from reviewer.scoring import engine\ntry: engine.create(['technical'])\nexcept ValueError: print('no')"
    assert run(tmp_path, program) == "no"


def test_the_processor_is_chosen_without_importing_torch(tmp_path):
    program = (
        "import sys\nfrom reviewer.scoring import engine\nprint(engine.choose_device('cpu'), 'torch' in sys.modules)"
    )
    assert run(tmp_path, program) == "cpu False"


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    """What happened in ``engine_trials.py``, run once."""
    need_models()
    folder = tmp_path_factory.mktemp("trials")
    shared = ROOT.parent / "shared"
    known = str(shared) if (shared / "weights" / "reference").is_dir() else ""
    done = subprocess.run(
        [sys.executable, "-P", str(TRIALS), known],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=800,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])  # above it, pyiqa tells what it loaded for the reference


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPARED)
def test_a_score_is_pyiqas_own_of_the_same_tensor(trials, name):
    assert trials["parity"][name]["difference"] < 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPARED)
def test_the_trial_weights_tell_pictures_apart(trials, name):
    """Equal numbers prove nothing if every picture gets the same one."""
    ours = trials["parity"][name]["ours"]
    assert max(ours) - min(ours) > 5e-4


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPARED)
def test_nothing_of_what_pyiqa_prints_reaches_stdout(trials, name):
    assert trials["parity"][name]["printed"] == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", SCORED)
def test_scores_differ_and_lie_between_nought_and_one(trials, name):
    scored = trials["scored"][name]
    assert scored["printed"] == ""
    assert max(scored["raw"]) - min(scored["raw"]) > 0.01
    assert all(0 <= value <= 1 for value in scored["values"])


@pytest.mark.slow
@pytest.mark.parametrize("name", SCORED)
def test_a_score_does_not_depend_on_the_company(trials, name):
    assert trials["scored"][name]["raw"][1:3] == pytest.approx(trials["scored"][name]["alone"], abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCORED)
def test_a_score_names_its_weights_and_says_that_they_are_random(trials, name):
    (named,) = set(trials["scored"][name]["weights"])
    assert len(named) == (len("trial-") + 16 if METRICS[name].files else 0)
    assert named.startswith("trial-") == bool(METRICS[name].files)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nima", "clipiqa", "musiq"])
def test_a_dropped_ensemble_gives_its_memory_back(trials, name):
    before, loaded, after = trials["scored"][name]["memory"]
    assert loaded - before > 90
    assert after - before < 0.5 * (loaded - before)


@pytest.mark.slow
def test_metrics_have_one_clip_and_let_its_text_tower_go(trials):
    found = trials["shared_clip"]
    assert found["spoke"]
    assert found["silent"]
    assert found["same"] == [True, True, True]
    assert found["again"] == pytest.approx(found["first"][0], abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "expected", "close"),
    [
        ("brisque", [94.64, -0.11, 1.07, 5.14, 66.8], 0.05),
        ("niqe", [15.66, 3.66, 3.23, 3.19, 9.07], 0.01),
        ("ilniqe", [24.1], 0.05),
    ],
)
def test_real_weights_give_the_known_scores(trials, name, expected, close):
    if not trials["known"]:
        pytest.skip("the real weights are not beside the checkout (../shared/weights)")
    assert trials["known"][name] == pytest.approx(expected, abs=close)


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        "cut",
        "flipped",
        "pointer",
        "page",
        "empty",
        "bomb",
        "old_bomb",
        "another_metrics",
        "misfit",
        "part",
        "numbers",
        "prompts",
        "matrix_page",
        "matrix_of_another",
        "matrix_without",
        "program",
        "cut_clip",
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_by_name(trials, case):
    kind, _, path = trials["refusals"][case].partition(": ")
    assert kind == "WeightsRefused"
    assert Path(path).suffix in {".pth", ".pt", ".mat"}


@pytest.mark.slow
def test_a_programs_numbers_are_read_without_it(trials):
    names, expected = trials["programs"]["names"]
    assert names == expected
    assert trials["programs"]["equal"]
    assert trials["programs"]["ridge"] < 1e-6


@pytest.mark.slow
def test_no_pickle_gets_to_run(trials):
    assert trials["refusals"]["exploded"] is False


@pytest.mark.slow
def test_the_device_is_chosen_and_reached(trials):
    chosen = trials["devices"]["chosen"]
    assert (chosen["True,True"], chosen["False,True"], chosen["False,False"]) == ("cuda", "mps", "cpu")
    assert chosen["absent"] == "NoDevice: cuda"
    assert trials["devices"]["moved"] == ["cuda"]
    assert trials["devices"]["placed"] == "cuda"


@pytest.mark.slow
def test_pyiqa_builds_on_the_processor_and_is_told_nothing_else(trials):
    """So that what goes wrong there is the file's fault, and what goes wrong in moving the device's."""
    assert trials["devices"]["told"] == [["piqe", "cpu", []]]


@pytest.mark.slow
def test_what_is_no_number_is_a_failure(trials):
    assert trials["misbehaviour"]["nan"][:4] == ["metric_failed: not a number"] * 4
    assert trials["misbehaviour"]["infinite"][:4] == ["metric_failed: not a number"] * 4
    assert trials["misbehaviour"]["miscounts"][0] == "metric_failed: 7 scores for 1 pictures"
    assert trials["misbehaviour"]["black"] == ["Failure"]


@pytest.mark.slow
def test_a_photo_that_breaks_a_batch_costs_only_itself(trials):
    assert trials["misbehaviour"]["breaks"] == [
        30.0,
        30.0,
        30.0,
        "metric_failed: memory",
        "metric_failed: too thin",
    ]


@pytest.mark.slow
def test_four_gigabytes_are_enough(trials):
    assert trials["peak"] < 4000
