"""Ctrl+C ends the program as its close button does."""

from __future__ import annotations

import os
import signal

from reviewer.ui.background.interrupt import Interrupt


def test_a_signal_is_heard_and_the_process_lives(qapp, qtbot) -> None:
    before = signal.getsignal(signal.SIGINT)
    interrupt = Interrupt()
    for number in (signal.SIGINT, signal.SIGTERM):
        with qtbot.waitSignal(interrupt.requested, timeout=3000):
            os.kill(os.getpid(), number)
    interrupt.restore()
    assert signal.getsignal(signal.SIGINT) is before
