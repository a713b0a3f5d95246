"""Garbage that holds Qt objects is collected on the window's thread, and nowhere else."""

from __future__ import annotations

import gc
import threading

import pytest

from reviewer.ui.background.collector import Collector


class Cycle:
    """Says on which thread it is collected."""

    def __init__(self, heard):
        self.itself = self
        self._heard = heard

    def __del__(self):
        self._heard.append(threading.current_thread())


@pytest.fixture
def collector(qapp):
    made = Collector()
    yield made
    made.close()
    assert gc.isenabled()


def allocate():
    return [[at] for at in range(200_000)]


def test_a_busy_thread_collects_nothing_and_the_window_does(collector, qtbot):
    heard = []

    def work():
        Cycle(heard)
        allocate()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert heard == []
    kept = allocate()  # the window's own work makes a collection due
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=10_000)
    assert heard == [threading.main_thread()]
    assert kept


def test_what_is_set_aside_is_not_looked_through(collector):
    kept = allocate()
    before = len(gc.get_objects())
    collector.set_aside()
    assert len(gc.get_objects()) < before - len(kept) / 2
