"""A weights file fetched from where its maker offers it, looked at, and put in place whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from reviewer.weights.transfer import Transfer


def install(name: str) -> Generator[Transfer, None, Path]:
    """Fetch one weights file into our own folder of weights; each step is progress and a place to stop.

    What had come when the generator is closed, or the connection breaks off, is kept apart and gone on from next time.
    A file is in place only when it is whole, is what it should be and can do no harm.

    Args:
        name: A key of ``FILES``.

    Yields:
        How far it is, about ten times a second.

    Returns:
        Where it is.

    Raises:
        WeightsUnavailable: It cannot be had, or not be kept: see there.
        WeightsRefused: What came is not what it should be, or could run code; nothing of it is kept.
    """
    raise NotImplementedError(name)
    yield
