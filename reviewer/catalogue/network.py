"""Whether a folder lies on a network file system, where SQLite's write-ahead log does not work.

Asked of Linux only, whose kernel tells in ``/proc/self/mountinfo``; other systems count as local.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")

NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "coda", "ncpfs", "ceph", "glusterfs", "lustre", "beegfs",
        "gpfs", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.davfs2", "fuse.curlftpfs",
    }
)  # fmt: skip


def is_network(folder: Path) -> bool:
    """Whether ``folder``, or where it would be made, is on a network file system."""
    try:
        mounts = _MOUNTS.read_bytes()
    except OSError:
        return False
    return filesystem(os.fsencode(os.path.realpath(folder)), mounts) in NETWORK


def filesystem(folder: bytes, mounts: bytes) -> str:
    """The type of the file system that ``folder`` is on, by the text of ``mountinfo`` (see ``man 5 proc``).

    Args:
        folder: An absolute path without links.
        mounts: The text: one mount a line, a later one over an earlier one at the same point.

    Returns:
        As ``ext4`` or ``fuse.sshfs``; empty if no line fits.
    """
    longest, found = -1, b""
    for line in mounts.splitlines():
        before, _, after = line.partition(b" - ")
        fields, kind = before.split(b" "), after.split(b" ")[0]
        if len(fields) > 4:  # noqa: PLR2004 -- the fifth field is the mount point
            point = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), fields[4])
            if len(point) >= longest and (folder + b"/").startswith(point.rstrip(b"/") + b"/"):
                longest, found = len(point), kind
    return os.fsdecode(found)
