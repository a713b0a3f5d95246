"""Sidecars: marks in XMP files beside the photos, shared with Lightroom, darktable, digiKam and others.

A sidecar is somebody else's file that we may write a few lines in. So it is never rewritten: ``reader`` finds the bytes
of the properties that carry marks, ``wishes`` says which of them have to change, and ``splicing`` changes these, proves
that all the rest still says what it said, and only then is the file replaced. One that we do not fully understand is
refused and stays as it is.

``meaning`` turns properties into ``Marks``; ``properties`` is the table of who reads what. ``exchange`` compares with
the last time, so that two sides may both change: ``files.write`` puts our changes in and hands theirs back. ``naming``
finds a photo's sidecars. Nothing here touches the photo itself.
"""

from reviewer.sidecar.exchange import FIELDS, Changes, Exchange, changes
from reviewer.sidecar.files import LARGEST, Sidecar, Stamp, Written, read, stamp, write
from reviewer.sidecar.naming import Names, Sidecars, long_names
from reviewer.sidecar.properties import PROFILES

__all__ = [
    "FIELDS",
    "LARGEST",
    "PROFILES",
    "Changes",
    "Exchange",
    "Names",
    "Sidecar",
    "Sidecars",
    "Stamp",
    "Written",
    "changes",
    "long_names",
    "read",
    "stamp",
    "write",
]
