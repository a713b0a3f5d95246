"""What is installed is whole: its data files, its commands, its licence."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

import reviewer
from reviewer import paths

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed() -> metadata.Distribution:
    try:
        return metadata.distribution("photo-reviewer")
    except metadata.PackageNotFoundError:
        pytest.skip("the checkout is tested, not an installation")


def resources() -> list[str]:
    return [
        path.relative_to(ROOT / "resources").as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()
    ]


@pytest.mark.parametrize("name", resources())
def test_every_data_file_is_where_the_program_looks(name: str) -> None:
    assert paths.resource(name).read_bytes() == (ROOT / "resources" / name).read_bytes()


def test_wheel_holds_every_module_and_data_file(installed: metadata.Distribution) -> None:
    held = {str(path) for path in installed.files or ()}
    if "reviewer/__init__.py" not in held:
        pytest.skip("installed in place: there is no copy to look into")
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "reviewer").rglob("*.py")}
    assert modules | {f"reviewer/resources/{name}" for name in resources()} <= held


def test_commands_start_the_program(installed: metadata.Distribution) -> None:
    entries = {(entry.group, entry.name): entry.load() for entry in installed.entry_points}
    assert entries["console_scripts", "photo-reviewer"].__name__ == "main"
    assert entries["gui_scripts", "photo-reviewer-gui"].__name__ == "main_gui"


def test_version_and_licence_are_told(installed: metadata.Distribution) -> None:
    assert installed.version == reviewer.__version__
    assert installed.metadata["License-Expression"] == "MIT"
    assert any(path.name == "LICENSE" for path in installed.files or ())
