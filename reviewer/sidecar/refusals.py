"""Why a text is not taken for a sidecar, before anybody knows which file it came from."""

from __future__ import annotations


class Refused(Exception):
    """Not a packet that we may edit. ``reason`` is one of the details of ``errors.SidecarRefused``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
