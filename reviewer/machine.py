"""What this process may use of the machine: cores, and memory.

A container or a service is given less than the machine has, and the system's own figures do not say so: Linux keeps
such limits in control groups, of which there are two kinds (version 1 and 2), and each group's limits hold for those
inside it.
"""

from __future__ import annotations

import math
import os
import sys
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROC = Path("/proc/self")

_UNLIMITED = 1 << 60
"""From here on a limit is none: version 1 writes a number near 2**63 for that."""


def cores(proc: Path = _PROC) -> int:
    """Cores that we may use: those that we may run on, and no more than our share of time is worth; at least 1.

    Args:
        proc: Where Linux tells about this process.
    """
    there = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    shares = [share for folder in _groups(proc, "cpu") if (share := _share(folder))]
    return max(1, math.ceil(min([there, *shares])))


def free_memory(proc: Path = _PROC) -> int:
    """Bytes that a process of ours could take without another, or the system itself, going short; at least 0.

    Args:
        proc: Where Linux tells about this process.
    """
    left = [room for folder in _groups(proc, "memory") if (room := _room(folder)) is not None]
    return max(0, min([psutil.virtual_memory().available, *left]))


def _groups(proc: Path, controller: str) -> Iterator[Path]:
    """The folders of the control groups that this process is in, its own first, then those around it."""
    try:
        memberships = (proc / "cgroup").read_text().splitlines()
        mounts = [line.split() for line in (proc / "mountinfo").read_text().splitlines()]
    except OSError:
        return  # not Linux
    for membership in memberships:
        _, controllers, inside = membership.split(":", 2)
        for fields in mounts:
            kind, options = fields[fields.index("-") + 1], fields[-1].split(",")
            if (kind == "cgroup" and controller in options and controller in controllers.split(",")) or (
                kind == "cgroup2" and not controllers
            ):
                yield from _up(Path(fields[4]), _below(fields[3], inside))


def _below(root: str, inside: str) -> PurePosixPath:
    """Where a group lies below what is mounted of the tree; in a container the two may be told from different ends."""
    with suppress(ValueError):
        return PurePosixPath(inside).relative_to(root)
    return PurePosixPath()


def _up(mount: Path, below: PurePosixPath) -> Iterator[Path]:
    yield mount / below
    for parent in below.parents:
        if parent != below:
            yield mount / parent


def _share(group: Path) -> float | None:
    """How many cores' time a group has; None for all."""
    text = _text(group / "cpu.max") or f"{_text(group / 'cpu.cfs_quota_us')} {_text(group / 'cpu.cfs_period_us')}"
    quota, _, period = text.partition(" ")
    if not (quota.isdecimal() and period.isdecimal() and int(period)):
        return None  # "max", or -1, or not told
    return int(quota) / int(period)


def _room(group: Path) -> int | None:
    """Bytes that a group may still take; None for no limit. Files in its cache make way and count as free."""
    limits = [_number(group / name) for name in ("memory.max", "memory.high", "memory.limit_in_bytes")]
    limit = min((limit for limit in limits if limit is not None and limit < _UNLIMITED), default=None)
    used = _number(group / "memory.current")
    if used is None:
        used = _number(group / "memory.usage_in_bytes")
    if limit is None or used is None:
        return None
    figures = dict(line.split(" ", 1) for line in (_text(group / "memory.stat") or "").splitlines())
    cached = figures.get("total_inactive_file") or figures.get("inactive_file") or "0"
    return limit - used + int(cached)


def _number(file: Path) -> int | None:
    text = _text(file)
    return int(text) if text and text.isdecimal() else None


def _text(file: Path) -> str | None:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return None


CORES = cores()
"""Cores that we may use, and so may a worker; found once, when the program starts."""
