"""The terminal: its streams, its Ctrl+C, a progress bar. All talk goes to stderr."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from reviewer import paths
from reviewer.errors import FileUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

INTERRUPTED = 130  # 128 + SIGINT, as shells say it
READER_GONE = 141  # 128 + SIGPIPE, likewise

_LOG_SECONDS = 5.0  # between lines of progress where nobody sees a bar move


class Stopped(Exception):
    """The user asked to stop, and the work has come to a place where it could."""


def prepare() -> None:
    """Streams that can be written to, whatever is written.

    A program started without a terminal has none, and libraries write to them all the same. A terminal that cannot
    show a character gets an escape.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - until the end
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def logged() -> Iterator[None]:
    """Where there is no stderr, let the start's messages go to a file of the log folder."""
    if sys.stderr is None:
        try:
            paths.log_folder().mkdir(parents=True, exist_ok=True)
            sys.stderr = (paths.log_folder() / "start.log").open("w", encoding="utf-8", buffering=1)
        except OSError:
            prepare()
    yield


def say(line: str) -> None:
    """Tell the user something, on stderr."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is where a command line speaks


def show(text: str) -> None:
    """Write a result to stdout.

    Raises:
        BrokenPipeError: Nobody reads on, as after ``| head``.
        FileUnwritable: It goes to a file, and the disk is full.
    """
    with writing_stdout():
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def writing_stdout() -> Iterator[None]:
    """Where stdout is written to: what the system says against it becomes an error like any other file's.

    Raises:
        BrokenPipeError, FileUnwritable: As ``show``.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_stdout()
        raise FileUnwritable(Path("standard output"), error.strerror or "") from error


def drop_stdout() -> None:
    """Let what is still to be written to stdout go nowhere, so that leaving makes no fuss."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Bar:
    """Progress on stderr, one bar a stage."""

    def __init__(self, unit: str = " photos") -> None:
        """``unit`` is what is counted; ``B`` for bytes."""
        from tqdm import tqdm  # noqa: PLC0415 - only where there is something to wait for

        self._tqdm = tqdm
        self._bar: tqdm[NoReturn] | None = None
        self._stage = ""
        self._unit = unit

    def update(self, stage: str, done: int, total: int) -> None:
        """So many of a stage's photos, or bytes, are done."""
        if self._bar is None or stage != self._stage:
            self.close()
            self._stage = stage
            often = 0.1 if sys.stderr.isatty() else _LOG_SECONDS
            self._bar = self._tqdm(
                total=total,
                initial=done,
                desc=stage,
                unit=self._unit,
                unit_scale=self._unit == "B",
                file=sys.stderr,
                mininterval=often,
            )
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def say(self, line: str) -> None:
        """Tell the user something without disturbing the bar."""
        self._tqdm.write(line, file=sys.stderr)

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()
        self._bar = None


@contextmanager
def stoppable() -> Iterator[StopFlag]:
    """Within, Ctrl+C once asks the work to stop where it can; twice stops it where it is."""
    flag = StopFlag()
    before = signal.signal(signal.SIGINT, flag.on_signal)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)


class StopFlag:
    """Whether Ctrl+C was pressed."""

    def __init__(self) -> None:
        self._wanted = False

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """What the system calls."""
        if self._wanted:
            raise KeyboardInterrupt
        self._wanted = True

    def check(self) -> None:
        """A place to stop.

        Raises:
            Stopped: It is wanted.
        """
        if self._wanted:
            raise Stopped
