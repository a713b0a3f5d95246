"""Decisions reach the disk at once, wait out a disk that takes nothing, and come over from other windows."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from reviewer.catalogue import Catalogue
from reviewer.errors import CatalogueUnusable
from reviewer.photo import Decision, Step
from reviewer.ui.deciding.writer import DecisionsWriter

PHOTO = Path("/folder/IMG_1.jpg")


def step(name, after="pick", photo=PHOTO):
    return Step(name, "decide", "person", 1.0, (Decision(photo, "", "flag", "", after),))


@pytest.fixture
def start():
    running = []

    def make(file, **options):
        made = DecisionsWriter(file, **options)
        running.append(made)
        return made

    yield make
    for writer in running:
        writer.close()


def kept_by(writer):
    found = []
    writer.kept.connect(found.extend)
    return found


def test_a_step_is_on_the_disk_within_a_tenth_of_a_second(start, home, qtbot):
    file = home / "catalogue.db"
    with Catalogue.open(file) as catalogue:
        writer = start(file)
        kept = kept_by(writer)
        writer.put([step("first")])
        qtbot.waitUntil(lambda: len(kept) == 1)
        began = time.monotonic()
        writer.put([step("second", "reject")])
        qtbot.waitUntil(lambda: len(catalogue.steps_since(1)) == 1)
        assert time.monotonic() - began < 1.0  # 0.1 s on a machine that does nothing else
        qtbot.waitUntil(lambda: [one.id for one in kept] == ["first", "second"])
        assert [one.number for one in kept] == [1, 2]


def test_what_cannot_be_written_waits_is_told_once_and_is_written_in_its_order(start, home, qtbot, monkeypatch):
    file = home / "catalogue.db"
    full = [True]
    put = Catalogue.put_steps

    def refuse(catalogue, steps):
        if full[0]:
            raise CatalogueUnusable(file, "full")
        put(catalogue, steps)

    monkeypatch.setattr(Catalogue, "put_steps", refuse)
    writer = start(file, again=0.02)
    kept, told = kept_by(writer), []
    writer.waiting.connect(told.append)
    writer.put([step("first")])
    qtbot.waitUntil(lambda: len(told) == 1)
    writer.put([step("second", "reject")])
    assert (told[0].code, told[0].detail) == ("decisions_waiting", "full")
    full[0] = False
    qtbot.waitUntil(lambda: [one.id for one in kept] == ["first", "second"])
    assert told[1:] == [None]


def test_closing_writes_what_is_left(start, home):
    file = home / "catalogue.db"
    writer = start(file)
    writer.put([step(str(at), photo=PHOTO.with_name(f"{at}.jpg")) for at in range(50)])
    writer.close()
    with Catalogue.open(file) as catalogue:
        assert [one.id for one in catalogue.steps_since(0)] == [str(at) for at in range(50)]


def test_what_another_window_decided_comes_over(start, home, qtbot):
    file = home / "catalogue.db"
    writer = start(file, look=0.02)
    kept, loaded = kept_by(writer), []
    writer.loaded.connect(lambda *answer: loaded.append(answer))
    writer.ask(7, {PHOTO: ""})
    qtbot.waitUntil(lambda: len(loaded) == 1)
    assert loaded[0][:2] == (7, (PHOTO,))
    with Catalogue.open(file) as catalogue:
        catalogue.put_steps([step("theirs")])
    qtbot.waitUntil(lambda: [one.id for one in kept] == ["theirs"])
