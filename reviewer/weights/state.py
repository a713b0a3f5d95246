"""How things stand with a weights file on this machine, and taking it away again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

INSTALLED, MISSING, REFUSED = "installed", "missing", "refused"


@dataclass(frozen=True, slots=True)
class State:
    """How things stand with a weights file.

    Attributes:
        name: A key of ``FILES``.
        kind: ``installed``, ``missing`` or ``refused``.
        path: Where it is, unless it is missing.
        size: Bytes there; where it is missing, those to fetch.
        ours: Whether it is in our own folder of weights, so that ``remove`` takes it away.
        verified: ``published`` (its maker's hash agrees), ``recorded`` (it is as it was at first use), or empty.
        reason: Why it is refused, as ``WeightsRefused``'s detail.
        kept: Bytes that an installation broken off has left to go on from.
    """

    name: str
    kind: str
    path: Path | None
    size: int
    ours: bool
    verified: str
    reason: str
    kept: int


def state(name: str) -> State:
    """How things stand with a file. It may be read for that, once, so not on the window's thread.

    Args:
        name: A key of ``FILES``.
    """
    raise NotImplementedError(name)


def remove(name: str) -> Path | None:
    """Take a file away from our own folder of weights, and what an installation broken off left of it.

    Returns:
        Where the file still is because another program keeps it there, or None.

    Raises:
        FileUnwritable: It cannot be taken away.
    """
    raise NotImplementedError(name)
