"""One worker process from its start to its end: its interpreter, its pipes, its log and its limits.

``link`` decides what is asked and what a death means; here a process is started, spoken to, watched and ended.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psutil

from reviewer import paths, wire
from reviewer.errors import DecoderCrashed, DecoderKilled, DecodeStalled, DecodeTimeout, WorkerFailed
from reviewer.machine import CORES

if TYPE_CHECKING:
    from collections.abc import Mapping

TOGETHER_BYTES = 256 << 20
"""Memory for each photo that is under way beside another."""

NO_MEMORY = "memory"
"""The detail of an error that says there was no more memory to be had, or allowed."""

KILLED = "SIGKILL"
"""Likewise that the system, or someone, killed the worker; for nothing it did, or for the memory it took."""

_START_SECONDS = 60.0
"""Longest wait for a worker's first word: a cold disk and a busy machine."""

_END_SECONDS = 1.0
"""What a worker has to end by itself once its stdin is closed."""

_POLL_SECONDS = 0.05
"""How often time and memory are looked at: the most that a decoder takes meanwhile is some 100 MB."""

_PIPE_BYTES = 1 << 20
"""What a pipe holds. With Linux's 64 KiB a picture takes twice as long."""

_LOG_BYTES = 1 << 20
"""Where a new worker begins the log anew, the old one kept beside it."""

_LONGEST_LOG_BYTES = 8 << 20
"""Where a worker at work loses what it has logged: some decoders complain of every line of a picture."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take.

    Attributes:
        seconds: Until a reply; in a stream, from one reply to the next.
        computing: Processor seconds likewise, of each photo that a core works on, or None.
        growth: Bytes of resident memory beyond what the worker held when it had nothing to do, or None.
        total: Bytes of resident memory in all, or None.
    """

    seconds: float
    computing: float | None = None
    growth: int | None = None
    total: int | None = None

    def for_photos(self, number: int) -> Limits:
        """The limits while so many photos are under way at once."""
        if number <= 1:
            return self
        computing = self.computing and self.computing * min(number, CORES)
        growth = self.growth and self.growth + (number - 1) * TOGETHER_BYTES
        return replace(self, computing=computing, growth=growth)


