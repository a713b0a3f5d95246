from __future__ import annotations

import sys
import threading
import time
from itertools import pairwise

import pytest

from reviewer.errors import FolderGone
from reviewer.ui.background.jobs import Jobs


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    assert made.shutdown()


class Heard:
    """Writes down what a job says, and on which thread."""

    def __init__(self):
        self.items, self.ends, self.threads = [], [], set()

    def arguments(self):
        return {
            "on_progress": lambda item: self._note(self.items, item),
            "on_result": lambda result: self._note(self.ends, ("result", result)),
            "on_failure": lambda fault: self._note(self.ends, ("failure", fault)),
            "on_cancelled": lambda: self._note(self.ends, ("cancelled", None)),
        }

    def _note(self, where, what):
        where.append(what)
        self.threads.add(threading.current_thread())


def counting(upto, *, at=None, closed=None):
    try:
        for number in range(upto):
            if at:
                at(number)
            yield number
    finally:
        if closed is not None:
            closed.append(threading.current_thread())
    return "done"


def test_progress_and_result_arrive_in_order_on_the_gui_thread(jobs, qtbot):
    heard = Heard()
    jobs.start(counting(1000), name="count", **heard.arguments())
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.items == list(range(1000))
    assert heard.ends == [("result", "done")]
    assert heard.threads == {threading.main_thread()}
    assert jobs.running == ()


def test_cancel_closes_the_generator_on_its_own_thread(jobs, qtbot):
    heard, closed = Heard(), []
    job = jobs.start(counting(10**9, closed=closed), name="endless", **heard.arguments())
    qtbot.waitUntil(lambda: len(heard.items) > 3)
    job.cancel()
    seen = len(heard.items)
    assert heard.ends == []  # told by the event loop, not by the call
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends == [("cancelled", None)]
    assert len(heard.items) == seen
    assert closed != [threading.main_thread()]
    assert len(closed) == 1


def test_the_stop_flag_is_asked_before_the_next_item(jobs, qtbot):
    asked, go = [], threading.Event()

    def steps():
        yield "first"
        go.wait(5)
        yield "second"
        asked.append("third")
        yield "third"

    heard = Heard()
    job = jobs.start(steps(), name="three", **heard.arguments())
    qtbot.waitUntil(lambda: heard.items == ["first"])
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert asked == []


def test_a_job_still_in_the_queue_says_cancelled_and_never_begins(jobs, qtbot):
    gate, began = threading.Event(), []
    blockers = [jobs.start(counting(1, at=lambda _: gate.wait(5)), name="block") for _ in range(8)]
    heard = Heard()
    queued = jobs.start(counting(1, at=began.append), name="queued", **heard.arguments())
    queued.cancel()
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends == [("cancelled", None)]
    assert not queued.running
    gate.set()
    qtbot.waitUntil(lambda: not any(job.running for job in blockers))
    assert began == []


def test_higher_priority_leaves_the_queue_first(jobs, qtbot):
    gate, order = threading.Event(), []
    blockers = [jobs.start(counting(1, at=lambda _: gate.wait(5)), name="block") for _ in range(4)]
    time.sleep(0.1)
    for priority in (0, 5, 1):
        jobs.start(counting(1), name=f"p{priority}", priority=priority, on_result=lambda _, p=priority: order.append(p))
    jobs._pool.setMaxThreadCount(1)
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == [5, 1, 0]
    assert not any(job.running for job in blockers)


def test_pause_holds_before_the_next_item_and_resume_goes_on(jobs, qtbot):
    heard = Heard()
    job = jobs.start(counting(10**9), name="endless", **heard.arguments())
    qtbot.waitUntil(lambda: bool(heard.items))
    job.pause()
    qtbot.wait(50)
    held = len(heard.items)
    qtbot.wait(100)
    assert len(heard.items) == held
    assert job.paused
    job.resume()
    qtbot.waitUntil(lambda: len(heard.items) > held)
    job.pause()
    job.cancel()  # a paused job can be ended too
    qtbot.waitUntil(lambda: heard.ends == [("cancelled", None)])


def test_a_fault_of_the_world_is_told_to_its_handler(jobs, qtbot, tmp_path):
    def steps():
        yield 1
        raise FolderGone(tmp_path)

    heard = Heard()
    jobs.start(steps(), name="fails", **heard.arguments())
    qtbot.waitUntil(lambda: bool(heard.ends))
    ((kind, fault),) = heard.ends
    assert kind == "failure"
    assert isinstance(fault, FolderGone)
    assert heard.items == [1]


def test_a_fault_of_the_world_that_nobody_handles_is_offered_for_showing(jobs, qtbot, tmp_path):
    def steps():
        yield 1
        raise FolderGone(tmp_path)

    with qtbot.waitSignal(jobs.failure_unhandled) as shown:
        jobs.start(steps(), name="fails")
    assert isinstance(shown.args[0], FolderGone)


def test_a_fault_of_ours_reaches_the_crash_handler_with_its_traceback(jobs, qtbot, monkeypatch):
    crashes = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: crashes.append((what, threading.current_thread())))

    def steps():
        yield 1
        raise ZeroDivisionError

    heard = Heard()
    jobs.start(steps(), name="bug", **heard.arguments())
    qtbot.waitUntil(lambda: bool(crashes))
    assert heard.ends[0][0] == "failure"
    ((kind, _, trace), thread) = crashes[0]
    assert kind is ZeroDivisionError
    assert trace.tb_next is not None
    assert thread is threading.main_thread()


def test_a_cleanup_that_fails_is_not_hidden_by_the_cancel(jobs, qtbot, tmp_path):
    def steps():
        try:
            while True:
                yield 1
        finally:
            raise FolderGone(tmp_path)

    heard = Heard()
    job = jobs.start(steps(), name="cannot commit", **heard.arguments())
    qtbot.waitUntil(lambda: bool(heard.items))
    job.cancel()
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0][0] == "failure"


def test_a_quick_generator_waits_for_a_slow_window(jobs, qtbot):
    made = []
    heard = Heard()
    jobs.start(counting(10_000, at=made.append), name="flood", **heard.arguments())
    time.sleep(0.2)  # the window is busy
    assert len(made) < 40
    qtbot.waitUntil(lambda: bool(heard.ends), timeout=20_000)
    assert heard.items == list(range(10_000))


def test_the_window_stays_awake_while_progress_pours_in(jobs, qtbot):
    from PySide6.QtCore import QTimer

    beats = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    job = jobs.start(counting(10**9), name="flood", on_progress=lambda _: time.sleep(0.001))
    qtbot.wait(500)
    timer.stop()
    job.cancel()
    gaps = [after - before for before, after in pairwise(beats)]
    assert len(beats) > 10
    assert max(gaps) < 0.1


def test_shutdown_ends_running_and_paused_and_queued_jobs_at_once(qapp):
    jobs, heard, closed = Jobs(), Heard(), []
    for n in range(10):
        job = jobs.start(
            counting(10**9, at=lambda _: time.sleep(0.001), closed=closed), name=str(n), **heard.arguments()
        )
        if n == 1:
            job.pause()
    time.sleep(0.1)
    began = time.monotonic()
    assert jobs.shutdown()
    assert time.monotonic() - began < 2
    assert heard.ends == [("cancelled", None)] * 10
    assert 1 <= len(closed) <= 10


def test_shutdown_does_not_wait_for_ever(qapp):
    gate, jobs = threading.Event(), Jobs()
    jobs.start(counting(1, at=lambda _: gate.wait(10)), name="stuck")
    time.sleep(0.05)
    assert not jobs.shutdown(0.1)
    gate.set()
    assert jobs.shutdown()
