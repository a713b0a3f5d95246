"""Which file system a folder is on, by the kernel's own table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reviewer.catalogue import network

if TYPE_CHECKING:
    from pathlib import Path

MOUNTS = rb"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw,nosuid shared:12 - proc proc rw
40 22 0:50 / /home rw shared:20 master:3 - nfs4 server:/home rw,vers=4.2
41 40 8:2 / /home/anna/local\040disk rw - xfs /dev/sdb1 rw
42 22 0:51 / /mnt/nas rw - cifs //nas/photos rw
43 22 0:52 / /mnt/ssh rw - fuse.sshfs host:/ rw
44 22 0:53 / /mnt/over rw - nfs server:/x rw
45 22 8:3 / /mnt/over rw - btrfs /dev/sdc rw
a line of another kind
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        (b"/var/lib", "ext4"),
        (b"/", "ext4"),
        (b"/home", "nfs4"),
        (b"/home/anna/.local/share/photo-reviewer", "nfs4"),
        (b"/home/anna/local disk/x", "xfs"),
        (b"/home/anna/local disk 2", "nfs4"),
        (b"/homes/anna", "ext4"),
        (b"/mnt/nas/\xff", "cifs"),
        (b"/mnt/ssh", "fuse.sshfs"),
        (b"/mnt/over/x", "btrfs"),
    ],
)
def test_the_innermost_and_last_mount_counts(folder: bytes, kind: str) -> None:
    assert network.filesystem(folder, MOUNTS) == kind
    assert network.filesystem(folder, b"") == ""


def test_a_link_to_the_network_is_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, nas, link = tmp_path / "mountinfo", tmp_path / "nas", tmp_path / "link"
    nas.mkdir()
    link.symlink_to(nas)
    table.write_bytes(
        b"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n42 22 0:51 / %s rw - cifs //nas/photos rw\n" % bytes(nas.resolve())
    )
    monkeypatch.setattr(network, "_MOUNTS", table)
    assert network.is_network(link / "not made yet")
    assert not network.is_network(tmp_path)


def test_a_system_without_the_table_counts_as_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_MOUNTS", tmp_path / "absent")
    assert not network.is_network(tmp_path)
