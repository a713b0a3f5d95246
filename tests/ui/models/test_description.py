"""What the page of models says of a metric."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.errors import MissingPart, WeightsMissing, WeightsRefused, WorkerFailed
from reviewer.scoring.table import METRICS
from reviewer.ui.models import description
from reviewer.ui.models.supply import Standing
from reviewer.weights import FILES, Imported, Transfer


def test_agreement_is_said_with_the_photos_it_was_measured_on():
    said = description.agreement(METRICS["nima"])
    assert said.startswith("Agrees with people 0.51 on phone photos (LIVE in the Wild), 0.67 on everyday photos")
    assert "0.71 on photos of a contest site (AVA)" in said
    assert description.agreement(METRICS["piqe"]) == "How well it agrees with people is not known"


def test_training_is_said_where_there_was_any():
    assert description.training(METRICS["musiq"]) == "Trained on everyday photos (KonIQ-10k)"
    assert description.training(METRICS["piqe"]) == ""


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (0.2, "Very quick"),
        (1.3, "Quick"),
        (6.0, "Slow: 6 times as long as NIMA"),
        (3000, "Very slow: 3,000 times as long as NIMA"),
    ],
)
def test_speed_is_said_in_words(cost, said):
    assert description.speed(cost) == said


def test_demands_name_memory_download_and_licence():
    said = description.demands(METRICS["nima"])
    assert "of memory" in said
    assert "218.0 MB to download" in said or "to download" in said
    assert "Noncommercial use only" in said
    assert "tested" not in said


def test_every_metric_has_its_words_and_one_that_is_too_large_says_so():
    for metric in METRICS.values():
        assert description.demands(metric)
        assert description.agreement(metric)
        assert ("Not tested by us: too large" in description.demands(metric)) == (not metric.tested)
        assert bool(description.source(metric)) == bool(metric.hub)


def test_states_are_said_and_what_no_download_mends_is_explained():
    ready = Standing(None, (), 0, 0)
    missing = Standing(WeightsMissing("nima", ("nima.pth",), Path("/w")), ("nima.pth",), 5, 0)
    refused = Standing(WeightsRefused(Path("/w/nima.pth"), "changed"), ("nima.pth",), 5, 5)
    part = Standing(MissingPart("torch", "pip install torch"), (), 0, 0)
    worker = Standing(WorkerFailed(Path("/no/python"), "No such file or directory"), (), 0, 0)
    assert [description.state(one) for one in (None, ready, missing, refused, part, worker)] == [
        "Looking…", "Ready", "Not installed", "Refused", "torch is missing", "Cannot run",
    ]  # fmt: skip
    assert [description.trouble(one) for one in (None, ready, missing)] == ["", "", ""]
    assert "nima.pth" in description.trouble(refused)
    assert "pip install torch" in description.trouble(part)
    assert "/no/python: No such file" in description.trouble(worker)


def test_what_most_metrics_want_is_told_as_one():
    ready = Standing(None, (), 0, 0)
    part = Standing(MissingPart("torch", "pip install torch"), (), 0, 0)
    other = Standing(MissingPart("transformers", "pip install transformers"), (), 0, 0)
    assert description.common_trouble([ready, part, other, part, part]) == description.trouble(part)
    assert description.common_trouble([ready, part, other]) == ""
    assert description.common_trouble([ready, ready, part]) == ""
    assert description.common_trouble([]) == ""


def test_the_question_names_size_host_and_licence(monkeypatch):
    name = METRICS["nima"].files[0]
    said = description.question([name], 218_000_000)
    assert "218.0 MB" in said
    assert "huggingface.co" in said
    assert FILES[name].licence in said
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example")
    assert "mirror.example" in description.question([name], 1)
    monkeypatch.setenv("HF_ENDPOINT", "no address")
    assert "huggingface.co" in description.question([name], 1)


def test_a_download_tells_how_far_it_is_and_the_time_left_once_that_is_known():
    assert description.moving(Transfer("x", 84_000_000, 218_000_000)) == "84.0 MB of 218.0 MB"
    assert (
        description.moving(Transfer("x", 84_000_000, 218_000_000, 1e6, 134)) == "84.0 MB of 218.0 MB, 2 min 14 s left"
    )


def test_an_import_tells_what_was_taken_and_what_was_not():
    outcome = Imported(
        ("RN50.pt",), (WeightsRefused(Path("/u/nima.pth"), "changed"),), (Path("/u/a\nb.pt"),), (Path("/u/old"),)
    )
    said = description.imported(outcome)
    assert "Imported: RN50.pt." in said
    assert "nima.pth" in said
    assert "a\\nb.pt belongs to no model" in said
    assert "“old”" in said
    assert description.copying(Transfer("RN50.pt", 1_000_000, 2_000_000)) == "RN50.pt: 1.0 MB of 2.0 MB"
    assert description.copying(Transfer("stick", 0, 0)) == "Searching “stick”…"