class Process:
    """A worker that has said hello and speaks our version."""

    def __init__(self, role: str, python: str = "") -> None:
        """Start it and wait for its first word.

        Raises:
            WorkerFailed: It cannot be started, says nothing in time, or speaks another version.
        """
        executable = python or sys.executable
        self._log = _open_log()
        self._log_start = os.fstat(self._log.fileno()).st_size
        try:
            self._process = subprocess.Popen(
                # -P: a folder of photos may hold a json.py, and must not come first on the path.
                [executable, "-P", "-m", "reviewer.worker", "--role", role],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=_environment(),
                # Not in the way when the folder that we were started in is to be unmounted.
                cwd=Path(sys.executable).anchor,
                **_apart(),
            )
        except OSError as error:
            self._log.close()
            raise WorkerFailed(Path(executable), error.strerror or "") from error
        assert isinstance(self._process.stdin, BufferedWriter)  # noqa: S101 -- Popen's own promise, for the types
        assert isinstance(self._process.stdout, BufferedReader)  # noqa: S101 -- as above
        self._requests, self._stream = self._process.stdin, self._process.stdout
        _widen(self._stream)
        self._replies: queue.SimpleQueue[tuple[wire.Message, bytearray] | wire.Garbled | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=f"worker {self.pid}", daemon=True)
        self._reader.start()
        self._closed = False
        self._suspended = False
        self._killed_for = ""
        self._watched = psutil.Process(self.pid)
        self.rest()
        self._meet()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked something."""
        return not self._closed and self._process.poll() is None

    def _meet(self) -> None:
        try:
            frame = self.receive(Limits(_START_SECONDS), time.monotonic() + 2 * _START_SECONDS)
        except (DecoderCrashed, DecodeTimeout, wire.Garbled) as error:
            killed = isinstance(error, DecoderKilled)
            detail = error.detail if killed else self._last_words() or error.detail or error.code
            self.end()
            raise WorkerFailed(None, detail) from error
        version = frame[0].get("version") if frame else None
        if version != wire.VERSION:
            self.end()
            raise WorkerFailed(None, f"it speaks version {version}, we speak {wire.VERSION}")

    def _read(self) -> None:
        """Bring replies into the queue until the pipe ends. None is the end; an error of the stream is its end too."""
        try:
            while frame := wire.receive(self._stream):
                self._replies.put(frame)
        except wire.Garbled as error:
            self._replies.put(error)
        except (OSError, ValueError):
            pass  # closed by ``end``
        self._replies.put(None)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message.

        Raises:
            DecoderCrashed: There is no one to read it; ``WorkerFailed`` where another thread has ended it.
        """
        try:
            if os.fstat(self._log.fileno()).st_size > _LONGEST_LOG_BYTES:
                self._log.truncate(0)
                self._log_start = 0
            wire.send(self._requests, message)
        except (OSError, ValueError) as error:  # the latter: another thread has just ended it
            raise self._death() from error

    def rest(self) -> None:
        """Take what it holds now as what it holds when it has nothing to do."""
        self._waited = 0.0
        self._at_rest = self._memory()
        self._computed = self._computing()

    def suspend(self) -> None:
        """Have it stand still where it is, until ``resume``; no limit runs meanwhile. Not on Windows.

        Elsewhere the system itself ends a suspended worker whose parent is gone: it stands in a process group of its
        own, and a group that loses its last parent is sent SIGHUP and SIGCONT (POSIX, ``_exit``).
        """
        if sys.platform != "win32":
            self._suspended = True
            with suppress(psutil.Error):
                self._watched.suspend()

    def resume(self) -> None:
        """Have it go on."""
        if self._suspended:
            self._suspended = False
            with suppress(psutil.Error):
                self._watched.resume()

    def receive(self, limits: Limits, until: float) -> tuple[wire.Message, bytearray] | None:
        """The next reply; None if there is none by ``until`` (monotonic seconds).

        Time counts against the limits only while someone waits here and the worker is not suspended.

        Raises:
            DecoderCrashed: It is dead, or was killed for its memory; ``DecoderKilled`` where others killed it.
            DecodeTimeout: It was killed for its time; ``DecodeStalled`` where most of that was waiting.
            Garbled: It wrote something else than replies, and was killed.
            WorkerFailed: It was ended by ``end`` in another thread.
        """
        while True:
            began = time.monotonic()
            try:
                frame = self._replies.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if not self._suspended:
                    self._waited += time.monotonic() - began
                self._enforce(limits)
                if time.monotonic() >= until:
                    return None
                continue
            if frame is None or isinstance(frame, wire.Garbled):
                raise self._death(frame)
            self._waited = 0.0
            self._computed = self._computing()
            return frame

    def _enforce(self, limits: Limits) -> None:
        computed = self._computing() - self._computed
        if limits.computing is not None and computed > limits.computing:
            self._kill("computing")
        elif self._waited > limits.seconds:
            self._kill("computing" if computed > self._waited / 2 else "waiting")
        elif self._is_too_large(limits):
            self._kill(NO_MEMORY)

    def _is_too_large(self, limits: Limits) -> bool:
        if limits.growth is None and limits.total is None:
            return False
        held = self._memory()
        grown = limits.growth is not None and held - self._at_rest > limits.growth
        return grown or (limits.total is not None and held > limits.total)

    def _kill(self, reason: str) -> None:
        """End it at once; the end of its pipe then tells ``receive``."""
        self._killed_for = reason
        with suppress(OSError):
            self._process.kill()

    def _death(self, garbled: wire.Garbled | None = None) -> DecoderCrashed | DecodeTimeout | WorkerFailed:
        """What to raise about its end, which has come or comes now."""
        if self._closed:
            return WorkerFailed(None, "closed")
        if garbled and self._process.poll() is None and not self._killed_for:
            self._kill("garbled")
        code = self._exit_code()
        words = _signal_name(code) or self._last_words() or f"exit {code}"
        self.end()
        if self._killed_for == "computing":
            return DecodeTimeout()
        if self._killed_for == "waiting":
            return DecodeStalled()
        if self._killed_for == NO_MEMORY:
            return DecoderCrashed(None, NO_MEMORY)
        if garbled:  # also where it had ended by itself: what it wrote says more than that it is gone
            return DecoderCrashed(None, garbled.detail)
        return DecoderKilled(None, words) if words == KILLED else DecoderCrashed(None, words)

    def _exit_code(self) -> int:
        try:
            return self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def end(self) -> None:
        """End it and wait until it is gone. Any thread, any number of times."""
        self._closed = True
        self.resume()  # one that stands still would not meet the end of its stdin
        with suppress(OSError):
            self._requests.close()
        self._exit_code()
        # The reader meets the end of the pipe now; only then may the stream be closed under it.
        self._reader.join(_END_SECONDS)
        self._stream.close()
        self._log.close()

    def _memory(self) -> int:
        """Bytes resident; 0 once it is gone."""
        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:
            return 0

    def _computing(self) -> float:
        """Processor seconds used so far; 0 once it is gone."""
        try:
            times = self._watched.cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)

    def _last_words(self) -> str:
        """The last line it wrote to its log."""
        with suppress(OSError, ValueError):
            self._log.seek(max(self._log_start, self._log.seek(0, os.SEEK_END) - 4096))
            lines = self._log.read().decode("utf-8", "replace").split("\n")
            return next((line.strip() for line in reversed(lines) if line.strip()), "")
        return ""


def _environment() -> dict[str, str]:
    """Ours, with the checkout on the path if that is what runs; an installed package is found by its interpreter."""
    environment = dict(os.environ)
    if ours := environment.get(paths.HOME):
        environment[paths.HOME] = str(Path(ours).absolute())  # the worker runs in another folder
    home = Path(__file__).resolve().parent.parent
    if home.name not in {"site-packages", "dist-packages"}:
        others = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([str(home), others] if others else [str(home)])
    # Every core has a photo of its own: threads within numpy's products would only get in each other's way. Torch
    # has its own number of threads.
    return environment | dict.fromkeys(("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")


def _apart() -> dict[str, Any]:
    """Out of reach of the terminal's Ctrl+C, which is meant for us: the worker ends when we do."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    # A group of its own, not a session: Linux shares the processor out among sessions first, and a low priority counts
    # only within one (a session of its own gave 10.3 ms in the measurement at the worker's ``_NICE``).
    return {"process_group": 0}


def _widen(stream: BufferedReader) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 -- not on every system

        with suppress(OSError):
            fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _open_log() -> IO[bytes]:
    """Where the worker's stderr goes: the log folder, or nowhere lasting if that cannot be written."""
    file = paths.log_folder() / "worker.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LOG_BYTES:
            file.replace(file.with_suffix(".old.log"))
        return file.open("ab+")
    except OSError:
        return tempfile.TemporaryFile("ab+")


def _signal_name(code: int) -> str:
    """``SIGSEGV`` for an exit code of -11; empty for an exit of its own."""
    try:
        return signal.Signals(-code).name if code < 0 else ""
    except ValueError:
        return f"signal {-code}"
