"""What every test may count on: a home of its own, no stray log lines, real photos where they are at hand."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The installed package is what is tested. ``python -m pytest`` puts the checkout first on the path; an editable
# installation puts it there a second time, on purpose, and that entry stays.
if sys.path and Path(sys.path[0] or ".").resolve() == ROOT:
    del sys.path[0]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest  # noqa: E402


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Say in a line what is missing and what installs it, before pytest-qt loads Qt and ends in a traceback."""
    try:
        from reviewer import words
        from reviewer.cli import display
    except ModuleNotFoundError as error:
        raise pytest.UsageError(f"{error}. To install what the tests need: python -m pip install '.[test]'") from error
    if config.pluginmanager.has_plugin("pytest-qt") and (problem := display.problem()):
        raise pytest.UsageError(words.problem(problem))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for the program's own files, so that tests neither see nor leave anything."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PHOTO_REVIEWER_HOME", str(folder))
    return folder


@pytest.fixture
def shared() -> Path:
    """The folder of real photos beside the checkout."""
    folder = ROOT.parent / "shared"
    if not (folder / "photos").is_dir():
        pytest.skip("the real photos are not beside the checkout (../shared/photos)")
    return folder
