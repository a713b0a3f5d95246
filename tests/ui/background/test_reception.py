"""Hearing of later starts ends with the window, whatever became of the socket."""

from __future__ import annotations

import threading

from reviewer.ui.background import reception


class LostClaim:
    """Its socket has been taken away: closing it wakes nobody."""

    def __init__(self) -> None:
        self.woken = threading.Event()
        self.closed = False

    def next(self) -> None:
        self.woken.wait(20)

    def close(self) -> None:
        self.closed = True


def test_a_socket_that_is_gone_does_not_keep_the_program_from_ending(qtbot, monkeypatch):
    monkeypatch.setattr(reception, "_PATIENCE", 0.05)
    claim = LostClaim()
    hearing = reception.Reception(claim)
    ended = threading.Event()

    def close() -> None:
        hearing.close()
        ended.set()

    closing = threading.Thread(target=close)
    closing.start()
    in_time = ended.wait(5)
    claim.woken.set()
    closing.join()
    hearing._thread.join()
    assert claim.closed
    assert in_time
