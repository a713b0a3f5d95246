"""What the README says to type and to press is what the program and the package list know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reviewer import remedies
from reviewer.cli import arguments
from reviewer.scoring.choice import offered
from reviewer.scoring.table import METRICS
from reviewer.ui.keys import actions
from reviewer.weights.files import FILES

ROOT = Path(__file__).resolve().parent.parent

# Packages that Debian 12 installs along with one of the list.
COMES_WITH = {
    "libfreetype6": "libfontconfig1",
    "libwayland-client0": "libegl1",
    "libx11-xcb1": "libegl1",
    "libxcb1": "libx11-6",
    "libxcb-render0": "libxcb-render-util0",
    "libxcb-shm0": "libxcb-image0",
    "libxcb-sync1": "libegl1",
    "libxcb-xfixes0": "libegl1",
}


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def packages() -> list[str]:
    lines = (ROOT / "packaging" / "debian-packages.txt").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def test_apt_line_is_the_package_list(readme: str, packages: list[str]) -> None:
    line = re.search(r"^ {4}apt update && apt install -y ((?:.*\\\n)*.*)$", readme, re.MULTILINE)
    assert line is not None
    assert line[1].replace("\\\n", " ").split() == packages


def test_package_list_brings_every_library_the_program_may_miss(packages: list[str]) -> None:
    wanted = set(remedies.PACKAGES.values())
    assert {name for name in wanted if COMES_WITH.get(name, name) not in packages} == set()


def test_package_list_names_nothing_twice(packages: list[str]) -> None:
    assert len(packages) == len(set(packages))


def test_first_block_is_the_two_commands(readme: str) -> None:
    block = re.search(r"\n((?: {4}.*\n)+)", readme)
    assert block is not None
    commands = [line.partition("  #")[0].strip() for line in block[1].splitlines()]
    assert commands == [
        "python -m pip install . && photo-reviewer demo",
        "python -m pip install '.[test]' && python -m pytest",
    ]


def test_keys_are_those_of_the_program(readme: str) -> None:
    assert f"\n{actions.table()}\n" in readme


def rows(readme: str, heading: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    section = readme.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in re.findall(r"^\|.*\|$", section, re.MULTILINE)
    ][2:]


def test_scores_are_those_offered_at_first_sight(readme: str) -> None:
    table = rows(readme, "Scores")
    assert [name for name, *_ in table] == list(offered())
    for name, _, agrees, weights, source in table:
        metric = METRICS[name]
        found = [float(number) for number in re.findall(r"\b0\.\d\d\b", agrees)]
        assert found == [number for _, number in metric.agreement], name
        megabytes = sum(FILES[file].size for file in metric.files) / 1e6
        assert weights == (f"{megabytes:.{0 if megabytes > 1 else 1}f} MB" if metric.files else "none"), name
        assert source == ("pyiqa" if metric.needs_torch else "built in"), name


def test_scores_that_are_not_shown_are_counted(readme: str) -> None:
    assert f"`photo-reviewer models list --all` lists all {len(METRICS)}." in readme


def test_files_to_bring_along_are_those_of_the_table(readme: str) -> None:
    table = rows(readme, "Models without a network")
    assert [name for name, *_ in table] == ["clipiqa", "nima", "brisque", "musiq"]
    for name, file, size in table:
        known = FILES[file.strip("`")]
        assert METRICS[name].files == (known.name,)
        assert size == f"{'' if known.exact else 'about '}{known.size:,}"


def test_commands_and_options_are_those_of_the_program(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    section = readme.partition("## Command line")[2].partition("\n## ")[0]
    lines = re.findall(r"^ {4}photo-reviewer (\w+)(.*)$", section, re.MULTILINE)
    assert [command for command, _ in lines] == ["score", "pace", "demo", "models", "doctor", "desktop"]
    for command, rest in lines:
        with pytest.raises(SystemExit):
            arguments.parse([command, "--help"])
        usage = capsys.readouterr().out
        assert set(re.findall(r"--[a-z-]+", usage)) - {"--help"} == set(re.findall(r"--[a-z-]+", rest)), command


def test_every_picture_and_file_named_is_there(readme: str) -> None:
    for name in re.findall(r"\]\((?!https?:)([^)#]+)\)", readme):
        assert (ROOT / name).is_file(), name
