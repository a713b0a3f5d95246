"""Weights that come from nowhere, at the pace the test gives."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reviewer import weights
from reviewer.errors import ReviewerError
from reviewer.scoring.engine import parts
from reviewer.settings import Settings
from reviewer.ui.background.jobs import Jobs
from reviewer.ui.models.stock import Stock
from reviewer.weights import Imported, State, Transfer


class Depot:
    """Plays ``reviewer.weights``: which files are there, and what comes of fetching, importing and removing them."""

    def __init__(self):
        self.there: set[str] = set()
        self.refused: set[str] = set()
        self.kept: dict[str, int] = {}
        self.error: ReviewerError | None = None
        self.outcome = Imported((), (), (), ())
        self.more = threading.Semaphore(1000)
        self.fetched: list[str] = []
        self.stopped: list[str] = []

    def state(self, name):
        kind = weights.REFUSED if name in self.refused else weights.INSTALLED if name in self.there else weights.MISSING
        here = kind != weights.MISSING
        path, reason = (Path("/w") / name if here else None), "changed" if kind == weights.REFUSED else ""
        return State(name, kind, path, weights.FILES[name].size, here, "", reason, self.kept.get(name, 0))

    def install(self, name):
        size = weights.FILES[name].size
        self.fetched.append(name)
        try:
            for tenth in range(10):
                while not self.more.acquire(timeout=0.02):
                    yield Transfer(name, tenth * size // 10, size, size / 10, 10.0 - tenth)
                if self.error:
                    raise self.error
        except GeneratorExit:
            self.stopped.append(name)
            raise
        self.there.add(name)
        self.refused.discard(name)
        yield Transfer(name, size, size, size / 10, 0.0)

    def remove(self, name):
        if self.error:
            raise self.error
        self.there.discard(name)
        self.refused.discard(name)

    def import_files(self, sources):
        self.sources = sources
        yield Transfer("RN50.pt", 1_000_000, 2_000_000)
        while not self.more.acquire(timeout=0.02):
            yield Transfer("RN50.pt", 1_000_000, 2_000_000)
        if self.error:
            raise self.error
        self.there.update(self.outcome.taken)
        return self.outcome


@pytest.fixture
def depot(monkeypatch):
    made = Depot()
    for name in ("state", "install", "remove", "import_files"):
        monkeypatch.setattr(weights, name, getattr(made, name))
    monkeypatch.setattr(weights, "hub_snapshot", lambda _repository: None)
    monkeypatch.setattr(parts, "require", lambda _metric: None)
    return made


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def stock(qapp, depot, settings):
    jobs = Jobs()
    made = Stock(jobs, settings, jobs)
    made.metrics_chosen.connect(lambda metrics: settings.put("metrics", metrics))  # as the window does
    yield made
    made.close()
    assert jobs.shutdown()
    jobs.deleteLater()
