"""Weights files of models: where they are, what names their contents, how they come here and go again.

``files`` is the table of those there are. A file is looked for (``places``) where the user puts it for this program,
then where pyiqa, CLIP and Hugging Face would have left it for any other program of the same user. It is held to its
maker's hash, or to what it was at first use (``record``); before that, ``objections`` asks what speaks against it, and
``pickles`` looks at what loading it would do. ``installing`` fetches and ``importing`` copies, only when asked to;
``state`` tells and removes.

Nothing here knows metrics, and nothing imports torch.
"""

from __future__ import annotations

from reviewer.weights.files import FILES, WeightsFile
from reviewer.weights.importing import Imported, import_files
from reviewer.weights.installing import install
from reviewer.weights.places import TRIAL, find, hub_snapshot, is_trial, missing, require
from reviewer.weights.record import expected, fingerprint, sha256, verify
from reviewer.weights.state import INSTALLED, MISSING, REFUSED, State, remove, state
from reviewer.weights.transfer import Transfer

__all__ = [
    "FILES",
    "INSTALLED",
    "MISSING",
    "REFUSED",
    "TRIAL",
    "Imported",
    "State",
    "Transfer",
    "WeightsFile",
    "expected",
    "find",
    "fingerprint",
    "hub_snapshot",
    "import_files",
    "install",
    "is_trial",
    "missing",
    "remove",
    "require",
    "sha256",
    "state",
    "verify",
]
