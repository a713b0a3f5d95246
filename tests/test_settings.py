"""Settings survive damage, tell who listens, and each says in plain words what it is."""

from __future__ import annotations

import json
import os

import pytest

from reviewer.paths import write_whole
from reviewer.settings import GROUPS, TABLE, Setting, Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config" / "settings.json"


def test_what_is_put_is_there_after_a_restart_and_only_that_is_in_the_file(file):
    settings = Settings(file)
    settings.put("look_seconds", 2.5)
    settings.put("metrics", ("technical", "nima"))
    settings.put("recursive", False)
    settings.save()
    assert json.loads(file.read_text()) == {"look_seconds": 2.5, "metrics": ["technical", "nima"]}
    again = Settings.load(file)
    assert again.number("look_seconds") == 2.5
    assert again.words("metrics") == ("technical", "nima")


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "[1]", "null", '{"look_seconds": 1e9, "sort": 3, "device": "abacus", "no": 1}']
)
def test_a_damaged_file_costs_a_preference_and_no_start(file, text):
    file.parent.mkdir()
    file.write_text(text)
    settings = Settings.load(file)
    assert {name: settings.value(name) for name in TABLE} == {name: row.default for name, row in TABLE.items()}


def test_listeners_hear_of_what_became_another_and_of_nothing_else(file):
    settings = Settings(file)
    heard = []
    settings.listen(lambda name: heard.append((name, settings.value(name))))
    settings.put("look_seconds", 2.5)
    settings.put("look_seconds", 2.5)
    settings.put("recursive", False)
    with pytest.raises(ValueError, match="look_seconds"):
        settings.put("look_seconds", -1.0)
    settings.put("look_seconds", 1.5)
    assert heard == [("look_seconds", 2.5), ("look_seconds", 1.5)]


def test_who_stops_listening_hears_no_more_though_it_stops_while_it_is_told(file):
    settings = Settings(file)
    heard = []
    stop = settings.listen(lambda name: (heard.append(name), stop()))
    settings.listen(heard.append)
    settings.put("recursive", True)
    settings.put("recursive", False)
    assert heard == ["recursive", "recursive", "recursive"]


def test_a_file_is_written_whole_or_stays_as_it_was(file, monkeypatch):
    write_whole(file, b"before")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"after")
    assert file.read_text() == "before"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.name)
def test_every_setting_can_be_shown_to_a_person(row: Setting):
    assert row.accepts(row.default)
    assert row.group in {"", *GROUPS}
    assert row.text[0].isupper()
    assert not row.text.endswith(".")
    assert "tau" not in row.text.lower().split()
    assert len(row.labels) == len(row.choices)
    assert not isinstance(row.default, int | float) or isinstance(row.default, bool) or row.bounds
    assert row.kind in {"", "file", "metric", "order"}
    assert row.later in {"", "start"}
