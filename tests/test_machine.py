"""What a container's limits leave of the machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from reviewer import machine

MEGA = 1 << 20


def proc(tmp_path: Path, cgroup: str, *mounts: tuple[str, str, str]) -> Path:
    """A process of these groups, with mounts of (kind, options, root) under ``tmp_path/<kind>-<options>``."""
    folder = tmp_path / "proc"
    folder.mkdir()
    (folder / "cgroup").write_text(cgroup)
    lines = ["22 1 0:21 / / rw - ext4 /dev/root rw"]
    for number, (kind, options, root) in enumerate(mounts):
        place = tmp_path / f"{kind}-{options}"
        place.mkdir()
        lines.append(
            f"{30 + number} 22 0:{30 + number} {root} {place} rw,relatime shared:9 - {kind} {kind} rw,{options}"
        )
    (folder / "mountinfo").write_text("\n".join(lines) + "\n")
    return folder


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".", 1)).write_text(f"{text}\n")


def test_a_machine_without_limits_is_ours() -> None:
    nowhere = Path("/nowhere")
    there = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    assert machine.cores(nowhere) == there
    assert machine.free_memory(nowhere) == pytest.approx(psutil.virtual_memory().available, rel=0.1)


def test_this_very_machine_can_be_asked() -> None:
    assert 1 <= machine.CORES <= (os.cpu_count() or 1)
    assert 0 < machine.free_memory() <= psutil.virtual_memory().total


@pytest.mark.parametrize(("quota", "expected"), [("50000 100000", 1), ("100000 100000", 1), ("max 100000", None)])
def test_a_share_of_time_bounds_the_cores_v2(tmp_path: Path, quota: str, expected: int | None) -> None:
    folder = proc(tmp_path, "0::/a/b\n", ("cgroup2", "nsdelegate", "/"))
    write(tmp_path / "cgroup2-nsdelegate" / "a" / "b", cpu_max="max 100000")
    write(tmp_path / "cgroup2-nsdelegate" / "a", cpu_max=quota)
    assert machine.cores(folder) == (expected or machine.cores(Path("/nowhere")))


def test_a_share_of_time_bounds_the_cores_v1(tmp_path: Path) -> None:
    folder = proc(tmp_path, "3:cpuset:/\n1:cpu,cpuacct:/job\n", ("cgroup", "cpu,cpuacct", "/"))
    write(tmp_path / "cgroup-cpu,cpuacct" / "job", cpu_cfs_quota_us="100000", cpu_cfs_period_us="100000")
    write(tmp_path / "cgroup-cpu,cpuacct", cpu_cfs_quota_us="-1", cpu_cfs_period_us="100000")
    assert machine.cores(folder) == 1


def test_the_tightest_group_around_us_bounds_the_memory_v1(tmp_path: Path) -> None:
    folder = proc(tmp_path, "4:memory:/outer/inner\n", ("cgroup", "memory", "/"))
    place = tmp_path / "cgroup-memory"
    write(place, memory_limit_in_bytes=str((1 << 63) - 4096), memory_usage_in_bytes=str(5 << 30))
    write(
        place / "outer",
        memory_limit_in_bytes=str(100 * MEGA),
        memory_usage_in_bytes=str(70 * MEGA),
        memory_stat=f"cache 1\ntotal_inactive_file {10 * MEGA}",
    )
    write(place / "outer" / "inner", memory_limit_in_bytes=str(90 * MEGA), memory_usage_in_bytes=str(20 * MEGA))
    assert machine.free_memory(folder) == 40 * MEGA


def test_the_tightest_group_around_us_bounds_the_memory_v2(tmp_path: Path) -> None:
    folder = proc(tmp_path, "0::/outer/inner\n", ("cgroup2", "rw", "/"))
    place = tmp_path / "cgroup2-rw"
    write(place / "outer" / "inner", memory_max="max", memory_high=str(60 * MEGA), memory_current=str(40 * MEGA))
    write(place / "outer", memory_max=str(500 * MEGA), memory_current=str(50 * MEGA))
    assert machine.free_memory(folder) == 20 * MEGA


def test_a_container_that_sees_only_its_own_group(tmp_path: Path) -> None:
    """Its mount is its own part of the tree: named from above (version 1) or from itself."""
    folder = proc(
        tmp_path, "4:memory:/docker/abc\n0::/../x\n", ("cgroup", "memory", "/docker/abc"), ("cgroup2", "rw", "/y")
    )
    write(tmp_path / "cgroup-memory", memory_limit_in_bytes=str(30 * MEGA), memory_usage_in_bytes=str(10 * MEGA))
    write(tmp_path / "cgroup2-rw", memory_max=str(25 * MEGA), memory_current=str(10 * MEGA))
    assert machine.free_memory(folder) == 15 * MEGA


def test_a_group_that_is_over_its_limit_leaves_nothing(tmp_path: Path) -> None:
    folder = proc(tmp_path, "0::/\n", ("cgroup2", "rw", "/"))
    write(tmp_path / "cgroup2-rw", memory_max=str(10 * MEGA), memory_current=str(11 * MEGA))
    assert machine.free_memory(folder) == 0
