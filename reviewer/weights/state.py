"""How things stand with a weights file on this machine, and taking it away again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.errors import FileUnwritable, WeightsRefused
from reviewer.weights import installing, record
from reviewer.weights.files import FILES
from reviewer.weights.objections import objection
from reviewer.weights.places import find, is_trial, ours

if TYPE_CHECKING:
    from pathlib import Path

INSTALLED, MISSING, REFUSED = "installed", "missing", "refused"

PUBLISHED, RECORDED, TRIAL = "published", "recorded", "trial"


@dataclass(frozen=True, slots=True)
class State:
    """How things stand with a weights file.

    Attributes:
        name: A key of ``FILES``.
        kind: ``installed``, ``missing`` or ``refused``.
        path: Where it is, unless it is missing.
        size: Bytes there; where it is missing, those to fetch.
        ours: Whether it is in our own folder of weights, so that ``remove`` takes it away.
        verified: ``published`` (its maker's hash agrees), ``recorded`` (it is as it was at first use), ``trial``
            (random numbers, not held to anything), or empty: it was not used yet.
        reason: Why it is refused, as ``WeightsRefused``'s detail; ``unreadable`` where the system does not let us look.
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
    kept = installing.size(installing.part(name))
    path = find([name]).get(name)
    if path is None:
        return State(name, MISSING, None, FILES[name].size, ours=False, verified="", reason="", kept=kept)
    size, verified, reason = 0, "", ""
    try:
        size = path.stat().st_size
        verified = _verified(name, path)
    except WeightsRefused as error:
        reason = error.detail
    except OSError:
        reason = "unreadable"
    kind = REFUSED if reason else INSTALLED
    return State(name, kind, path, size, ours=path in ours(name), verified=verified, reason=reason, kept=kept)


def _verified(name: str, path: Path) -> str:
    """How far a file is known to be what it should be.

    Raises:
        WeightsRefused: It is known not to be.
        OSError: It cannot be read.
    """
    if is_trial(path):
        return TRIAL
    if record.expected(name):
        record.verify(name, path)
        return PUBLISHED if FILES[name].sha256 else RECORDED
    # Looking is not using: nothing is recorded.
    if reason := objection(name, path, record.sha256(path)):
        raise WeightsRefused(path, reason)
    return ""


def remove(name: str) -> Path | None:
    """Take a file away from our own folder of weights, and what an installation broken off left of it.

    Returns:
        Where the file still is because another program keeps it there, or None.

    Raises:
        FileUnwritable: It cannot be taken away.
    """
    for file in (*ours(name), *installing.parts_of(name)):
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise FileUnwritable(file, error.strerror or "") from error
    record.forget(name)
    return find([name]).get(name)
