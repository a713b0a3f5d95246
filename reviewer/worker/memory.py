"""What the worker may allocate, and what it has taken."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from reviewer.decode import WHOLE_LIMIT
from reviewer.link.process import TOGETHER_BYTES

_ALONE_BYTES = 900 << 20
"""What one decoder may allocate before it is told that there is no more; the other end kills for a little more."""

_WHOLE_BYTES = WHOLE_LIMIT + (128 << 20)
"""Likewise for a picture that is to be had whole: what ``decode`` allows, with room for a part and the file."""


def peak() -> int:
    """Bytes that this process has held at most, from its start."""
    if sys.platform == "linux":
        # Not ``getrusage``: there a process begins with what its parent held.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource  # noqa: PLC0415 -- not on every system

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Memory:
    """What this process may allocate: past it a decoder gets an error that it can report, where it would be killed.

    Linux only; elsewhere the other end watches alone.
    """

    def __init__(self) -> None:
        self._unbound = sys.platform != "linux"
        self._own = 0 if self._unbound else psutil.Process().memory_info().data

    def bound(self, decoders: int, *, kept: int = 0) -> None:
        """Let so many decoders work at a time, beside so many bytes that are kept."""
        if not self._unbound:
            self._limit(self._own + kept + _ALONE_BYTES + (decoders - 1) * TOGETHER_BYTES)

    def bound_whole(self, kept: int) -> None:
        """Let one decoder work at all of a huge picture, or at a RAW's development."""
        if not self._unbound:
            self._limit(self._own + kept + _WHOLE_BYTES)

    def unbound(self) -> None:
        """Let models take what they need, from now on."""
        if not self._unbound:
            self._unbound = True
            self._limit(-1)

    @staticmethod
    def _limit(size: int) -> None:
        if sys.platform != "win32":
            import resource  # noqa: PLC0415 -- not on every system

            # Of allocated memory, not of addresses (RLIMIT_AS): libraries and threads take gigabytes of those.
            _, most = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (size if most == resource.RLIM_INFINITY else most, most))
