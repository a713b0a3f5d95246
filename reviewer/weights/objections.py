"""What speaks against a weights file that nobody has used yet: see ``objection``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer.weights import forms, pickles
from reviewer.weights.files import FILES

if TYPE_CHECKING:
    from pathlib import Path


def objection(name: str, path: Path, digest: str, told: str = "") -> str:
    """Why a file must not be taken for what its name says, or nothing.

    Args:
        name: What it is to be; a name that is not in the table is only looked at.
        path: The file.
        digest: Its SHA-256 in hex.
        told: What whoever sent it says its SHA-256 is.

    Returns:
        ``size`` or ``hash`` where its maker's are others, or a reason of ``pickles.refusal``. A file with the hash its
        maker publishes is trusted whole.
    """
    row = FILES.get(name)
    if row and digest == row.sha256:
        return ""
    reason = pickles.refusal(path)
    # What is no weights file at all is best called by what it is.
    if reason and reason != pickles.CODE:
        return reason
    if row and row.exact and path.stat().st_size != row.size:
        return "size"
    if (row and not digest.startswith(row.prefix)) or (told and told != digest):
        return "hash"
    # Of a program in torch's format the engine reads the numbers alone: it does not get to run.
    return "" if forms.form(path) == forms.SCRIPT else reason
